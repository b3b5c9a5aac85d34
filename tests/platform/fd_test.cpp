// Fd: closes exactly once what it holds.
#include "platform/fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

namespace foliot::platform {
namespace {

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}
bool is_open(int fd) {
  return fcntl(fd, F_GETFD) >= 0;
}

TEST(Fd, ClosesWhenItEnds) {
  const int number = open_null();
  { const Fd fd(number); }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, MovesWithoutClosing) {
  const int number = open_null();
  Fd first(number);
  Fd second(std::move(first));
  EXPECT_TRUE(is_open(number));
  EXPECT_EQ(second.get(), number);
  Fd third(open_null());
  const int dropped = third.get();
  third = std::move(second);
  EXPECT_FALSE(is_open(dropped));
  EXPECT_EQ(third.get(), number);
}

TEST(Fd, GivesItsDescriptorAway) {
  Fd fd(open_null());
  const int number = fd.release();
  EXPECT_FALSE(static_cast<bool>(fd));
  EXPECT_TRUE(is_open(number));
  fd.reset(number);
  fd.reset();
  EXPECT_FALSE(is_open(number));
}

}  // namespace
}  // namespace foliot::platform
