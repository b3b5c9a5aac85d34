// ntpq: what rv prints, to the character.
#include <gtest/gtest.h>

#include "tools/ntpq/cooked.hpp"

namespace foliot::ntpq {
namespace {

CookedStyle style() {
  return {.dates = {.now = WallTime::from_nanoseconds(1'560'000'000'000'000'000),
                    .zone_offset_s = [](WallTime) { return 0; }},
          .numeric = false,
          .name_of = [](const base::IpAddress& address) -> std::optional<std::string> {
            if (address == base::IpAddress::v4(192, 0, 2, 1)) return "ntp1.example.net";
            return std::nullopt;
          }};
}

TEST(CookedVariables, WrapsAtColumn72) {
  const auto variables = parse_variables(
      "version=\"ntpd foliot\", processor=\"x86_64\", system=\"Linux/6.1.0\", leap=0,\r\n"
      "stratum=2, precision=-24, rootdelay=12.346, rootdisp=45.600,\r\n"
      "refid=192.0.2.1, reftime=0xe0b1e2ff.80000000, clock=0xe0b1e320.80000000,\r\n"
      "peer=17, tc=6, mintc=3, offset=-0.123456, frequency=-12.346,\r\n"
      "sys_jitter=0.034500, clk_jitter=0.020, clk_wander=0.010\r\n");
  EXPECT_EQ(cooked_status_line(0, 0x0615) + cooked_variables(variables, style()),
            "associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,\n"
            "version=\"ntpd foliot\", processor=\"x86_64\", system=\"Linux/6.1.0\", leap=00,\n"
            "stratum=2, precision=-24, rootdelay=12.346, rootdisp=45.600,\n"
            "refid=192.0.2.1,\n"
            "reftime=e0b1e2ff.80000000  Mon, Jun 17 2019  9:59:27.500,\n"
            "clock=e0b1e320.80000000  Mon, Jun 17 2019 10:00:00.500, peer=17, tc=6,\n"
            "mintc=3, offset=-0.123456, frequency=-12.346, sys_jitter=0.034500,\n"
            "clk_jitter=0.020, clk_wander=0.010\n");
}

TEST(CookedVariables, AlignsTheFilterArrays) {
  const auto variables = parse_variables(
      "reach=0xff, flash=0x0,\r\nfiltdelay= 0.10 0.20 0.30 0.40 0.50 0.60 0.70 0.80,\r\n"
      "filtoffset= 0.00 -0.20 -0.40 -0.60 -0.80 -1.00 -1.20 -1.40,\r\n"
      "filtdisp= 0.00 1.00 2.00 3.00 4.00 5.00 16000.00 160000.00\r\n");
  EXPECT_EQ(cooked_status_line(17, 0x961a) + cooked_variables(variables, style()),
            "associd=17 status=961a conf, reach, sel_sys.peer, 1 event, sys_peer,\n"
            "reach=377, flash=00 ok,\n"
            "filtdelay=     0.10    0.20    0.30    0.40    0.50    0.60    0.70    0.80,\n"
            "filtoffset=    0.00   -0.20   -0.40   -0.60   -0.80   -1.00   -1.20   -1.40,\n"
            "filtdisp=      0.00    1.00    2.00    3.00    4.00    5.00 16000.0 160000.\n");
}

TEST(CookedVariables, PrintsNothingForNothing) {
  EXPECT_EQ(cooked_variables({}, style()), "");
}

TEST(CookedValue, HasAFormForEachName) {
  struct Case {
    const char* name;
    const char* value;
    const char* cooked;
  };
  const Case cases[] = {
      {"leap", "3", "11"},
      {"leap", "1", "01"},
      {"reach", "0x7", "007"},
      {"flash", "0x400", "400 peer_dist"},
      {"flash", "0x1600", "1600 peer_stratum, peer_dist, peer_unreach"},
      {"refid", "127.127.1.0", "LOCAL(0)"},
      {"refid", "GPS", "GPS"},
      {"srcadr", "192.0.2.1", "ntp1.example.net"},
      {"srcadr", "198.51.100.7", "198.51.100.7"},
      {"srcadr", "127.127.28.0", "SHM(0)"},
      {"srcadr", "0.0.0.0", "0.0.0.0"},
      {"peeradr", "192.0.2.1:123", "ntp1.example.net"},
      {"peeradr", "[2001:db8::1]:123", "2001:db8::1"},
      {"dstadr", "192.0.2.1", "192.0.2.1"},
      {"stratum", "2", "2"},
      {"version", "\"ntpd\"", "\"ntpd\""},
  };
  for (const Case& c : cases) EXPECT_EQ(cooked_value(c.name, c.value, style()), c.cooked) << c.name;
}

TEST(CookedValue, MarksWhatDoesNotFitItsForm) {
  struct Case {
    const char* name;
    const char* value;
  };
  const Case cases[] = {
      {"leap", "4"},       {"leap", "-1"},         {"leap", ""},       {"reach", "x"},
      {"flash", "-1"},     {"refid", "nonsense"},  {"reftime", "now"}, {"srcadr", "host"},
      {"dstadr", "1.2.3"}, {"filtdelay", "0.1 x"}, {"peeradr", "["},   {"peeradr", "[]"},
  };
  for (const Case& c : cases) EXPECT_EQ(cooked_value(c.name, c.value, style()), std::string(c.value) + '?') << c.name;
}

TEST(CookedValue, LetsNoControlCharacterThrough) {
  for (const char* name : {"leap", "reach", "refid", "reftime", "srcadr", "dstadr", "filtdelay", "flash", "version"}) {
    const std::string text = cooked_value(name, "\x1b[2J\n", style());
    EXPECT_TRUE(text.starts_with("\\x1b[2J\\x0a")) << text;
  }
}

TEST(CookedValue, LooksUpNoNamesWhenNumeric) {
  CookedStyle numeric = style();
  numeric.numeric = true;
  EXPECT_EQ(cooked_value("srcadr", "192.0.2.1", numeric), "192.0.2.1");
  EXPECT_EQ(cooked_value("srcadr", "127.127.28.0", numeric), "127.127.28.0");
}

TEST(RawStatusLine, GivesTheWordAsSent) {
  EXPECT_EQ(raw_status_line(0, 0x615), "associd=0 status=0x0615,\n");
}

}  // namespace
}  // namespace foliot::ntpq
