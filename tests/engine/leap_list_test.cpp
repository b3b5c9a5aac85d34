#include "engine/leap_list.hpp"

#include <gtest/gtest.h>

#include <string>

namespace foliot::engine {
namespace {

/// Its hash was made with sha1sum(1) of `38000000003991593600` `2272060800` `10` `2287785600` `11` in a row.
const std::string kBody = "#$ 3800000000\n#@ 3991593600\n2272060800 10\n2287785600 11\n";
const std::string kList = kBody + "#h 3b8161fc 9fc71a3e e86b7a79 c89bd941 0c52d76b\n";

LeapListProblem problem_of(const std::string& text, bool check_hash = true) {
  const auto read = read_leap_list(text, check_hash);
  EXPECT_FALSE(read);
  return read ? LeapListProblem{} : read.error().problem;
}

TEST(LeapList, IsTakenWithTheRightHash) {
  const auto read = read_leap_list(kList, true);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->newest().tai_offset_s, 11);
}

TEST(LeapList, IsRefusedWhenADigitWasChanged) {
  for (const std::string changed : {"2287785600 11", "3991593600"}) {
    std::string text = kList;
    text.replace(text.find(changed), 1, "4");
    const auto read = read_leap_list(text, true);
    EXPECT_FALSE(read) << changed;
  }
  std::string later = kList;
  later.replace(later.find("3991593600"), 10, "3991593601");
  EXPECT_EQ(problem_of(later), LeapListProblem::wrong_hash);
  EXPECT_TRUE(read_leap_list(later, false));
}

TEST(LeapList, NeedsAHashOnlyWhenItIsChecked) {
  EXPECT_EQ(problem_of(kBody), LeapListProblem::no_hash);
  EXPECT_TRUE(read_leap_list(kBody, false));
}

TEST(LeapList, SaysWhereItCannotBeRead) {
  const auto read = read_leap_list("# fine\nrubbish\n", false);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().problem, LeapListProblem::unreadable);
  EXPECT_EQ(read.error().error, (LeapFileError{LeapFileProblem::bad_line, 2}));
}

}  // namespace
}  // namespace foliot::engine
