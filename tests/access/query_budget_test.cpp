// QueryBudget: what a network of strangers can draw, and that forging many networks draws no more in all.
#include "access/query_budget.hpp"

#include <gtest/gtest.h>

#include "access/restrict_support.hpp"

namespace foliot::access {
namespace {

constexpr std::size_t kAll = 64 * 1024;

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

struct Budget {
  bool spend(std::string_view address, std::size_t octets, double seconds) {
    return budget.spend(ip(address), octets, at(seconds));
  }
  base::SeededRng rng{1};
  QueryBudget budget{rng};
};

TEST(QueryBudget, GivesSoMuchAtOnceAndSoMuchPerSecond) {
  Budget b;
  EXPECT_TRUE(b.spend("192.0.2.1", kAll - 1000, 0));
  EXPECT_FALSE(b.spend("192.0.2.1", 1001, 0));
  EXPECT_TRUE(b.spend("192.0.2.1", 1000, 0));
  EXPECT_FALSE(b.spend("192.0.2.1", 1, 0));
  EXPECT_FALSE(b.spend("192.0.2.1", 1025, 1));
  EXPECT_TRUE(b.spend("192.0.2.1", 1024, 1));
  EXPECT_FALSE(b.spend("192.0.2.1", kAll, 64.9));
  EXPECT_TRUE(b.spend("192.0.2.1", kAll, 65));
  EXPECT_FALSE(b.spend("192.0.2.1", kAll + 1, 1e6));
}

TEST(QueryBudget, IsSharedByANetwork) {
  struct Case {
    const char* a;
    const char* b;
    bool shared;
  };
  for (const Case& c : {Case{"192.0.2.1", "192.0.2.255", true},
                        {"192.0.2.1", "192.0.3.1", false},
                        {"2001:db8:1::1", "2001:db8:1:ffff::2", true},
                        {"2001:db8:1::1", "2001:db8:2::1", false},
                        {"1.2.3.4", "102:300::", false}}) {
    Budget b;
    EXPECT_TRUE(b.spend(c.a, kAll, 0));
    EXPECT_EQ(b.spend(c.b, kAll, 0), !c.shared) << c.a << ' ' << c.b;
  }
}

TEST(QueryBudget, ManyForgedNetworksDrawABoundedSum) {
  Budget b;
  std::uint64_t drawn = 0;
  for (std::uint32_t network = 0; network < 200'000; ++network) {
    const auto byte = [network](unsigned shift) { return static_cast<std::uint8_t>(network >> shift); };
    const auto address = base::IpAddress::v4(10, byte(16), byte(8), byte(0));
    const auto other = base::IpAddress::v4(byte(16), byte(8), byte(0), 1);
    for (const auto& one : {address, other}) drawn += b.budget.spend(one, 15'000, at(0)) ? 15'000 : 0;
  }
  EXPECT_LE(drawn, (QueryBudget::kSets * QueryBudget::kWays + 1) * kAll);
  EXPECT_GT(drawn, QueryBudget::kSets * kAll);
}

TEST(QueryBudget, ANetworkThatDrewKeepsItsBucketWhileOthersCome) {
  Budget b;
  EXPECT_TRUE(b.spend("192.0.2.1", kAll, 0));
  for (std::uint32_t network = 0; network < 100'000; ++network) {
    const auto byte = [network](unsigned shift) { return static_cast<std::uint8_t>(network >> shift); };
    static_cast<void>(b.budget.spend(base::IpAddress::v4(byte(16), byte(8), byte(0), 1), 1, at(1)));
  }
  EXPECT_FALSE(b.spend("192.0.2.1", 1500, 1));
}

TEST(QueryBudget, AClockThatRunsBackGivesNothing) {
  Budget b;
  EXPECT_TRUE(b.spend("192.0.2.1", kAll, 100));
  EXPECT_FALSE(b.spend("192.0.2.1", 1, 50));
  EXPECT_FALSE(b.spend("192.0.2.1", 1025, 101));
}

}  // namespace
}  // namespace foliot::access
