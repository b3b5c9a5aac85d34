// StateLatch<T>: a small value that one writer at a time replaces and any number of processes read.
//
// Two slots and a generation that says which of them counts. The writer fills the other slot, then moves the
// generation on. A writer that dies half-way has touched only the slot that nobody reads, so readers never
// wait for it and nothing needs repair: that is the difference to Published<T>, whose readers would spin.
// A reader that is overtaken twice sees the generation change and reads again. Words are stored with release
// and loaded with acquire order: who sees a word of write g+2 also sees generation g+1.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace foliot::platform {

template <class T>
class StateLatch {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % 8 == 0);
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "the value is shared between processes");
  static constexpr std::size_t kWords = sizeof(T) / 8;
  using Words = std::array<std::uint64_t, kWords>;

 public:
  StateLatch() = default;
  explicit StateLatch(const T& value) { write(value); }

  /// Replaces the value. Writers must exclude each other.
  void write(const T& value) {
    const auto words = std::bit_cast<Words>(value);
    const std::uint64_t next = generation_.load(std::memory_order_relaxed) + 1;
    auto& slot = slots_[next % 2];
    for (std::size_t i = 0; i < kWords; ++i) slot[i].store(words[i], std::memory_order_release);
    generation_.store(next, std::memory_order_release);
  }

  /// The newest complete value.
  [[nodiscard]] T read() const {
    for (;;) {
      const std::uint64_t generation = generation_.load(std::memory_order_acquire);
      const auto& slot = slots_[generation % 2];
      Words words{};
      for (std::size_t i = 0; i < kWords; ++i) words[i] = slot[i].load(std::memory_order_acquire);
      if (generation_.load(std::memory_order_acquire) != generation) continue;
      return std::bit_cast<T>(words);
    }
  }

 private:
  std::atomic<std::uint64_t> generation_{0};
  std::array<std::array<std::atomic<std::uint64_t>, kWords>, 2> slots_{};
};

}  // namespace foliot::platform
