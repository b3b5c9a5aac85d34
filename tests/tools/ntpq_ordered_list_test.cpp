// ntpq: ifstats and reslist.
#include <gtest/gtest.h>

#include "support/ntpq_session.hpp"
#include "tools/ntpq/ordered_list.hpp"

namespace foliot::ntpq {
namespace {

using test::Mode6Request;
using test::NtpqBench;

TEST(OrderedItems, AreSortedByIndexWhateverTheOrderSent) {
  const auto items =
      ordered_items(parse_variables("b.2=x, a.0=1, noise=3, a.2=2, b.0=\"y z\", c.=4, d.-1=5, e.9999999=6"));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].index, 0U);
  EXPECT_EQ(find_value(items[0].variables, "b"), "\"y z\"");
  EXPECT_EQ(items[1].index, 2U);
  EXPECT_EQ(find_value(items[1].variables, "a"), "2");
}

TEST(PrefixText, CountsTheOnesOfAMask) {
  struct Case {
    const char* address;
    const char* mask;
    const char* text;
  };
  const Case cases[] = {{"0.0.0.0", "0.0.0.0", "0.0.0.0/0"},
                        {"10.0.0.0", "255.128.0.0", "10.0.0.0/9"},
                        {"192.0.2.1", "255.255.255.255", "192.0.2.1/32"},
                        {"::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::1/128"},
                        {"10.0.0.0", "255.0.255.0", "10.0.0.0 mask 255.0.255.0"},
                        {"10.0.0.0", "255.255.64.0", "10.0.0.0 mask 255.255.64.0"},
                        {"10.0.0.0", "?", "10.0.0.0 mask ?"}};
  for (const Case& c : cases) EXPECT_EQ(prefix_text(c.address, c.mask), c.text);
}

constexpr const char* kInterfaces =
    "addr.0=0.0.0.0:123, en.0=0, name.0=\"v4wildcard\", flags.0=0x89, tl.0=0, mc.0=0, rx.0=0, tx.0=0, txerr.0=0, "
    "pc.0=0, up.0=60, addr.1=192.0.2.100:123, bcast.1=192.0.2.255:123, en.1=1, name.1=\"eth0\", flags.1=0x19, tl.1=0, "
    "mc.1=1, rx.1=1234, tx.1=1200, txerr.1=3, pc.1=4, up.1=86400, addr.2=[::1]:123, en.2=1, "
    "name.2=\"a name of more than 24 characters\", flags.2=0x5, rx.2=7, tx.2=7, txerr.2=0, pc.2=0, up.2=60";

TEST(Ifstats, PrintTheTable) {
  std::vector<Mode6Request> asked;
  NtpqBench bench([&](const Mode6Request& request) {
    asked.push_back(request);
    return test::answer_text(request, kInterfaces);
  });
  bench.give_key();
  EXPECT_EQ(bench.say("ifstats"),
            "    interface name                                        send\n"
            " #  address/broadcast     drop flag ttl mc received sent failed peers   uptime\n"
            "===============================================================================\n"
            "  0 v4wildcard               D   89   0  0      0      0      0     0       60\n"
            "    0.0.0.0:123\n"
            "  1 eth0                     .   19   0  1   1234   1200      3     4    86400\n"
            "    192.0.2.100:123\n"
            "    192.0.2.255:123\n"
            "  2 a name of more than 24 c .    5   ?  ?      7      7      0     0       60\n"
            "    [::1]:123\n");
  EXPECT_EQ(asked.back().data, "ifstats");
  EXPECT_TRUE(asked.back().sealed);
  EXPECT_EQ(static_cast<int>(asked.back().header.opcode), 11);
}

constexpr const char* kRestrictions =
    "addr.0=0.0.0.0, mask.0=0.0.0.0, hits.0=17, flags.0=\"kod limited nomodify nopeer noquery\", addr.1=127.0.0.1, "
    "mask.1=255.255.255.255, hits.1=1234567, flags.1=\"\", addr.2=::, mask.2=::, hits.2=0, flags.2=\"ntpport ignore\"";

TEST(Reslist, PrintsTheTable) {
  NtpqBench bench([](const Mode6Request& request) {
    return request.data == "addr_restrictions" ? test::answer_text(request, kRestrictions)
                                               : test::refuse(request, wire::ControlError::bad_value);
  });
  bench.give_key();
  EXPECT_EQ(bench.say("reslist"),
            "   hits    addr/prefix or addr mask\n"
            "           restrictions\n"
            "==============================================================================\n"
            "        17 0.0.0.0/0\n"
            "           kod limited nomodify nopeer noquery\n"
            "   1234567 127.0.0.1/32\n"
            "           \n"
            "         0 ::/0\n"
            "           ntpport ignore\n");
}

TEST(Reslist, NeedsAKey) {
  NtpqBench bench([](const Mode6Request& request) { return test::answer_text(request, kRestrictions); });
  EXPECT_EQ(bench.say("reslist"), "***A key id is a number from 1 to 65535\n");
  EXPECT_FALSE(bench.good);
  bench.surroundings.typed = {"7", "secret"};
  EXPECT_TRUE(bench.say("reslist").contains("127.0.0.1/32"));
}

TEST(Reslist, SaysWhatTheServerRefuses) {
  NtpqBench bench([](const Mode6Request& request) { return test::refuse(request, wire::ControlError::permission); });
  bench.give_key();
  EXPECT_EQ(bench.say("reslist"), "***Server disallowed request (authentication?)\n");
}

TEST(Reslist, EscapesWhatAServerSends) {
  NtpqBench bench([](const Mode6Request& request) {
    return test::answer_text(request, "addr.0=\x1b[2J, mask.0=\x07, hits.0=\x01, flags.0=\"\x1b]0;x\"");
  });
  bench.give_key();
  EXPECT_TRUE(bench.say("reslist").ends_with("         ? \\x1b[2J mask \\x07\n           \\x1b]0;x\n"));
  EXPECT_TRUE(bench.say("ifstats").ends_with("    \\x1b[2J\n"));
}

TEST(Reslist, SpeaksJson) {
  NtpqBench bench([](const Mode6Request& request) {
    return test::answer_text(request, "addr.0=10.0.0.0, mask.0=255.0.0.0, hits.0=3, flags.0=\"noquery\"");
  });
  bench.give_key();
  bench.session.settings.json = true;
  EXPECT_EQ(bench.say("reslist"),
            "{\"server\":\"localhost\",\"addr_restrictions\":[{\"index\":0,\"addr\":\"10.0.0.0\","
            "\"mask\":\"255.0.0.0\",\"hits\":3,\"flags\":\"noquery\"}]}\n");
}

}  // namespace
}  // namespace foliot::ntpq
