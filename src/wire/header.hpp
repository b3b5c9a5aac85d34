// Header: the 48 octets that every time message starts with (RFC 5905 section 7.3).
//
// Read and written field by field; no struct is ever laid over packet bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>

#include "time/leap_indicator.hpp"
#include "time/short_interval.hpp"
#include "time/timestamp.hpp"
#include "wire/byte_reader.hpp"
#include "wire/byte_writer.hpp"
#include "wire/parse_error.hpp"
#include "wire/reference_id.hpp"

namespace foliot::wire {

/// RFC 5905 figure 10.
enum class Mode : std::uint8_t {
  reserved = 0,
  symmetric_active = 1,
  symmetric_passive = 2,
  client = 3,
  server = 4,
  broadcast = 5,
  control = 6,
  private_use = 7,
};

inline constexpr std::uint8_t kVersion = 4;
/// RFC 5905 MAXSTRAT: unsynchronised; on the wire it is sent as 0.
inline constexpr std::uint8_t kMaxStratum = 16;

struct Header {
  static constexpr std::size_t kSize = 48;

  LeapIndicator leap = LeapIndicator::none;
  std::uint8_t version = kVersion;
  Mode mode = Mode::client;
  std::uint8_t stratum = 0;
  std::int8_t poll = 0;       ///< log2 s, as sent
  std::int8_t precision = 0;  ///< log2 s, as sent
  ShortInterval root_delay;
  ShortInterval root_dispersion;
  ReferenceId reference_id;
  Timestamp reference;
  Timestamp origin;
  Timestamp receive;
  Timestamp transmit;

  /// Reads 48 octets. Any version and mode; judging them is the caller's part.
  /// Errors: truncated.
  [[nodiscard]] static std::expected<Header, ParseError> parse(ByteReader& in);
  /// Writes 48 octets.
  void write_to(ByteWriter& out) const;

  friend bool operator==(const Header&, const Header&) = default;
};

/// Mode and version of the message that starts with `first_octet`, before anything else is known of it.
[[nodiscard]] constexpr Mode mode_of(std::uint8_t first_octet) { return static_cast<Mode>(first_octet & 7U); }
[[nodiscard]] constexpr std::uint8_t version_of(std::uint8_t first_octet) {
  return static_cast<std::uint8_t>((first_octet >> 3U) & 7U);
}

}  // namespace foliot::wire
