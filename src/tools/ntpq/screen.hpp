// Screen: the seam between the live view and where it is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/ntpq/watch.hpp"

namespace foliot::ntpq {

class Screen {
 public:
  virtual ~Screen() = default;
  /// Whether frames can be shown and keys be typed. If not, text goes to the output and only time is waited for.
  [[nodiscard]] virtual bool is_full() const = 0;
  [[nodiscard]] virtual ScreenSize size() = 0;
  virtual void show(const std::string& frame) = 0;
  /// What is typed within this time, as soon as something is; empty: nothing, or the size has changed. No value: the
  /// program is to end.
  [[nodiscard]] virtual std::optional<std::string> wait(std::int64_t wait_ms) = 0;
};

struct WatchOptions {
  std::int64_t interval_ms = 2000;
  std::int64_t count = 0;  ///< ask so many times; 0: until the person has seen enough
  bool colour = false;
};

/// Watches the host of the session until the person ends it. False when the last question was not answered.
[[nodiscard]] bool run_watch(Session& session, Screen& screen, const WatchOptions& options);

}  // namespace foliot::ntpq
