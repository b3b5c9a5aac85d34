// `tinker`, `tos`, `enable`, `disable`, `interface` and the directives with one value.
#include <gtest/gtest.h>

#include "config/check.hpp"
#include "config/keywords.hpp"

namespace foliot::config {
namespace {

using discipline::DisciplineOptions;
using selection::SelectionOptions;

TEST(TinkerLines, TakeEveryWord) {
  struct Case {
    std::string_view words;
    void (*apply)(DisciplineOptions& options);
  };
  const Case cases[] = {
      {"panic 0", [](DisciplineOptions& o) { o.panic_s = 0; }},
      {"panic 1e6", [](DisciplineOptions& o) { o.panic_s = 1e6; }},
      {"step 0.4", [](DisciplineOptions& o) { o.step_forward_s = o.step_backward_s = 0.4; }},
      {"stepfwd .25", [](DisciplineOptions& o) { o.step_forward_s = 0.25; }},
      {"stepback 0", [](DisciplineOptions& o) { o.step_backward_s = 0; }},
      {"step 1 stepback 2", [](DisciplineOptions& o) { o.step_forward_s = 1, o.step_backward_s = 2; }},
      {"stepout 900", [](DisciplineOptions& o) { o.stepout_s = 900; }},
      {"freq -12.5", [](DisciplineOptions& o) { o.initial_frequency = Frequency::from_ppm(-12.5); }},
      {"dispersion 10", [](DisciplineOptions& o) { o.dispersion_ppm = 10; }},
  };
  for (const Case& c : cases) {
    DisciplineOptions expected;
    c.apply(expected);
    EXPECT_EQ(clean("tinker " + std::string(c.words)).discipline, expected) << c.words;
  }
}

TEST(TinkerLines, AddUp) {
  const Config config = clean("tinker panic 5\ntinker stepout 60 panic 6\n");
  EXPECT_EQ(config.discipline.panic_s, 6);
  EXPECT_EQ(config.discipline.stepout_s, 60);
}

TEST(TinkerLines, SayWhatIsWrong) {
  const std::string words = "one of panic, step, stepfwd, stepback, stepout, freq, dispersion";
  expect_complaint({"tinker", "f:1:1: nothing after 'tinker'; expected " + words});
  expect_complaint({"tinker step 1 pnaic 5", "f:1:15: unknown option 'pnaic', perhaps 'panic'; expected " + words});
  expect_complaint({"tinker panic 5 step", "f:1:16: nothing after 'step'; expected a number"});
  expect_complaint({"tinker panic nan", "f:1:14: 'nan' is not a number that fits here; expected a number"});
}

TEST(TinkerLines, TakeNoNegativeLimitForZero) {
  // Zero switches a limit off: nobody means that with a negative number.
  for (const std::string word : {"panic", "step", "stepfwd", "stepback", "stepout"}) {
    const std::string start = "tinker " + word + ' ';
    expect_complaint(
        {start + "-1", "f:1:" + std::to_string(start.size() + 1) + ": '-1' is out of range; expected 0 to 2147483647"});
  }
}

TEST(TinkerLines, BringValuesIntoRange) {
  expect_complaint(
      {"tinker freq 501", "f:1:13: '501' is out of range; expected -500 to 500, taken as 500", false, false});
  expect_complaint(
      {"tinker dispersion -1", "f:1:19: '-1' is out of range; expected 0 to 500, taken as 0", false, false});
  EXPECT_EQ(parse("tinker freq 501", "f").config.discipline.initial_frequency, kMaxFrequency);
}

TEST(TinkerLines, PassOverWordsWithoutEffect) {
  const std::string text = "tinker allan 11 panic 7";
  expect_complaint(
      {text, "f:1:8: 'allan' has no effect: how fast the oscillator wanders is learnt from the data", false, false});
  EXPECT_EQ(parse(text, "f").config.discipline.panic_s, 7);
}

TEST(TosLines, TakeEveryWord) {
  struct Case {
    std::string_view words;
    void (*apply)(SelectionOptions& options);
  };
  const Case cases[] = {
      {"minclock 4", [](SelectionOptions& o) { o.minclock = 4; }},
      {"maxclock 6", [](SelectionOptions& o) { o.maxclock = 6; }},
      {"minsane 2", [](SelectionOptions& o) { o.minsane = 2; }},
      {"mindist .005", [](SelectionOptions& o) { o.mindist_s = 0.005; }},
      {"maxdist 30", [](SelectionOptions& o) { o.maxdist_s = 30; }},
      {"floor 1", [](SelectionOptions& o) { o.floor = 1; }},
      {"ceiling 16", [](SelectionOptions& o) { o.ceiling = 16; }},
      {"cohort 1", [](SelectionOptions& o) { o.cohort = true; }},
      {"cohort 1 cohort 0", [](SelectionOptions&) {}},
      {"orphan 6 orphanwait 60", [](SelectionOptions& o) { o.orphan_stratum = 6, o.orphanwait_s = 60; }},
      {"watchdog 12", [](SelectionOptions& o) { o.watchdog = 12; }},
      {"watchdog 3", [](SelectionOptions& o) { o.watchdog = 3; }},
      {"watchdog 12 watchdog 0", [](SelectionOptions&) {}},
      {"orphan 16", [](SelectionOptions&) {}},
      {"orphan 17", [](SelectionOptions&) {}},
  };
  for (const Case& c : cases) {
    SelectionOptions expected;
    c.apply(expected);
    EXPECT_EQ(clean("tos " + std::string(c.words)).selection, expected) << c.words;
  }
}

TEST(TosLines, SayWhatIsWrong) {
  const std::string words = "one of " + working_words(Group::tos);
  expect_complaint({"tos", "f:1:1: nothing after 'tos'; expected " + words});
  expect_complaint({"tos minsnae 3", "f:1:5: unknown option 'minsnae', perhaps 'minsane'; expected " + words});
  expect_complaint({"tos minclock 1.5", "f:1:14: '1.5' is not a number that fits here; expected an integer"});
  expect_complaint({"tos watchdog 2", "f:1:14: '2' is out of range; expected 0, or 3 to 64"});
  expect_complaint({"tos watchdog 65", "f:1:14: '65' is out of range; expected 0 to 64, taken as 64", false, false});
  expect_complaint({"tos minclock 0", "f:1:14: '0' is out of range; expected 1 to 1000, taken as 1", false, false});
  expect_complaint({"tos cohort 2", "f:1:12: '2' is out of range; expected 0 to 1, taken as 1", false, false});
  expect_complaint({"tos orphan 0", "f:1:12: '0' is out of range; expected 1 to 17, taken as 1", false, false});
  expect_complaint({"tos basedate", "f:1:5: nothing after 'basedate'; expected {YYYY-MM-DD | DAYS}"});
}

TEST(SwitchLines, TurnTheDisciplineOffAndOn) {
  EXPECT_TRUE(clean("").discipline.enabled);
  EXPECT_FALSE(clean("disable ntp").discipline.enabled);
  EXPECT_TRUE(clean("disable ntp\nenable ntp").discipline.enabled) << "the last one wins";
}

TEST(SwitchLines, TurnEverySwitchOnAndOff) {
  struct Case {
    std::string_view word;
    bool Switches::*member;
    bool usual;
  };
  for (const Case& c : {Case{"auth", &Switches::auth, true},
                        {"bclient", &Switches::bclient, false},
                        {"calibrate", &Switches::calibrate, false},
                        {"kernel", &Switches::kernel, true},
                        {"monitor", &Switches::monitor, true},
                        {"panicexit", &Switches::panicexit, false},
                        {"stats", &Switches::stats, true}}) {
    const std::string word(c.word);
    EXPECT_EQ(clean("").switches.*c.member, c.usual) << word;
    EXPECT_TRUE(clean("enable " + word).switches.*c.member) << word;
    EXPECT_FALSE(clean("disable " + word).switches.*c.member) << word;
  }
}

TEST(SwitchLines, TakeSeveralWordsAndLoseAllOfABadLine) {
  const Config config = clean("disable auth monitor stats ntp");
  EXPECT_FALSE(config.switches.auth || config.switches.monitor || config.switches.stats || config.discipline.enabled);
  const std::string words = "one of ntp, auth, bclient, calibrate, kernel, monitor, panicexit, stats";
  expect_complaint({"disable ntp auht", "f:1:13: unknown option 'auht', perhaps 'auth'; expected " + words});
  expect_complaint({"enable", "f:1:1: nothing after 'enable'; expected " + words});
  expect_complaint({"disable mode7", "f:1:9: 'mode7' has no effect: legacy word: the protocol of ntpdc", false, false});
}

TEST(InterfaceLines, TakeEveryActionAndTarget) {
  const Config config = clean(
      "interface listen all\nnic ignore wildcard\ninterface drop 10.0.0.0/8\n"
      "interface listen ipv6\nnic listen eth0:1\ninterface ignore 2001:db8::1\n");
  ASSERT_EQ(config.interfaces.size(), 6U);
  EXPECT_EQ(config.interfaces[0].action, InterfaceAction::listen);
  EXPECT_EQ(config.interfaces[0].what, "all");
  EXPECT_EQ(config.interfaces[1].action, InterfaceAction::ignore);
  EXPECT_EQ(config.interfaces[1].place, (Place{"f", 2, 12}));
  EXPECT_EQ(config.interfaces[2].action, InterfaceAction::drop);
  EXPECT_EQ(config.interfaces[2].what, "10.0.0.0/8");
  EXPECT_EQ(config.interfaces[4].what, "eth0:1");
}

TEST(InterfaceLines, SayWhatIsWrong) {
  const std::string targets = "; expected all, ipv4, ipv6, wildcard, NAME, ADDRESS or PREFIX";
  expect_complaint({"interface", "f:1:1: nothing after 'interface'; expected one of listen, ignore, drop"});
  expect_complaint({"nic all", "f:1:5: unknown option 'all'; expected one of listen, ignore, drop"});
  expect_complaint({"interface listen", "f:1:11: nothing after 'listen'" + targets});
  expect_complaint({"interface listen 10.0.0.0/99", "f:1:18: bad address '10.0.0.0/99'" + targets});
  expect_complaint({"interface listen \"\"", "f:1:18: bad address ''" + targets});
  expect_complaint({"interface listen a b", "f:1:20: unexpected 'b'; expected the end of the line"});
}

TEST(PathLines, SetAndClearAPath) {
  EXPECT_EQ(clean("driftfile /var/lib/ntp/ntp.drift").driftfile, "/var/lib/ntp/ntp.drift");
  EXPECT_EQ(clean("pidfile /run/ntpd.pid").pidfile, "/run/ntpd.pid");
  EXPECT_EQ(clean("logfile \"/var/log/my ntp.log\"").logfile, "/var/log/my ntp.log");
  EXPECT_EQ(clean("logfile logfile").logfile, "logfile");
  EXPECT_EQ(clean("driftfile /a\ndriftfile /b").driftfile, "/b") << "the last one wins";
  for (const std::string word : {"driftfile", "pidfile", "logfile", "rtcfile", "rtcdevice"}) {
    EXPECT_TRUE(same_settings(clean(word + " /a\n" + word + " \"\""), Config{})) << word;
  }
}

TEST(HardwareClockLines, SayWhatIsDoneWithWhich) {
  const Config config = clean("rtcsync\nrtcfile /var/lib/ntp/rtc\nrtcdevice /dev/rtc1");
  EXPECT_TRUE(config.rtc_sync);
  EXPECT_EQ(config.rtc_file, "/var/lib/ntp/rtc");
  EXPECT_EQ(config.rtc_device, "/dev/rtc1");
  EXPECT_FALSE(Config{}.rtc_sync);
  EXPECT_FALSE(clean("rtcfile /a\nrtcfile \"\"").rtc_file);
  expect_complaint({"rtcsync yes", "f:1:9: unexpected 'yes'; expected the end of the line"});
}

TEST(PathLines, SayWhatIsWrong) {
  for (const std::string word : {"driftfile", "pidfile", "logfile", "rtcfile", "rtcdevice"}) {
    expect_complaint({word, "f:1:1: nothing after '" + word + "'; expected PATH"});
    const std::string column = std::to_string(word.size() + 2);
    expect_complaint({word + " \"a\tb\"",
                      "f:1:" + column + ": cannot use 'a\\x09b' here; expected a path without control characters"});
    const std::string next = std::to_string(word.size() + 5);
    expect_complaint({word + " /a b", "f:1:" + next + ": unexpected 'b'; expected the end of the line"});
  }
}

TEST(PathLines, WarnOfTheOldSecondValueOfDriftfile) {
  const std::string text = "driftfile /a 1e-7";
  expect_complaint({text, "f:1:14: '1e-7' has no effect: a second value after the path is out of use", false, false});
  EXPECT_EQ(parse(text, "f").config.driftfile, "/a");
}

TEST(LeapLines, NameTheListAndWhetherItsHashCounts) {
  EXPECT_EQ(clean("leapfile /a").leapfile, (LeapFile{"/a", true}));
  EXPECT_EQ(clean("leapfile \"/a b\" checkhash").leapfile, (LeapFile{"/a b", true}));
  EXPECT_EQ(clean("leapfile /a ignorehash").leapfile, (LeapFile{"/a", false}));
  EXPECT_EQ(clean("leapfile /a\nleapfile /b").leapfile, (LeapFile{"/b", true})) << "the last one wins";
  EXPECT_EQ(clean("leapfile /a\nleapfile \"\"").leapfile, std::nullopt);
  expect_complaint({"leapfile", "f:1:1: nothing after 'leapfile'; expected PATH"});
  expect_complaint({"leapfile /a hash", "f:1:13: unknown option 'hash'; expected checkhash or ignorehash"});
  expect_complaint({"leapfile /a checkhash x", "f:1:23: unexpected 'x'; expected the end of the line"});
}

TEST(LeapLines, SetTheLengthOfASmear) {
  EXPECT_EQ(clean("").leap_smear_s, 0);
  EXPECT_EQ(clean("leapsmearinterval 7200").leap_smear_s, 7200);
  EXPECT_EQ(clean("leapsmearinterval 86400").leap_smear_s, 86400);
  EXPECT_EQ(clean("leapsmearinterval 86400\nleapsmearinterval 0").leap_smear_s, 0);
  expect_complaint({"leapsmearinterval 7199", "f:1:19: '7199' is out of range; expected 0, or 7200 to 86400"});
  expect_complaint({"leapsmearinterval 86401", "f:1:19: '86401' is out of range; expected 0 to 86400"});
  expect_complaint({"leapsmearinterval x", "f:1:19: 'x' is not a number that fits here; expected an integer"});
}

TEST(PortLines, SetThePort) {
  EXPECT_EQ(clean("").port, 123);
  EXPECT_EQ(clean("port 1123").port, 1123);
  EXPECT_EQ(clean("port 0x7b").port, 123);
  expect_complaint({"port", "f:1:1: nothing after 'port'; expected an integer"});
  expect_complaint({"port 0", "f:1:6: '0' is out of range; expected 1 to 65535"});
  expect_complaint({"port 65536", "f:1:6: '65536' is out of range; expected 1 to 65535"});
  expect_complaint({"port ntp", "f:1:6: 'ntp' is not a number that fits here; expected an integer"});
  expect_complaint({"port 123 4", "f:1:10: unexpected '4'; expected the end of the line"});
}

}  // namespace
}  // namespace foliot::config
