// RemoteChanges: what administrators change by mode 6 (`ntpq :config`, `saveconfig`) while the daemon runs.
//
// Lines from afar are parsed on top of the running configuration by the parser that reads the file, which refuses what
// names files. What is accepted waits here until the answer was sent, for to apply it may replace the very socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "control/administration.hpp"
#include "daemon/logger.hpp"

namespace foliot::daemon {

class RemoteChanges final : public control::Administration {
 public:
  /// running: what holds now; it outlives this.
  RemoteChanges(const config::Config& running, Logger& log) : running_(running), log_(log) {}

  [[nodiscard]] std::string configure(std::string_view text) override;
  void set_variables(std::span<const control::NamedValue> values) override;
  /// A file name without folder, of letters, digits and `._-`; strftime(3) conversions are filled in first. A file that
  /// exists is never replaced.
  [[nodiscard]] std::string save_configuration(std::string_view name) override;

  struct Accepted {
    config::Config config;
    config::Commands commands;
  };
  /// What was accepted since the last call.
  [[nodiscard]] std::optional<Accepted> take();

 private:
  [[nodiscard]] const config::Config& next() const;

  const config::Config& running_;
  Logger& log_;
  std::optional<Accepted> accepted_;
};

}  // namespace foliot::daemon
