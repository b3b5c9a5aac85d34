// Dropping privileges, in a child, as far as the tests themselves have any.
#include "platform/privileges.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "platform/child_process.hpp"
#include "platform/clock_privilege.hpp"
#include "platform/files.hpp"

namespace foliot::platform {
namespace {

constexpr Identity kNobody{65534, 65534};

bool has_clock_capability() {
  return has_sys_time(read_small_file("/proc/self/status", 65536).value_or(""));
}

TEST(FindIdentity, KnowsNamesAndNumbers) {
  const auto root = find_identity("root");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->user, 0U);
  const auto numbers = find_identity("123456:234567");
  ASSERT_TRUE(numbers.has_value());
  EXPECT_EQ(numbers->user, 123456U);
  EXPECT_EQ(numbers->group, 234567U);
  EXPECT_EQ(find_identity("root:0")->group, 0U);
}

TEST(FindIdentity, SaysWhenThereIsNoSuchOne) {
  for (const auto* text : {"no-such-user", "root:no-such-group", "", "root:"}) {
    const auto identity = find_identity(text);
    ASSERT_FALSE(identity.has_value()) << text;
    EXPECT_EQ(identity.error().errno_value, ENOENT);
  }
}

TEST(DropPrivileges, LeavesAllRootPowersButTheClock) {
  const int status = status_of_child([] {
    const bool had_clock = has_clock_capability();
    const auto dropped = drop_privileges({.identity = kNobody});
    if (!dropped) return getuid() != 0 && dropped.error().is_not_permitted() ? 0 : 1;
    if (getuid() != kNobody.user || getgid() != kNobody.group || setuid(0) == 0) return 2;
    if (has_clock_capability() != had_clock) return 3;
    return ::open("/proc/1/mem", 0) < 0 && chown("/", 1, 1) < 0 ? 0 : 4;
  });
  EXPECT_EQ(status, 0);
}

TEST(DropPrivileges, LeavesTheClockTooWhenTold) {
  const int status = status_of_child([] {
    const auto dropped = drop_privileges({.identity = kNobody, .keep_clock = false, .keep_ports = false});
    if (!dropped) return getuid() != 0 ? 0 : 1;
    return has_clock_capability() ? 2 : 0;
  });
  EXPECT_EQ(status, 0);
}

TEST(DropPrivileges, KeepsToTheUserThatWeAreAlready) {
  const int status = status_of_child([] {
    if (setresgid(kNobody.group, kNobody.group, kNobody.group) < 0) return getuid() != 0 ? 0 : 1;
    if (setresuid(kNobody.user, kNobody.user, kNobody.user) < 0) return 2;
    if (drop_privileges({.identity = {65533, 65533}})) return 3;
    return drop_privileges({.identity = kNobody}) ? 0 : 4;
  });
  EXPECT_EQ(status, 0);
}

TEST(DropPrivileges, DoesNothingWhenThereIsNothingToDrop) {
  EXPECT_EQ(status_of_child([] { return drop_privileges({}) ? 0 : 1; }), 0);
}

}  // namespace
}  // namespace foliot::platform
