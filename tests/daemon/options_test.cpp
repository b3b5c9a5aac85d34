#include "daemon/options.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace foliot::daemon {
namespace {

std::expected<Options, EarlyExit> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "ntpd");
  return parse_options(static_cast<int>(words.size()), words.data());
}

TEST(Options, ReadsTheClassicSwitches) {
  const auto options =
      parse({"-4",       "-g", "-n",      "-x", "-c",    "/tmp/a.conf", "-f",   "/tmp/drift", "-l", "/tmp/log", "-p",
             "/tmp/pid", "-u", "ntp:ntp", "-i", "/jail", "-I",          "eth0", "-I",         "lo", "-P",       "20"});
  ASSERT_TRUE(options) << options.error().to_stderr;
  EXPECT_EQ(options->family, base::IpFamily::v4);
  EXPECT_TRUE(options->panic_gate && options->foreground && options->slew);
  EXPECT_EQ(options->config_file, "/tmp/a.conf");
  EXPECT_EQ(options->driftfile, "/tmp/drift");
  EXPECT_EQ(options->logfile, "/tmp/log");
  EXPECT_EQ(options->pidfile, "/tmp/pid");
  EXPECT_EQ(options->user, "ntp:ntp");
  EXPECT_EQ(options->jaildir, "/jail");
  EXPECT_EQ(options->interfaces, (std::vector<std::string>{"eth0", "lo"}));
  EXPECT_EQ(options->priority, 20);
}

TEST(Options, TakesStackedSwitches) {
  const auto options = parse({"-gnq"});
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->panic_gate && options->foreground && options->quit);
}

TEST(Options, AcceptsWhatMeansNothingHereAndRemembersIt) {
  for (const char* word : {"-m", "-M", "--usepcc"}) {
    const auto options = parse({word});
    ASSERT_TRUE(options) << word;
    EXPECT_EQ(options->accepted_without_effect.size(), 1U) << word;
  }
  const auto options = parse({"--pccfreq", "5"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->accepted_without_effect.size(), 1U);
}

TEST(Options, SetWhatTheFileCouldSayToo) {
  const auto options = parse({"-A", "-b", "-r", "0.1", "-t", "5", "-t", "7", "-k", "/keys", "-s", "/stats/", "-v",
                              "a=b=c", "-Z", "e", "--dvar", "c=d"});
  ASSERT_TRUE(options) << options.error().to_stderr;
  EXPECT_TRUE(options->accepted_without_effect.empty());
  config::Config config;
  config.trusted_keys = {{6, 6}};
  config.variables = {{"a", "old", true}};
  apply(*options, config);
  EXPECT_FALSE(config.switches.auth);
  EXPECT_TRUE(config.switches.bclient);
  EXPECT_EQ(config.broadcast_client.delay_s, 0.1);
  EXPECT_EQ(config.trusted_keys, (config::KeyRanges{{5, 7}}));
  EXPECT_EQ(config.keys_file, "/keys");
  EXPECT_EQ(config.statsdir, "/stats/");
  EXPECT_EQ(config.variables, (std::vector<config::Variable>{{"a", "b=c", false}, {"e", "", false}, {"c", "d", true}}));
  apply(*parse({"-a"}), config);
  EXPECT_TRUE(config.switches.auth);
}

TEST(Options, RefuseNumbersThatCannotBeMeant) {
  for (const auto& words : {std::vector<const char*>{"-t", "0"}, {"-t", "65536"}, {"-r", "-1"}, {"-r", "x"}}) {
    const auto options = parse(words);
    ASSERT_FALSE(options) << words[1];
    EXPECT_EQ(options.error().status, 2);
  }
}

TEST(Options, KnowTheCommandsThatOnlyReadTheConfiguration) {
  const auto options = parse({"--check", "--explain", "--json", "--strict", "--saveconfigquit", "f"});
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->check && options->explain && options->json && options->strict);
  EXPECT_EQ(options->save_to, "f");
}

TEST(Options, LooksAtTheInterfacesEveryFiveMinutesUnlessToldOtherwise) {
  EXPECT_EQ(parse({})->rescan_s, 300);
  EXPECT_EQ(parse({"-U", "60"})->rescan_s, 60);
  EXPECT_EQ(parse({"--updateinterval=0"})->rescan_s, 0);
  EXPECT_FALSE(parse({"-U", "-1"}).has_value());
}

TEST(Options, StaysInTheForegroundWhenDebugging) {
  for (const auto& words : {std::vector<const char*>{"-d"}, {"-dd"}, {"-D", "3"}}) {
    EXPECT_TRUE(parse(words)->foreground);
  }
  EXPECT_EQ(parse({"-ddd"})->debug_level, 3);
  EXPECT_FALSE(parse({})->foreground);
}

TEST(Options, EndsWithStatusTwoOnANonsenseSwitch) {
  const auto options = parse({"--no-such-thing"});
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().status, 2);
  EXPECT_NE(options.error().to_stderr.find("no-such-thing"), std::string::npos);
}

TEST(Options, PrintsHelpAndVersionWithStatusZero) {
  for (const char* word : {"--help", "-?", "-!", "-h", "--version", "-V"}) {
    const auto options = parse({word});
    ASSERT_FALSE(options) << word;
    EXPECT_EQ(options.error().status, 0) << word;
    EXPECT_FALSE(options.error().to_stdout.empty()) << word;
  }
}

TEST(Options, AreAllInTheHelpWhichIsPlainText) {
  const std::string help = parse({"--help"}).error().to_stdout;
  for (const char* word : {"--check", "--explain", "--strict", "--json", "--sandbox", "--clock", "--quit"}) {
    EXPECT_NE(help.find(word), std::string::npos) << word;
  }
  const std::string complaint = parse({"--sandbox", "sand"}).error().to_stderr;
  EXPECT_NE(complaint.find("enforce"), std::string::npos) << complaint;
  for (const std::string& text : {help, complaint}) {
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); })) << text;
  }
}

TEST(Options, TakesEveryWordOfTheSandbox) {
  using enum platform::SandboxMode;
  for (const auto& [word, mode] : {std::pair{"off", off}, {"log", log}, {"enforce", enforce}, {"kill", kill}}) {
    EXPECT_EQ(parse({"--sandbox", word})->sandbox, mode) << word;
  }
}

TEST(Options, RuleOverTheFile) {
  config::Config config;
  config.driftfile = "/from/file";
  config.associations.push_back({.host = "a.example", .family = {}, .options = {}, .place = {}});
  const auto options = parse({"-6", "-f", "/from/line", "-g", "-q", "-x", "-I", "eth1", "b.example"});
  apply(*options, config);
  EXPECT_EQ(config.driftfile, "/from/line");
  EXPECT_TRUE(config.discipline.allow_first_panic && config.discipline.one_shot && config.discipline.slew_only);
  ASSERT_EQ(config.associations.size(), 2U);
  EXPECT_EQ(config.associations[0].family, base::IpFamily::v6);
  EXPECT_EQ(config.associations[1].host, "b.example");
  EXPECT_TRUE(config.associations[1].options.iburst);
}

}  // namespace
}  // namespace foliot::daemon
