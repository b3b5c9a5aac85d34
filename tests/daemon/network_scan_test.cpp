#include "daemon/network_scan.hpp"

#include <gtest/gtest.h>

namespace foliot::daemon {
namespace {

using Addresses = std::vector<LocalAddress>;

const LocalAddress kLoopback{"lo", base::IpAddress::v4(127, 0, 0, 1)};
const LocalAddress kOne{"eth0", base::IpAddress::v4(192, 0, 2, 1)};
const LocalAddress kTwo{"eth0", base::IpAddress::v4(192, 0, 2, 2)};
constexpr platform::NetworkChanges kAddress{.addresses = true, .links = false};
constexpr platform::NetworkChanges kLink{.addresses = false, .links = true};

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

/// A machine whose addresses are what the test says.
struct Machine {
  explicit Machine(std::optional<double> period_s)
      : scan([this] { return now; }, now, period_s ? std::optional(Interval::from_seconds(*period_s)) : std::nullopt,
             at(0)) {}
  Addresses now{kLoopback, kOne};
  NetworkScan scan;
};

TEST(NetworkScan, SeesWhatCameAndWentEveryPeriod) {
  Machine machine(300);
  EXPECT_EQ(machine.scan.next_deadline(), at(300));
  machine.now = {kLoopback, kTwo};
  EXPECT_FALSE(machine.scan.look(at(299)));
  EXPECT_TRUE(machine.scan.look(at(300)));
  EXPECT_EQ(machine.scan.came(), Addresses{kTwo});
  EXPECT_EQ(machine.scan.went(), Addresses{kOne});
  EXPECT_EQ(machine.scan.addresses(), machine.now);
  EXPECT_FALSE(machine.scan.look(at(600)));
  EXPECT_EQ(machine.scan.next_deadline(), at(900));
}

TEST(NetworkScan, NeverLooksWithoutAPeriodUnlessItIsTold) {
  Machine machine(std::nullopt);
  EXPECT_FALSE(machine.scan.next_deadline());
  machine.now.push_back(kTwo);
  EXPECT_FALSE(machine.scan.look(at(1e6)));
  machine.scan.tell(kAddress, at(1e6));
  EXPECT_EQ(machine.scan.next_deadline(), at(1e6 + 1));
  EXPECT_TRUE(machine.scan.look(at(1e6 + 1)));
}

TEST(NetworkScan, TakesASwarmOfChangesTogether) {
  Machine machine(300);
  machine.scan.tell(kAddress, at(10));
  machine.scan.tell(kLink, at(10.5));
  EXPECT_EQ(machine.scan.next_deadline(), at(11));
  EXPECT_TRUE(machine.scan.look(at(11))) << "a link alone is a change as well";
  EXPECT_TRUE(machine.scan.came().empty());
}

TEST(NetworkScan, DoesNotCallARenewedAddressAChange) {
  Machine machine(300);
  machine.scan.tell(kAddress, at(10));
  EXPECT_FALSE(machine.scan.look(at(11)));
}

TEST(NetworkScan, IsNotHurriedByAnInterfaceThatFlaps) {
  Machine machine(300);
  int changes = 0;
  for (int i = 0; i < 1600; ++i) {
    const MonoTime now = at(i * 0.1);
    machine.scan.tell(kLink, now);
    changes += machine.scan.look(now) ? 1 : 0;
  }
  EXPECT_LE(changes, 11);
  EXPECT_GE(changes, 9);
}

TEST(NetworkScan, ForgetsNothingThatIsToldBetweenTwoLooks) {
  Machine machine(300);
  machine.scan.tell(kLink, at(0));
  ASSERT_TRUE(machine.scan.look(at(1)));
  machine.scan.tell({}, at(2));
  EXPECT_EQ(machine.scan.next_deadline(), at(301));
  machine.scan.tell(kAddress, at(3));
  machine.now.push_back(kTwo);
  EXPECT_EQ(machine.scan.next_deadline(), at(17));
  EXPECT_TRUE(machine.scan.look(at(17)));
}

}  // namespace
}  // namespace foliot::daemon
