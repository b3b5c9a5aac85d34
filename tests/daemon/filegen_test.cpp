// The names of statistics files, of every type.
#include "daemon/filegen.hpp"

#include <gtest/gtest.h>

namespace foliot::daemon {
namespace {

using config::FilegenType;

constexpr std::int64_t kDay_ns = 86'400'000'000'000;

std::string suffix(FilegenType type, std::int64_t days, double uptime_s = 0) {
  return filegen_suffix(type, {.now = WallTime::from_nanoseconds(days * kDay_ns), .uptime_s = uptime_s, .pid = 4711});
}

TEST(FilegenSuffix, NamesTheTime) {
  constexpr std::int64_t k20190617 = 18064;
  EXPECT_EQ(suffix(FilegenType::none, k20190617), "");
  EXPECT_EQ(suffix(FilegenType::pid, k20190617), ".#4711");
  EXPECT_EQ(suffix(FilegenType::day, k20190617), ".20190617");
  EXPECT_EQ(suffix(FilegenType::week, k20190617), ".2019w25");
  EXPECT_EQ(suffix(FilegenType::month, k20190617), ".201906");
  EXPECT_EQ(suffix(FilegenType::year, k20190617), ".2019");
  EXPECT_EQ(suffix(FilegenType::age, k20190617, 200000), ".a00172800");
  EXPECT_EQ(suffix(FilegenType::age, k20190617, 86399.9), ".a00000000");
}

TEST(FilegenSuffix, CountsWeeksAsIso8601Does) {
  struct Case {
    std::int64_t days;
    const char* week;
  };
  const Case cases[] = {{16800, ".2015w53"},   // 2015-12-31, a Thursday
                        {16803, ".2015w53"},   // 2016-01-03, a Sunday
                        {16804, ".2016w01"},   // 2016-01-04, a Monday
                        {17896, ".2019w01"},   // 2018-12-31, a Monday
                        {0, ".1970w01"},       // a Thursday
                        {18628, ".2020w53"}};  // 2021-01-01, a Friday
  for (const Case& c : cases) EXPECT_EQ(suffix(FilegenType::week, c.days), c.week) << c.days;
}

TEST(FilegenBase, IsTheFolderAndTheName) {
  config::Config config;
  EXPECT_EQ(filegen_base(config, config::Statistics::loopstats), "/var/NTP/loopstats");
  config.statsdir = "/var/log/ntpstats";
  config.filegens[static_cast<std::size_t>(config::Statistics::peerstats)].file = "peers";
  EXPECT_EQ(filegen_base(config, config::Statistics::loopstats), "/var/log/ntpstats/loopstats");
  EXPECT_EQ(filegen_base(config, config::Statistics::peerstats), "/var/log/ntpstats/peers");
}

}  // namespace
}  // namespace foliot::daemon
