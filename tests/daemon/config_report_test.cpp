// --check, --explain and --saveconfigquit, and the files that a configuration is made of.
#include "daemon/config_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "config/print.hpp"
#include "daemon/config_files.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::daemon {
namespace {

/// A folder with files in it, and options that name one of them.
class Files {
 public:
  std::string put(const std::string& name, const std::string& text) {
    const std::string path = folder_.file(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    EXPECT_TRUE(platform::write_file_atomically(path, text).has_value());
    return path;
  }
  LoadedConfig load(const std::string& text) {
    options.config_file = put("ntp.conf", text);
    return load_config(options);
  }
  [[nodiscard]] std::string at(const std::string& name) const { return folder_.file(name); }

  Options options;

 private:
  platform::TemporaryFolder folder_;
};

TEST(Check, SaysEachFindingWithItsPlaceAndWeight) {
  Files files;
  const LoadedConfig loaded = files.load("server a\nservre b\nserver c key 0\ncrypto\n");
  const std::string conf = files.at("ntp.conf");
  EXPECT_EQ(check_text(loaded, files.options), conf + ":2:1: error: unknown directive 'servre', perhaps 'server'\n" +
                                                   conf + ":3:14: error: '0' is out of range; expected 1 to 65535\n" +
                                                   conf +
                                                   ":4:1: warning: 'crypto' has no effect: legacy word: Autokey\n");
  EXPECT_EQ(check_status(loaded), 2);
}

TEST(Check, TellsNothingFromWarningsFromErrors) {
  Files files;
  EXPECT_EQ(check_status(files.load("server a\n")), 0);
  EXPECT_EQ(check_text(files.load("server a\n"), files.options), "");
  EXPECT_EQ(check_status(files.load("crypto\n")), 1);
  EXPECT_EQ(check_status(files.load("x\n")), 2);
  files.options.config_file = files.at("none");
  const LoadedConfig loaded = load_config(files.options);
  EXPECT_EQ(check_status(loaded), 2);
  EXPECT_EQ(check_text(loaded, files.options),
            files.at("none") + ": error: cannot be read: open: No such file or directory\n");
}

TEST(Check, SaysTheSameAsJson) {
  Files files;
  files.options.json = true;
  const auto json = nlohmann::json::parse(check_text(files.load("servre \xff\n"), files.options));
  EXPECT_EQ(json["status"], 2);
  ASSERT_EQ(json["findings"].size(), 1U);
  EXPECT_EQ(json["findings"][0]["severity"], "error");
  EXPECT_EQ(json["findings"][0]["line"], 1);
  EXPECT_EQ(json["findings"][0]["suggestion"], "server");
}

/// The origin of the setting whose text is `setting`; empty when it is not there.
std::string origin(const std::string& text, const std::string& setting) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    if (line.starts_with(setting + ' ')) return line.substr(line.rfind("# ") + 2);
    at = end + 1;
  }
  return "";
}

TEST(Explain, SaysWhereEachValueComesFrom) {
  Files files;
  files.put("more", "tos minsane 2\n");
  files.options.driftfile = "/drift";
  files.options.slew = true;
  files.options.interfaces = {"eth0"};
  const LoadedConfig loaded = files.load(
      "tinker step 0.5 panic 1000\nincludefile more\nserver a prefer\ndisable stats\ndriftfile /other\nmru maxmem 64\n"
      "filegen loopstats type week\nmulticastclient\n");
  const std::string text = explain_text(loaded, files.options);
  const std::string conf = files.at("ntp.conf");
  EXPECT_EQ(origin(text, "tinker stepfwd 0.5"), conf + ":1:8");
  EXPECT_EQ(origin(text, "tinker panic 1000"), conf + ":1:17") << "said, although it is the default";
  EXPECT_EQ(origin(text, "tinker stepout 300"), "default");
  EXPECT_EQ(origin(text, "tos minsane 2"), files.at("more") + ":1:5");
  EXPECT_EQ(origin(text, "server a prefer"), conf + ":3:8");
  EXPECT_EQ(origin(text, "disable stats"), conf + ":4:9");
  EXPECT_EQ(origin(text, "enable auth"), "default");
  EXPECT_EQ(origin(text, "driftfile /drift"), "command line");
  EXPECT_EQ(origin(text, "interface listen eth0"), "command line");
  EXPECT_EQ(origin(text, "mru maxdepth " + std::to_string(access::clients_in(64))), conf + ":6:5");
  EXPECT_EQ(origin(text, "filegen loopstats type week link enable"), conf + ":7:1");
  EXPECT_EQ(origin(text, "multicastclient 224.0.1.1"), conf + ":8:1");
  EXPECT_EQ(origin(text, "# keys"), "default");
  EXPECT_EQ(origin(text, "# -x: offsets of up to 600 s are slewed"), "command line");
}

TEST(Explain, IsAConfigurationWithTheSameMeaning) {
  Files files;
  const LoadedConfig loaded =
      files.load("server a\nrestrict default nomodify\ntinker panic 0\ndisable stats\nlimit burst 5\n");
  const LoadedConfig again = files.load(explain_text(loaded, files.options));
  EXPECT_TRUE(again.is_sound());
  EXPECT_EQ(config::print(again.config), config::print(loaded.config));
}

TEST(Explain, SaysTheSameAsJson) {
  Files files;
  files.options.json = true;
  const auto json = nlohmann::json::parse(explain_text(files.load("tinker panic 0\n"), files.options));
  const auto& settings = json["settings"];
  const auto panic = std::ranges::find_if(settings, [](const auto& one) { return one.value("word", "") == "panic"; });
  ASSERT_NE(panic, settings.end());
  EXPECT_EQ((*panic)["value"], "0");
  EXPECT_EQ((*panic)["from"], files.at("ntp.conf") + ":1:8");
  const auto keys = std::ranges::find_if(settings, [](const auto& one) { return one["directive"] == "keys"; });
  ASSERT_NE(keys, settings.end());
  EXPECT_TRUE((*keys)["value"].is_null());
}

TEST(SaveAndQuit, WritesWhatParsesToTheSameConfiguration) {
  Files files;
  files.options.config_file = files.put("ntp.conf", "server a iburst\ntinker panic 0\nrestrict default limited kod\n");
  files.options.save_to = files.at("saved");
  EXPECT_EQ(run_config_command(files.options), 0);
  const LoadedConfig before = load_config(files.options);
  files.options.config_file = files.at("saved");
  EXPECT_TRUE(config::same_settings(load_config(files.options).config, before.config));
  EXPECT_EQ(run_config_command(Options{}), std::nullopt) << "not asked for";
}

TEST(ConfigFiles, AreFoundFromTheFileThatIncludesThem) {
  Files files;
  files.put("sub/b.conf", "server b\nincludefile c.conf\n");
  files.put("sub/c.conf", "server c\n");
  files.put("start/d.conf", "server d\n");
  files.options.start_folder = files.at("start");
  const LoadedConfig loaded =
      files.load("includefile sub/b.conf\nincludefile d.conf\nincludefile " + files.at("sub/c.conf"));
  EXPECT_TRUE(loaded.findings.empty());
  ASSERT_EQ(loaded.config.associations.size(), 4U);
  EXPECT_EQ(loaded.config.associations[1].place.file, files.at("sub/c.conf"));
  EXPECT_EQ(loaded.config.associations[2].host, "d");
}

TEST(ConfigFiles, TakeOnlyConfFilesOfAFolderInOrder) {
  Files files;
  for (const std::string name : {"20.conf", "10.conf", "30.conf~", "README"}) {
    files.put("d/" + name, "server s" + name.substr(0, 2) + '\n');
    files.put("ntp.d/" + name, "server n" + name.substr(0, 2) + '\n');
  }
  const LoadedConfig loaded = files.load("includefile d\nserver a\nend\n");
  std::vector<std::string> hosts;
  for (const auto& line : loaded.config.associations) hosts.push_back(line.host);
  EXPECT_EQ(hosts, (std::vector<std::string>{"s10", "s20", "a", "n10", "n20"})) << "ntp.d comes behind the file itself";
}

TEST(ConfigFiles, SayWhatCannotBeRead) {
  Files files;
  const LoadedConfig loaded = files.load("includefile none\nincludefile /dev/zero\n");
  ASSERT_EQ(loaded.findings.size(), 2U);
  EXPECT_EQ(config::to_text(loaded.findings[0]),
            files.at("ntp.conf") + ":1:13: cannot read 'none': open: No such file or directory");
  EXPECT_EQ(config::to_text(loaded.findings[1]),
            files.at("ntp.conf") + ":2:13: cannot read '/dev/zero': read: File too large");
}

}  // namespace
}  // namespace foliot::daemon
