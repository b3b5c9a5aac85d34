#include "daemon/start_report.hpp"

#include <utility>

namespace foliot::daemon {
namespace {

/// A service manager must not give up before we do.
constexpr Interval kGrace = Interval::from_seconds(10);

}  // namespace

StartReport::StartReport(std::optional<platform::Readiness> parent, platform::ServiceManager& manager,
                         const Options& options, MonoTime now)
    : parent_(std::move(parent)), manager_(manager) {
  if (options.wait_sync_s.value_or(0) <= 0) {
    announce(0);
    return;
  }
  const Interval wait = Interval::from_seconds(*options.wait_sync_s);
  give_up_at_ = now + wait;
  manager_.extend_start(wait + kGrace);
}

bool StartReport::observe(bool synchronized, MonoTime now) {
  if (done_) return false;
  if (synchronized) {
    announce(0);
  } else if (now >= *give_up_at_) {
    announce(platform::timed_out_status());
  }
  return !done_;
}

void StartReport::announce(std::uint8_t exit_status) {
  if (parent_) parent_->announce(exit_status);
  manager_.ready();
  done_ = true;
}

}  // namespace foliot::daemon
