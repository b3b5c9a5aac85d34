// KernelRng: many numbers, all different, all bits used.
#include "platform/kernel_rng.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace foliot::platform {
namespace {

TEST(KernelRng, DoesNotRepeatItself) {
  KernelRng rng;
  std::set<std::uint64_t> seen;
  std::uint64_t ones = 0;
  std::uint64_t zeros = 0;
  constexpr int kDraws = 1000;  // across many blocks
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t number = rng.next_u64();
    seen.insert(number);
    ones |= number;
    zeros |= ~number;
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kDraws));
  EXPECT_EQ(ones, ~std::uint64_t{0});
  EXPECT_EQ(zeros, ~std::uint64_t{0});
}

TEST(KernelRng, DiffersFromItsTwin) {
  KernelRng first;
  KernelRng second;
  EXPECT_NE(first.next_u64(), second.next_u64());
}

TEST(KernelRng, FillsWholeBuffers) {
  std::vector<std::uint8_t> bytes(10'000, 0);
  fill_random(bytes);
  EXPECT_LT(std::count(bytes.begin(), bytes.end(), 0), 200);
  EXPECT_LT(std::count(bytes.end() - 1000, bytes.end(), 0), 50);
}

}  // namespace
}  // namespace foliot::platform
