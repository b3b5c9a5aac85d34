#include "daemon/listen_plan.hpp"

#include <gtest/gtest.h>

namespace foliot::daemon {
namespace {

using config::InterfaceAction;

const std::vector<LocalAddress> kLocal{{"lo", *base::IpAddress::parse("127.0.0.1")},
                                       {"lo", *base::IpAddress::parse("::1")},
                                       {"eth0", *base::IpAddress::parse("192.0.2.5")},
                                       {"eth0", *base::IpAddress::parse("2001:db8::5")},
                                       {"eth1", *base::IpAddress::parse("198.51.100.7")}};

config::InterfaceLine rule(InterfaceAction action, const std::string& what) {
  return {action, what, {}};
}

std::vector<std::string> listened(const std::vector<config::InterfaceLine>& rules,
                                  std::optional<base::IpFamily> family = std::nullopt) {
  std::vector<std::string> texts;
  for (const auto& address : plan_listening(rules, kLocal, {family}).addresses) texts.push_back(address.to_string());
  return texts;
}

TEST(ListenPlan, IsTheTwoWildcardsWithoutRules) {
  const ListenPlan both = plan_listening({}, kLocal, {});
  EXPECT_TRUE(both.wildcard_v4 && both.wildcard_v6 && both.addresses.empty());
  const ListenPlan six = plan_listening({}, kLocal, {base::IpFamily::v6});
  EXPECT_TRUE(!six.wildcard_v4 && six.wildcard_v6);
}

TEST(ListenPlan, LetsTheLastMatchingRuleDecide) {
  using Rules = std::vector<config::InterfaceLine>;
  using Texts = std::vector<std::string>;
  const auto ignore = [](const std::string& what) { return rule(InterfaceAction::ignore, what); };
  const auto listen = [](const std::string& what) { return rule(InterfaceAction::listen, what); };
  const std::vector<std::pair<Rules, Texts>> cases{
      {{ignore("all"), listen("eth1")}, {"198.51.100.7"}},
      {{listen("eth1"), ignore("all")}, {}},
      {{ignore("ipv6")}, {"127.0.0.1", "192.0.2.5", "198.51.100.7"}},
      {{ignore("all"), listen("192.0.2.0/24")}, {"192.0.2.5"}},
      {{ignore("all"), listen("2001:db8::/32")}, {"2001:db8::5"}},
      {{ignore("eth0"), ignore("lo")}, {"198.51.100.7"}},
      {{rule(InterfaceAction::drop, "eth0"), ignore("lo")}, {"198.51.100.7"}},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) EXPECT_EQ(listened(cases[i].first), cases[i].second) << "case " << i;
}

TEST(ListenPlan, TakesAnAddressThatNoInterfaceHasAtItsWord) {
  EXPECT_EQ(listened({rule(InterfaceAction::ignore, "all"), rule(InterfaceAction::listen, "127.0.71.1")}),
            std::vector<std::string>{"127.0.71.1"});
}

TEST(ListenPlan, LeavesVirtualInterfacesOutWhenThatIsWanted) {
  std::vector<LocalAddress> local = kLocal;
  ListenScope scope;
  scope.without_virtual = true;
  EXPECT_TRUE(plan_listening({}, local, scope).wildcard_v4) << "there are none";
  local.push_back({"eth0:1", *base::IpAddress::parse("192.0.2.77")});
  EXPECT_TRUE(plan_listening({}, local, {}).wildcard_v4);
  const ListenPlan plan = plan_listening({}, local, scope);
  EXPECT_FALSE(plan.wildcard_v4);
  EXPECT_EQ(plan.addresses.size(), kLocal.size());
  EXPECT_EQ(std::ranges::count(plan.addresses, local.back().address), 0);
}

TEST(ListenPlan, KeepsToTheFamilyOfTheCommandLine) {
  EXPECT_EQ(listened({rule(InterfaceAction::ignore, "lo")}, base::IpFamily::v6),
            std::vector<std::string>{"2001:db8::5"});
}

}  // namespace
}  // namespace foliot::daemon
