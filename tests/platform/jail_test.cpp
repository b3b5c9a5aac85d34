// Jail: in a child, where the tests may change the root folder.
#include "platform/jail.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "platform/child_process.hpp"
#include "platform/files.hpp"
#include "platform/resolver.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

constexpr int kNotRoot = 77;

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

TEST(PathInJail, LosesTheNameOfTheFolder) {
  EXPECT_EQ(path_in_jail("/jail/etc/ntp.conf", "/jail"), "/etc/ntp.conf");
  EXPECT_EQ(path_in_jail("/jail/etc/ntp.conf", "/jail/"), "/etc/ntp.conf");
  EXPECT_EQ(path_in_jail("/jailed/ntp.conf", "/jail"), "/jailed/ntp.conf");
  EXPECT_EQ(path_in_jail("/etc/ntp.conf", "/jail"), "/etc/ntp.conf");
  EXPECT_EQ(path_in_jail("/etc/ntp.conf", "/"), "/etc/ntp.conf");
}

TEST(EnterJail, PutsTheResolversFilesInsideAndFindsNames) {
  const TemporaryFolder folder;
  const int status = status_of_child([&folder] {
    const auto report = enter_jail(folder.file(""));
    if (!report) return report.error().is_not_permitted() ? kNotRoot : 1;
    if (!holds(report->copied, "/etc/hosts")) return 2;
    return look_up("localhost", std::nullopt) ? 0 : 3;
  });
  if (status == kNotRoot) GTEST_SKIP() << "only root can change the root folder";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_small_file(folder.file("etc/hosts"), 1'000'000).value(),
            read_small_file("/etc/hosts", 1'000'000).value());
}

TEST(EnterJail, LeavesWhatIsThereAndSaysThatItDiffers) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("etc"));
  ASSERT_TRUE(write_file_atomically(folder.file("etc/hosts"), "192.0.2.7 own.example\n").has_value());
  const int status = status_of_child([&folder] {
    const auto report = enter_jail(folder.file(""));
    if (!report) return report.error().is_not_permitted() ? kNotRoot : 1;
    return holds(report->old, "/etc/hosts") ? 0 : 2;
  });
  if (status == kNotRoot) GTEST_SKIP() << "only root can change the root folder";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_small_file(folder.file("etc/hosts"), 100).value(), "192.0.2.7 own.example\n");
}

TEST(EnterJail, IsNotLedOutByALink) {
  const TemporaryFolder folder;
  const TemporaryFolder outside;
  std::filesystem::create_symlink(outside.file(""), folder.file("etc"));
  const int status = status_of_child([&folder] {
    const auto report = enter_jail(folder.file(""));
    if (!report) return report.error().is_not_permitted() ? kNotRoot : 1;
    return report->copied.empty() && holds(report->failed, "/etc/hosts") ? 0 : 2;
  });
  if (status == kNotRoot) GTEST_SKIP() << "only root can change the root folder";
  EXPECT_EQ(status, 0);
  EXPECT_FALSE(std::filesystem::exists(outside.file("hosts")));
}

TEST(EnterJail, FailsWhereThereIsNoFolder) {
  EXPECT_EQ(status_of_child([] { return enter_jail("/no/such/folder") ? 1 : 0; }), 0);
}

}  // namespace
}  // namespace foliot::platform
