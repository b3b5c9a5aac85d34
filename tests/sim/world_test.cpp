#include "sim/world.hpp"

#include <gtest/gtest.h>

#include "sim/run.hpp"

namespace foliot::sim {
namespace {

constexpr std::uint64_t kSeed = 20'240'229;

WorldFile world(const std::string& text) {
  auto file = parse_world(
      "oscillator offset 20ms frequency 20ppm wander 1e-9\npath p delay 1ms jitter exponential 50us\n"
      "server a path p\nserver b path p\nserver c path p\n" +
      text);
  EXPECT_TRUE(file.has_value());
  return file ? std::move(*file) : WorldFile{};
}

Report report_of(const std::string& text, double duration_s) {
  RunOptions options;
  options.seed = kSeed;
  options.duration_s = duration_s;
  return run(world(text), options).report;
}

TEST(World, ReplaysToTheLastBitFromOneSeed) {
  const WorldFile file = world("");
  RunOptions options;
  options.duration_s = 5000;
  const RunResult first = run(file, options);
  const RunResult second = run(file, options);
  ASSERT_EQ(first.glances.size(), second.glances.size());
  for (std::size_t i = 0; i < first.glances.size(); ++i) {
    ASSERT_EQ(first.glances[i].error_s, second.glances[i].error_s) << i;
  }
  options.seed = 2;
  EXPECT_NE(run(file, options).report.rms_s, first.report.rms_s);
}

TEST(World, SynchronisesAndCountsItsPackets) {
  const Report report = report_of("poll 6\n", 20'000);
  EXPECT_LT(report.rms_s, 1e-4) << "seed " << kSeed;
  EXPECT_NEAR(report.packets_per_hour, 3 * 56.25, 3);
  EXPECT_EQ(report.coverage, 1);
  EXPECT_EQ(report.synchronized, 1);
  EXPECT_EQ(report.sources.size(), 3U);
  EXPECT_EQ(report.sources[0].host, "a");
}

TEST(World, CannotSynchroniseWithDeadServers) {
  const Report report = report_of("at 0s server a dead\nat 0s server b dead\nat 0s server c dead\n", 2000);
  EXPECT_EQ(report.synchronized, 0);
  EXPECT_NEAR(report.max_s, 0.02 + 2000 * 20e-6, 1e-3);
}

TEST(World, ChangesServersAndPathsAtTheirTime) {
  const Report lie = report_of("at 5000s server a offset 1s\n", 20'000);
  EXPECT_EQ(lie.falsetickers, 1) << "seed " << kSeed;
  const Report cut = report_of("poll 6\nat 5000s path p loss 100%\n", 20'000);
  for (const SourceFigures& source : cut.sources) EXPECT_EQ(source.reach, 0U);
}

TEST(World, SeesTheStepOfSomeoneElse) {
  const Report report = report_of("poll 6\nat 3000s clock step 3s\n", 8000);
  EXPECT_EQ(report.steps, 1) << "seed " << kSeed;
  EXPECT_LT(report.p95_s, 1e-3);
  EXPECT_EQ(report.coverage, 1);
}

TEST(World, SkipsTheTimeInWhichTheMachineSleeps) {
  RunOptions options;
  options.duration_s = 5000;
  const RunResult result = run(world("at 1000s machine suspend 1000s\n"), options);
  EXPECT_NEAR(static_cast<double>(result.glances.size()), 4000, 2);
}

TEST(World, StartsAgainWithTheLearntFrequency) {
  const Report report = report_of("poll 6\nat 10000s daemon restart 60s\nfrom 10070s\n", 12'000);
  EXPECT_LT(report.max_s, 1e-3) << "seed " << kSeed;
  EXPECT_EQ(report.steps, 0);
  EXPECT_EQ(report.synchronized, 1);
}

TEST(World, IsNotMovedByAnAttackerOffThePath) {
  const Report report = report_of(
      "attacker forge rate 5/s offset 9s\nattacker replay rate 1/s\n"
      "attacker kiss DENY rate 1/s\n",
      10'000);
  EXPECT_LT(report.max_s, 2e-3) << "seed " << kSeed;
  for (const SourceFigures& source : report.sources) EXPECT_EQ(source.reach, 0377U);
}

TEST(World, DeliversDuplicatesAndOvertakings) {
  const Report report = report_of("at 0s path p jitter mix 100us 30% 30ms duplicate 50%\n", 20'000);
  EXPECT_EQ(report.coverage, 1) << "seed " << kSeed;
  EXPECT_LT(report.rms_s, 2e-3);
}

}  // namespace
}  // namespace foliot::sim
