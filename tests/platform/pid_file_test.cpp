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
  const auto first = PidFile::create(path);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(status_of_child([this] {
              const auto second = PidFile::create(path);
              return !second && second.error().errno_value == EEXIST ? 0 : 1;
            }),
            0);
  EXPECT_EQ(content(), own());
}

TEST_F(PidFileTest, BelievesAFileWithoutALockWhenItNamesALivingProcessOfTheSameProgram) {
  EXPECT_EQ(status_of_child([this] {
              write(std::to_string(getppid()) + "\n");
              const auto file = PidFile::create(path);
              return !file && file.error().errno_value == EEXIST ? 0 : 1;
            }),
            0);
}

TEST_F(PidFileTest, ReplacesAFileThatNamesSomeOtherProgramByNow) {
  write("1\n");
  EXPECT_TRUE(PidFile::create(path).has_value());
}

TEST_F(PidFileTest, RefusesWhatIsNoFile) {
  std::filesystem::create_directory(path);
  const auto file = PidFile::create(path);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().errno_value, ELOOP);
}

TEST_F(PidFileTest, IsEmptiedWhenItCannotBeRemoved) {
  const int status = status_of_child([this] {
    auto file = PidFile::create(path);
    if (!file) return 1;
    if (chroot("/proc") == 0) {  // the name leads nowhere any more, as in a jail
      const PidFile taken = std::move(*file);
      return 0;
    }
    return errno == EPERM ? 77 : 2;
  });
  if (status == 77) GTEST_SKIP() << "only root can change the root folder";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(content(), "");
  EXPECT_TRUE(PidFile::create(path).has_value()) << "an empty one is stale";
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
