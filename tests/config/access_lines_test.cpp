// `discard`, `limit`, `mru`, and taking restrict lines back.
#include <gtest/gtest.h>

#include "config/check.hpp"
#include "config/print.hpp"

namespace foliot::config {
namespace {

using access::Restrict;

TEST(DiscardLines, SetTheClassicRule) {
  const Config config = accepted("discard average 5 minimum 1\ndiscard monitor 100\n");
  EXPECT_EQ(config.rate.discard, (access::DiscardOptions{5, 1, 100}));
  EXPECT_FALSE(config.rate.score.has_value());
  const ParsedConfig parsed = parse("discard average 200", "f");
  EXPECT_EQ(parsed.config.rate.discard.average_log2_s, 17);
}

TEST(LimitLines, MakeTheScoreTheRule) {
  const Config config = accepted("limit burst 5\nlimit average 2.5 kod 0.25\n");
  ASSERT_TRUE(config.rate.score.has_value());
  EXPECT_EQ(*config.rate.score, (access::ScoreOptions{2.5, 5, 0.25}));
}

TEST(MruLines, CountClientsOrMemoryTheLastOneRules) {
  EXPECT_EQ(accepted("mru maxdepth 500").mru.maxdepth, 500);
  EXPECT_EQ(accepted("mru maxmem 64").mru.maxdepth, access::clients_in(64));
  EXPECT_EQ(accepted("mru maxmem 64 maxdepth 7").mru.maxdepth, 7);
  EXPECT_EQ(accepted("mru maxdepth 7\nmru maxmem 64").mru.maxdepth, access::clients_in(64));
  EXPECT_EQ(accepted("mru maxmem -1").mru.maxdepth, -1);
  // As many clients as fit must be a depth that the file may say too: it comes back from a print.
  const Config most = accepted("mru maxmem 99999999999 initmem 99999999999 incmem 99999999999");
  EXPECT_TRUE(same_settings(clean(print(most)), most));
  const Config config = accepted("mru mindepth 5 maxage 6 minage 7 initialloc 8 incmem 2");
  EXPECT_EQ(config.mru.mindepth, 5);
  EXPECT_EQ(config.mru.maxage_s, 6);
  EXPECT_EQ(config.mru.minage_s, 7);
  EXPECT_EQ(config.mru.initalloc, 8);
  EXPECT_EQ(config.mru.incalloc, access::clients_in(2));
}

TEST(UnrestrictLines, TakeBackWhatStandsBeforeThem) {
  struct Case {
    std::string_view text;
    std::string_view left;
  };
  for (const Case& c : {
           Case{"restrict 10.0.0.0/8 nomodify noquery\nunrestrict 10.0.0.0/8 noquery\n",
                "restrict 10.0.0.0 mask 255.0.0.0 nomodify\n"},
           {"restrict 10.0.0.0/8 noquery\nunrestrict 10.0.0.0 mask 255.0.0.0\n", ""},
           {"restrict 10.0.0.0/8 noquery\ndelrestrict 10.0.0.0 mask 255.0.0.0\nrestrict 10.0.0.0/8 ignore\n",
            "restrict 10.0.0.0 mask 255.0.0.0 ignore\n"},
           {"restrict default noquery nopeer\nunrestrict default nopeer\n", "restrict default noquery\n"},
           {"restrict default noquery\nrestrict -6 default ignore\nunrestrict -6 default ignore\n",
            "restrict default noquery\nrestrict -6 default\n"},
           {"restrict a noquery\nrestrict a nopeer\nunrestrict a noquery\n", "restrict a\nrestrict a nopeer\n"},
           {"restrict a noquery ntpport\nrestrict a noquery\ndelrestrict a ntpport\n", "restrict a noquery\n"},
           {"restrict 2001:db8::1 ignore\nunrestrict 2001:0db8:0::1\n", ""},
           {"restrict a ippeerlimit 3 nopeer\nunrestrict a ippeerlimit 3\n", "restrict a nopeer\n"},
       }) {
    EXPECT_EQ(print(accepted(c.text)), c.left) << c.text;
  }
}

TEST(UnrestrictLines, SayWhenThereIsNothingToTakeBack) {
  constexpr std::string_view kWhy = "' has no effect: no restrict line before it is for the same host";
  expect_complaint({"unrestrict 10.0.0.1", "f:1:12: '10.0.0.1" + std::string(kWhy), false, false});
  expect_complaint({"delrestrict default", "f:1:13: 'default" + std::string(kWhy), false, false});
  EXPECT_EQ(print(accepted("unrestrict a noquery\nrestrict a noquery\n")), "restrict a noquery\n")
      << "what comes later stays";
  expect_complaint(
      {"delrestrict a noquery", "f:1:15: unknown option 'noquery'; expected mask, or the end of the line"});
  expect_complaint({"delrestrict source a", "f:1:13: 'source' has no effect: entries of sources end with their source",
                    false, false});
}

TEST(RestrictLines, MayBeManyAndTakenBackAllTheSame) {
  constexpr int kCount = 100'000;
  std::string text;
  const auto address = [](int i) {
    return "10." + std::to_string(i >> 16) + '.' + std::to_string(i >> 8 & 255) + '.' + std::to_string(i & 255);
  };
  for (int i = 0; i < kCount; ++i) text += "restrict " + address(i) + " nomodify notrap nopeer noquery\n";
  for (int i = 0; i < kCount; i += 2) text += "unrestrict " + address(i) + '\n';
  const Config config = accepted(text);
  ASSERT_EQ(config.restricts.size(), kCount / 2U);
  EXPECT_EQ(config.restricts[0].host, address(1));
  EXPECT_TRUE(config.restricts.back().flags.has(Restrict::noquery));
  EXPECT_TRUE(same_settings(accepted(print(config)), config));
}

}  // namespace
}  // namespace foliot::config
