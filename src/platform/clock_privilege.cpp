// CAP_SYS_TIME from /proc, else one refused request.
#include "platform/clock_privilege.hpp"

#include <sys/timex.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <string>

#include "platform/files.hpp"

namespace foliot::platform {
namespace {

constexpr unsigned kSysTimeBit = 25;  // capability(7): CAP_SYS_TIME
constexpr std::size_t kProcFileLimit = 65536;

std::string_view skip_blanks(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

/// The next number of `text`, which is moved past it; false when there is none.
bool take_number(std::string_view& text, std::uint64_t& value, int radix) {
  text = skip_blanks(text);
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, radix);
  if (result.ec != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  return true;
}

}  // namespace

bool has_sys_time(std::string_view proc_status) {
  constexpr std::string_view kKey = "\nCapEff:";
  const std::size_t at = proc_status.find(kKey);
  if (at == std::string_view::npos) return false;
  std::string_view rest = proc_status.substr(at + kKey.size());
  std::uint64_t mask = 0;
  return take_number(rest, mask, 16) && (mask >> kSysTimeBit & 1U) != 0;
}

bool is_first_user_namespace(std::string_view uid_map) {
  constexpr std::uint64_t kAllIds = 4'294'967'295;
  std::uint64_t inside = 1;
  std::uint64_t outside = 1;
  std::uint64_t count = 0;
  return take_number(uid_map, inside, 10) && take_number(uid_map, outside, 10) && take_number(uid_map, count, 10) &&
         inside == 0 && outside == 0 && count == kAllIds;
}

bool may_steer(std::string_view proc_status, std::string_view uid_map, const KernelCalls& calls) {
  if (has_sys_time(proc_status) && is_first_user_namespace(uid_map)) return true;
  timex request{};
  request.modes = ADJ_TICK;
  request.tick = 0;
  return calls.adjtimex(&request) < 0 && errno != EPERM && errno != EACCES && errno != ENOSYS;
}

bool may_steer(const KernelCalls& calls) {
  const auto status = read_small_file("/proc/self/status", kProcFileLimit);
  const auto uid_map = read_small_file("/proc/self/uid_map", kProcFileLimit);
  return may_steer(status.value_or(""), uid_map.value_or(""), calls);
}

}  // namespace foliot::platform
