// PidFile: one daemon at a time, and never through a link.
#include "platform/pid_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "platform/child_process.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

class PidFileTest : public ::testing::Test {
 protected:
  void write(const std::string& text) const { ASSERT_TRUE(write_file_atomically(path, text).has_value()); }
  [[nodiscard]] std::string content() const { return read_small_file(path, 100).value_or("none"); }
  [[nodiscard]] static std::string own() { return std::to_string(getpid()) + "\n"; }

  TemporaryFolder folder;
  std::string path = folder.file("ntpd.pid");
};

TEST_F(PidFileTest, NamesUsWhileItLives) {
  {
    const auto file = PidFile::create(path);
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(content(), own());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(PidFileTest, StopsASecondDaemon) {
  write(std::to_string(getppid()) + "\n");
  const auto file = PidFile::create(path);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().errno_value, EEXIST);
  EXPECT_EQ(content(), std::to_string(getppid()) + "\n");
}

TEST_F(PidFileTest, ReplacesWhatADeadOrUnreadableOneLeft) {
  for (const std::string stale : {"4194305\n", "", "frog\n", "-1\n", "0\n"}) {
    write(stale);
    EXPECT_TRUE(PidFile::create(path).has_value()) << stale;
  }
}

TEST_F(PidFileTest, ReplacesAFileThatAlreadyNamesUs) {
  write(own());
  EXPECT_TRUE(PidFile::create(path).has_value());
}

TEST_F(PidFileTest, DoesNotFollowALink) {
  std::filesystem::create_symlink(folder.file("victim"), path);
  const auto file = PidFile::create(path);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().errno_value, ELOOP);
  EXPECT_FALSE(std::filesystem::exists(folder.file("victim")));
}

TEST_F(PidFileTest, LeavesAFileThatNamesAnotherOneByNow) {
  {
    const auto file = PidFile::create(path);
    ASSERT_TRUE(file.has_value());
    write("1\n");
  }
  EXPECT_EQ(content(), "1\n");
}

TEST_F(PidFileTest, IsNotRemovedByAForkedChild) {
  auto file = PidFile::create(path);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(status_of_child([&file] {
              { const PidFile taken = std::move(*file); }
              return 0;
            }),
            0);
  EXPECT_EQ(content(), own());
}

}  // namespace
}  // namespace foliot::platform
