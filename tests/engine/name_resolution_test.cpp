#include "engine/name_resolution.hpp"

#include <gtest/gtest.h>

namespace foliot::engine {
namespace {

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

TEST(NameResolution, AsksOnceAndWaitsForTheAnswer) {
  NameResolution names(2);
  names.want(1, at(10));
  EXPECT_TRUE(names.due(at(9)).empty());
  EXPECT_EQ(names.due(at(10)), std::vector<std::size_t>{1});
  EXPECT_TRUE(names.under_way(1));
  names.want(1, at(11));
  EXPECT_TRUE(names.due(at(1000)).empty());
}

TEST(NameResolution, DoublesThePauseAfterEachFailureUpToAQuarterOfAnHour) {
  NameResolution names(1);
  double now_s = 0;
  names.want(0, at(now_s));
  for (const double pause_s : {2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 1024.0}) {
    EXPECT_EQ(names.due(at(now_s)).size(), 1U);
    names.failed(0, at(now_s));
    EXPECT_EQ(names.next_deadline(), at(now_s + pause_s));
    now_s += pause_s;
  }
}

TEST(NameResolution, DoesNotAskAgainSoonAfterAnAnswer) {
  NameResolution names(1);
  names.want(0, at(0));
  static_cast<void>(names.due(at(0)));
  names.succeeded(0, at(1));
  EXPECT_FALSE(names.next_deadline());
  names.want(0, at(2));
  EXPECT_EQ(names.next_deadline(), at(65));
}

TEST(NameResolution, StartsWithAShortPauseAgainAfterASuccess) {
  NameResolution names(1);
  names.want(0, at(0));
  static_cast<void>(names.due(at(0)));
  names.failed(0, at(0));
  names.failed(0, at(0));
  names.succeeded(0, at(0));
  names.want(0, at(100));
  static_cast<void>(names.due(at(100)));
  names.failed(0, at(100));
  EXPECT_EQ(names.next_deadline(), at(102));
}

TEST(NameResolution, FollowsItsLinesToTheirNewPlaces) {
  NameResolution names(3);
  names.want(0, at(30));
  names.want(2, at(0));
  static_cast<void>(names.due(at(0)));
  const std::vector<std::optional<std::size_t>> new_of_old{1, std::nullopt, 0};
  names.remap(new_of_old, 4);
  EXPECT_TRUE(names.under_way(0));
  EXPECT_EQ(names.due(at(30)), std::vector<std::size_t>{1});
  names.want(3, at(40));
  EXPECT_EQ(names.next_deadline(), at(40));
}

TEST(NameResolution, AsksLessAndLessForWhatBringsNothing) {
  NameResolution names(1);
  double now_s = 0;
  for (const double pause_s : {64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 4096.0}) {
    names.want(0, at(now_s));
    EXPECT_EQ(names.due(at(now_s)).size(), 1U);
    names.succeeded(0, at(now_s));
    names.brought_nothing(0, at(now_s));
    names.want(0, at(now_s));
    EXPECT_EQ(names.next_deadline(), at(now_s + pause_s));
    now_s += pause_s;
  }
  names.suspect(0, at(now_s));
  names.want(0, at(now_s));
  EXPECT_EQ(names.next_deadline(), at(now_s)) << "the pause that ran was over";
  static_cast<void>(names.due(at(now_s)));
  names.succeeded(0, at(now_s));
  names.brought_nothing(0, at(now_s));
  names.want(0, at(now_s));
  EXPECT_EQ(names.next_deadline(), at(now_s + 64)) << "a server is in trouble: often again";
}

TEST(NameResolution, AsksAtOnceForWhatFailedWhenTheNetworkChanged) {
  NameResolution names(3);
  names.want(0, at(0));
  names.want(1, at(0));
  static_cast<void>(names.due(at(0)));
  for (int i = 0; i < 8; ++i) names.failed(0, at(0));
  names.hasten(at(10));
  EXPECT_EQ(names.due(at(10)), std::vector<std::size_t>{0}) << "not the one under way, not the idle one";
}

TEST(NameResolution, NamesTheEarliestDeadline) {
  NameResolution names(3);
  names.want(0, at(30));
  names.want(2, at(20));
  EXPECT_EQ(names.next_deadline(), at(20));
}

}  // namespace
}  // namespace foliot::engine
