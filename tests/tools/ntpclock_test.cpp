// ntpclock: its commands, what they print, and how they end.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "platform/temporary_folder.hpp"
#include "tools/ntpclock/commands.hpp"
#include "tools/ntpclock/report.hpp"

namespace foliot::ntpclock {
namespace {

class NtpclockTest : public ::testing::Test {
 protected:
  /// Carries out a command line that must work; gives its output.
  static std::string output_of(const std::vector<std::string>& arguments) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
    return outcome.output;
  }
  /// What `compare` prints for `arguments`, in seconds.
  static double compared_s(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "compare");
    return std::strtod(output_of(arguments).c_str(), nullptr);
  }

  platform::TemporaryFolder folder;
  std::string a = folder.file("a.clock");
  std::string b = folder.file("b.clock");
};

TEST_F(NtpclockTest, ComparesAClockWithTheMachine) {
  EXPECT_EQ(output_of({"create", "--offset", "0.5", "--frequency", "20", a}), "");
  EXPECT_NEAR(compared_s({a}), 0.5, 1e-2);
}

TEST_F(NtpclockTest, ComparesTwoClocksAtOneInstant) {
  output_of({"create", a, "--offset", "0.5"});
  output_of({"create", b, "--offset", "-2"});
  EXPECT_NEAR(compared_s({a, b}), 2.5, 1e-2);
  EXPECT_NEAR(compared_s({a, a}), 0, 1e-9);
}

TEST_F(NtpclockTest, StepsBothWays) {
  output_of({"create", a});
  output_of({"step", a, "10"});
  EXPECT_NEAR(compared_s({a}), 10, 1e-2);
  output_of({"step", a, "-12.5"});
  EXPECT_NEAR(compared_s({a}), -2.5, 1e-2);
}

TEST_F(NtpclockTest, ChangesTheCrystal) {
  output_of({"create", a, "--frequency", "5"});
  output_of({"crystal", a, "-33.25"});
  EXPECT_NE(output_of({"show", a}).find("crystal          -33.250000 ppm\n"), std::string::npos);
}

TEST_F(NtpclockTest, PrintsJsonThatNamesItsUnits) {
  output_of({"create", a, "--offset", "1", "--frequency", "50"});
  const std::string json = output_of({"show", "--json", a});
  EXPECT_TRUE(json.starts_with("{\"file\":\"" + a + "\",\"time\":\"")) << json;
  for (const auto* part : {"\"offset_s\":", "\"crystal_ppm\":50.000000", "\"frequency_ppm\":0.000000", "\"leap\":3"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
  }
  EXPECT_TRUE(json.ends_with("}\n"));
  EXPECT_TRUE(output_of({"compare", a, "--json"}).starts_with("{\"offset_s\":"));
}

TEST_F(NtpclockTest, LeavesAnExistingClockAloneUnlessForced) {
  output_of({"create", a, "--offset", "3"});
  const Outcome again = run({"create", a});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_NE(again.errors.find(a), std::string::npos);
  EXPECT_NEAR(compared_s({a}), 3, 1e-2);
  output_of({"create", "--force", a});
  EXPECT_NEAR(compared_s({a}), 0, 1e-2);
}

TEST_F(NtpclockTest, FailsWithOneWhenThereIsNoClock) {
  const std::vector<std::vector<std::string>> lines = {
      {"show", a}, {"compare", a}, {"step", a, "1"}, {"crystal", a, "1"}, {"create", a + "/x"}, {"show", "/dev/null"}};
  for (const auto& line : lines) {
    const Outcome outcome = run(line);
    EXPECT_EQ(outcome.exit_status, 1) << line[0];
    EXPECT_TRUE(outcome.errors.starts_with("ntpclock: ")) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
  }
  output_of({"create", a});
  EXPECT_EQ(run({"compare", a, b}).exit_status, 1);
}

TEST_F(NtpclockTest, FailsWithTwoOnWrongUsageAndDoesNothing) {
  const std::vector<std::vector<std::string>> lines = {{},
                                                       {"frob", a},
                                                       {"create"},
                                                       {"create", a, "--offset", "soon"},
                                                       {"create", a, "--offset", "nan"},
                                                       {"create", a, "--frequency", "200000"},
                                                       {"step", a},
                                                       {"step", a, "1e300"},
                                                       {"show", a, "extra"}};
  for (const auto& line : lines) {
    const Outcome outcome = run(line);
    EXPECT_EQ(outcome.exit_status, 2) << (line.empty() ? "" : line.back());
    EXPECT_NE(outcome.errors, "");
  }
  EXPECT_FALSE(std::filesystem::exists(a));
}

TEST_F(NtpclockTest, HelpsAndEndsWell) {
  for (const auto* command : {"create", "show", "compare", "step", "crystal"}) {
    EXPECT_NE(output_of({"--help"}).find(command), std::string::npos);
    EXPECT_NE(output_of({command, "--help"}).find("FILE"), std::string::npos);
  }
}

TEST(NtpclockReport, ShowsEveryFactInItsUnit) {
  platform::SoftwareState state;
  state.crystal_ratio = 12.5e-6;
  state.frequency_ratio = -3e-6;
  state.slew_ns = 250'000'000;
  state.leap = 1;
  state.max_error_raw = Interval::from_seconds(0.5).raw();
  const ClockReading machine{MonoTime{}, WallTime::from_nanoseconds(-500'000'000)};
  const std::string text = to_text(facts_of("x", state, machine));
  EXPECT_NE(text.find("time             1970-01-01 00:00:00.000000000 UTC\n"), std::string::npos) << text;
  EXPECT_NE(text.find("offset           +0.500000000 s"), std::string::npos);
  EXPECT_NE(text.find("frequency        -3.000000 ppm"), std::string::npos);
  EXPECT_NE(text.find("slew left        +0.250000000 s"), std::string::npos);
  EXPECT_NE(text.find("leap             insert second"), std::string::npos);
  EXPECT_NE(text.find("maximum error    0.500000 s"), std::string::npos);
}

TEST(NtpclockReport, QuotesFileNamesInJson) {
  const std::string json = to_json(facts_of("a\"b\\c\n", {}, {}));
  EXPECT_TRUE(json.starts_with("{\"file\":\"a\\\"b\\\\c\\u000a\",")) << json;
}

}  // namespace
}  // namespace foliot::ntpclock
