// TimeSnapshot: says nothing by default, and travels whole through Published.
#include "clock/time_snapshot.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "base/published.hpp"

namespace foliot::clock {
namespace {

static_assert(std::is_trivially_copyable_v<TimeSnapshot>);

TEST(TimeSnapshot, ClaimsNothingByDefault) {
  const TimeSnapshot snapshot;
  EXPECT_EQ(snapshot.leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(snapshot.stratum, 16);
  EXPECT_EQ(snapshot.reference_id, wire::ReferenceId::from_text("INIT"));
  EXPECT_EQ(snapshot.void_after, snapshot.as_of);
  EXPECT_TRUE(snapshot.reference.is_unknown());
}

TEST(TimeSnapshot, TravelsWholeThroughPublished) {
  base::Published<TimeSnapshot> cell;
  TimeSnapshot snapshot;
  snapshot.as_of = MonoTime::from_nanoseconds(1'234'567'890'123);
  snapshot.void_after = snapshot.as_of + Interval::from_seconds(64);
  snapshot.leap = LeapIndicator::delete_second;
  snapshot.stratum = 3;
  snapshot.poll = -4;
  snapshot.root_dispersion = Interval::from_seconds(0.125);
  snapshot.dispersion_rate = 1e-6;
  cell.publish(snapshot);
  const auto read = cell.read();
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->as_of, snapshot.as_of);
  EXPECT_EQ(read->void_after, snapshot.void_after);
  EXPECT_EQ(read->leap, LeapIndicator::delete_second);
  EXPECT_EQ(read->stratum, 3);
  EXPECT_EQ(read->poll, -4);
  EXPECT_EQ(read->root_dispersion, snapshot.root_dispersion);
  EXPECT_EQ(read->dispersion_rate, 1e-6);
}

}  // namespace
}  // namespace foliot::clock
