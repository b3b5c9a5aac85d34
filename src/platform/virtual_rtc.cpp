#include "platform/virtual_rtc.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "platform/fd.hpp"
#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

using clock::RtcError;

constexpr std::string_view kMagic = "foliot-rtc ";
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kFirstTick_ns = 500'000'000;
constexpr double kMost_ppm = 1e5;
constexpr std::int64_t kLatest_ns = 4'000'000'000'000'000'000;  // in 2096

struct RtcLine {
  std::int64_t at_ns = 0;     ///< of the free-running clock
  std::int64_t shows_ns = 0;  ///< since 1970, then
  double drift_ppm = 0;
};

template <class Number>
bool take(std::string_view& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return true;
}

std::optional<RtcLine> parse(std::string_view text) {
  RtcLine line;
  if (!text.starts_with(kMagic)) return std::nullopt;
  text.remove_prefix(kMagic.size());
  if (!take(text, line.at_ns) || !take(text, line.shows_ns) || !take(text, line.drift_ppm)) return std::nullopt;
  const bool is_sane =
      line.at_ns >= 0 && line.shows_ns >= 0 && line.shows_ns < kLatest_ns && std::abs(line.drift_ppm) <= kMost_ppm;
  return is_sane ? std::optional(line) : std::nullopt;
}

std::string format(const RtcLine& line) {
  std::array<char, 32> drift{};
  const auto [end, error] = std::to_chars(drift.data(), drift.data() + drift.size(), line.drift_ppm);
  return std::string(kMagic) + std::to_string(line.at_ns) + ' ' + std::to_string(line.shows_ns) + ' ' +
         (error == std::errc{} ? std::string(drift.data(), end) : "0") + '\n';
}

class VirtualRtc final : public clock::HardwareClock {
 public:
  explicit VirtualRtc(Fd file) : file_(std::move(file)) {}

  [[nodiscard]] std::optional<RtcLine> line() const {
    std::array<char, 256> text{};
    const ssize_t size = pread(file_.get(), text.data(), text.size(), 0);
    return size < 0 ? std::nullopt : parse({text.data(), static_cast<std::size_t>(size)});
  }
  std::expected<std::int64_t, RtcError> read() override {
    const auto now = line();
    if (!now) return std::unexpected(RtcError::no_time);
    const std::int64_t elapsed_ns = system_clock_reading().mono.nanoseconds() - now->at_ns;
    // The machine was started since: as if its battery had been empty.
    if (elapsed_ns < 0) return std::unexpected(RtcError::no_time);
    const auto gained_ns = static_cast<std::int64_t>(static_cast<double>(elapsed_ns) * now->drift_ppm * 1e-6);
    return (now->shows_ns + elapsed_ns + gained_ns) / kNsPerSecond;
  }
  std::expected<void, RtcError> set(std::int64_t second_s) override {
    auto next = line();
    if (!next) next.emplace();
    next->at_ns = system_clock_reading().mono.nanoseconds();
    next->shows_ns = second_s * kNsPerSecond + kNsPerSecond - kFirstTick_ns;
    const std::string text = format(*next);
    const auto size = static_cast<ssize_t>(text.size());
    const bool written = pwrite(file_.get(), text.data(), text.size(), 0) == size && ftruncate(file_.get(), size) == 0;
    return written ? std::expected<void, RtcError>{} : std::unexpected(RtcError::failed);
  }
  [[nodiscard]] Interval first_tick() const override { return Interval::from_nanoseconds(kFirstTick_ns); }

 private:
  Fd file_;
};

}  // namespace

std::expected<std::unique_ptr<clock::HardwareClock>, SysError> open_virtual_rtc(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return fail("open");
  auto clock = std::make_unique<VirtualRtc>(std::move(file));
  if (!clock->line()) return std::unexpected(SysError{EINVAL, "virtual hardware clock"});
  return clock;
}

}  // namespace foliot::platform
