// ByteWriter: writes big-endian fields into borrowed bytes; sticky when they do not fit.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace foliot::wire {

class ByteWriter {
 public:
  explicit constexpr ByteWriter(std::span<std::uint8_t> bytes) : bytes_(bytes) {}

  /// Writes sizeof(T) bytes, most significant first.
  template <std::unsigned_integral T>
  constexpr void be(T value) {
    if (!reserve(sizeof(T))) return;
    for (std::size_t i = sizeof(T); i-- > 0;) bytes_[size_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  constexpr void bytes(std::span<const std::uint8_t> source) {
    if (!reserve(source.size())) return;
    std::copy(source.begin(), source.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += source.size();
  }
  /// Leaves the next `count` bytes as they are.
  constexpr void skip(std::size_t count) {
    if (reserve(count)) size_ += count;
  }
  /// Zero bytes up to the next multiple of `alignment`.
  constexpr void pad_to(std::size_t alignment) {
    while (ok_ && size_ % alignment != 0) be<std::uint8_t>(0);
  }
  /// For a value that no message can carry: as if it had not fitted.
  constexpr void fail() { ok_ = false; }
  [[nodiscard]] constexpr std::span<const std::uint8_t> written() const { return bytes_.first(size_); }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  /// False once anything did not fit; what did not fit was not written.
  [[nodiscard]] constexpr bool ok() const { return ok_; }

 private:
  constexpr bool reserve(std::size_t count) {
    if (!ok_ || count > bytes_.size() - size_) ok_ = false;
    return ok_;
  }

  std::span<std::uint8_t> bytes_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace foliot::wire
