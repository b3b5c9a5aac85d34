// Published<T>: one writer hands a small value to many readers without locks.
//
// A sequence lock whose payload is an array of atomic 64-bit words. The writer makes the counter odd,
// stores the words, makes it even; a reader that saw the same even counter before and after holds an
// untorn value. Each word is stored with release and loaded with acquire order: a reader that sees one
// new word therefore sees the odd counter too, so no fences are needed and no plain access can race.
// (Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012.)
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

namespace foliot::base {

template <class T>
class Published {
  static_assert(std::is_trivially_copyable_v<T>);
  static constexpr std::size_t kWords = (sizeof(T) + 7) / 8;
  using Words = std::array<std::uint64_t, kWords>;

 public:
  /// Replaces the value. One thread only.
  void publish(const T& value) {
    Words words{};
    std::memcpy(words.data(), &value, sizeof(T));
    const std::uint64_t sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_release);
    for (std::size_t i = 0; i < kWords; ++i) words_[i].store(words[i], std::memory_order_release);
    sequence_.store(sequence + 2, std::memory_order_release);
  }

  /// The newest value; nothing before the first publish. Retries while a write is under way.
  [[nodiscard]] std::optional<T> read() const {
    for (;;) {
      const std::uint64_t before = sequence_.load(std::memory_order_acquire);
      if (before == 0) return std::nullopt;
      if (before % 2 == 1) continue;
      Words words{};
      for (std::size_t i = 0; i < kWords; ++i) words[i] = words_[i].load(std::memory_order_acquire);
      if (sequence_.load(std::memory_order_acquire) != before) continue;
      T value;
      std::memcpy(static_cast<void*>(&value), words.data(), sizeof(T));
      return value;
    }
  }

 private:
  std::atomic<std::uint64_t> sequence_{0};
  std::array<std::atomic<std::uint64_t>, kWords> words_{};
};

}  // namespace foliot::base
