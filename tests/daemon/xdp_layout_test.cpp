// XdpLayout and XdpRules: where the program runs, and whom it answers.
#include "daemon/xdp_layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "access/restrict_rules.hpp"
#include "daemon/xdp_rules.hpp"

namespace foliot::daemon {
namespace {

using config::XdpLine;
using platform::Link;

/// 1 lo; 2 eth0 with VLAN 5 (6), which has VLAN 9 (7); 3 eth1 and a veth 8 in the bridge 4; 5 the bond of 10 and 11.
std::vector<Link> machine() {
  const auto link = [](std::uint32_t index, const char* name, const char* kind = "", std::uint32_t master = 0) {
    Link one;
    one.index = index;
    one.name = name;
    one.kind = kind;
    one.master = master;
    one.is_loopback = index == 1;
    return one;
  };
  std::vector<Link> links{link(1, "lo"),
                          link(2, "eth0"),
                          link(3, "eth1", "", 4),
                          link(4, "br0", "bridge"),
                          link(5, "bond0", "bond"),
                          link(6, "eth0.5", "vlan"),
                          link(7, "eth0.5.9", "vlan"),
                          link(8, "veth3", "veth", 4),
                          link(10, "eth2", "", 5),
                          link(11, "eth3", "", 5)};
  links[5].parent = 2;
  links[5].vlan = 5;
  links[6].parent = 6;
  links[6].vlan = 9;
  return links;
}

std::vector<platform::XdpPlace> at(std::initializer_list<std::uint32_t> interfaces) {
  std::vector<platform::XdpPlace> places;
  places.reserve(interfaces.size());
  for (const std::uint32_t one : interfaces) places.push_back({one, base::IpAddress::v4(192, 0, 2, 1)});
  return places;
}

std::vector<std::string> names(const XdpLayout& layout) {
  std::vector<std::string> found;
  for (const XdpTarget& target : layout.targets) found.push_back(target.name);
  return found;
}

using Names = std::vector<std::string>;

TEST(XdpLayout, TheLastLineOfAnInterfaceCounts) {
  const auto links = machine();
  const auto places = at({2, 3});
  EXPECT_EQ(names(lay_out_xdp({}, links, places)), Names{});
  EXPECT_EQ(names(lay_out_xdp(std::vector<XdpLine>{{"eth0"}, {"eth1"}}, links, places)), (Names{"eth0", "eth1"}));
  EXPECT_EQ(names(lay_out_xdp(std::vector<XdpLine>{{"eth0"}, {"eth0", config::XdpMode::native, true}}, links, places)),
            Names{});
  const auto layout =
      lay_out_xdp(std::vector<XdpLine>{{"auto"}, {"eth0", config::XdpMode::generic}, {"eth9"}, {"lo"}}, links, at({2}));
  EXPECT_EQ(layout.targets, (std::vector<XdpTarget>{{2, "eth0", platform::XdpMode::generic}}));
  EXPECT_EQ(layout.missing, Names{"eth9"});
  const std::vector<XdpLine> off{{"auto"}, {"eth0", config::XdpMode::automatic, true}};
  EXPECT_EQ(names(lay_out_xdp(off, links, at({2}))), Names{});
}

TEST(XdpLayout, AutoTakesWhatIsBelowWhateverHasAnAddress) {
  const auto links = machine();
  const std::vector<XdpLine> all{{"auto"}};
  EXPECT_EQ(names(lay_out_xdp(all, links, at({1}))), Names{});
  EXPECT_EQ(names(lay_out_xdp(all, links, at({4}))), Names{"eth1"}) << "not the end of a container";
  EXPECT_EQ(names(lay_out_xdp(all, links, at({7}))), Names{"eth0"});
  EXPECT_EQ(names(lay_out_xdp(all, links, at({5}))), Names{"bond0"});
}

TEST(XdpLayout, FramesBelongToWhatHasTheAddress) {
  const auto links = machine();
  const auto owner = [&](const char* interface, std::initializer_list<std::uint32_t> addresses, std::uint32_t entrance,
                         std::uint16_t outer, std::uint16_t inner) {
    const auto layout = lay_out_xdp(std::vector<XdpLine>{{interface}}, links, at(addresses));
    const auto port = std::ranges::find_if(layout.ports, [&](const platform::XdpPort& one) {
      return one.interface == entrance && one.outer_vlan == outer && one.inner_vlan == inner;
    });
    return port == layout.ports.end() ? 0 : port->owner;
  };
  EXPECT_EQ(owner("eth0", {2}, 2, 0, 0), 2U);
  EXPECT_EQ(owner("eth0", {2, 6}, 2, 5, 0), 6U);
  EXPECT_EQ(owner("eth0", {2, 7}, 2, 5, 9), 7U);
  EXPECT_EQ(owner("eth0", {2}, 2, 9, 0), 0U) << "no such VLAN";
  EXPECT_EQ(owner("eth1", {4}, 3, 0, 0), 4U) << "the bridge";
  EXPECT_EQ(owner("bond0", {5}, 11, 0, 0), 5U) << "the program of a bond runs at its members";
}

TEST(XdpLayout, LinksInACircleDoNoHarm) {
  auto links = machine();
  links[3].master = 3;
  links[6].parent = 7;
  EXPECT_LE(lay_out_xdp(std::vector<XdpLine>{{"auto"}, {"eth1"}}, links, at({4, 7})).targets.size(), 2U);
}

TEST(XdpRules, LeaveToTheSocketsWhatIsNotSimplyAllowed) {
  using access::Restrict;
  struct Case {
    std::vector<Restrict> flags;
    xdp_verdict verdict;
  };
  const std::vector<Case> cases{
      {{}, XDP_VERDICT_ANSWER},
      {{Restrict::noquery, Restrict::nomodify, Restrict::nopeer, Restrict::notrap, Restrict::kod}, XDP_VERDICT_ANSWER},
      {{Restrict::limited}, XDP_VERDICT_LIMITED},
      {{Restrict::limited, Restrict::kod}, XDP_VERDICT_LIMITED_KOD},
      {{Restrict::ignore}, XDP_VERDICT_PASS},
      {{Restrict::noserve, Restrict::limited}, XDP_VERDICT_PASS},
      {{Restrict::notrust}, XDP_VERDICT_PASS},
      {{Restrict::version}, XDP_VERDICT_PASS},
      {{Restrict::flake}, XDP_VERDICT_PASS},
      {{Restrict::serverresponse_fuzz}, XDP_VERDICT_PASS},
  };
  for (const Case& c : cases) {
    access::RestrictRules rules;
    access::RestrictEntry entry{
        .address = base::IpAddress::v4(10, 0, 0, 0), .mask = base::IpAddress::v4(255, 0, 0, 0), .flags = {}};
    for (const Restrict flag : c.flags) entry.flags.add(flag);
    rules.add(entry);
    const auto made = to_xdp_rules(*rules.build(), {});
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[1].any_port, c.verdict);
    EXPECT_EQ(made[1].length_bits, 8U);
  }
}

TEST(XdpRules, LeaveTheRuleLimitToTheSockets) {
  access::RestrictRules rules;
  access::RestrictEntry entry = access::default_entry(base::IpFamily::v4);
  entry.flags.add(access::Restrict::limited);
  rules.add(entry);
  access::RateOptions rate;
  EXPECT_EQ(to_xdp_rules(*rules.build(), rate).front().any_port, XDP_VERDICT_LIMITED);
  rate.score.emplace();
  EXPECT_EQ(to_xdp_rules(*rules.build(), rate).front().any_port, XDP_VERDICT_PASS);
}

}  // namespace
}  // namespace foliot::daemon
