// FixedVector: a vector with its storage inside, for hot paths and hostile input.
//
// It never allocates and never grows past its capacity: `try_push_back` says so instead. Made for
// trivially destructible values (headers, samples, survivors); that keeps it a plain array and a count.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "base/check.hpp"

namespace foliot::base {

template <class T, std::size_t Capacity>
class FixedVector {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  using value_type = T;

  [[nodiscard]] static constexpr std::size_t capacity() { return Capacity; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr bool full() const { return size_ == Capacity; }

  /// Appends `value`; false (and unchanged) when full.
  [[nodiscard]] constexpr bool try_push_back(const T& value) {
    if (full()) return false;
    items_[size_++] = value;
    return true;
  }

  /// Appends `value`; the caller knows that there is room.
  constexpr void push_back(const T& value) {
    check(!full());
    items_[size_++] = value;
  }

  /// Drops every element from `count` on. `count` <= size().
  constexpr void truncate(std::size_t count) {
    check(count <= size_);
    size_ = count;
  }
  constexpr void clear() { size_ = 0; }

  /// Removes the element at `index`, keeping the order of the others.
  constexpr void erase_at(std::size_t index) {
    check(index < size_);
    for (std::size_t i = index + 1; i < size_; ++i) items_[i - 1] = items_[i];
    --size_;
  }

  [[nodiscard]] constexpr T& operator[](std::size_t index) {
    check(index < size_);
    return items_[index];
  }
  [[nodiscard]] constexpr const T& operator[](std::size_t index) const {
    check(index < size_);
    return items_[index];
  }
  [[nodiscard]] constexpr T& back() { return (*this)[size_ - 1]; }
  [[nodiscard]] constexpr const T& back() const { return (*this)[size_ - 1]; }

  [[nodiscard]] constexpr T* data() { return items_.data(); }
  [[nodiscard]] constexpr const T* data() const { return items_.data(); }
  [[nodiscard]] constexpr T* begin() { return items_.data(); }
  [[nodiscard]] constexpr T* end() { return items_.data() + size_; }
  [[nodiscard]] constexpr const T* begin() const { return items_.data(); }
  [[nodiscard]] constexpr const T* end() const { return items_.data() + size_; }

 private:
  std::array<T, Capacity> items_{};
  std::size_t size_ = 0;
};

}  // namespace foliot::base
