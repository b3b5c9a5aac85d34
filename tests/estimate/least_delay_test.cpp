// LeastDelay: the least round trip that has company.
#include "estimate/least_delay.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace foliot::estimate {
namespace {

LeastDelay of(std::initializer_list<double> delays_s) {
  LeastDelay least;
  for (const double delay_s : delays_s) least.add(delay_s);
  return least;
}

TEST(LeastDelay, IsZeroBeforeTheFirst) {
  EXPECT_EQ(LeastDelay{}.get_s(1), 0);
}

TEST(LeastDelay, TakesTheLeastInCompany) {
  struct Case {
    const char* what;
    LeastDelay least;
    double expected_s;
  };
  const Case cases[] = {
      {"a single one", of({5}), 5},
      {"the shorter of two", of({5, 4}), 4},
      {"not the shorter of two if it is less than half", of({5, 2}), 5},
      {"a pair among three", of({5, 0, 4.5}), 4.5},
      {"the middle of three strangers", of({9, 0, 4}), 4},
      {"one companion is enough among four", of({4.5, 4, 9, 9}), 4},
      {"a stray among many", of({5, 5.1, 5.2, 0, 5.3, 5.4}), 5},
      {"two strays among many", of({5, 0, 5.1, 5.2, 0.1, 5.3, 5.4}), 5},
      {"three that agree are no strays", of({5, 0, 5.1, 5.2, 0.1, 0.2, 5.4}), 0},
      {"the greatest are forgotten", of({9, 9, 9, 9, 9, 9, 9, 9, 9, 5, 5.5, 5.6}), 5},
  };
  for (const Case& one : cases) EXPECT_EQ(one.least.get_s(1), one.expected_s) << one.what;
}

TEST(LeastDelay, TwoMemoriesAreAddedTogether) {
  LeastDelay all = of({5, 5.1, 5.2, 5.3, 5.4});
  all.add(of({4}));
  EXPECT_EQ(all.get_s(0.5), 5);
  all.add(of({4.1, 4.2}));
  EXPECT_EQ(all.get_s(0.5), 4);
}

}  // namespace
}  // namespace foliot::estimate
