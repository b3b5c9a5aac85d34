#include "daemon/statistics_writer.hpp"

#include <cerrno>
#include <utility>

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
  put({file, std::move(name), std::move(line)});
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void StatisticsWriter::close(std::size_t file) {
  if (thread_.joinable()) put({file, {}, {}});
}

void StatisticsWriter::put(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) {
      ++lost_;
      if (!trouble_) trouble_ = Trouble{job.name.base, {EAGAIN, "write"}, lost_};
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
  if (!written) complain(job.name.base + job.name.suffix, written.error());
}

void StatisticsWriter::complain(const std::string& file, const platform::SysError& error) {
  const std::lock_guard lock(mutex_);
  ++lost_;
  if (!trouble_) trouble_ = Trouble{file, error, lost_};
}

std::optional<StatisticsWriter::Trouble> StatisticsWriter::take_trouble() {
  const std::lock_guard lock(mutex_);
  return std::exchange(trouble_, std::nullopt);
}

}  // namespace foliot::daemon
