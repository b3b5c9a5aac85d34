// Where messages of ntpdate go: to the terminal with date and process, or to syslog; errors to both.
#pragma once

#include <functional>
#include <iosfwd>
#include <string_view>

#include "platform/log_sink.hpp"
#include "time/points.hpp"

namespace foliot::ntpdate {

class Messages {
 public:
  /// now: of the clock that is set. syslog: instead of `out`; not owned, may be null.
  Messages(std::ostream& out, std::ostream& err, long pid, std::function<WallTime()> now, platform::LogSink* syslog)
      : out_(&out), err_(&err), pid_(pid), now_(std::move(now)), syslog_(syslog) {}

  /// `11 Oct 14:44:10 ntpdate[122414]: TEXT`; errors on the error stream.
  void write(platform::LogLevel level, std::string_view text);
  /// Notices are kept back (the output is to be read by a program).
  void quieten() { quiet_ = true; }
  [[nodiscard]] std::ostream& out() { return *out_; }
  [[nodiscard]] std::ostream& err() { return *err_; }

 private:
  std::ostream* out_;
  std::ostream* err_;
  long pid_;
  std::function<WallTime()> now_;
  platform::LogSink* syslog_;
  bool quiet_ = false;
};

}  // namespace foliot::ntpdate
