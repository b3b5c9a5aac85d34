// Wakeup: rung from another thread.
#include "platform/wakeup.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "platform/poller.hpp"

namespace foliot::platform {
namespace {

constexpr Interval kPatience = Interval::from_nanoseconds(10'000'000'000);

TEST(Wakeup, EndsTheWaitOfAnotherThreadOnce) {
  auto wakeup = Wakeup::open().value();
  Poller poller;
  poller.add(wakeup.fd());
  EXPECT_TRUE(poller.wait(Interval{})->empty());
  std::thread other([&] {
    wakeup.ring();
    wakeup.ring();
  });
  EXPECT_EQ(poller.wait(kPatience)->size(), 1U);
  other.join();
  wakeup.take();
  EXPECT_TRUE(poller.wait(Interval{})->empty()) << "two rings are one";
}

}  // namespace
}  // namespace foliot::platform
