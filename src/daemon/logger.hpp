// Logger: the log sink with the clock that dates its lines.
#pragma once

#include <string_view>

#include "platform/log_sink.hpp"
#include "platform/platform_clock.hpp"

namespace foliot::daemon {

class Logger {
 public:
  explicit Logger(platform::LogSink& sink) : sink_(sink) {}

  /// Lines are dated by `clock` from now on; by the machine's clock before.
  void use_clock(platform::PlatformClock& clock) { clock_ = &clock; }
  void write(platform::LogLevel level, std::string_view text);
  void info(std::string_view text) { write(platform::LogLevel::info, text); }
  void notice(std::string_view text) { write(platform::LogLevel::notice, text); }
  void warning(std::string_view text) { write(platform::LogLevel::warning, text); }
  void error(std::string_view text) { write(platform::LogLevel::error, text); }
  [[nodiscard]] platform::LogSink& sink() { return sink_; }

 private:
  platform::LogSink& sink_;
  platform::PlatformClock* clock_ = nullptr;
};

}  // namespace foliot::daemon
