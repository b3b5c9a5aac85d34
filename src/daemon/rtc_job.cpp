#include "daemon/rtc_job.hpp"

#include <chrono>
#include <utility>

#include "platform/quiet_thread.hpp"

namespace foliot::daemon {

RtcJob::RtcJob(clock::HardwareClock& rtc, clock::SteerableClock& clock, Nap nap)
    : rtc_(rtc), clock_(clock), nap_(std::move(nap)) {
  if (nap_) return;
  nap_ = [](Interval span) { std::this_thread::sleep_for(std::chrono::nanoseconds(span.nanoseconds())); };
}

RtcJob::~RtcJob() {
  stop_ = true;
  if (thread_) thread_->join();
}

bool RtcJob::start(bool write) {
  done_ = false;
  outcome_ = {};
  thread_ = platform::start_quiet_thread([this, write] { work(write); });
  return thread_.has_value();
}

std::optional<RtcOutcome> RtcJob::take() {
  if (!thread_ || !done_.load(std::memory_order_acquire)) return std::nullopt;
  thread_->join();
  thread_.reset();
  return std::exchange(outcome_, {});
}

void RtcJob::work(bool write) {
  const clock::Pause pause = [this](Interval span) {
    nap_(span);
    return !stop_.load(std::memory_order_relaxed);
  };
  outcome_.edge = clock::find_edge(rtc_, clock_, pause);
  // One that shows no time, or stands still, is helped by being set.
  if (write && !stop_.load(std::memory_order_relaxed)) outcome_.written = clock::set_on_time(rtc_, clock_, pause);
  done_.store(true, std::memory_order_release);
}

}  // namespace foliot::daemon
