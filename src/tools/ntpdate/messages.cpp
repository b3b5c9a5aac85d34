#include "tools/ntpdate/messages.hpp"

#include <ostream>

namespace foliot::ntpdate {

void Messages::write(platform::LogLevel level, std::string_view text) {
  if (syslog_ != nullptr) {
    syslog_->write(now_(), level, text);
    return;
  }
  const bool is_error = level == platform::LogLevel::error;
  if (quiet_ && !is_error) return;
  out_->flush();
  (is_error ? *err_ : *out_) << platform::format_log_line(now_(), "ntpdate", pid_, text) << '\n' << std::flush;
}

}  // namespace foliot::ntpdate
