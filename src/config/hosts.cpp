#include "config/hosts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "config/numbers.hpp"

namespace foliot::config {
namespace {

constexpr std::size_t kMaxName = 255;  // RFC 1035 section 2.3.4

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name_char(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
}
bool is_graphic(char c) {
  return c > ' ' && c < '\x7f';
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

/// `fe80::1%eth0`: the name of the interface is resolved where sockets are.
bool is_scoped_v6(std::string_view text) {
  const std::size_t percent = text.find('%');
  if (percent == std::string_view::npos || !is_interface_name(text.substr(percent + 1))) return false;
  const auto address = base::IpAddress::parse(text.substr(0, percent));
  return address && !address->is_v4();
}

bool ends_in_number(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return std::ranges::all_of(dot == std::string_view::npos ? name : name.substr(dot + 1), is_digit);
}

/// A last label of a fully qualified name may be empty, a number may not.
bool is_name(std::string_view text) {
  if (!std::ranges::all_of(text, is_name_char) || text.starts_with('.') || text.starts_with('-')) return false;
  if (text.ends_with('.')) text.remove_suffix(1);
  return !text.empty() && !ends_in_number(text);
}

}  // namespace

bool is_host(std::string_view text) {
  if (text.size() > kMaxName) return false;
  return base::IpAddress::parse(text).has_value() || (text.contains(':') ? is_scoped_v6(text) : is_name(text));
}

bool contradicts(std::string_view host, std::optional<base::IpFamily> family) {
  if (!family) return false;
  const auto address = base::IpAddress::parse(host);
  if (address) return address->family() != *family;
  return host.contains(':') && *family == base::IpFamily::v4;
}

bool is_interface_name(std::string_view text) {
  const auto fits = [](char c) { return is_graphic(c) && c != '/'; };
  return !text.empty() && text.size() <= kMaxName && std::ranges::all_of(text, fits);
}

bool is_path(std::string_view text) {
  return std::ranges::none_of(text, is_control);
}

bool is_variable_name(std::string_view text) {
  constexpr std::size_t kMaxVariableName = 64;
  return !text.empty() && text.size() <= kMaxVariableName && std::ranges::all_of(text, is_name_char);
}

std::optional<Prefix> parse_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(slash + 1);
  const auto address = base::IpAddress::parse(text.substr(0, slash));
  const auto length = parse_integer(digits);
  if (!address || !length || digits.size() > 3 || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  if (*length > (address->is_v4() ? 32 : 128)) return std::nullopt;
  return Prefix{*address, static_cast<int>(*length)};
}

base::IpAddress mask_of(base::IpFamily family, int length) {
  std::array<std::uint8_t, 16> bytes{};
  for (int bit = 0; bit < length; ++bit) {
    std::uint8_t& byte = bytes[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<std::uint8_t>(byte | 0x80U >> (bit % 8));
  }
  if (family == base::IpFamily::v6) return base::IpAddress::v6(bytes);
  return base::IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

}  // namespace foliot::config
