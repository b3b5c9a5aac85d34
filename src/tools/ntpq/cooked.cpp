#include "tools/ntpq/cooked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tools/ntpq/refclock_names.hpp"
#include "tools/ntpq/status_text.hpp"
#include "tools/ntpq/text.hpp"
#include "tools/ntpq/units.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kLineWidth = 72;
constexpr std::size_t kArrayNameWidth = 11;
constexpr std::size_t kArrayColumn = 7;
constexpr std::size_t kMaxArray = 8;

/// Nothing when the value does not have the form.
using Cooked = std::optional<std::string>;
using Cook = Cooked (*)(std::string_view name, std::string_view value, const CookedStyle& style);

Cooked cook_date(std::string_view, std::string_view value, const CookedStyle& style) {
  const auto timestamp = parse_timestamp(value);
  if (!timestamp) return std::nullopt;
  return date_text(*timestamp, style.dates);
}

Cooked cook_address(std::string_view, std::string_view value, const CookedStyle&) {
  const auto address = base::IpAddress::parse(value);
  if (!address) return std::nullopt;
  return address->to_string();
}

struct Host {
  std::optional<base::IpAddress> address;
  std::string_view port;  ///< with its colon; empty: none
};

/// An address, perhaps with a port behind it.
Host parse_host(std::string_view value) {
  if (value.starts_with('[')) {
    const std::size_t close = std::min(value.find(']'), value.size() - 1);
    return {base::IpAddress::parse(value.substr(1, close - 1)), value.substr(close + 1)};
  }
  const std::size_t colon = value.find(':');
  const bool with_port = value.contains('.') && colon != std::string_view::npos && colon == value.rfind(':');
  if (!with_port) return {base::IpAddress::parse(value), {}};
  return {base::IpAddress::parse(value.substr(0, colon)), value.substr(colon)};
}

/// Nothing when it has none, or none is wanted.
std::optional<std::string> name_of_address(const base::IpAddress& address, const CookedStyle& style) {
  if (style.numeric || address.is_unspecified()) return std::nullopt;
  if (address.is_reference_clock()) return reference_clock_name(address);
  const auto name = style.name_of(address);
  return name ? std::optional(escaped(*name)) : std::nullopt;
}

Cooked cook_host(std::string_view, std::string_view value, const CookedStyle& style) {
  const auto address = parse_host(value).address;
  if (!address) return std::nullopt;
  return name_of_address(*address, style).value_or(address->to_string());
}

Cooked cook_reference(std::string_view, std::string_view value, const CookedStyle& style) {
  const auto address = base::IpAddress::parse(value);
  if (address && address->is_reference_clock()) return reference_clock_name(*address);
  if (address && style.reference_hash) return reference_hash(*address);
  if (address) return address->to_string();
  if (value.size() > 4) return std::nullopt;
  return escaped(value);
}

Cooked cook_leap(std::string_view, std::string_view value, const CookedStyle&) {
  const auto number = parse_integer(value);
  if (!number || *number < 0 || *number > 3) return std::nullopt;
  return fmt::format("{:02b}", *number);
}

Cooked cook_octal(std::string_view, std::string_view value, const CookedStyle&) {
  const auto number = parse_integer(value);
  if (!number || *number < 0) return std::nullopt;
  return fmt::format("{:03o}", *number);
}

Cooked cook_flash(std::string_view, std::string_view value, const CookedStyle&) {
  const auto number = parse_integer(value);
  if (!number || *number < 0) return std::nullopt;
  const std::string words = *number == 0 ? "ok" : flash_text(static_cast<std::uint64_t>(*number));
  return fmt::format("{:02x} {}", *number, words);
}

Cooked cook_array(std::string_view name, std::string_view value, const CookedStyle&) {
  std::string text(name.size() < kArrayNameWidth ? kArrayNameWidth - name.size() : 0, ' ');
  std::size_t count = 0;
  for (value = trimmed(value); !value.empty() && count < kMaxArray; ++count) {
    const std::size_t end = std::min(value.find_first_of(" \t"), value.size());
    const auto number = parse_decimal(value.substr(0, end));
    if (!number) return std::nullopt;
    if (count > 0) text += ' ';
    text += padded_left(cut(fmt::format("{:.2f}", *number), kArrayColumn), kArrayColumn);
    value = trimmed(value.substr(end));
  }
  return text;
}

struct Form {
  std::string_view name;
  Cook cook;
};

constexpr auto kForms = std::to_array<Form>({
    {"leap", cook_leap},
    {"reach", cook_octal},
    {"refid", cook_reference},
    {"reftime", cook_date},
    {"clock", cook_date},
    {"org", cook_date},
    {"rec", cook_date},
    {"xmt", cook_date},
    {"flash", cook_flash},
    {"srcadr", cook_host},
    {"peeradr", cook_host},
    {"dstadr", cook_address},
    {"filtdelay", cook_array},
    {"filtoffset", cook_array},
    {"filtdisp", cook_array},
    {"filterror", cook_array},
});

std::string pair_text(const VariablePair& pair, const CookedStyle& style) {
  if (!pair.value) return escaped(pair.name) + '=';
  return escaped(pair.name) + '=' + cooked_value(pair.name, *pair.value, style);
}

}  // namespace

std::string cooked_status_line(std::uint16_t association_id, std::uint16_t status, StatusKind kind) {
  std::string words = association_id == 0 ? system_status_text(status) : peer_status_text(status);
  if (kind == StatusKind::clock) words = clock_status_text(status);
  return fmt::format("associd={} status={:04x} {},\n", association_id, status, words);
}

std::string raw_status_line(std::uint16_t association_id, std::uint16_t status) {
  return fmt::format("associd={} status=0x{:04x},\n", association_id, status);
}

std::string cooked_value(std::string_view name, std::string_view value, const CookedStyle& style) {
  for (const Form& form : kForms) {
    if (form.name != name) continue;
    if (const auto cooked = form.cook(name, value, style)) return *cooked;
    return escaped(value) + '?';
  }
  return escaped(style.units ? with_unit(name, value) : value);
}

std::string named_address(std::string_view value, const CookedStyle& style) {
  const auto [address, port] = parse_host(value);
  const auto name = address ? name_of_address(*address, style) : std::nullopt;
  return name ? *name + escaped(port) : escaped(value);
}

std::string cooked_variables(const VariablePairs& variables, const CookedStyle& style) {
  std::string text;
  std::size_t column = 0;
  for (const auto& pair : variables) {
    const std::string item = pair_text(pair, style);
    if (!text.empty()) {
      const bool fits = column + item.size() + 2 <= kLineWidth;
      text += fits ? ", " : ",\n";
      column = fits ? column + 2 : 0;
    }
    text += item;
    column += item.size();
  }
  return text.empty() ? text : text + '\n';
}

}  // namespace foliot::ntpq
