// Reference clocks: both spellings, `device`, and `unpeer`.
#include <gtest/gtest.h>

#include "config/check.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;

TEST(RefclockLines, MeanTheSameAsServerAndFudge) {
  struct Case {
    std::string_view ntpsec;
    std::string_view classic;
  };
  for (const Case& c :
       {Case{"refclock nmea", "server 127.127.20.0"},
        {"refclock shm unit 2 refid GPS time1 0.5", "server 127.127.28.2\nfudge 127.127.28.2 refid GPS time1 0.5"},
        {"refclock pps unit 1 prefer minpoll 4 maxpoll 4", "server 127.127.22.1 prefer minpoll 4 maxpoll 4"},
        {"refclock generic subtype 7", "server 127.127.8.0 mode 7"},
        {"refclock local stratum 10 flag1 1 flag2 0",
         "server 127.127.1.0\nfudge 127.127.1.0 stratum 10 flag1 1 flag2 0"},
        {"refclock gpsd path /dev/gps0 baud 9600 ppspath /dev/pps0",
         "server 127.127.46.0 path /dev/gps0 baud 9600 ppspath /dev/pps0"}}) {
    EXPECT_TRUE(same_settings(accepted(c.ntpsec), accepted(c.classic))) << c.ntpsec;
  }
}

TEST(RefclockLines, SayWhatIsWrong) {
  EXPECT_TRUE(
      messages("refclock").at(0).starts_with("f:1:1: nothing after 'refclock'; expected one of local, spectracom"));
  EXPECT_TRUE(messages("refclock dcf77").at(0).starts_with("f:1:10: cannot use 'dcf77' here; expected one of local"));
  expect_complaint({"refclock nmea unit 256", "f:1:20: '256' is out of range; expected 0 to 255"});
  expect_complaint({"refclock nmea baud 5", "f:1:20: '5' is out of range; expected 50 to 4e+06"});
}

TEST(RefclockLines, PollEvery64SecondsUnlessTold) {
  const Config config = accepted("server 127.127.20.0\n");
  ASSERT_EQ(config.held_back.size(), 1U);
  EXPECT_EQ(config.held_back[0].options.kind, AssociationKind::reference_clock);
  EXPECT_EQ(config.held_back[0].options.minpoll.log2_s(), 6);
  EXPECT_EQ(config.held_back[0].options.maxpoll.log2_s(), 6);
}

TEST(DeviceLines, FillInTheirClockWhereverTheyStand) {
  const Config config = accepted("device 127.127.20.1 timedata /dev/a ppsdata /dev/b\nserver 127.127.20.1 mode 1\n");
  ASSERT_EQ(config.held_back.size(), 1U);
  EXPECT_EQ(config.held_back[0].refclock.path, "/dev/a");
  EXPECT_EQ(config.held_back[0].refclock.ppspath, "/dev/b");
  EXPECT_EQ(config.held_back[0].refclock.mode, 1U);
}

TEST(DeviceLines, SayWhatIsWrong) {
  EXPECT_EQ(messages("device 127.127.20.1 timedata /a").back(),
            "f:1:8: '127.127.20.1' has no effect: no server line is for this reference clock");
  expect_complaint({"device 127.127.20.1", "f:1:8: nothing after '127.127.20.1'; expected one of timedata, ppsdata"});
  expect_complaint({"device a timedata /x", "f:1:8: bad address 'a'; expected a reference clock, 127.127.T.U"});
}

TEST(UnpeerLines, TakeAssociationsAwayWhereverTheyStand) {
  const Config config =
      accepted("unpeer b\nserver a\nserver b\npeer b\nserver c\nrefclock local unit 3\nunconfig clock local unit 3\n");
  ASSERT_EQ(config.associations.size(), 2U);
  EXPECT_EQ(config.associations[1].host, "c");
}

TEST(UnpeerLines, SayWhatIsWrong) {
  expect_complaint({"unpeer a", "f:1:8: 'a' has no effect: there is no association with it", false, false});
  expect_complaint({"unpeer", "f:1:1: nothing after 'unpeer'; expected a host, an association ID or clock DRIVER"});
  expect_complaint({"unpeer a b", "f:1:10: unexpected 'b'; expected the end of the line"});
  expect_complaint({"unpeer 70000", "f:1:8: bad address '70000'; expected a host, an association ID or clock DRIVER"});
  expect_complaint({"unpeer clock shm unit x", "f:1:23: 'x' is not a number that fits here; expected 0 to 255"});
  expect_complaint({"unpeer clock shm 3", "f:1:18: unknown option '3'; expected unit"});
}

TEST(FudgeLines, KeepWhatIsNotServedYet) {
  const Config config = accepted("fudge 127.127.20.0 minjitter 0.001 abbrev GPS mode 3\n");
  ASSERT_EQ(config.fudges.size(), 1U);
  EXPECT_EQ(config.fudges[0].minjitter_s, 0.001);
  EXPECT_EQ(config.fudges[0].abbreviation, "GPS");
  EXPECT_EQ(config.fudges[0].mode, 3U);
}

}  // namespace
}  // namespace foliot::config
