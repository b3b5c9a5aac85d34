// `includefile`: files within files, with their own places, and never without an end.
#include <gtest/gtest.h>

#include "config/check.hpp"

namespace foliot::config {
namespace {

using Messages = std::vector<std::string>;

std::vector<std::string> hosts(const Config& config) {
  std::vector<std::string> all;
  for (const AssociationLine& line : config.associations) all.push_back(line.host);
  return all;
}

ParsedConfig parse_with(std::string_view text, TextMap& files) {
  return parse(ParseRequest{.text = text, .file_name = "f", .includes = &files});
}

Messages messages_of(const ParsedConfig& parsed) {
  Messages all;
  for (const Finding& finding : parsed.findings) all.push_back(to_text(finding));
  return all;
}

TEST(Include, PutsTheTextInItsPlace) {
  TextMap files({{"/b", {{"/b", "server b\nserver b2"}}}});
  const ParsedConfig parsed = parse_with("server a\nincludefile /b # more\nserver c\n", files);
  EXPECT_EQ(hosts(parsed.config), (Messages{"a", "b", "b2", "c"}));
  EXPECT_TRUE(parsed.findings.empty());
  EXPECT_EQ(parsed.config.associations[2].place, (Place{"/b", 2, 8}));
  EXPECT_EQ(parsed.config.associations[3].place, (Place{"f", 3, 8}));
  EXPECT_EQ(files.askers, (Messages{"f"}));
}

TEST(Include, TakesAFolderAsItsFilesInOrder) {
  TextMap files({{"d", {{"d/1.conf", "tinker panic 1\nserver a"}, {"d/2.conf", "tinker panic 2\nx"}}}});
  const ParsedConfig parsed = parse_with("includefile d", files);
  EXPECT_EQ(parsed.config.discipline.panic_s, 2);
  EXPECT_EQ(messages_of(parsed), (Messages{"d/2.conf:2:1: unknown directive 'x'"}));
}

TEST(Include, EndsOnlyTheFileThatSaysEnd) {
  TextMap files({{"/b", {{"/b", "server b\nend\nserver c"}}}});
  EXPECT_EQ(hosts(parse_with("includefile /b\nserver d\nend\nserver e", files).config), (Messages{"b", "d"}));
}

TEST(Include, LosesOnlyItsLineWhenNothingCanBeRead) {
  TextMap files({});
  const ParsedConfig parsed = parse_with("server a\nincludefile /none\nserver b", files);
  EXPECT_EQ(messages_of(parsed), (Messages{"f:2:13: cannot read '/none': no such file"}));
  EXPECT_EQ(parsed.findings[0].severity, Severity::error);
  EXPECT_EQ(hosts(parsed.config), (Messages{"a", "b"}));
  EXPECT_EQ(messages("includefile /x"), (Messages{"f:1:13: cannot read '/x': no files can be included here"}));
  EXPECT_EQ(messages("includefile"), (Messages{"f:1:1: nothing after 'includefile'; expected PATH"}));
  EXPECT_EQ(messages_of(parse_with("includefile /x y", files)),
            (Messages{"f:1:16: unexpected 'y'; expected the end of the line"}));
}

TEST(Include, ReadsWhatComesAfterEvenBehindAnEnd) {
  const std::vector<SourceText> after{{"d/1.conf", "server b"}, {"d/2.conf", "server c"}};
  const ParsedConfig parsed = parse(ParseRequest{.text = "server a\nend", .file_name = "f", .after = after});
  EXPECT_EQ(hosts(parsed.config), (Messages{"a", "b", "c"}));
  EXPECT_EQ(parsed.config.associations[2].place.file, "d/2.conf");
}

TEST(Include, StopsAFileThatIncludesItself) {
  TextMap files({{"/b", {{"/b", "server b\nincludefile /b"}}}});
  const ParsedConfig parsed = parse_with("includefile /b", files);
  EXPECT_EQ(parsed.config.associations.size(), 5U);
  EXPECT_EQ(messages_of(parsed), (Messages{"/b:2:13: cannot read '/b': files are included 5 deep at most"}));
}

TEST(Include, StopsFilesThatMultiply) {
  const SourceText twice{"/b",
                         "server b\nincludefile /b\nincludefile /b\nincludefile /b\nincludefile /b\nincludefile /b"};
  TextMap files({{"/b", {twice, twice, twice, twice, twice, twice}}});
  const ParsedConfig parsed = parse_with("includefile /b", files);
  EXPECT_LE(parsed.config.associations.size(), kMaxIncludedFiles);
  EXPECT_LE(parsed.findings.size(), kMaxFindings);
}

TEST(Include, DoesNotCarryABlockIntoTheNextFile) {
  TextMap files({{"/b", {{"/b", "simulate { beep_delay = 1"}}}});
  EXPECT_EQ(hosts(parse_with("includefile /b\nserver a", files).config), (Messages{"a"}));
}

TEST(Remote, MayNotNameFilesNorSwitchThem) {
  for (const std::string_view text :
       {"statsdir /a", "includefile /a", "logfile /a", "pidfile /a", "driftfile /a", "saveconfigdir /a", "keys /a",
        "rtcfile /a", "rtcdevice /a", "rtcsync",
        "leapfile /a", "filegen loopstats file a", "filegen loopstats type day", "filegen loopstats nolink",
        "disable stats", "enable mode7", "disable unpeer_crypto_early", "server a nts ca /a", "nts cert /a",
        "server 127.127.20.0 path /dev/x", "device 127.127.20.0 timedata /a"}) {
    const ParsedConfig parsed = parse(ParseRequest{.text = text, .file_name = "remote", .remote = true});
    ASSERT_EQ(parsed.findings.size(), 1U) << text;
    EXPECT_EQ(parsed.findings[0].code, FindingCode::not_by_remote) << text;
    EXPECT_TRUE(same_settings(parsed.config, Config{})) << text;
  }
}

TEST(Remote, AddsToWhatThereIs) {
  ParseRequest request{.text = "server b\nunpeer a\ntinker panic 5\nunpeer 4711\nreset sys io", .file_name = "remote"};
  request.base = clean("server a\nserver c\ntinker panic 7 stepout 60");
  request.remote = true;
  const ParsedConfig parsed = parse(std::move(request));
  EXPECT_EQ(hosts(parsed.config), (Messages{"c", "b"}));
  EXPECT_EQ(parsed.config.discipline.panic_s, 5);
  EXPECT_EQ(parsed.config.discipline.stepout_s, 60);
  EXPECT_EQ(parsed.commands.unpeer, (std::vector<std::uint16_t>{4711}));
  EXPECT_EQ(parsed.commands.reset.bits, 0b0101000);
}

TEST(Origins, SayWhereEachSettingWasLastSet) {
  const ParsedConfig parsed =
      parse("tinker panic 5 step 1\n tinker panic 6\ntinker stepout x\ndisable ntp\ndriftfile /a", "f");
  EXPECT_EQ(parsed.origins.at("tinker panic"), (Place{"f", 2, 9}));
  EXPECT_EQ(parsed.origins.at("tinker stepfwd"), (Place{"f", 1, 16}));
  EXPECT_EQ(parsed.origins.at("tinker stepback"), (Place{"f", 1, 16}));
  EXPECT_EQ(parsed.origins.at("enable ntp"), (Place{"f", 4, 9}));
  EXPECT_EQ(parsed.origins.at("driftfile"), (Place{"f", 5, 1}));
  EXPECT_FALSE(parsed.origins.contains("tinker stepout")) << "a lost line sets nothing";
}

}  // namespace
}  // namespace foliot::config
