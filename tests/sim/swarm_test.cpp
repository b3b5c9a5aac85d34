#include "sim/swarm.hpp"

#include <gtest/gtest.h>

#include "sim/run.hpp"

namespace foliot::sim {
namespace {

std::vector<Violation> watch(const std::string& text, double duration_s) {
  const auto file = parse_world(text);
  EXPECT_TRUE(file.has_value());
  Watchdog watchdog;
  RunOptions options;
  options.duration_s = duration_s;
  options.watch = [&](World& world) { watchdog.observe(world); };
  if (file) static_cast<void>(run(*file, options));
  return watchdog.violations();
}

TEST(Swarm, WritesWorldsThatParse) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto file = parse_world(swarm_world_text(seed));
    EXPECT_TRUE(file.has_value()) << "seed " << seed << ": " << to_text(file.error().front(), "swarm");
  }
}

TEST(Swarm, KeepsTheLiarsInTheMinority) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto file = parse_world(swarm_world_text(seed));
    ASSERT_TRUE(file.has_value());
    std::size_t liars = 0;
    for (const ServerModel& server : file->scene.servers) liars += server.is_truthful(0) ? 0U : 1U;
    EXPECT_LT(2 * liars, file->scene.servers.size()) << "seed " << seed;
  }
}

TEST(Watchdog, IsSilentInAQuietWorld) {
  EXPECT_TRUE(watch("oscillator offset 1ms\nserver a\nserver b\nserver c\n", 5000).empty());
}

TEST(Watchdog, BarksWhenTheErrorLeavesTheBound) {
  // A jump of the crystal that no bound foresees: 400 ppm move the clock by its bound within seconds.
  const auto violations = watch("path p delay 1ms\nserver a path p\nat 3000s clock frequency 400ppm\n", 6000);
  ASSERT_FALSE(violations.empty());
  EXPECT_EQ(violations.front().invariant, Invariant::bound_covers);
  EXPECT_GT(violations.front().at_s, 3000);
  EXPECT_NE(to_text(violations.front()).find("beyond the bound"), std::string::npos);
}

// The program cannot know of the pause before somebody answers, and must know of it as soon as somebody does: even when
// nobody had answered for so long that nobody was followed any more.
TEST(Watchdog, DemandsTheBoundFromTheFirstExchangeAfterASilentPause) {
  for (const char* outage : {"", "outage p at 2900s for 3000s\n"}) {
    const std::string world = "poll 6 6\npath p delay 1ms\nserver a path p\nat 3000s machine pause 600s\n";
    EXPECT_TRUE(watch(world + outage, 12'000).empty()) << outage;
  }
}

TEST(Watchdog, LetsOthersRunTheClockAsFastAsTheyLike) {
  EXPECT_TRUE(watch("path p delay 1ms\nserver a path p\nat 6000s clock meddle 700ppm\n", 9000).empty());
}

TEST(Watchdog, AsksNothingWhileTheMajorityLies) {
  EXPECT_TRUE(watch("server a offset 50ms\nserver b offset 50ms\nserver c\n", 5000).empty());
}

}  // namespace
}  // namespace foliot::sim
