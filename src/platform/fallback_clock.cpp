// The change from one clock to the other.
#include "platform/fallback_clock.hpp"

#include <utility>

#include "platform/read_only_clock.hpp"

namespace foliot::platform {

FallbackClock::FallbackClock(std::unique_ptr<PlatformClock> first, Make make_second)
    : clock_(std::move(first)), make_second_(std::move(make_second)) {
  if (!make_second_) make_second_ = [] { return std::make_unique<ReadOnlyClock>(); };
}

std::expected<void, clock::ClockError> FallbackClock::apply(const discipline::ClockCommand& command) {
  const auto done = clock_->apply(command);
  if (done || done.error() != clock::ClockError::not_permitted || clock_->is_read_only()) return done;
  clock_ = make_second_();
  return clock_->apply(command);
}

}  // namespace foliot::platform
