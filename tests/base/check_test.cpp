// check(): silent when true, ends the program with the place when false.
#include "base/check.hpp"

#include <gtest/gtest.h>

namespace foliot::base {
namespace {

TEST(Check, TrueIsSilent) {
  testing::internal::CaptureStderr();
  check(true);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(CheckDeathTest, FalseEndsTheProgramAndNamesTheFile) {
  EXPECT_DEATH(check(false), "check_test.cpp");
}

}  // namespace
}  // namespace foliot::base
