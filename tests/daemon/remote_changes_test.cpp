#include "daemon/remote_changes.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "config/parser.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::daemon {
namespace {

struct RemoteChangesFixture : testing::Test {
  RemoteChangesFixture() { EXPECT_TRUE(sink.use_file(folder.file("log")).has_value()); }
  platform::TemporaryFolder folder;
  platform::LogSink sink{"test"};
  Logger log{sink};
  config::Config running = config::parse("server 192.0.2.1\ndriftfile /var/lib/ntp/drift\n", "f").config;
  RemoteChanges changes{running, log};
};

TEST_F(RemoteChangesFixture, LinesAddToTheRunningConfiguration) {
  EXPECT_EQ(changes.configure("server 192.0.2.2 iburst"), "Config Succeeded\n");
  EXPECT_EQ(changes.configure("unpeer 192.0.2.1"), "Config Succeeded\n");
  const auto accepted = changes.take();
  ASSERT_TRUE(accepted.has_value());
  ASSERT_EQ(accepted->config.associations.size(), 1U);
  EXPECT_EQ(accepted->config.associations[0].host, "192.0.2.2");
  EXPECT_EQ(accepted->config.driftfile, "/var/lib/ntp/drift");
  EXPECT_FALSE(changes.take().has_value()) << "once";
}

TEST_F(RemoteChangesFixture, OneBadLineChangesNothing) {
  EXPECT_TRUE(changes.configure("server 192.0.2.2\nservre 192.0.2.3").starts_with("column 1 syntax error: "));
  EXPECT_FALSE(changes.take().has_value());
}

TEST_F(RemoteChangesFixture, WhatNamesFilesIsRefused) {
  // CVE-2015-7703, CVE-2015-7850
  for (const char* line : {"driftfile /etc/passwd", "pidfile /tmp/x", "logfile /tmp/x", "keys /tmp/x",
                           "saveconfigdir /etc", "includefile /etc/shadow", "leapfile /tmp/x", "statsdir /etc/",
                           "rtcfile /tmp/x", "rtcdevice /dev/sda", "rtcsync"}) {
    EXPECT_TRUE(changes.configure(line).starts_with("column ")) << line;
  }
  EXPECT_FALSE(changes.take().has_value());
}

TEST_F(RemoteChangesFixture, ASavedConfigurationParsesToTheSame) {
  running.saveconfigdir = folder.file("");
  EXPECT_EQ(changes.save_configuration("saved.conf"), "Configuration saved to 'saved.conf'\n");
  const std::string text = platform::read_small_file(folder.file("saved.conf"), 100'000).value();
  const auto again = config::parse(text, "saved.conf");
  EXPECT_TRUE(again.findings.empty());
  EXPECT_TRUE(config::same_settings(again.config, running)) << text;
  EXPECT_TRUE(changes.save_configuration("saved.conf").starts_with("Unable to save")) << "nothing is replaced";
}

TEST_F(RemoteChangesFixture, ANameLeadsNowhereElse) {
  // CVE-2015-7976
  running.saveconfigdir = folder.file("");
  for (const std::string_view name :
       {"../x", "/tmp/x", "a/b", "", ".", "..", ".hidden", "a b", "a;b", "a\nb", "%", "a%"}) {
    EXPECT_FALSE(changes.save_configuration(name).starts_with("Configuration saved")) << name;
  }
  EXPECT_TRUE(changes.save_configuration("ntp-%Y%m%d.conf").starts_with("Configuration saved to 'ntp-2"));
}

TEST_F(RemoteChangesFixture, WithoutAFolderNothingIsSaved) {
  EXPECT_TRUE(changes.save_configuration("x").starts_with("saveconfig prohibited"));
}

}  // namespace
}  // namespace foliot::daemon
