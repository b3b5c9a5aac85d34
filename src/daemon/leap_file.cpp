#include "daemon/leap_file.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/leap_list.hpp"
#include "platform/files.hpp"
#include "time/civil_date.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMostBytes = 1'000'000;
constexpr Interval kDay = Interval::from_nanoseconds(86'400'000'000'000);

std::string date_text(WallTime time) {
  const CivilDate date = civil_date(day_of(time));
  return fmt::format("{:04}-{:02}-{:02}T00:00:00Z", date.year, date.month, date.day);
}

const char* text_of(LeapFileProblem problem) {
  switch (problem) {
    case LeapFileProblem::bad_line:
      return "neither a comment nor NTP seconds and TAI-UTC";
    case LeapFileProblem::bad_time:
      return "not a midnight after the one before";
    case LeapFileProblem::bad_offset:
      return "TAI-UTC does not change by one second";
    case LeapFileProblem::no_entries:
      return "no leap second in it";
    case LeapFileProblem::no_expiry:
      return "no expiry (#@) in it";
    case LeapFileProblem::too_long:
      break;
  }
  return "too many lines";
}

std::string text_of(const engine::LeapListError& error) {
  switch (error.problem) {
    case engine::LeapListProblem::no_hash:
      return "no hash signature (#h); get a complete list, or say `ignorehash` after the path";
    case engine::LeapListProblem::wrong_hash:
      return "invalid hash signature: the list is damaged; get it anew, or say `ignorehash` after the path";
    case engine::LeapListProblem::unreadable:
      break;
  }
  const std::string where = error.error.line > 0 ? fmt::format("line {}: ", error.error.line) : "";
  return where + text_of(error.error.problem);
}

}  // namespace

void LeapFileReader::read(const std::optional<config::LeapFile>& file, MonoTime now, Logger& log) {
  next_ = now + kDay;
  if (!file) {
    table_.reset();
    read_.reset();
    return;
  }
  auto text = platform::read_small_file(file->path, kMostBytes);
  if (!text) {
    return log.error(fmt::format("leapsecond file ('{}'): {}; leap seconds come from the servers' announcements{}",
                                 file->path, text.error().text(), table_ ? " once the list read before expires" : ""));
  }
  if (read_ == file && *text == text_) return;
  read_ = file;
  text_ = std::move(*text);
  take(file->path, text_, file->check_hash, log);
}

void LeapFileReader::take(const std::string& path, const std::string& text, bool check_hash, Logger& log) {
  auto table = engine::read_leap_list(text, check_hash);
  if (!table) return log.error(fmt::format("leapsecond file ('{}'): {}", path, text_of(table.error())));
  if (check_hash) log.notice(fmt::format("leapsecond file ('{}'): good hash signature", path));
  table_ = std::move(*table);
  log.notice(fmt::format("leapsecond file ('{}'): loaded, expire={} last={} ofs={}", path, date_text(table_->expires()),
                         date_text(table_->newest().from), table_->newest().tai_offset_s));
}

}  // namespace foliot::daemon
