#include "sim/commands.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/world_library.hpp"

namespace foliot::sim {
namespace {

namespace fs = std::filesystem;

/// A directory of its own for each test.
class Commands : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / "ntpsim" / test->name();
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& text) {
    const std::string path = (directory_ / name).string();
    EXPECT_TRUE(write_text_file(path, text));
    return path;
  }
  static Outcome call(const std::vector<std::string>& arguments) { return run_command(arguments, "ntpsim"); }

  fs::path directory_;
};

/// A small world and more lines for it.
std::string small_world(std::string_view more = {}) {
  std::string text = "world \"small\"\nduration 2000s\noscillator offset 1ms\nserver a\n";
  text += more;
  return text;
}

TEST_F(Commands, RunPrintsTheSameBytesTwice) {
  const std::string path = write("a.world", small_world());
  const Outcome first = call({"run", path, "--seed", "7", "--json"});
  EXPECT_EQ(first.exit_status, 0) << first.errors;
  EXPECT_EQ(first.output, call({"run", path, "--seed", "7", "--json"}).output);
  EXPECT_NE(first.output, call({"run", path, "--seed", "8", "--json"}).output);
}

TEST_F(Commands, RunWritesTheFigure) {
  const std::string path = write("a.world", small_world());
  const std::string figure = (directory_ / "a.svg").string();
  EXPECT_EQ(call({"run", path, "--plot", figure, "--duration", "500s"}).exit_status, 0);
  EXPECT_TRUE(read_text_file(figure)->starts_with("<svg "));
  EXPECT_EQ(call({"run", path, "--plot", "/nonexistent/a.svg"}).exit_status, 2);
}

TEST_F(Commands, RunTakesTheUsersConfigurationAndShowsItsMistakes) {
  const std::string path = write("a.world", small_world());
  const std::string conf = write("ntp.conf", "server time.example.org iburst minpoll 4 maxpoll 4\nbogus\n");
  const Outcome outcome = call({"run", path, "--config", conf});
  EXPECT_EQ(outcome.exit_status, 0);
  EXPECT_NE(outcome.errors.find("ntp.conf:2"), std::string::npos);
  EXPECT_NE(outcome.output.find("poll at the end              4"), std::string::npos) << outcome.output;
}

TEST_F(Commands, RunNamesThePlaceOfAMistake) {
  const Outcome outcome = call({"run", write("b.world", "server a\npath p delay 3 parsec\n")});
  EXPECT_EQ(outcome.exit_status, 2);
  EXPECT_NE(outcome.errors.find("b.world:2:16: `parsec`"), std::string::npos) << outcome.errors;
}

TEST_F(Commands, CheckFailsWithThePlaceOfTheBrokenExpectation) {
  write("good.world", small_world("expect coverage = 1\n"));
  EXPECT_EQ(call({"check", directory_.string()}).exit_status, 0);
  write("bad.world", small_world("expect rms < 0.1ns\n"));
  const Outcome outcome = call({"check", directory_.string(), "--seeds", "2"});
  EXPECT_EQ(outcome.exit_status, 1);
  EXPECT_NE(outcome.errors.find("bad.world:5: expected rms < 0.1ns, but it is"), std::string::npos) << outcome.errors;
  EXPECT_NE(outcome.output.find("FAIL bad"), std::string::npos);
  EXPECT_NE(outcome.output.find("ok   good"), std::string::npos);
}

TEST_F(Commands, ListShowsNamesAndTitles) {
  write("a.world", small_world());
  EXPECT_EQ(call({"list", directory_.string()}).output, "a              small\n");
}

TEST_F(Commands, SwarmTellsItsSeedAndPrintsWorlds) {
  const Outcome outcome = call({"swarm", "--count", "1", "--seed", "3"});
  EXPECT_EQ(outcome.output, "swarm: 1 worlds from seed 3, 0 broke an invariant\n") << outcome.errors;
  EXPECT_TRUE(parse_world(call({"swarm", "--print", "--seed", "3"}).output).has_value());
}

TEST_F(Commands, WrongUsageIsExitStatusTwo) {
  EXPECT_EQ(call({}).exit_status, 2);
  EXPECT_EQ(call({"run", "no-such-world"}).exit_status, 2);
  EXPECT_EQ(call({"run", write("a.world", small_world()), "--duration", "long"}).exit_status, 2);
  EXPECT_EQ(call({"run", write("a.world", small_world()), "--poll", "9-6"}).exit_status, 2);
  EXPECT_EQ(call({"check", "/nonexistent"}).exit_status, 2);
  EXPECT_EQ(call({"--help"}).exit_status, 0);
  EXPECT_NE(call({"--help"}).output.find("swarm"), std::string::npos);
}

}  // namespace
}  // namespace foliot::sim
