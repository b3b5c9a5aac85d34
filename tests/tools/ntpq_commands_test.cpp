// ntpq: words, abbreviations, settings and redirection.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/control_state.hpp"
#include "support/ntpq_doubles.hpp"
#include "tools/ntpq/commands.hpp"

namespace foliot::ntpq {
namespace {

using Words = std::vector<std::string>;

class NtpqCommands : public testing::Test {
 protected:
  NtpqCommands() { EXPECT_TRUE(session.open("localhost", FamilyChoice::any)); }
  /// What a line prints on both streams.
  std::string say(std::string_view line) {
    out.str("");
    err.str("");
    good = execute(session, line);
    return out.str() + err.str();
  }

  test::ControlState state = test::full_state();
  test::PlayedChannel channel{[this](const Bytes& request) { return control::answer_control(request, state); }};
  test::PlayedSurroundings surroundings;
  Client client{channel};
  std::ostringstream out;
  std::ostringstream err;
  Session session{.client = &client,
                  .surroundings = &surroundings,
                  .out = &out,
                  .err = &err,
                  .settings = {},
                  .hosts = {"localhost"},
                  .associations = {}};
  bool good = true;
};

TEST(SplitWords, KeepsQuotedBlanksTogether) {
  struct Case {
    const char* line;
    Words words;
  };
  const Case cases[] = {
      {"", {}},
      {" \t\n", {}},
      {"rv 0  leap", {"rv", "0", "leap"}},
      {"host \"a b\"c", {"host", "a bc"}},
      {"x \"open end", {"x", "open end"}},
      {":config server 10.0.0.1 iburst ", {":config", "server 10.0.0.1 iburst"}},
  };
  for (const Case& c : cases) EXPECT_EQ(split_words(c.line), c.words) << c.line;
}

TEST(FindCommand, TakesUniquePrefixes) {
  struct Case {
    const char* word;
    const char* name;
  };
  const Case cases[] = {
      {"pe", "peers"}, {"as", "associations"}, {"rv", "rv"},         {"rl", "rl"}, {"ap", "apeers"},
      {"?", "?"},      {"he", "help"},         {"readv", "readvar"}, {"lp", "?!"}, {"ver", "version"}};
  for (const Case& c : cases) {
    const auto command = find_command(c.word);
    EXPECT_EQ(command ? (*command)->name : "?!", c.name) << c.word;
  }
}

TEST(FindCommand, TellsAmbiguousFromUnknown) {
  EXPECT_EQ(find_command("p").error(), CommandError::ambiguous);
  EXPECT_EQ(find_command("read").error(), CommandError::ambiguous);
  EXPECT_EQ(find_command("nonsense").error(), CommandError::unknown);
  EXPECT_EQ(find_command("peersx").error(), CommandError::unknown);
}

TEST_F(NtpqCommands, ComplainsInTheClassicWords) {
  EXPECT_EQ(say("nonsense"), "***Command `nonsense' unknown\n");
  EXPECT_FALSE(good);
  EXPECT_EQ(say("p"), "***Command `p' ambiguous\n");
  EXPECT_EQ(say("\x1b[2J"), "***Command `\\x1b[2J' unknown\n");
  EXPECT_EQ(say("pstats"), "usage: pstats assocID\n");
  EXPECT_FALSE(good);
  EXPECT_EQ(say("raw 1"), "Output set to raw\n***Extra arg `1' ignored\n");
  EXPECT_EQ(say(""), "");
  EXPECT_TRUE(good);
}

TEST_F(NtpqCommands, KeepsTheSettingsOfTheSession) {
  EXPECT_EQ(say("timeout"), "primary timeout 5000 ms\n");
  EXPECT_EQ(say("timeout 100"), "");
  EXPECT_EQ(say("timeout"), "primary timeout 100 ms\n");
  EXPECT_EQ(say("timeout -1"), "***Illegal unsigned value -1\n");
  EXPECT_EQ(say("hostnames"), "hostnames being shown\n");
  EXPECT_EQ(say("hostnames no"), "");
  EXPECT_EQ(say("hostnames"), "hostnames not being shown\n");
  EXPECT_EQ(say("hostnames maybe"), "What?\n");
  EXPECT_EQ(say("debug more"), "debug level set to 1\n");
  EXPECT_EQ(say("debug"), "debug level is 1\n");
  EXPECT_EQ(say("ntpversion"), "NTP version being claimed is 2\n");
  EXPECT_EQ(say("ntpversion 4"), "");
  EXPECT_EQ(say("ntpversion 5"), "versions 1 to 4, please\n");
  EXPECT_TRUE(say("version").starts_with("ntpq "));
}

TEST_F(NtpqCommands, ChangesTheHost) {
  EXPECT_EQ(say("host"), "current host is localhost\n");
  EXPECT_EQ(say("host -4 other"), "current host set to other\n");
  EXPECT_EQ(channel.opened.back(), "other");
  channel.unknown_hosts = {"nowhere"};
  EXPECT_EQ(say("host nowhere"), "current host remains other\n***Can't find host nowhere\n");
  EXPECT_FALSE(good);
  EXPECT_EQ(say("host -5 other"), "current host remains other\n");
}

TEST_F(NtpqCommands, ExplainsItself) {
  EXPECT_TRUE(say("help").starts_with("ntpq commands:\n:config "));
  EXPECT_TRUE(say("?").contains("\n"));
  EXPECT_EQ(say("help rv"), "function: read system or peer variables\nusage: rv [ assocID ] [ name[,...] ... ]\n");
  EXPECT_EQ(say("help raw"), "function: do raw mode variable output\nusage: raw\n");
  EXPECT_EQ(say("help nonsense"), "Command `nonsense' is unknown\n");
}

TEST_F(NtpqCommands, WritesIntoAFileWhenAsked) {
  const std::string file = testing::TempDir() + "ntpq_commands_test.txt";
  EXPECT_EQ(say("rv 0 leap > " + file), "");
  EXPECT_TRUE(good);
  std::ifstream stream(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), "leap=00\n");
  std::filesystem::remove(file);
  EXPECT_EQ(say("rv 0 leap >"), "***No file for redirect\n");
  EXPECT_EQ(say("rv 0 leap >/nonexistent/x"), "***Error opening /nonexistent/x\n");
  EXPECT_EQ(say("rv 0 leap"), "leap=00\n") << "the next command prints to the terminal again";
}

TEST_F(NtpqCommands, RemembersTheLastListOfAssociations) {
  EXPECT_TRUE(say("as").contains("  2    18  941a"));
  state.peers.clear();
  EXPECT_TRUE(say("pas").contains("  2    18  941a"));
  EXPECT_EQ(say("rv &x"), "***Illegal unsigned value &x\n");
}

}  // namespace
}  // namespace foliot::ntpq
