// The change from one clock to the other.
#include "platform/fallback_clock.hpp"

#include <utility>

#include "platform/read_only_clock.hpp"

namespace foliot::platform {

FallbackClock::FallbackClock(std::unique_ptr<PlatformClock> first, Make make_second)
    : first_(std::move(first)), current_(first_.get()), make_second_(std::move(make_second)) {
  if (!make_second_) make_second_ = [] { return std::make_unique<ReadOnlyClock>(); };
}

std::expected<void, clock::ClockError> FallbackClock::apply(const discipline::ClockCommand& command) {
  const auto done = current().apply(command);
  if (done || done.error() != clock::ClockError::not_permitted || is_read_only()) return done;
  second_ = make_second_();
  current_.store(second_.get(), std::memory_order_release);
  return second_->apply(command);
}

}  // namespace foliot::platform
