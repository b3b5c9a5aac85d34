#include "control/value_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/ip_address.hpp"
#include "time/civil_date.hpp"
#include "wire/header.hpp"

namespace foliot::control {
namespace {

constexpr std::size_t kMaxQuoted = 256;
constexpr double kAbsurd = 1e15;
constexpr double kMilliseconds = 1e3;

bool printable(std::uint8_t octet) {
  return octet >= 0x20 && octet < 0x7f;
}

std::string padded_hex(std::uint32_t value) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  return std::string(digits.size() - count, '0').append(digits.data(), count);
}

}  // namespace

std::string fixed_text(double value, int decimals) {
  if (!std::isfinite(value)) value = std::isinf(value) ? std::copysign(kAbsurd, value) : 0;
  const double tamed = std::clamp(value, -kAbsurd, kAbsurd) + 0.0;  // a negative zero becomes a plain one
  std::array<char, 40> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), tamed, std::chars_format::fixed, decimals);
  return {text.data(), result.ptr};
}

std::string general_text(double value) {
  constexpr int kSignificant = 6;
  if (!std::isfinite(value)) return "0";
  std::array<char, 32> text{};
  const auto result =
      std::to_chars(text.data(), text.data() + text.size(), value + 0.0, std::chars_format::general, kSignificant);
  return {text.data(), result.ptr};
}

std::string whole_text(double value) {
  return fixed_text(std::trunc(std::isfinite(value) ? value : 0), 0);
}

std::string hex_text(std::uint64_t value) {
  std::array<char, 16> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return "0x" + std::string(digits.data(), result.ptr);
}

std::string timestamp_text(Timestamp timestamp) {
  const std::uint64_t bits = timestamp.bits();
  return "0x" + padded_hex(static_cast<std::uint32_t>(bits >> 32U)) + '.' +
         padded_hex(static_cast<std::uint32_t>(bits));
}

std::string minute_text(WallTime time) {
  constexpr std::int64_t kMinute_ns = 60'000'000'000;
  const std::int64_t days = day_of(time);
  const CivilDate date = civil_date(days);
  const std::int64_t minutes = time.nanoseconds() / kMinute_ns - days * 1440;
  std::string text = std::to_string(date.year);
  for (const std::int64_t part : {std::int64_t{date.month}, std::int64_t{date.day}, minutes / 60, minutes % 60}) {
    text += part < 10 ? "0" : "";
    text += std::to_string(part);
  }
  return text;
}

std::string array_text(std::span<const double> seconds) {
  std::string text;
  for (const double value : seconds) text += ' ' + fixed_text(value * kMilliseconds, 2);
  return text;
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text.substr(0, kMaxQuoted)) {
    quoted += printable(static_cast<std::uint8_t>(c)) && c != '"' ? c : '.';
  }
  return quoted + '"';
}

std::string plain_text(std::string_view text) {
  const auto breaks_list = [](char c) {
    return !printable(static_cast<std::uint8_t>(c)) || c == ',' || c == '"' || c == '=';
  };
  const bool safe = text.size() <= kMaxQuoted && std::ranges::none_of(text, breaks_list);
  return safe ? std::string(text) : quoted_text(text);
}

std::string reference_name_text(wire::ReferenceId id) {
  std::string text;
  for (const std::uint8_t octet : id.bytes()) {
    if (octet == 0) break;
    const bool breaks_list = octet == ',' || octet == '"' || octet == '=';
    text += printable(octet) && !breaks_list ? static_cast<char>(octet) : '.';
  }
  return text;
}

std::string reference_text(wire::ReferenceId id, std::uint8_t stratum) {
  if (stratum <= 1 || stratum >= wire::kMaxStratum) return reference_name_text(id);
  const auto octets = id.bytes();
  return base::IpAddress::v4(octets[0], octets[1], octets[2], octets[3]).to_string();
}

}  // namespace foliot::control
