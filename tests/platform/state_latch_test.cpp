// StateLatch: no reader ever sees half of a value.
#include "platform/state_latch.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace foliot::platform {
namespace {

struct Value {
  std::uint64_t first = 0;
  std::array<std::uint64_t, 14> middle{};
  std::uint64_t last = 0;
};

Value value_of(std::uint64_t number) {
  Value value{number, {}, number};
  value.middle.fill(number);
  return value;
}

bool is_whole(const Value& value) {
  for (const std::uint64_t word : value.middle) {
    if (word != value.first) return false;
  }
  return value.first == value.last;
}

TEST(StateLatch, ReadsWhatWasWrittenLast) {
  StateLatch<Value> latch(value_of(1));
  EXPECT_EQ(latch.read().last, 1U);
  for (std::uint64_t i = 2; i < 6; ++i) {
    latch.write(value_of(i));
    EXPECT_EQ(latch.read().last, i);
  }
}

TEST(StateLatch, NeverShowsATornValueToAConcurrentReader) {
  StateLatch<Value> latch(value_of(0));
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (std::uint64_t i = 1; i <= 100'000; ++i) latch.write(value_of(i));
    done = true;
  });
  std::uint64_t torn = 0;
  std::uint64_t backwards = 0;
  std::uint64_t newest = 0;
  while (!done) {
    const Value value = latch.read();
    torn += is_whole(value) ? 0 : 1;
    backwards += value.first < newest ? 1 : 0;
    newest = value.first;
  }
  writer.join();
  EXPECT_EQ(torn, 0U);
  EXPECT_EQ(backwards, 0U);
  EXPECT_EQ(latch.read().first, 100'000U);
}

}  // namespace
}  // namespace foliot::platform
