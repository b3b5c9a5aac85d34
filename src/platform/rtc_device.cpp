#include "platform/rtc_device.hpp"

#include <fcntl.h>
#include <linux/rtc.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "platform/fd.hpp"
#include "platform/files.hpp"
#include "platform/virtual_rtc.hpp"

namespace foliot::platform {
namespace {

using clock::RtcError;

constexpr int kOpenFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr std::size_t kMostName = 200;
constexpr int kFirstYear = 1900;

std::unexpected<RtcError> rtc_failure() {
  switch (errno) {
    case EPERM:
    case EACCES:
      return std::unexpected(RtcError::not_permitted);
    case EBUSY:
      return std::unexpected(RtcError::busy);
    case EINVAL:
      return std::unexpected(RtcError::no_time);
    default:
      return std::unexpected(RtcError::failed);
  }
}

/// The driver of the CMOS clock; whatever else there is sets without a delay, as hwclock(8) has it.
bool is_cmos(dev_t device) {
  const std::string path =
      "/sys/dev/char/" + std::to_string(major(device)) + ':' + std::to_string(minor(device)) + "/name";
  const auto name = read_small_file(path, kMostName);
  return name && name->starts_with("rtc_cmos");
}

std::int64_t second_of(const rtc_time& time) {
  std::tm date{};
  date.tm_sec = time.tm_sec;
  date.tm_min = time.tm_min;
  date.tm_hour = time.tm_hour;
  date.tm_mday = time.tm_mday;
  date.tm_mon = time.tm_mon;
  date.tm_year = time.tm_year;
  return timegm(&date);
}

rtc_time date_of(const std::tm& date) {
  rtc_time time{};
  time.tm_sec = date.tm_sec;
  time.tm_min = date.tm_min;
  time.tm_hour = date.tm_hour;
  time.tm_mday = date.tm_mday;
  time.tm_mon = date.tm_mon;
  time.tm_year = date.tm_year;
  return time;
}

class KernelRtc final : public clock::HardwareClock {
 public:
  KernelRtc(std::string path, Fd held, dev_t device)
      : path_(std::move(path)),
        held_(std::move(held)),
        first_tick_(Interval::from_nanoseconds(is_cmos(device) ? 500'000'000 : 1'000'000'000)) {}

  std::expected<std::int64_t, RtcError> read() override {
    rtc_time time{};
    const Fd mine = open_if_possible();
    if (ioctl(usable(mine), RTC_RD_TIME, &time) < 0) return rtc_failure();
    return second_of(time);
  }
  std::expected<void, RtcError> set(std::int64_t second_s) override {
    const std::time_t time = second_s;
    std::tm date{};
    if (gmtime_r(&time, &date) == nullptr || date.tm_year < 1970 - kFirstYear) {
      return std::unexpected(RtcError::failed);
    }
    const rtc_time wanted = date_of(date);
    const Fd mine = open_if_possible();
    if (ioctl(usable(mine), RTC_SET_TIME, &wanted) < 0) return rtc_failure();
    return {};
  }
  [[nodiscard]] Interval first_tick() const override { return first_tick_; }

 private:
  /// Lets go of the device where it can be had again.
  Fd open_if_possible() {
    if (held_ && access(path_.c_str(), R_OK) < 0) return {};
    held_.reset();
    return Fd(::open(path_.c_str(), kOpenFlags));
  }
  /// Without either, the call fails with EBADF, or errno says why it could not be opened.
  [[nodiscard]] int usable(const Fd& mine) const { return mine ? mine.get() : held_.get(); }

  std::string path_;
  Fd held_;
  Interval first_tick_;
};

}  // namespace

std::expected<std::unique_ptr<clock::HardwareClock>, SysError> open_hardware_clock(const std::string& path) {
  Fd file(::open(path.c_str(), kOpenFlags));
  if (!file) return fail("open");
  struct stat status {};
  if (fstat(file.get(), &status) < 0) return fail("fstat");
  if (S_ISREG(status.st_mode)) return open_virtual_rtc(path);
  rtc_time time{};
  // Without a valid time (EINVAL) it is a hardware clock all the same.
  if (!S_ISCHR(status.st_mode) || (ioctl(file.get(), RTC_RD_TIME, &time) < 0 && errno != EINVAL)) {
    return std::unexpected(SysError{ENOTTY, "RTC_RD_TIME"});
  }
  return std::make_unique<KernelRtc>(path, std::move(file), status.st_rdev);
}

}  // namespace foliot::platform
