// PhcTracker against simulated cards: drift, noise, one-sided delays, steps, silence.
#include "clock/phc_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.hpp"

namespace foliot::clock {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

Interval ns(std::int64_t value) {
  return Interval::from_nanoseconds(value);
}

/// A card's clock whose true course is known.
class SimulatedCard {
 public:
  explicit SimulatedCard(std::uint64_t seed) : rng_(seed) {}

  double gain_ppm = 17;  ///< of the card's clock over the free-running one
  std::int64_t ahead_ns = 7'000 * kSecond_ns;
  std::int64_t window_ns = 1'200;  ///< the narrowest
  std::int64_t jitter_ns = 4'000;  ///< windows are wider by up to this
  double place = 0.5;              ///< where in the narrowest window the card was looked at
  int late_of_ten = 0;             ///< so many windows are wider by a millisecond, all of it in front

  [[nodiscard]] PhcTime at(MonoTime time) const {
    const auto since_ns = static_cast<double>(time.nanoseconds());
    return PhcTime::from_nanoseconds(time.nanoseconds() + ahead_ns + std::llround(since_ns * gain_ppm * 1e-6));
  }
  std::vector<PhcReading> readings(MonoTime now, int count = 10) {
    std::vector<PhcReading> all;
    for (int i = 0; i < count; ++i) {
      const std::int64_t front_ns = random_ns(jitter_ns) + (random_ns(10) < late_of_ten ? 1'000'000 : 0);
      const std::int64_t back_ns = random_ns(jitter_ns);
      const MonoTime looked = now + ns(front_ns) + ns(std::llround(static_cast<double>(window_ns) * place));
      all.push_back({now, at(looked), now + ns(front_ns + window_ns + back_ns)});
      now = all.back().after;
    }
    return all;
  }

 private:
  std::int64_t random_ns(std::int64_t below) {
    return below == 0 ? 0 : static_cast<std::int64_t>(rng_.next_u64() % static_cast<std::uint64_t>(below));
  }
  base::SeededRng rng_;
};

MonoTime second(double s) {
  return MonoTime::from_nanoseconds(std::llround(s * 1e9));
}

/// How far the map is off at `when`; its bound must hold.
double error_s(const PhcTracker& tracker, const SimulatedCard& card, MonoTime when) {
  if (!tracker.map()) return HUGE_VAL;
  const auto placed = tracker.map()->at(card.at(when));
  if (!placed) return HUGE_VAL;
  const double off_s = std::abs((placed->time - when).seconds());
  EXPECT_LE(off_s, placed->error.seconds());
  return off_s;
}

TEST(PhcTracker, SaysNothingBeforeItHasTwoSamples) {
  SimulatedCard card(1);
  PhcTracker tracker({});
  EXPECT_FALSE(tracker.map());
  tracker.add(card.readings(second(1)));
  EXPECT_FALSE(tracker.map());
  tracker.add(card.readings(second(2)));
  EXPECT_LT(error_s(tracker, card, second(2.5)), 3e-6);
}

TEST(PhcTracker, WaitsForAsManySamplesAsAreAskedFor) {
  SimulatedCard card(2);
  PhcTracker tracker({.minsamples = 5});
  for (int i = 1; i <= 4; ++i) tracker.add(card.readings(second(i)));
  EXPECT_FALSE(tracker.map());
  tracker.add(card.readings(second(5)));
  EXPECT_TRUE(tracker.map());
}

struct Weather {
  const char* name;
  double gain_ppm;
  std::int64_t window_ns;
  std::int64_t jitter_ns;
  double place;
  int late_of_ten;
  double worst_s;
};

class PhcWeather : public testing::TestWithParam<Weather> {};

TEST_P(PhcWeather, IsPlacedWithinItsBound) {
  const Weather& weather = GetParam();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SimulatedCard card(seed);
    card.gain_ppm = weather.gain_ppm;
    card.window_ns = weather.window_ns;
    card.jitter_ns = weather.jitter_ns;
    card.place = weather.place;
    card.late_of_ten = weather.late_of_ten;
    PhcTracker tracker({});
    for (int i = 1; i <= 40; ++i) {
      if (i > 8) {
        EXPECT_LT(error_s(tracker, card, second(2 * i - 0.01)), weather.worst_s) << "seed " << seed << " sample " << i;
      }
      tracker.add(card.readings(second(2 * i)));
    }
    EXPECT_EQ(tracker.resets(), 0U) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, PhcWeather,
    testing::Values(Weather{"exact", 0, 0, 0, 0.5, 0, 5e-9}, Weather{"quiet", 17, 1'000, 200, 0.5, 0, 150e-9},
                    Weather{"fast", 400, 1'000, 200, 0.5, 0, 150e-9}, Weather{"slow", -400, 1'000, 200, 0.5, 0, 150e-9},
                    Weather{"noisy", 17, 1'200, 4'000, 0.5, 0, 2e-6}, Weather{"early", 17, 2'000, 300, 0.05, 0, 1.2e-6},
                    Weather{"late", 17, 2'000, 300, 0.95, 0, 1.2e-6},
                    Weather{"loaded", 17, 1'200, 4'000, 0.5, 5, 3e-6}),
    [](const auto& one) { return one.param.name; });

TEST(PhcTracker, BeginsAnewWhenTheCardIsStepped) {
  for (const std::int64_t step_ns : {-kSecond_ns, -200'000L, 200'000L, 37 * kSecond_ns}) {
    SimulatedCard card(3);
    PhcTracker tracker({});
    for (int i = 1; i <= 10; ++i) tracker.add(card.readings(second(2 * i)));
    card.ahead_ns += step_ns;
    tracker.add(card.readings(second(22)));
    EXPECT_FALSE(tracker.map()) << step_ns;
    EXPECT_EQ(tracker.samples(), 1U) << step_ns;
    EXPECT_EQ(tracker.resets(), 1U) << step_ns;
    tracker.add(card.readings(second(24)));
    EXPECT_LT(error_s(tracker, card, second(25)), 5e-6) << step_ns;
  }
}

TEST(PhcTracker, BeginsAnewWhenASecondSampleIsAbsurd) {
  SimulatedCard card(4);
  PhcTracker tracker({});
  tracker.add(card.readings(second(2)));
  card.ahead_ns += kSecond_ns;
  tracker.add(card.readings(second(4)));
  EXPECT_FALSE(tracker.map());
}

TEST(PhcTracker, FollowsACardThatIsSteeredByAnother) {
  SimulatedCard card(5);
  PhcTracker tracker({});
  int placed = 0;
  for (int i = 1; i <= 60; ++i) {
    // 50 ppb up and down, as when another program holds it to a reference; the course has no jump.
    const double before_ppm = card.gain_ppm;
    card.gain_ppm = 17 + (i / 5 % 2 == 0 ? 0.05 : -0.05);
    card.ahead_ns += std::llround(2e9 * i * (before_ppm - card.gain_ppm) * 1e-6);
    tracker.add(card.readings(second(2 * i)));
    if (i > 8 && error_s(tracker, card, second(2 * i)) < 3e-6) ++placed;
  }
  EXPECT_EQ(placed, 52);
}

TEST(PhcTracker, SaysNothingOfStampsOutOfReach) {
  SimulatedCard card(6);
  PhcTracker tracker({.poll = Interval::from_seconds(2)});
  for (int i = 1; i <= 5; ++i) tracker.add(card.readings(second(2 * i)));
  EXPECT_TRUE(tracker.map()->at(card.at(second(25.9))));
  EXPECT_FALSE(tracker.map()->at(card.at(second(26.5))));
  EXPECT_FALSE(tracker.map()->at(card.at(second(-7))));
}

TEST(PhcTracker, TheBoundGrowsAwayFromTheReading) {
  SimulatedCard card(7);
  PhcTracker tracker({});
  for (int i = 1; i <= 5; ++i) tracker.add(card.readings(second(2 * i)));
  EXPECT_GT(tracker.map()->at(card.at(second(20)))->error, tracker.map()->at(card.at(second(10)))->error);
}

TEST(PhcTracker, KeepsNoMoreSamplesThanAllowed) {
  SimulatedCard card(8);
  PhcTracker tracker({.maxsamples = 4});
  for (int i = 1; i <= 9; ++i) tracker.add(card.readings(second(2 * i)));
  EXPECT_EQ(tracker.samples(), 4U);
}

TEST(PhcTracker, LeavesOutWindowsThatEndBeforeTheyBegin) {
  PhcTracker tracker({});
  const std::vector<PhcReading> bad{{second(2), PhcTime{}, second(1)}};
  tracker.add(bad);
  tracker.add({});
  EXPECT_EQ(tracker.samples(), 0U);
}

}  // namespace
}  // namespace foliot::clock
