#include "engine/shunned.hpp"

#include <gtest/gtest.h>

namespace foliot::engine {
namespace {

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

base::SocketAddress server(std::uint8_t last) {
  return {base::IpAddress::v4(192, 0, 2, last), 123};
}

TEST(Shunned, HoldsAServerUntilItsTimeIsOver) {
  Shunned shunned;
  EXPECT_FALSE(shunned.holds(server(1), at(0)));
  shunned.add(server(1), at(100));
  EXPECT_TRUE(shunned.holds(server(1), at(99)));
  EXPECT_FALSE(shunned.holds(server(2), at(99)));
  EXPECT_FALSE(shunned.holds(server(1), at(100)));
}

TEST(Shunned, NeverShortensWhatWasSaidBefore) {
  Shunned shunned;
  shunned.add(server(1), at(100));
  shunned.add(server(1), at(10));
  EXPECT_TRUE(shunned.holds(server(1), at(50)));
}

TEST(Shunned, ForgetsTheOneThatWouldBeForgivenFirstWhenItIsFull) {
  Shunned shunned;
  for (std::size_t i = 0; i < Shunned::kCapacity; ++i) {
    shunned.add(server(static_cast<std::uint8_t>(i)), at(1000 - static_cast<double>(i)));
  }
  shunned.add(server(200), at(500));
  EXPECT_TRUE(shunned.holds(server(200), at(0)));
  EXPECT_FALSE(shunned.holds(server(Shunned::kCapacity - 1), at(0)));
  EXPECT_TRUE(shunned.holds(server(0), at(0)));
}

}  // namespace
}  // namespace foliot::engine
