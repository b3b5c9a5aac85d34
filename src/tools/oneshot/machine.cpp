#include "tools/oneshot/machine.hpp"

#include <ctime>

#include "platform/files.hpp"
#include "platform/kernel_clock.hpp"
#include "platform/virtual_clock.hpp"

namespace foliot::oneshot {
namespace {

constexpr std::size_t kLargestKeyFile = 16'000'000;

}  // namespace

std::expected<std::unique_ptr<platform::PlatformClock>, std::string> open_clock(const std::string& file,
                                                                                bool writable) {
  using platform::VirtualClock;
  if (file.empty()) return std::make_unique<platform::KernelClock>();
  auto opened = VirtualClock::open(file, writable ? VirtualClock::Access::read_write : VirtualClock::Access::read_only);
  if (!opened) return std::unexpected(file + ": " + opened.error().text());
  return std::move(*opened);
}

std::optional<std::string> read_key_file(const std::string& path) {
  auto text = platform::read_small_file(path, kLargestKeyFile);
  if (!text) return std::nullopt;
  return std::move(*text);
}

int zone_offset_s(WallTime time) {
  const std::time_t seconds = time.nanoseconds() / 1'000'000'000;
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return 0;
  return static_cast<int>(local.tm_gmtoff);
}

}  // namespace foliot::oneshot
