// Published: the newest value, whole, for any number of readers.
#include "base/published.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace foliot::base {
namespace {

/// Every word must agree with the first, or the value was torn.
struct Wide {
  std::array<std::uint64_t, 13> words{};
  std::uint8_t tail = 0;

  static Wide of(std::uint64_t seed) {
    Wide wide;
    for (std::size_t i = 0; i < wide.words.size(); ++i) wide.words[i] = seed + i;
    wide.tail = static_cast<std::uint8_t>(seed);
    return wide;
  }
  [[nodiscard]] bool whole() const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] != words[0] + i) return false;
    }
    return tail == static_cast<std::uint8_t>(words[0]);
  }
};

TEST(Published, HasNothingBeforeTheFirstPublish) {
  const Published<int> cell;
  EXPECT_FALSE(cell.read().has_value());
}

TEST(Published, GivesTheNewestValue) {
  Published<Wide> cell;
  for (std::uint64_t seed = 1; seed < 100; ++seed) {
    cell.publish(Wide::of(seed));
    const auto value = cell.read();
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(value->words[0], seed);
    EXPECT_TRUE(value->whole());
  }
}

TEST(Published, KeepsValuesThatAreNoMultipleOfAWord) {
  struct Odd {
    std::array<std::uint8_t, 11> bytes{};
  };
  Published<Odd> cell;
  Odd odd;
  for (std::size_t i = 0; i < odd.bytes.size(); ++i) odd.bytes[i] = static_cast<std::uint8_t>(i + 1);
  cell.publish(odd);
  EXPECT_EQ(cell.read()->bytes, odd.bytes);
}

TEST(Published, ReadersNeverSeeATornOrOlderValue) {
  constexpr std::uint64_t kWrites = 100'000;
  Published<Wide> cell;
  cell.publish(Wide::of(0));
  std::atomic<int> torn{0};
  std::atomic<int> backwards{0};
  const auto reader = [&] {
    std::uint64_t newest = 0;
    for (std::uint64_t i = 0; i < 4 * kWrites && newest < kWrites; ++i) {
      const Wide value = *cell.read();
      if (!value.whole()) ++torn;
      if (value.words[0] < newest) ++backwards;
      newest = value.words[0];
    }
  };
  {
    const std::jthread first(reader);
    const std::jthread second(reader);
    for (std::uint64_t seed = 1; seed <= kWrites; ++seed) cell.publish(Wide::of(seed));
  }
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(backwards, 0);
  EXPECT_EQ(cell.read()->words[0], kWrites);
}

}  // namespace
}  // namespace foliot::base
