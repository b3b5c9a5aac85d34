#include "discipline/rtc_track.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"

namespace foliot::discipline {
namespace {

constexpr std::uint64_t kSeed = 11;

struct Crystal {
  double offset_s = 0;
  double drift_ppm = 0;
  double noise_s = 0;
};

/// Looks at a hardware clock every `period_s`; `set_every`: it is set right after so many looks; 0: never.
struct Looks {
  RtcTrack track;
  base::SeededRng rng{kSeed};
  double now_s = 1000;

  void look(Crystal& crystal, int count, double period_s, int set_every = 0, bool tell = true) {
    for (int i = 1; i <= count; ++i) {
      const double noise_s = crystal.noise_s * (2 * rng.next_unit() - 1);
      track.add(MonoTime{} + Interval::from_seconds(now_s), crystal.offset_s + noise_s);
      if (set_every > 0 && i % set_every == 0) {
        crystal.offset_s = 0;
        if (tell) track.begin_piece();
      }
      now_s += period_s;
      crystal.offset_s += crystal.drift_ppm * 1e-6 * period_s;
    }
  }
};

TEST(RtcTrack, FindsTheDriftOfALine) {
  for (const double ppm : {-250.0, -3.0, 0.0, 1.0, 40.0}) {
    Looks looks;
    Crystal crystal{12.5, ppm, 100e-6};
    looks.look(crystal, 30, 110);
    const auto drift = looks.track.drift();
    ASSERT_TRUE(drift) << ppm;
    EXPECT_NEAR(drift->ppm, ppm, 4 * drift->error_ppm) << ppm;
    EXPECT_LT(drift->error_ppm, 0.05);
  }
}

TEST(RtcTrack, KnowsNothingBeforeThereIsEnough) {
  Looks looks;
  Crystal crystal{0, 10, 0};
  EXPECT_FALSE(looks.track.drift());
  EXPECT_FALSE(looks.track.offset_s());
  looks.look(crystal, 3, 110);
  EXPECT_FALSE(looks.track.drift()) << "three points";
  looks.look(crystal, 1, 110);
  EXPECT_TRUE(looks.track.drift());
  Looks hasty;
  hasty.look(crystal, 6, 0.5);
  EXPECT_FALSE(hasty.track.drift()) << "too close together to say anything";
}

TEST(RtcTrack, LearnsAcrossSettings) {
  Looks looks;
  Crystal crystal{3, -20, 100e-6};
  looks.look(crystal, 36, 110, 6);
  const auto drift = looks.track.drift();
  ASSERT_TRUE(drift);
  EXPECT_NEAR(drift->ppm, -20, 4 * drift->error_ppm);
  EXPECT_LT(drift->error_ppm, 0.1);
}

TEST(RtcTrack, NoticesSettingsByOthers) {
  Looks looks;
  Crystal crystal{0.02, 15, 100e-6};
  looks.look(crystal, 36, 110, 6, false);
  const auto drift = looks.track.drift();
  ASSERT_TRUE(drift);
  EXPECT_NEAR(drift->ppm, 15, 0.3);
}

TEST(RtcTrack, TellsTheLastOffsetUntilTheClockIsSet) {
  Looks looks;
  Crystal crystal{2, 0, 0};
  looks.look(crystal, 2, 110);
  EXPECT_DOUBLE_EQ(looks.track.offset_s().value(), 2);
  looks.track.begin_piece();
  EXPECT_FALSE(looks.track.offset_s());
}

TEST(RtcTrack, ForgetsWhatIsOld) {
  Looks looks;
  Crystal crystal{0, 50, 0};
  looks.look(crystal, static_cast<int>(RtcTrack::kMost), 110);
  looks.track.begin_piece();
  crystal.drift_ppm = 10;
  looks.look(crystal, static_cast<int>(RtcTrack::kMost), 110);
  EXPECT_NEAR(looks.track.drift()->ppm, 10, 1e-6);
}

TEST(RtcTrack, TakesNothingThatIsNotLater) {
  RtcTrack track;
  const MonoTime at = MonoTime{} + Interval::from_seconds(5);
  track.add(at, 1);
  track.add(at, 2);
  track.add(MonoTime{}, 3);
  EXPECT_DOUBLE_EQ(track.offset_s().value(), 1);
}

}  // namespace
}  // namespace foliot::discipline
