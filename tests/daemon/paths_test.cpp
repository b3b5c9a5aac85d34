#include "daemon/paths.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace foliot::daemon {
namespace {

TEST(FoundAt, MeansTheFolderOfTheStart) {
  Options options;
  options.start_folder = "/srv/test";
  EXPECT_EQ(found_at("ntp.conf", options), "/srv/test/ntp.conf");
  EXPECT_EQ(found_at("/etc/ntp.conf", options), "/etc/ntp.conf");
  EXPECT_EQ(found_at("", options), "");
  options.start_folder.clear();
  EXPECT_EQ(found_at("ntp.conf", options), "ntp.conf");
}

TEST(FoundAt, IsInsideTheJailOnceWeAreThere) {
  Options options;
  options.jaildir = "/var/lib/ntp";
  EXPECT_EQ(found_at("/var/lib/ntp/ntp.drift", options), "/var/lib/ntp/ntp.drift");
  options.in_jail = true;
  EXPECT_EQ(found_at("/var/lib/ntp/ntp.drift", options), "/ntp.drift");
  EXPECT_EQ(found_at("/etc/ntp.conf", options), "/etc/ntp.conf");
}

TEST(SettlePaths, KnowsEveryPathOfAConfiguration) {
  Options options;
  options.start_folder = "/here";
  config::Config config;
  config.driftfile = "drift";
  config.logfile = "log";
  config.pidfile = "/run/ntpd.pid";
  config.rtc_file = "rtc";
  config.rtc_device = "dev";
  config.leapfile = config::LeapFile{.path = "leap"};
  settle_paths(options, config);
  EXPECT_EQ(config.driftfile, "/here/drift");
  EXPECT_EQ(config.logfile, "/here/log");
  EXPECT_EQ(config.pidfile, "/run/ntpd.pid");
  EXPECT_EQ(config.rtc_file, "/here/rtc");
  EXPECT_EQ(config.rtc_device, "/here/dev");
  EXPECT_EQ(config.leapfile->path, "/here/leap");
}

TEST(WritableFolders, HoldTheStatisticsFilesAndNotWhatStandsAboveThem) {
  const auto has = [](const config::Config& config, const std::string& folder) {
    const auto folders = writable_folders({}, config);
    return std::ranges::find(folders, folder) != folders.end();
  };
  config::Config config;
  EXPECT_TRUE(has(config, "/var/NTP/"));
  config.rtc_file = "/var/lib/clock/rtc";
  EXPECT_TRUE(has(config, "/var/lib/clock"));
  for (const char* statsdir : {"/var/log/ntpstats", "/var/log/ntpstats/"}) {
    config.statsdir = statsdir;
    EXPECT_TRUE(has(config, "/var/log/ntpstats/")) << statsdir;
    EXPECT_FALSE(has(config, "/var/log")) << statsdir;
  }
}

}  // namespace
}  // namespace foliot::daemon
