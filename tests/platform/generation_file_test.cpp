// Files of generations: appended to, linked, and nobody's data lost at a change of names.
#include "platform/generation_file.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

class GenerationFileTest : public testing::Test {
 protected:
  std::string path(const std::string& name) { return folder_.file(name); }
  std::string content(const std::string& name) { return read_small_file(path(name), 4096).value_or("(none)"); }
  bool same_file(const std::string& a, const std::string& b) {
    struct stat first {};
    struct stat second {};
    return ::stat(path(a).c_str(), &first) == 0 && ::stat(path(b).c_str(), &second) == 0 &&
           first.st_ino == second.st_ino;
  }
  bool append(const std::string& suffix, const std::string& text, bool link = true) {
    return file_.append({path("loopstats"), suffix, link}, text).has_value();
  }

  TemporaryFolder folder_;
  GenerationFile file_;
};

TEST_F(GenerationFileTest, AppendsAndLinks) {
  EXPECT_TRUE(append(".20190617", "one\n"));
  EXPECT_TRUE(append(".20190617", "two\n"));
  EXPECT_EQ(content("loopstats.20190617"), "one\ntwo\n");
  EXPECT_TRUE(same_file("loopstats", "loopstats.20190617"));
}

TEST_F(GenerationFileTest, MovesTheLinkToTheNextGeneration) {
  EXPECT_TRUE(append(".20190617", "one\n"));
  EXPECT_TRUE(append(".20190618", "two\n"));
  EXPECT_EQ(content("loopstats.20190617"), "one\n");
  EXPECT_EQ(content("loopstats.20190618"), "two\n");
  EXPECT_TRUE(same_file("loopstats", "loopstats.20190618"));
}

TEST_F(GenerationFileTest, GoesOnWithAFileThatIsThere) {
  ASSERT_TRUE(write_new_file(path("loopstats.20190617"), "before\n").has_value());
  EXPECT_TRUE(append(".20190617", "one\n"));
  EXPECT_EQ(content("loopstats.20190617"), "before\none\n");
}

TEST_F(GenerationFileTest, KeepsAPlainFileThatHasTheUnchangingName) {
  ASSERT_TRUE(write_new_file(path("loopstats"), "precious\n").has_value());
  EXPECT_TRUE(append(".20190617", "one\n"));
  EXPECT_EQ(content("loopstats." + std::to_string(getpid()) + "C0"), "precious\n");
  EXPECT_TRUE(same_file("loopstats", "loopstats.20190617"));
}

TEST_F(GenerationFileTest, HasNoSecondNameWithoutALinkOrASuffix) {
  EXPECT_TRUE(append(".a", "one\n", false));
  EXPECT_EQ(content("loopstats"), "(none)");
  EXPECT_TRUE(append("", "two\n"));
  EXPECT_TRUE(append("", "three\n"));
  EXPECT_EQ(content("loopstats"), "two\nthree\n");
}

TEST_F(GenerationFileTest, FollowsNoSymbolicLink) {
  ASSERT_TRUE(write_new_file(path("victim"), "").has_value());
  ASSERT_EQ(::symlink(path("victim").c_str(), path("loopstats.a").c_str()), 0);
  EXPECT_FALSE(append(".a", "one\n"));
  EXPECT_EQ(content("victim"), "");
}

TEST_F(GenerationFileTest, UsesTheOldFileOnWhenTheNewOneCannotBeOpened) {
  EXPECT_TRUE(append(".a", "one\n"));
  ASSERT_EQ(::mkdir(path("loopstats.b").c_str(), 0755), 0);
  EXPECT_FALSE(append(".b", "two\n"));
  EXPECT_EQ(content("loopstats.a"), "one\ntwo\n");
}

TEST_F(GenerationFileTest, LeavesNoHalfOfALineOnAFullDisk) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit full = before;
  full.rlim_cur = 10;
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  const bool first = append(".a", "one\n");
  const bool second = append(".a", "does not fit\n");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
  EXPECT_TRUE(append(".a", "fits again\n"));
  EXPECT_EQ(content("loopstats.a"), "one\nfits again\n");
}

TEST_F(GenerationFileTest, OpensAgainAfterClosing) {
  EXPECT_TRUE(append(".a", "one\n"));
  file_.close();
  ASSERT_EQ(::rename(path("loopstats.a").c_str(), path("moved").c_str()), 0);
  EXPECT_TRUE(append(".a", "two\n"));
  EXPECT_EQ(content("moved"), "one\n");
  EXPECT_EQ(content("loopstats.a"), "two\n");
}

}  // namespace
}  // namespace foliot::platform
