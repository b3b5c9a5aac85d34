#include "tools/ntpdate/messages.hpp"

#include <ostream>

namespace foliot::ntpdate {

void Messages::write(platform::LogLevel level, std::string_view text) {
  const bool is_error = level == platform::LogLevel::error;
  if (syslog_ != nullptr) syslog_->write(now_(), level, text);
  // Errors are printed all the same: whoever runs it from cron gets them by mail.
  if ((quiet_ || syslog_ != nullptr) && !is_error) return;
  out_->flush();
  (is_error ? *err_ : *out_) << platform::format_log_line(now_(), "ntpdate", pid_, text) << '\n' << std::flush;
}

}  // namespace foliot::ntpdate
