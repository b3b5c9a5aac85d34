// KernelRng: unpredictable numbers from the kernel, fetched in blocks.
//
// Origin nonces and ports must not be guessed; getrandom(2) gives 512 bytes per call, and every number is wiped
// from the buffer once handed out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/rng.hpp"

namespace foliot::platform {

class KernelRng final : public base::Rng {
 public:
  /// One thread only, and not across fork(): parent and child would draw the same numbers.
  [[nodiscard]] std::uint64_t next_u64() override;

 private:
  std::array<std::uint64_t, 64> pool_{};
  std::size_t left_ = 0;
};

/// Fills `bytes` from the kernel. A kernel that gives no randomness ends the program: nothing would be safe without.
void fill_random(std::span<std::uint8_t> bytes);

}  // namespace foliot::platform
