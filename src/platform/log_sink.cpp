// Formatting log lines and handing them to their target.
#include "platform/log_sink.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <utility>

#include "platform/files.hpp"

namespace foliot::platform {
namespace {

constexpr mode_t kLogMode = 0644;
constexpr std::size_t kLongestText = 2000;

std::tm local_time(WallTime time) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  std::int64_t seconds = time.nanoseconds() / kBillion;
  if (time.nanoseconds() % kBillion < 0) --seconds;
  const auto value = static_cast<time_t>(seconds);
  std::tm local{};
  localtime_r(&value, &local);
  return local;
}

const char* month_name(int month) {
  // Not by strftime(3): the names must not depend on the locale.
  static constexpr std::array kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return kNames[static_cast<std::size_t>(month) % kNames.size()];
}

std::string printable(std::string_view text) {
  std::string clean(text.substr(0, kLongestText));
  for (char& c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  return clean;
}

int priority(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return LOG_ERR;
    case LogLevel::warning:
      return LOG_WARNING;
    case LogLevel::notice:
      return LOG_NOTICE;
    case LogLevel::info:
      return LOG_INFO;
    case LogLevel::debug:
      break;
  }
  return LOG_DEBUG;
}

struct OpenedLog {
  Fd file;
  bool is_new = false;
};

std::expected<OpenedLog, SysError> open_log(const std::string& path) {
  if (path == "/dev/stdout" || path == "/dev/stderr") {
    Fd copy(dup(path == "/dev/stdout" ? STDOUT_FILENO : STDERR_FILENO));
    if (!copy) return fail("dup");
    return OpenedLog{std::move(copy)};
  }
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
  Fd made(::open(path.c_str(), flags | O_EXCL, kLogMode));
  if (made) return OpenedLog{std::move(made), true};
  Fd file(::open(path.c_str(), flags, kLogMode));
  if (!file) return fail("open");
  return OpenedLog{std::move(file)};
}

}  // namespace

std::string format_log_line(WallTime time, std::string_view program, long pid, std::string_view text) {
  const std::tm local = local_time(time);
  return fmt::format("{:2} {} {:02}:{:02}:{:02} {}[{}]: {}", local.tm_mday, month_name(local.tm_mon), local.tm_hour,
                     local.tm_min, local.tm_sec, program, pid, printable(text));
}

LogSink::LogSink(std::string program) : program_(std::move(program)) {}

LogSink::~LogSink() {
  if (syslog_) closelog();
}

std::expected<void, SysError> LogSink::use_file(const std::string& path) {
  auto opened = open_log(path);
  if (!opened) return std::unexpected(opened.error());
  if (syslog_) closelog();
  syslog_ = false;
  file_ = std::move(opened->file);
  file_is_new_ = opened->is_new;
  return {};
}

void LogSink::use_syslog() {
  openlog(program_.c_str(), LOG_PID | LOG_NDELAY, LOG_DAEMON);  // keeps the pointer: program_ must outlive it
  syslog_ = true;
  file_.reset();
}

void LogSink::give_to(uid_t user, gid_t group) {
  // Whoever may not give it away is that user already, or will say so when it cannot be opened anew.
  if (file_ && file_is_new_) static_cast<void>(fchown(file_.get(), user, group) == 0);
}

void LogSink::use_standard_error() {
  if (syslog_) closelog();
  syslog_ = false;
  file_.reset();
}

void LogSink::write(WallTime time, LogLevel level, std::string_view text) {
  if (syslog_) {
    ::syslog(priority(level), "%s", printable(text).c_str());
    return;
  }
  const std::string line = format_log_line(time, program_, getpid(), text) + '\n';
  static_cast<void>(write_all(file_ ? file_.get() : STDERR_FILENO, line));
}

}  // namespace foliot::platform
