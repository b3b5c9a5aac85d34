// poll(2) with an Interval as its timeout.
#include "platform/poller.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

namespace foliot::platform {
namespace {

constexpr int kForEver = -1;

int to_milliseconds(std::optional<Interval> timeout) {
  if (!timeout) return kForEver;
  if (timeout->raw() <= 0) return 0;
  // Rounded up: waking early would only mean polling again.
  const std::int64_t ms = (timeout->nanoseconds() + 999'999) / 1'000'000;
  return static_cast<int>(std::min<std::int64_t>(ms, std::numeric_limits<int>::max()));
}

short to_events(Interest interest) {
  int events = 0;
  if (interest.readable) events |= POLLIN;
  if (interest.writable) events |= POLLOUT;
  if (interest.error_queue) events |= POLLPRI;
  return static_cast<short>(events);
}

}  // namespace

std::size_t Poller::add(int fd, Interest interest) {
  watched_.push_back({fd, to_events(interest), 0});
  return watched_.size() - 1;
}

void Poller::clear() {
  watched_.clear();
}

std::expected<std::span<const Ready>, SysError> Poller::wait(std::optional<Interval> timeout) {
  ready_.clear();
  const int count = ::poll(watched_.data(), watched_.size(), to_milliseconds(timeout));
  if (count < 0 && errno != EINTR) return fail("poll");
  if (count <= 0) return std::span<const Ready>{};
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const int happened = watched_[i].revents;
    if (happened == 0) continue;
    const bool watches_errors = (watched_[i].events & POLLPRI) != 0;
    Ready ready;
    ready.index = i;
    // An error that is not in the queue (ICMP for a connected socket) is fetched by receiving.
    ready.readable = (happened & (POLLIN | POLLERR | POLLHUP | POLLNVAL)) != 0;
    ready.writable = (happened & POLLOUT) != 0;
    ready.error_queue = (happened & POLLPRI) != 0 || (watches_errors && (happened & POLLERR) != 0);
    ready_.push_back(ready);
  }
  return std::span<const Ready>(ready_);
}

}  // namespace foliot::platform
