// StartReport: tells whoever started us that we are there.
//
// The parent in the foreground waits for it, and so does a service manager: by itself as soon as the daemon serves,
// with -w only when the clock is synchronised, or after so long. Exit statuses of the parent as in classic: 0, or
// ETIMEDOUT.
#pragma once

#include <optional>

#include "daemon/options.hpp"
#include "platform/process.hpp"
#include "platform/service_manager.hpp"
#include "time/points.hpp"

namespace foliot::daemon {

class StartReport {
 public:
  /// manager outlives this.
  StartReport(std::optional<platform::Readiness> parent, platform::ServiceManager& manager, const Options& options,
              MonoTime now);
  /// False once there is nothing left to tell.
  bool observe(bool synchronized, MonoTime now);

 private:
  void announce(std::uint8_t exit_status);

  std::optional<platform::Readiness> parent_;
  platform::ServiceManager& manager_;
  std::optional<MonoTime> give_up_at_;
  bool done_ = false;
};

}  // namespace foliot::daemon
