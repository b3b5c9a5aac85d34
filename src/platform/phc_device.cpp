#include "platform/phc_device.hpp"

#include <linux/ptp_clock.h>

#include <cerrno>
#include <string>

namespace foliot::platform {
namespace {

constexpr unsigned kReadings = 10;
static_assert(kReadings <= PTP_MAX_SAMPLES);
/// REALTIME runs within 10 % of the free-running clock (adjtimex(2)); else it was stepped.
constexpr double kMostSlew = 0.1;
constexpr Interval kPairing = Interval::from_nanoseconds(20'000);

/// Of whichever clock it is.
template <class Point>
Point to(const ptp_clock_time& time) {
  return Point::from_seconds(time.sec, time.nsec);
}
clock::PhcTime phc_time(const ptp_clock_time& time) {
  return to<clock::PhcTime>(time);
}

/// REALTIME between two readings of the machine's clocks, as the free-running clock.
class Bridge {
 public:
  Bridge(const ClockReading& begin, const ClockReading& end) : begin_(begin) {
    const Interval mono = end.mono - begin.mono;
    const Interval wall = end.wall - begin.wall;
    is_whole_ = (wall - mono).abs() <= Interval::from_seconds(mono.seconds() * kMostSlew) + kPairing;
    // Within microseconds the error of the pairs is more than any slew.
    if (is_whole_ && mono > kPairing + kPairing && wall > Interval{}) rate_ = mono.seconds() / wall.seconds();
  }
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] MonoTime at(const ptp_clock_time& realtime) const {
    const Interval since = to<WallTime>(realtime) - begin_.wall;
    return begin_.mono + Interval::from_seconds(since.seconds() * rate_);
  }

 private:
  ClockReading begin_;
  bool is_whole_ = false;
  double rate_ = 1;
};

/// three_at(i): of the set's reading i, REALTIME, the card's clock and REALTIME again.
template <class ThreeAt>
std::vector<clock::PhcReading> placed(const Bridge& bridge, const ThreeAt& three_at) {
  std::vector<clock::PhcReading> readings;
  if (!bridge.is_whole()) return readings;
  for (std::size_t i = 0; i < kReadings; ++i) {
    const ptp_clock_time* const three = three_at(i);
    readings.push_back({bridge.at(three[0]), phc_time(three[1]), bridge.at(three[2])});
  }
  return readings;
}

/// The call is not there, now or ever.
bool is_unknown(const SysError& error) {
  return error.errno_value == EOPNOTSUPP || error.errno_value == ENOTTY || error.errno_value == EINVAL;
}

}  // namespace

std::expected<PhcDevice, SysError> PhcDevice::open(const CardCalls& calls, int index, bool use_cross) {
  const std::string path = "/dev/ptp" + std::to_string(index);
  Fd fd(calls.open(path.c_str()));
  if (!fd) return fail("open /dev/ptp");
  PhcDevice device(calls, std::move(fd), use_cross ? Way::cross : Way::extended);
  const auto first = device.read();
  if (!first) return std::unexpected(first.error());
  return device;
}

PhcDevice::Readings PhcDevice::read() {
  for (;;) {
    Readings readings = read_by(way_);
    if (readings || !is_unknown(readings.error()) || way_ == Way::simple) return readings;
    way_ = way_ == Way::cross ? Way::extended : Way::simple;
  }
}

PhcDevice::Readings PhcDevice::read_by(Way way) {
  if (way == Way::cross) return read_cross();
  return way == Way::extended ? read_extended() : read_simple();
}

PhcDevice::Readings PhcDevice::read_cross() {
  ptp_sys_offset_precise offset{};
  if (calls_.ioctl(fd_.get(), PTP_SYS_OFFSET_PRECISE, &offset) < 0) return fail("PTP_SYS_OFFSET_PRECISE");
  const MonoTime mono = to<MonoTime>(offset.sys_monoraw);
  return std::vector{clock::PhcReading{mono, phc_time(offset.device), mono}};
}

PhcDevice::Readings PhcDevice::read_extended() {
  ptp_sys_offset_extended offset{};
  offset.n_samples = kReadings;
  const ClockReading before = calls_.machine();
  if (calls_.ioctl(fd_.get(), PTP_SYS_OFFSET_EXTENDED, &offset) < 0) return fail("PTP_SYS_OFFSET_EXTENDED");
  return placed(Bridge(before, calls_.machine()), [&](std::size_t i) { return &offset.ts[i][0]; });
}

/// The end of each window is the beginning of the next one.
PhcDevice::Readings PhcDevice::read_simple() {
  ptp_sys_offset offset{};
  offset.n_samples = kReadings;
  const ClockReading before = calls_.machine();
  if (calls_.ioctl(fd_.get(), PTP_SYS_OFFSET, &offset) < 0) return fail("PTP_SYS_OFFSET");
  return placed(Bridge(before, calls_.machine()), [&](std::size_t i) { return &offset.ts[2 * i]; });
}

}  // namespace foliot::platform
