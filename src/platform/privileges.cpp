// User and group, and the capability sets.
#include "platform/privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>

// glibc has these two but no header of its own declares them.
extern "C" {
int capget(__user_cap_header_struct* header, __user_cap_data_struct* data);
int capset(__user_cap_header_struct* header, const __user_cap_data_struct* data);
}

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;
using Sets = std::array<__user_cap_data_struct, 2>;

std::optional<std::uint32_t> to_number(const std::string& text) {
  std::uint32_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::expected<gid_t, SysError> find_group(const std::string& name) {
  if (const auto number = to_number(name)) return static_cast<gid_t>(*number);
  const group* found = getgrnam(name.c_str());
  if (found == nullptr) return std::unexpected(SysError{ENOENT, "getgrnam"});
  return found->gr_gid;
}

std::expected<Identity, SysError> find_user(const std::string& name) {
  const auto number = to_number(name);
  const passwd* found = number ? getpwuid(*number) : getpwnam(name.c_str());
  if (found != nullptr) return Identity{found->pw_uid, found->pw_gid};
  if (number) return Identity{*number, static_cast<gid_t>(*number)};
  return std::unexpected(SysError{ENOENT, "getpwnam"});
}

__user_cap_header_struct cap_header() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

std::uint32_t wanted_capabilities(const DropOptions& options) {
  std::uint32_t wanted = 0;
  if (options.keep_clock) wanted |= 1U << static_cast<unsigned>(CAP_SYS_TIME);
  if (options.keep_ports) wanted |= 1U << static_cast<unsigned>(CAP_NET_BIND_SERVICE);
  return wanted;
}

/// The two words of a set as one.
std::uint64_t joined(std::uint32_t low, std::uint32_t high) {
  return static_cast<std::uint64_t>(high) << 32U | low;
}

/// Leaves `wanted`, as far as we have it, and nothing else.
Done limit_capabilities(std::uint32_t wanted) {
  Sets sets{};
  auto header = cap_header();
  if (capget(&header, sets.data()) < 0) return fail("capget");
  const std::uint32_t kept = sets[0].permitted & wanted;
  sets = {};
  sets[0].permitted = kept;
  sets[0].effective = kept;
  header = cap_header();
  if (capset(&header, sets.data()) < 0) return fail("capset");
  return {};
}

Done change_user(const Identity& identity) {
  // A service manager may have made us this user already, with nothing but the capabilities that we need.
  if (geteuid() == identity.user && getegid() == identity.group) return {};
  if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return fail("prctl");
  if (setgroups(0, nullptr) < 0) return fail("setgroups");
  if (setresgid(identity.group, identity.group, identity.group) < 0) return fail("setresgid");
  if (setresuid(identity.user, identity.user, identity.user) < 0) return fail("setresuid");
  if (setuid(0) == 0) return std::unexpected(SysError{EPERM, "setuid"});  // the way back must be closed
  return {};
}

}  // namespace

std::expected<Identity, SysError> find_identity(const std::string& text) {
  const std::size_t colon = text.find(':');
  auto identity = find_user(text.substr(0, colon));
  if (!identity || colon == std::string::npos) return identity;
  const auto group = find_group(text.substr(colon + 1));
  if (!group) return std::unexpected(group.error());
  identity->group = *group;
  return identity;
}

gid_t service_group(const std::optional<std::string>& user) {
  const auto identity = user ? find_identity(*user) : std::unexpected(SysError{ENOENT, "user"});
  return identity ? identity->group : getegid();
}

Done drop_privileges(const DropOptions& options) {
  if (options.identity.user == 0) return {};
  if (const auto changed = change_user(options.identity); !changed) return changed;
  if (const auto limited = limit_capabilities(wanted_capabilities(options)); !limited) return limited;
  // No program started from here may gain anything back.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return fail("prctl");
  return {};
}

Done drop_bpf_capabilities() {
  constexpr std::uint64_t kOnlyToLoad =
      std::uint64_t{1} << CAP_BPF | std::uint64_t{1} << CAP_NET_ADMIN | std::uint64_t{1} << CAP_PERFMON;
  if (geteuid() == 0) return {};
  Sets sets{};
  auto header = cap_header();
  if (capget(&header, sets.data()) < 0) return fail("capget");
  const std::uint64_t kept = joined(sets[0].permitted, sets[1].permitted) & ~kOnlyToLoad;
  sets = {};
  sets[0].permitted = sets[0].effective = static_cast<std::uint32_t>(kept);
  sets[1].permitted = sets[1].effective = static_cast<std::uint32_t>(kept >> 32U);
  header = cap_header();
  if (capset(&header, sets.data()) < 0) return fail("capset");
  return {};
}

}  // namespace foliot::platform
