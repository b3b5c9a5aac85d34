// Reassembly: puts the fragments of one answer together (RFC 9327 section 2).
//
// The server, or whoever answers in its place, is hostile until shown otherwise: fragments may overlap, repeat,
// claim more than they carry or never end. What does not fit is ignored; what would grow without end is an error.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "wire/control_message.hpp"

namespace foliot::ntpq {

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::size_t kMaxAnswer = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxFragments = 256;

/// What a datagram did to the answer.
enum class Progress : std::uint8_t {
  ignored,   ///< it is no part of this answer
  added,     ///< a part; others are missing
  complete,  ///< the last missing part
  refused,   ///< the server answered with an error: `error()`
  too_much,  ///< the answer is larger than we take
};

class Reassembly {
 public:
  Reassembly(wire::ControlOpcode opcode, std::uint16_t sequence) : opcode_(opcode), sequence_(sequence) {}

  /// Takes the next datagram of the connection; any bytes.
  [[nodiscard]] Progress add(std::span<const std::uint8_t> datagram);

  /// After `complete`: the data, and the status field of the last fragment.
  [[nodiscard]] Bytes data() const;
  [[nodiscard]] std::uint16_t status() const { return status_; }
  /// After `refused`: the code as the server gave it.
  [[nodiscard]] std::uint8_t error() const { return error_; }
  [[nodiscard]] bool empty() const { return fragments_.empty(); }

 private:
  [[nodiscard]] bool belongs(const wire::ControlHeader& header) const;
  [[nodiscard]] bool overlaps(std::size_t begin, std::size_t end) const;
  [[nodiscard]] bool complete() const;

  wire::ControlOpcode opcode_;
  std::uint16_t sequence_;
  std::map<std::size_t, Bytes> fragments_;  ///< by offset
  bool last_seen_ = false;
  std::size_t last_offset_ = 0;
  std::uint16_t status_ = 0;
  std::uint8_t error_ = 0;
};

}  // namespace foliot::ntpq
