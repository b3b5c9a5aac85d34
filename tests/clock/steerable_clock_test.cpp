// SteerableClock: a seam only; what is behind it may be owned and destroyed through it.
#include "clock/steerable_clock.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <type_traits>

namespace foliot::clock {
namespace {

static_assert(std::is_abstract_v<SteerableClock> && std::has_virtual_destructor_v<SteerableClock>);

class Refusing final : public SteerableClock {
 public:
  explicit Refusing(bool& destroyed) : destroyed_(destroyed) {}
  ~Refusing() override { destroyed_ = true; }
  ClockReading now() override { return {MonoTime::from_nanoseconds(1), WallTime::from_nanoseconds(2)}; }
  Frequency frequency() override { return Frequency::from_ppm(-3); }
  std::expected<void, ClockError> apply(const discipline::ClockCommand&) override {
    return std::unexpected(ClockError::not_permitted);
  }
  Frequency max_frequency() const override { return kMaxFrequency; }

 private:
  bool& destroyed_;
};

TEST(SteerableClock, CanBeReadThroughTheSeamWithoutPrivilege) {
  bool destroyed = false;
  std::unique_ptr<SteerableClock> clock = std::make_unique<Refusing>(destroyed);
  EXPECT_EQ(clock->now().wall.nanoseconds(), 2);
  EXPECT_EQ(clock->apply({}).error(), ClockError::not_permitted);
  EXPECT_DOUBLE_EQ(clock->frequency().ppm(), -3);
  clock.reset();
  EXPECT_TRUE(destroyed);
}

}  // namespace
}  // namespace foliot::clock
