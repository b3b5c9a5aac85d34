// SysError: classes and text of what the system says.
#include "platform/sys_error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace foliot::platform {
namespace {

TEST(SysError, NamesTheCallAndTheReason) {
  EXPECT_EQ((SysError{EADDRINUSE, "bind"}).text(), "bind: Address already in use");
}

TEST(SysError, TellsItsClassesApart) {
  EXPECT_TRUE((SysError{EADDRINUSE, "bind"}).is_address_in_use());
  EXPECT_TRUE((SysError{EPERM, "adjtimex"}).is_not_permitted());
  EXPECT_TRUE((SysError{EACCES, "bind"}).is_not_permitted());
  EXPECT_TRUE((SysError{EAGAIN, "recvmsg"}).is_would_block());
  EXPECT_TRUE((SysError{ECONNREFUSED, "recvmsg"}).is_unreachable());
  EXPECT_TRUE((SysError{EHOSTUNREACH, "sendmsg"}).is_unreachable());
  EXPECT_FALSE((SysError{EACCES, "bind"}).is_address_in_use());
  EXPECT_FALSE((SysError{EADDRINUSE, "bind"}).is_unreachable());
}

TEST(SysError, KnowsAMissingAddressFamily) {
  EXPECT_TRUE((SysError{EAFNOSUPPORT, "socket"}).is_family_missing());
  EXPECT_TRUE((SysError{EINVAL, "socket"}).is_family_missing());
  EXPECT_FALSE((SysError{EINVAL, "bind"}).is_family_missing());
  EXPECT_FALSE((SysError{EMFILE, "socket"}).is_family_missing());
}

TEST(SysError, TakesErrnoAsTheCallLeftIt) {
  errno = ENOENT;
  const std::expected<int, SysError> result = fail("open");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().errno_value, ENOENT);
  EXPECT_STREQ(result.error().call, "open");
}

}  // namespace
}  // namespace foliot::platform
