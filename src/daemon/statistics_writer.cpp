#include "daemon/statistics_writer.hpp"

#include <cerrno>
#include <utility>

#include "platform/quiet_thread.hpp"

namespace foliot::daemon {

StatisticsWriter::~StatisticsWriter() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  something_.notify_one();
  thread_.join();
}

void StatisticsWriter::append(std::size_t file, platform::GenerationName name, std::string line) {
  // Without a thread, as when the system has none left, lines wait until there is one, or there is no room for more.
  if (!thread_.joinable()) {
    if (auto thread = platform::start_quiet_thread([this] { run(); })) thread_ = std::move(*thread);
  }
  put({file, std::move(name), std::move(line)});
}

void StatisticsWriter::close(std::size_t file) {
  if (thread_.joinable()) put({file, {}, {}});
}

void StatisticsWriter::put(Job job) {
  {
    const std::lock_guard lock(mutex_);
    const bool closes = job.line.empty();
    if (waiting_.size() >= kMostWaiting + (closes ? kRoomToClose : 0)) {
      if (!closes) lose(job.name.base, {EAGAIN, "write"});
      return;
    }
    waiting_.push_back(std::move(job));
  }
  something_.notify_one();
}

void StatisticsWriter::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    something_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    carry_out(job);
  }
}

void StatisticsWriter::carry_out(const Job& job) {
  platform::GenerationFile& file = files_[job.file];
  if (job.line.empty()) return file.close();
  const auto written = file.append(job.name, job.line);
  if (written) return;
  const std::lock_guard lock(mutex_);
  lose(job.name.base + job.name.suffix, written.error());
}

void StatisticsWriter::lose(const std::string& file, const platform::SysError& error) {
  ++lost_;
  if (!trouble_) trouble_ = Trouble{file, error};
  trouble_->lost = lost_;
  has_trouble_ = true;
}

std::optional<StatisticsWriter::Trouble> StatisticsWriter::take_trouble() {
  if (!has_trouble_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  has_trouble_ = false;
  return std::exchange(trouble_, std::nullopt);
}

}  // namespace foliot::daemon
