// Small files: read with a limit, replaced as a whole.
#include "platform/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

namespace fs = std::filesystem;

TEST(Files, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.file("drift");
  ASSERT_TRUE(write_file_atomically(path, "-12.345\n").has_value());
  ASSERT_TRUE(write_file_atomically(path, "7\n").has_value());
  EXPECT_EQ(read_small_file(path, 100).value(), "7\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(path).parent_path()), {}), 1);
}

TEST(Files, ReadsUpToTheLimitAndNoMore) {
  const TemporaryFolder folder;
  const std::string path = folder.file("keys");
  ASSERT_TRUE(write_file_atomically(path, "12345").has_value());
  EXPECT_EQ(read_small_file(path, 5).value(), "12345");
  const auto over = read_small_file(path, 4);
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(over.error().errno_value, EFBIG);
}

TEST(Files, ANewFileReplacesNothing) {
  const TemporaryFolder folder;
  const std::string path = folder.file("saved");
  ASSERT_TRUE(write_new_file(path, "first").has_value());
  EXPECT_EQ(write_new_file(path, "second").error().errno_value, EEXIST);
  EXPECT_EQ(read_small_file(path, 100).value(), "first");
  fs::create_symlink(folder.file("elsewhere"), folder.file("link"));
  EXPECT_EQ(write_new_file(folder.file("link"), "text").error().errno_value, EEXIST);
  EXPECT_FALSE(fs::exists(folder.file("elsewhere")));
}

TEST(Files, TellsWhetherOthersMayReadOne) {
  const TemporaryFolder folder;
  const std::string path = folder.file("keys");
  for (const mode_t mode : {0600U, 0400U, 0644U, 0640U, 0604U, 0622U}) {
    ASSERT_TRUE(write_file_atomically(path, "1 MD5 secret\n", mode).has_value());
    EXPECT_EQ(is_readable_by_others(path).value(), (mode & 0044U) != 0) << std::oct << mode;
  }
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_FALSE(is_readable_by_others(path, getegid()).value());
  EXPECT_TRUE(is_readable_by_others(path, getegid() + 1).value());
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  EXPECT_TRUE(is_readable_by_others(path, getegid()).value());
  EXPECT_EQ(is_readable_by_others(folder.file("none")).error().errno_value, ENOENT);
}

TEST(Files, ReadsALongFileInPieces) {
  const TemporaryFolder folder;
  const std::string path = folder.file("long");
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i);
  ASSERT_TRUE(write_file_atomically(path, text).has_value());
  EXPECT_EQ(read_small_file(path, 64'000'000).value(), text);
  EXPECT_EQ(read_small_file(path, text.size()).value(), text);
  EXPECT_EQ(read_small_file(path, text.size() - 1).error().errno_value, EFBIG);
}

TEST(Files, ListsAFolderInOrder) {
  const TemporaryFolder folder;
  for (const std::string name : {"b.conf", "a.conf", "c"}) {
    ASSERT_TRUE(write_file_atomically(folder.file(name), "x").has_value());
  }
  EXPECT_EQ(list_folder(folder.file(""), 10).value(), (std::vector<std::string>{"a.conf", "b.conf", "c"}));
  EXPECT_EQ(list_folder(folder.file(""), 2).error().errno_value, ENFILE);
  EXPECT_EQ(list_folder(folder.file("none"), 2).error().errno_value, ENOENT);
}

TEST(Files, SaysWhyAFileCannotBeRead) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_small_file(folder.file("none"), 10).error().errno_value, ENOENT);
  EXPECT_EQ(read_small_file("/", 10).error().errno_value, EISDIR);
  EXPECT_EQ(read_small_file("/dev/zero", 10).error().errno_value, EFBIG);
}

TEST(Files, DoesNotWaitForAWriterOfAPipe) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo(folder.file("fifo").c_str(), 0600), 0);
  EXPECT_EQ(read_small_file(folder.file("fifo"), 10).value_or("none"), "");
}

TEST(Files, SetsTheModeWhateverTheUmask) {
  const TemporaryFolder folder;
  const std::string path = folder.file("secret");
  ASSERT_TRUE(write_file_atomically(path, "x", 0600).has_value());
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Files, ReplacesALinkInsteadOfFollowingIt) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file_atomically(folder.file("victim"), "untouched").has_value());
  fs::create_symlink(folder.file("victim"), folder.file("drift"));
  ASSERT_TRUE(write_file_atomically(folder.file("drift"), "1\n").has_value());
  EXPECT_EQ(read_small_file(folder.file("victim"), 100).value(), "untouched");
  EXPECT_FALSE(fs::is_symlink(folder.file("drift")));
}

TEST(Files, LeavesTheOldFileAndNoNewOneWhenItFails) {
  const TemporaryFolder folder;
  fs::create_directory(folder.file("folder"));
  const auto result = write_file_atomically(folder.file("folder"), "x");  // a file cannot replace a folder
  ASSERT_FALSE(result.has_value());
  EXPECT_STREQ(result.error().call, "rename");
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(folder.file("x")).parent_path()), {}), 1);
  EXPECT_EQ(write_file_atomically(folder.file("none/x"), "x").error().errno_value, ENOENT);
}

}  // namespace
}  // namespace foliot::platform
