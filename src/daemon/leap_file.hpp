// The leap second list of `leapfile`: read, checked, and reported on when it changed.
#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"
#include "daemon/logger.hpp"
#include "time/leap_table.hpp"
#include "time/points.hpp"

namespace foliot::daemon {

class LeapFileReader {
 public:
  /// Whether it is time to read: the file may have changed (classic reads daily).
  [[nodiscard]] bool is_due(MonoTime now) const { return now >= next_; }
  /// The configuration changed, or the administrator asks: read at the next turn.
  void hurry() { next_ = {}; }
  /// Reads the file. A file that cannot be used leaves the table as it was, and the log says why.
  void read(const std::optional<config::LeapFile>& file, MonoTime now, Logger& log);
  [[nodiscard]] const std::optional<LeapTable>& table() const { return table_; }

 private:
  void take(const std::string& path, const std::string& text, bool check_hash, Logger& log);

  std::optional<LeapTable> table_;
  std::optional<config::LeapFile> read_;
  std::string text_;  ///< as it was read last
  MonoTime next_;
};

}  // namespace foliot::daemon
