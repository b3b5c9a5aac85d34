#include "daemon/logger.hpp"

#include "platform/machine_clock.hpp"

namespace foliot::daemon {

void Logger::write(platform::LogLevel level, std::string_view text) {
  const ClockReading now = clock_ == nullptr ? platform::system_clock_reading() : clock_->now();
  sink_.write(now.wall, level, text);
}

}  // namespace foliot::daemon
