// LogSink: where log lines go: standard error, a file, or syslog.
//
// A line in a file reads `22 Nov 12:34:56 ntpd[4711]: text`, in local time with the day padded by a blank: the form
// that ntpd's users have scripts for. The time comes from the caller, because the daemon's clock need not
// be the machine's. Control characters in the text are replaced, so a line cannot be forged.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "platform/fd.hpp"
#include "platform/sys_error.hpp"
#include "time/points.hpp"

namespace foliot::platform {

enum class LogLevel : std::uint8_t { error, warning, notice, info, debug };

/// The line without its end, for the process `pid` of `program`; local time as TZ says.
[[nodiscard]] std::string format_log_line(WallTime time, std::string_view program, long pid, std::string_view text);

class LogSink {
 public:
  /// Standard error.
  explicit LogSink(std::string program);
  ~LogSink();
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  /// Appends to `path` from now on (no symbolic link is followed, but /dev/stdout and /dev/stderr mean those). The old
  /// target stays when it fails.
  [[nodiscard]] std::expected<void, SysError> use_file(const std::string& path);
  void use_standard_error();
  /// A file that was made here belongs to this user from now on, so that he can open it anew. Others stay as they are.
  void give_to(uid_t user, gid_t group);
  /// syslog(3), facility daemon, from now on.
  void use_syslog();
  /// Writes one line. A full disk loses it and nothing else.
  void write(WallTime time, LogLevel level, std::string_view text);

 private:
  std::string program_;
  Fd file_;
  bool file_is_new_ = false;
  bool syslog_ = false;
};

}  // namespace foliot::platform
