// StatisticsWriter: appends lines to files on a thread of its own, so that nobody waits for a disk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "platform/generation_file.hpp"

namespace foliot::daemon {

class StatisticsWriter {
 public:
  /// As many lines may wait to be written.
  static constexpr std::size_t kMostWaiting = 4096;

  /// And behind them so many files to be closed.
  static constexpr std::size_t kRoomToClose = 256;

  struct Trouble {
    std::string file;
    platform::SysError error;
    std::uint64_t lost = 0;  ///< lines since the start that were not written, or not where they belong
  };

  StatisticsWriter() = default;
  /// Writes what waits, and ends the thread.
  ~StatisticsWriter();
  StatisticsWriter(const StatisticsWriter&) = delete;
  StatisticsWriter& operator=(const StatisticsWriter&) = delete;

  /// Appends `line` to file number `file` under this name. The thread begins with the first line.
  /// Never waits for a file: what finds no room among the lines that wait is dropped and counted.
  void append(std::size_t file, platform::GenerationName name, std::string line);
  /// Closes file number `file`; the next line opens it again.
  void close(std::size_t file);
  /// The first thing that went wrong since the last call; takes no lock when nothing did.
  [[nodiscard]] std::optional<Trouble> take_trouble();

 private:
  struct Job {
    std::size_t file = 0;
    platform::GenerationName name;
    std::string line;  ///< empty: close it
  };

  void put(Job job);
  void run();
  void carry_out(const Job& job);
  /// The caller holds the lock.
  void lose(const std::string& file, const platform::SysError& error);

  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<Job> waiting_;
  std::optional<Trouble> trouble_;
  std::atomic<bool> has_trouble_ = false;
  std::uint64_t lost_ = 0;
  bool ending_ = false;
  std::map<std::size_t, platform::GenerationFile> files_;  ///< of the thread
  std::thread thread_;
};

}  // namespace foliot::daemon
