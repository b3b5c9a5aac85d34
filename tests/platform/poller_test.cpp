// Poller: ready sockets, timeouts, signals.
#include "platform/poller.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>

#include "platform/child_process.hpp"
#include "platform/fd.hpp"
#include "platform/machine_clock.hpp"
#include "platform/signals.hpp"

namespace foliot::platform {
namespace {

struct Pair {
  Pair() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    ours.reset(ends[0]);
    theirs.reset(ends[1]);
  }
  Fd ours;
  Fd theirs;
};

TEST(Poller, NamesTheReadableOnesByTheirIndex) {
  const Pair quiet;
  const Pair loud;
  Poller poller;
  EXPECT_EQ(poller.add(quiet.ours.get()), 0U);
  EXPECT_EQ(poller.add(loud.ours.get()), 1U);
  ASSERT_EQ(::send(loud.theirs.get(), "x", 1, 0), 1);
  const auto ready = poller.wait(Interval::from_seconds(5));
  ASSERT_TRUE(ready.has_value());
  ASSERT_EQ(ready->size(), 1U);
  EXPECT_EQ((*ready)[0].index, 1U);
  EXPECT_TRUE((*ready)[0].readable);
  EXPECT_FALSE((*ready)[0].writable);
  EXPECT_FALSE((*ready)[0].error_queue);
}

TEST(Poller, SeesRoomForWritingWhenAsked) {
  const Pair pair;
  Poller poller;
  poller.add(pair.ours.get(), {.readable = false, .writable = true});
  const auto ready = poller.wait(std::nullopt);
  ASSERT_TRUE(ready.has_value());
  ASSERT_EQ(ready->size(), 1U);
  EXPECT_TRUE((*ready)[0].writable);
}

TEST(Poller, ForgetsEverythingWhenCleared) {
  const Pair pair;
  Poller poller;
  poller.add(pair.ours.get(), {.readable = false, .writable = true});
  poller.clear();
  EXPECT_EQ(poller.size(), 0U);
  EXPECT_TRUE(poller.wait(Interval{})->empty());
}

TEST(Poller, WaitsAtLeastItsTimeoutAndNotForNegativeOnes) {
  const Pair pair;
  Poller poller;
  poller.add(pair.ours.get());
  const MonoTime start = system_clock_reading().mono;
  EXPECT_TRUE(poller.wait(Interval::from_seconds(-5))->empty());
  EXPECT_TRUE(poller.wait(Interval::min())->empty());
  EXPECT_LT((system_clock_reading().mono - start).seconds(), 2);
  EXPECT_TRUE(poller.wait(Interval::from_seconds(0.0201))->empty());
  EXPECT_GE((system_clock_reading().mono - start).seconds(), 0.0199);
}

TEST(Poller, ReturnsWithNothingWhenASignalComes) {
  const int status = status_of_child([] {
    if (!install_signals()) return 1;
    const itimerval soon{{}, {0, 20'000}};
    if (setitimer(ITIMER_REAL, &soon, nullptr) != 0) return 2;
    const Pair pair;
    Poller poller;
    poller.add(pair.ours.get());
    const auto ready = poller.wait(Interval::from_seconds(30));
    return ready && ready->empty() ? 0 : 3;
  });
  EXPECT_EQ(status, 0);
}

TEST(Poller, ReportsABrokenDescriptorAsReadableSoThatItsErrorIsRead) {
  Poller poller;
  int closed = -1;
  {
    const Pair pair;
    closed = pair.ours.get();
  }
  poller.add(closed);
  const auto ready = poller.wait(Interval::from_seconds(5));
  ASSERT_TRUE(ready.has_value());
  ASSERT_EQ(ready->size(), 1U);
  EXPECT_TRUE((*ready)[0].readable);
}

}  // namespace
}  // namespace foliot::platform
