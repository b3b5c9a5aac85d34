#include "discipline/slew_plan.hpp"

#include <gtest/gtest.h>

namespace foliot::discipline {
namespace {

struct Case {
  double offset_s;
  double sd_s;
  double next_update_s;
  double span_s;
};

TEST(SlewSpan, GrowsWithTheDoubtButStaysBetweenItsLimits) {
  const Case cases[] = {
      {20e-3, 1e-6, 1024, 16},      // surely off, and programs notice: at once
      {-20e-3, 1e-6, 1024, 16},     // whatever the sign
      {20e-3, 0, 1024, 16},         // no doubt at all
      {20e-3, 5e-3, 1024, 1228.8},  // much, but doubtful
      {1e-3, 1e-6, 64, 125},        // gently: at 8 ppm
      {5e-3, 1e-6, 64, 256},        // but not for ever
      {1e-3, 1e-6, 1024, 1228.8},   // surely off by what nobody notices
      {0, 0, 1024, 1024},           // nothing to remove
      {5e-6, 1e-6, 1024, 1228.8},   // an ordinary correction: a little more than the time to the next measurement
      {1e-6, 1e-6, 1024, 2150.4},   // may well be noise
      {1e-7, 1e-6, 1024, 16384},    // noise: mostly ignored
      {5e-7, 1e-7, 4, 16},          // measured often: never jumpy
  };
  for (const Case& one : cases) {
    EXPECT_NEAR(slew_span_s(one.offset_s, one.sd_s, one.next_update_s), one.span_s, 1e-9)
        << one.offset_s << ' ' << one.sd_s;
  }
}

TEST(SlewSpan, NeverShrinksWhenTheOffsetDoes) {
  double before_s = 0;
  for (double offset_s = 2e-5; offset_s > 1e-8; offset_s *= 0.9) {
    const double span_s = slew_span_s(offset_s, 1e-6, 256);
    EXPECT_GE(span_s, before_s);
    before_s = span_s;
  }
  EXPECT_EQ(before_s, 256 * 16);
}

TEST(IsSurelyOff, TakesTenStandardDeviations) {
  EXPECT_TRUE(is_surely_off(-1.1e-5, 1e-6));
  EXPECT_FALSE(is_surely_off(9e-6, 1e-6));
}

}  // namespace
}  // namespace foliot::discipline
