// `ifstats` and `addr_restrictions` to the character.
#include "control/ordered_lists.hpp"

#include <gtest/gtest.h>

#include "access/restrict_rules.hpp"

namespace foliot::control {
namespace {

constexpr std::size_t kPlenty = 10000;

InterfaceView wildcard() {
  InterfaceView view;
  view.name = "v4wildcard";
  view.address = {base::IpAddress(), 123};
  view.flags = kInterfaceUp | kInterfaceWildcard;
  view.received = 12;
  view.sent = 11;
  view.not_sent = 1;
  view.uptime_s = 99.9;
  return view;
}

TEST(OrderedLists, TellOfInterfacesToTheCharacter) {
  InterfaceView lo;
  lo.name = "lo";
  lo.address = {*base::IpAddress::parse("::1"), 123};
  lo.broadcast = base::SocketAddress{base::IpAddress::v4(10, 0, 0, 255), 123};
  lo.enabled = false;
  lo.flags = kInterfaceUp | kInterfaceLoopback;
  lo.ttl = 5;
  lo.groups = 2;
  lo.peers = 3;
  EXPECT_EQ(interfaces_text(std::vector{wildcard(), lo}, kPlenty),
            "addr.0=0.0.0.0:123, bcast.0=, en.0=1, name.0=\"v4wildcard\", flags.0=0x81,\r\n"
            "tl.0=0, mc.0=0, rx.0=12, tx.0=11, txerr.0=1, pc.0=0, up.0=99,\r\n"
            "addr.1=[::1]:123, bcast.1=10.0.0.255:123, en.1=0, name.1=\"lo\",\r\n"
            "flags.1=0x5, tl.1=5, mc.1=2, rx.1=0, tx.1=0, txerr.1=0, pc.1=3, up.1=0\r\n");
}

TEST(OrderedLists, EndWithAWholeEntry) {
  const std::vector<InterfaceView> many(100, wildcard());
  const std::string text = interfaces_text(many, 468);
  EXPECT_LE(text.size(), 468U);
  EXPECT_TRUE(text.contains("up.2=99")) << text;
  EXPECT_FALSE(text.contains("addr.3=")) << text;
}

TEST(OrderedLists, TellOfRestrictionsToTheCharacter) {
  access::RestrictRules rules;
  access::RestrictEntry net{
      .address = base::IpAddress::v4(192, 168, 1, 0), .mask = base::IpAddress::v4(255, 255, 255, 0), .flags = {}};
  net.flags.add(access::Restrict::nomodify);
  net.flags.add(access::Restrict::limited);
  net.flags.add(access::Restrict::kod);
  rules.add(net);
  rules.add_own(std::vector{base::IpAddress::v4(127, 0, 0, 1)});
  const auto list = rules.build();
  std::vector<std::uint64_t> hits(list->entries().size());
  for (std::size_t i = 0; i < hits.size(); ++i) hits[i] = 10 + i;
  EXPECT_EQ(restrictions_text({list, hits}, kPlenty),
            "addr.0=192.168.1.0, mask.0=255.255.255.0, hits.0=12,\r\n"
            "flags.0=nomodify limited kod, addr.1=127.0.0.1, mask.1=255.255.255.255,\r\n"
            "hits.1=11, flags.1=ntpport interface ignore, addr.2=0.0.0.0,\r\n"
            "mask.2=0.0.0.0, hits.2=10, flags.2=, addr.3=::, mask.3=::, hits.3=13,\r\n"
            "flags.3=\r\n");
  EXPECT_EQ(restrictions_text({}, kPlenty), "");
}

}  // namespace
}  // namespace foliot::control
