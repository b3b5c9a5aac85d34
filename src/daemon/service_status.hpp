// ServiceStatus: what the service manager hears while the daemon runs: one line that says how it is doing, and the
// signs of life that a watchdog asks for.
#pragma once

#include <optional>
#include <string>

#include "engine/engine.hpp"
#include "platform/service_manager.hpp"

namespace foliot::daemon {

/// `synchronised to 192.0.2.1 (stratum 2), offset +0.000123 s`, or why not. The stratum is the server's. read_only: the
/// machine's clock is left alone.
[[nodiscard]] std::string status_text(engine::Engine& engine, const ClockReading& now, bool read_only);

class ServiceStatus {
 public:
  /// manager outlives this.
  explicit ServiceStatus(platform::ServiceManager& manager) : manager_(manager) {}

  /// Something happened that an administrator may want to see: the next turn says how things are.
  void changed() { next_status_ = {}; }
  /// Says what is due. Cheap when nothing is.
  void on_turn(engine::Engine& engine, const ClockReading& now, bool read_only);
  /// When on_turn wants to be called; nothing without anybody to tell.
  [[nodiscard]] std::optional<MonoTime> next_deadline() const;

 private:
  platform::ServiceManager& manager_;
  std::string last_;
  MonoTime next_status_;
  MonoTime next_sign_;
};

}  // namespace foliot::daemon
