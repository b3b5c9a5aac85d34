#include "platform/file_fence.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "platform/fd.hpp"

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;

// Newer than the headers of older systems; landlock(7) says since which version of the interface.
constexpr std::uint64_t kRefer = 1ULL << 13U;     // 2
constexpr std::uint64_t kTruncate = 1ULL << 14U;  // 3

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kChange =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
constexpr std::uint64_t kNever = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

/// Of the version of the interface that the kernel has.
std::uint64_t change_rights(long version) {
  return kChange | (version >= 2 ? kRefer : 0) | (version >= 3 ? kTruncate : 0);
}

long interface_version() {
  return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

Fd folder(const char* path) {
  return Fd(::open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

/// Without a place there is nothing to allow.
Done allow(const Fd& rules, const Fd& place, std::uint64_t rights) {
  if (!place) return {};
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = place.get();
  if (syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0) {
    return fail("landlock_add_rule");
  }
  return {};
}

}  // namespace

std::expected<bool, SysError> fence_files(std::span<const std::string> writable_folders) {
  const long version = interface_version();
  if (version < 1) return false;
  const std::uint64_t change = change_rights(version);
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = kRead | change | kNever;
  const Fd rules(static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)));
  if (!rules) return fail("landlock_create_ruleset");
  if (const auto done = allow(rules, folder("/"), kRead); !done) return std::unexpected(done.error());
  if (const auto done = allow(rules, Fd(::open("/dev/null", O_PATH | O_CLOEXEC)),
                              LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
      !done) {
    return std::unexpected(done.error());
  }
  for (const std::string& path : writable_folders) {
    if (const auto done = allow(rules, folder(path.c_str()), kRead | change); !done)
      return std::unexpected(done.error());
  }
  if (syscall(SYS_landlock_restrict_self, rules.get(), 0) < 0) return fail("landlock_restrict_self");
  return true;
}

}  // namespace foliot::platform
