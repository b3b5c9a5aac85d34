// The seam for randomness, and a small seeded generator for simulations and tests.
//
// The core never draws a random number by itself; shells pass a Rng in. The daemon's draws from the
// kernel; SeededRng replays a run from one number (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
#pragma once

#include <cstdint>

namespace foliot::base {

class Rng {
 public:
  virtual ~Rng() = default;
  /// 64 uniformly random bits.
  virtual std::uint64_t next_u64() = 0;

  /// Uniform in [0, 1).
  double next_unit() { return static_cast<double>(next_u64() >> 11) * 0x1.0p-53; }
};

/// Deterministic; not for secrets.
class SeededRng final : public Rng {
 public:
  explicit SeededRng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next_u64() override {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace foliot::base
