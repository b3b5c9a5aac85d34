#include "daemon/load_keys.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::daemon {
namespace {

struct KeyFixture : testing::Test {
  KeyFixture() {
    EXPECT_TRUE(sink.use_file(folder.file("log")).has_value());
    config.keys_file = folder.file("keys");
    config.trusted_keys = {{1, 2}};
  }
  void write(std::string_view text, mode_t mode = 0600) const {
    ASSERT_TRUE(platform::write_file_atomically(*config.keys_file, text, mode).has_value());
  }
  [[nodiscard]] std::string logged() const { return platform::read_small_file(folder.file("log"), 100'000).value(); }

  platform::TemporaryFolder folder;
  platform::LogSink sink{"test"};
  Logger log{sink};
  config::Config config;
  std::shared_ptr<const auth::KeyRing> none = std::make_shared<const auth::KeyRing>();
};

TEST_F(KeyFixture, KeysAreReadAndTrusted) {
  write("1 MD5 one\n3 SHA1 three\n");
  const auto keys = load_keys(config, none, log);
  EXPECT_NE(keys->find_trusted(1), nullptr);
  EXPECT_EQ(keys->find_trusted(3), nullptr);
  EXPECT_EQ(logged(), "");
}

TEST_F(KeyFixture, WithoutAFileThereAreNone) {
  config.keys_file.reset();
  EXPECT_EQ(load_keys(config, none, log)->size(), 0U);
}

TEST_F(KeyFixture, AFileThatCannotBeTakenLeavesTheRunningKeys) {
  write("1 MD5 one\n");
  const auto running = load_keys(config, none, log);
  std::string bad;
  for (int i = 0; i < 20; ++i) bad += "rubbish\n";
  write(bad);
  EXPECT_EQ(load_keys(config, running, log), running);
  EXPECT_NE(logged().find("rejecting file after 16 errors (emergency break)"), std::string::npos) << logged();
  std::filesystem::remove(*config.keys_file);
  EXPECT_EQ(load_keys(config, running, log), running);
}

TEST_F(KeyFixture, ABadLineIsNamedWithoutItsSecret) {
  write("1 MD5 one\n2 DES sesame\n");
  EXPECT_EQ(load_keys(config, none, log)->size(), 1U);
  EXPECT_NE(logged().find("keys:2: invalid type for key 2"), std::string::npos) << logged();
  EXPECT_EQ(logged().find("sesame"), std::string::npos);
}

TEST_F(KeyFixture, WarnsWhenOthersMayReadTheFile) {
  write("1 MD5 one\n", 0644);
  static_cast<void>(load_keys(config, none, log));
  EXPECT_NE(logged().find("chmod 600"), std::string::npos) << logged();
}

TEST_F(KeyFixture, SaysWhichKeysAreMissing) {
  write("1 MD5 one\n3 SHA1 three\n");
  config::AssociationLine line;
  line.host = "ntp.example";
  for (const std::uint32_t id : {1U, 3U, 4U}) {
    line.options.key_id = id;
    config.associations.push_back(line);
  }
  config.control_key = 9;
  report_missing_keys(config, *load_keys(config, none, log), log);
  EXPECT_EQ(logged().find("key 1 "), std::string::npos) << logged();
  EXPECT_NE(logged().find("key 3 is not trusted (`trustedkey`): ntp.example is not asked"), std::string::npos);
  EXPECT_NE(logged().find("key 4 is not in the key file (`keys`): ntp.example is not asked"), std::string::npos);
  EXPECT_NE(logged().find("key 9 is not in the key file"), std::string::npos);
}

}  // namespace
}  // namespace foliot::daemon
