// ntpq: the command line.
#include <gtest/gtest.h>

#include "tools/ntpq/options.hpp"

namespace foliot::ntpq {
namespace {

using Words = std::vector<std::string>;

Options parse(Words words) {
  const CommandLine line = parse_command_line(std::move(words));
  EXPECT_FALSE(line.exit_status);
  return line.options;
}

TEST(NtpqOptions, AsksLocalhostByDefault) {
  const Options options = parse({});
  EXPECT_EQ(options.hosts, Words{"localhost"});
  EXPECT_EQ(options.port, 123);
  EXPECT_TRUE(options.commands.empty());
  EXPECT_FALSE(options.numeric || options.wide || options.json || options.interactive);
}

TEST(NtpqOptions, TakesStackedOptions) {
  const Options options = parse({"-pnw", "-4", "ntp1", "ntp2"});
  EXPECT_EQ(options.commands, Words{"peers"});
  EXPECT_TRUE(options.numeric);
  EXPECT_TRUE(options.wide);
  EXPECT_EQ(options.family, FamilyChoice::v4);
  EXPECT_EQ(options.hosts, (Words{"ntp1", "ntp2"}));
}

TEST(NtpqOptions, KeepsTheOrderOfCommands) {
  const Options options = parse({"-c", "timeout 100", "-p", "-c", "rv 0", "-c", "as", "host"});
  EXPECT_EQ(options.commands, (Words{"timeout 100", "peers", "rv 0", "as"}));
  EXPECT_EQ(options.hosts, Words{"host"});
}

TEST(NtpqOptions, TakesTheOthers) {
  const Options options = parse({"-6", "-i", "-dd", "--json", "-P", "12399", "--old-rv"});
  EXPECT_EQ(options.family, FamilyChoice::v6);
  EXPECT_TRUE(options.interactive);
  EXPECT_EQ(options.debug_level, 2);
  EXPECT_TRUE(options.json);
  EXPECT_EQ(options.port, 12399);
  EXPECT_TRUE(options.old_rv);
  EXPECT_EQ(parse({"-D", "3"}).debug_level, 3);
  EXPECT_EQ(parse({"--peers", "--numeric"}).commands, Words{"peers"});
}

TEST(NtpqOptions, EndsAfterHelpAndVersion) {
  EXPECT_EQ(parse_command_line({"--help"}).exit_status, 0);
  EXPECT_EQ(parse_command_line({"--version"}).exit_status, 0);
  EXPECT_EQ(parse_command_line({"-V"}).exit_status, 0);
}

TEST(NtpqOptions, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(parse_command_line({"--nonsense"}).exit_status.value_or(0), 0);
  EXPECT_NE(parse_command_line({"-4", "-6"}).exit_status.value_or(0), 0);
  EXPECT_NE(parse_command_line({"-P", "0"}).exit_status.value_or(0), 0);
  EXPECT_NE(parse_command_line({"-c"}).exit_status.value_or(0), 0);
}

}  // namespace
}  // namespace foliot::ntpq
