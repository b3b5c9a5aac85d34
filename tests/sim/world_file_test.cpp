#include "sim/world_file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace foliot::sim {
namespace {

WorldFile parse(const std::string& text) {
  auto file = parse_world(text);
  if (file) return std::move(*file);
  ADD_FAILURE() << to_text(file.error().front(), "world");
  return {};
}

std::string first_error(const std::string& text) {
  const auto file = parse_world(text);
  return file ? "" : to_text(file.error().front(), "w");
}

TEST(WorldFile, ReadsTheClient) {
  const WorldFile file = parse(
      "server a\nworld \"a title\"\nstart 2036-02-07\nduration 2d\nfrom 1h\nsettle 5ms\npoll 4 9\n"
      "drift -12ppm\ndaemon -g -x\nclient precision -18 noise 1us quantum 2us\n"
      "oscillator offset -3ms frequency 20ppm wander 1e-9 thermal 2ppm every 1d phase 0.5\n");
  EXPECT_EQ(file.title, "a title");
  EXPECT_EQ(file.scene.start.nanoseconds(), 2'085'955'200'000'000'000);
  EXPECT_EQ(file.duration_s, 172'800);
  EXPECT_EQ(file.from_s, 3600);
  EXPECT_EQ(file.settled_within_s, 5e-3);
  EXPECT_EQ(file.poll->low.log2_s(), 4);
  EXPECT_EQ(file.poll->high.log2_s(), 9);
  EXPECT_NEAR(file.scene.client.drift->ppm(), -12, 1e-9);
  EXPECT_TRUE(file.flags.panic_gate && file.flags.slew && !file.flags.step_first);
  EXPECT_EQ(file.scene.client.precision, -18);
  EXPECT_EQ(file.scene.oscillator.offset_s, -3e-3);
  ASSERT_EQ(file.scene.oscillator.thermal.size(), 1U);
  EXPECT_EQ(file.scene.oscillator.thermal[0].phase, 0.5);
}

TEST(WorldFile, ReadsPathsAndGivesThemToServers) {
  const WorldFile file = parse(
      "path wan up 10ms down 12ms jitter mix 1ms 10% 5ms jitter-down gaussian 2us loss 30% duplicate 1%\n"
      "congestion wan at 4h for 2h every 8h extra 3ms jitter exponential 2ms down\noutage wan at 1d for 1h\n"
      "server a path wan stratum 2 leap insert rootdelay 1ms offset 50ms drift 3ppm\nserver b\n");
  ASSERT_EQ(file.scene.servers.size(), 2U);
  const ServerModel& a = file.scene.servers[0];
  EXPECT_EQ(a.path.up_s, 0.010);
  EXPECT_EQ(a.path.down_s, 0.012);
  EXPECT_EQ(a.path.jitter_up.kind, JitterKind::mix);
  EXPECT_EQ(a.path.jitter_down.kind, JitterKind::gaussian);
  EXPECT_NEAR(a.path.loss, 0.3, 1e-12);
  ASSERT_EQ(a.path.congestions.size(), 1U);
  EXPECT_FALSE(a.path.congestions[0].up);
  EXPECT_EQ(a.path.congestions[0].window, (Window{14'400, 7200, 28'800}));
  EXPECT_EQ(a.path.outages.size(), 1U);
  EXPECT_EQ(a.stratum, 2);
  EXPECT_EQ(a.leap, LeapIndicator::insert_second);
  EXPECT_EQ(a.offset_s, 0.05);
  EXPECT_EQ(file.scene.servers[1].path.jitter_up.kind, JitterKind::none);
  EXPECT_NE(file.scene.servers[1].host, a.host);
}

TEST(WorldFile, ReadsWhatHappensAndWhoAttacks) {
  const WorldFile file = parse(
      "path p delay 1ms\nserver a path p\nat 10s clock step -2s\nat 20s clock frequency 1ppm\n"
      "at 30s machine suspend 1h error 700ms\nat 40s machine pause 10min\nat 50s daemon restart 5s\n"
      "at 60s path p up 3ms loss 100%\nat 70s server a dead\nattacker kiss RATE rate 2/s server a window at 1h for "
      "1h\n");
  ASSERT_EQ(file.scene.changes.size(), 7U);
  EXPECT_EQ(std::get<StepClock>(file.scene.changes[0].what).shift_s, -2);
  EXPECT_NEAR(std::get<ShiftFrequency>(file.scene.changes[1].what).by.ppm(), 1, 1e-9);
  EXPECT_DOUBLE_EQ(std::get<Suspend>(file.scene.changes[2].what).error_s, 0.7);
  EXPECT_EQ(std::get<Pause>(file.scene.changes[3].what).length_s, 600);
  EXPECT_EQ(std::get<Restart>(file.scene.changes[4].what).length_s, 5);
  EXPECT_EQ(std::get<SetPath>(file.scene.changes[5].what).up_s, 3e-3);
  EXPECT_EQ(std::get<SetServer>(file.scene.changes[6].what).alive, false);
  ASSERT_EQ(file.scene.attackers.size(), 1U);
  EXPECT_EQ(file.scene.attackers[0].kiss, wire::ReferenceId::from_text("RATE"));
}

TEST(WorldFile, ReadsConfigurationLinesAndExpectations) {
  const WorldFile file = parse("server a\nconfig server a iburst # kept\nexpect rms < 6us\nexpect coverage = 100%\n");
  EXPECT_EQ(file.config_text, "server a iburst # kept\n");
  ASSERT_EQ(file.expectations.size(), 2U);
  EXPECT_EQ(file.expectations[0].text, "rms < 6us");
  EXPECT_EQ(file.expectations[0].line, 3);
  EXPECT_EQ(file.expectations[1].value, 1);
}

TEST(WorldFile, SaysWhereAndWhatIsWrong) {
  struct Case {
    const char* text;
    const char* error;
  };
  for (const Case& c :
       {Case{"bogus 1\n", "w:1:1: `bogus`; expected world, start"}, Case{"", "w:1:1: the line ends here; expected at"},
        Case{"server a\nserver a\n", "w:2:8: `a`; expected a name not used above"},
        Case{"server a path wan\n", "w:1:1: `wan`; expected the name of a path"},
        Case{"server a\nat 5s server b dead\n", "w:2:1: `b`; expected the name of a server"},
        Case{"path p delay 10 miles\nserver a path p\n", "w:1:17: `miles`; expected delay"},
        Case{"path p delay -1ms\n", "w:1:14: `-1ms`; expected a value from 0 to 100"},
        Case{"path p jitter heavy\n", "w:1:15: `heavy`; expected none, exponential"},
        Case{"congestion p at 1h for 1h\n", "w:1:12: `p`; expected the name of a path that stands above"},
        Case{"start 2026-02-40\n", "w:1:7: `2026-02-40`; expected a date"},
        Case{"expect beauty > 1\n", "w:1:8: `beauty`; expected one of rms"},
        Case{"expect rms ~ 1us\n", "w:1:12: `~`; expected <"},
        Case{"poll 9 6\n", "w:1:8: `6`; expected a value from 9"},
        Case{"server a address 1.2.3\n", "w:1:18: `1.2.3`; expected an IP address"},
        Case{"duration 1h 2h\n", "w:1:13: `2h`; expected nothing more on this line"}}) {
    EXPECT_TRUE(first_error(c.text).starts_with(c.error)) << c.text << first_error(c.text);
  }
}

TEST(WorldFile, GoesOnAfterAnErrorButListsABoundedNumber) {
  EXPECT_EQ(parse_world("bad\nserver a\nworse\n").error().size(), 2U);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "bad\n";
  EXPECT_EQ(parse_world(many).error().size(), kMostWorldErrors);
}

}  // namespace
}  // namespace foliot::sim
