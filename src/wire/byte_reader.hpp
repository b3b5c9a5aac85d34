// ByteReader: a cursor over borrowed bytes that turns big-endian fields into numbers.
//
// Sticky: after the first read past the end every later read gives zero and ok() is false, so a parser
// reads all its fields and checks once.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace foliot::wire {

class ByteReader {
 public:
  explicit constexpr ByteReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  /// The next sizeof(T) bytes, most significant first; 0 when there are not enough.
  template <std::unsigned_integral T>
  [[nodiscard]] constexpr T be() {
    T value = 0;
    for (const std::uint8_t byte : take(sizeof(T)))
      value = static_cast<T>(static_cast<std::uint64_t>(value) << 8U | byte);
    return value;
  }
  /// The next `count` bytes, not copied; empty when there are not enough.
  [[nodiscard]] constexpr std::span<const std::uint8_t> take(std::size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  /// All bytes not read yet; they stay unread.
  [[nodiscard]] constexpr std::span<const std::uint8_t> rest() const { return rest_; }
  [[nodiscard]] constexpr std::size_t remaining() const { return rest_.size(); }
  /// False once any read went past the end.
  [[nodiscard]] constexpr bool ok() const { return ok_; }

 private:
  std::span<const std::uint8_t> rest_;
  bool ok_ = true;
};

}  // namespace foliot::wire
