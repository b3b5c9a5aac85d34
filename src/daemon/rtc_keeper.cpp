#include "daemon/rtc_keeper.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "platform/files.hpp"
#include "platform/rtc_device.hpp"

namespace foliot::daemon {
namespace {

constexpr const char* kUsualDevice = "/dev/rtc";
constexpr std::size_t kMostBytes = 1000;
constexpr Interval kLookForOutcome = Interval::from_nanoseconds(500'000'000);
constexpr Interval kStorePeriod = Interval::from_seconds(3600);

bool is_wanted(const config::Config& config) {
  return config.rtc_sync || config.rtc_file;
}

std::string device_of(const config::Config& config) {
  return config.rtc_device.value_or(kUsualDevice);
}

const char* text_of(clock::RtcError error) {
  using enum clock::RtcError;
  switch (error) {
    case not_permitted:
      return "no permission: it needs CAP_SYS_TIME, and a device that the user of ntpd may open";
    case busy:
      return "another program holds the device";
    case no_time:
      return "it has no valid time; is its battery empty?";
    case stopped:
      return "it does not tick";
    case disturbed:
      return "somebody else set it, or the clock, meanwhile";
    default:
      return "the device failed";
  }
}

std::string offset_text(double offset_s) {
  return fmt::format("{:.6f} s {}", std::abs(offset_s), offset_s < 0 ? "behind" : "ahead");
}

}  // namespace

std::unique_ptr<clock::HardwareClock> open_rtc(const config::Config& config, Logger& log) {
  if (!is_wanted(config)) return nullptr;
  auto opened = platform::open_hardware_clock(device_of(config));
  if (opened) return std::move(*opened);
  log.warning(fmt::format("hardware clock {}: {}; rtcsync and rtcfile have no effect", device_of(config),
                          opened.error().text()));
  return nullptr;
}

RtcKeeper::RtcKeeper(clock::HardwareClock* rtc, clock::SteerableClock& clock, Logger& log, RtcJob::Nap nap)
    : log_(log) {
  if (rtc != nullptr) job_.emplace(*rtc, clock, std::move(nap));
}

void RtcKeeper::configure(const config::Config& config) {
  if (!job_) {
    // At the start open_rtc has said why.
    if (is_wanted(config) && idle_told_) log_.warning("rtcsync and rtcfile take effect at the next start");
    idle_told_ = true;
    return;
  }
  if (device_.empty()) device_ = device_of(config);
  const bool other_file = file_ != config.rtc_file;
  file_ = config.rtc_file;
  plan_.configure(config.rtc_file.has_value(), config.rtc_sync);
  if (other_file) load();
}

void RtcKeeper::load() {
  learnt_before_.reset();
  if (!file_) return;
  const auto text = platform::read_small_file(*file_, kMostBytes);
  if (!text) return;  // the first start: there is none yet
  learnt_before_ = discipline::parse_rtc_record(*text);
  if (learnt_before_) return;
  log_.warning(fmt::format("rtcfile {} does not hold offset, drift and time; learning anew", *file_));
}

void RtcKeeper::begin_what_is_due(MonoTime now, bool synchronized) {
  if (job_->is_running()) {
    look_again_ = now + kLookForOutcome;
    return;
  }
  look_again_.reset();
  const auto task = plan_.take(now, synchronized);
  if (task && job_->start(*task == discipline::RtcTask::look_and_write)) look_again_ = now + kLookForOutcome;
}

std::optional<MonoTime> RtcKeeper::next_deadline() const {
  return look_again_ ? look_again_ : plan_.next_look();
}

void RtcKeeper::on_clock_jump() {
  track_.begin_piece();
  plan_.start_over();
}

void RtcKeeper::digest(const RtcOutcome& outcome, const ClockReading& now, double clock_lacks_s) {
  if (outcome.edge) {
    take_edge(*outcome.edge, clock_lacks_s);
  } else {
    complain("cannot be measured", outcome.edge.error());
  }
  if (outcome.written) take_writing(*outcome.written);
  report_once();
  if (!track_.drift() || (next_store_ && now.mono < *next_store_)) return;
  next_store_ = now.mono + kStorePeriod;
  store(now.wall);
}

void RtcKeeper::take_edge(const clock::RtcEdge& edge, double clock_lacks_s) {
  track_.add(edge.at.mono, edge.offset_s() - clock_lacks_s);
}

void RtcKeeper::take_writing(const std::expected<void, clock::RtcError>& written) {
  if (!written) return complain("cannot be set", written.error());
  const auto offset_s = track_.offset_s();
  track_.begin_piece();
  if (writes_++ > 0) return;
  log_.info(fmt::format("hardware clock {} set{}", device_, offset_s ? "; it was " + offset_text(*offset_s) : ""));
}

void RtcKeeper::report_once() {
  const auto drift = track_.drift();
  const auto offset_s = track_.offset_s();
  if (reported_ || !drift || !offset_s) return;
  reported_ = true;
  log_.info(fmt::format("hardware clock {}: {}, drift {:+.1f} +- {:.1f} ppm", device_, offset_text(*offset_s),
                        drift->ppm, drift->error_ppm));
}

void RtcKeeper::complain(const char* what, clock::RtcError error) {
  if (complained_) return;
  complained_ = true;
  log_.error(fmt::format("hardware clock {} {}: {}", device_, what, text_of(error)));
}

void RtcKeeper::store(WallTime now) {
  const auto drift = track_.drift();
  const auto offset_s = track_.offset_s();
  if (!file_ || !drift || !offset_s) return;
  const auto text = discipline::format_rtc_record({*offset_s, drift->ppm, now});
  const auto written = platform::write_file_atomically(*file_, text);
  if (!written) log_.error(fmt::format("rtcfile {}: {}", *file_, written.error().text()));
}

std::optional<control::RtcView> RtcKeeper::view() const {
  if (!job_) return std::nullopt;
  const auto drift = track_.drift();
  control::RtcView view;
  view.offset_s = track_.offset_s();
  view.writes = writes_;
  if (drift) {
    view.drift_ppm = drift->ppm;
    view.drift_error_ppm = drift->error_ppm;
  } else if (learnt_before_) {
    view.drift_ppm = learnt_before_->drift_ppm;
  }
  return view;
}

}  // namespace foliot::daemon
