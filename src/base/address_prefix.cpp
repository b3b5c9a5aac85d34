#include "base/address_prefix.hpp"

#include <algorithm>
#include <charconv>

namespace foliot::base {
namespace {

int family_bits(const IpAddress& address) {
  return address.is_v4() ? 32 : 128;
}

std::optional<int> parse_length(std::string_view text, int most) {
  int length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size() || length < 0 || length > most) return std::nullopt;
  return length;
}

}  // namespace

AddressPrefix::AddressPrefix(const IpAddress& address) : AddressPrefix(address, family_bits(address)) {}

std::optional<AddressPrefix> AddressPrefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return AddressPrefix(*address);
  const auto length = parse_length(text.substr(slash + 1), family_bits(*address));
  if (!length) return std::nullopt;
  return AddressPrefix(*address, *length);
}

bool AddressPrefix::contains(const IpAddress& address) const {
  if (address.family() != address_.family()) return false;
  const auto ours = address_.bytes();
  const auto theirs = address.bytes();
  const auto whole = static_cast<std::size_t>(length_bits_ / 8);
  if (!std::ranges::equal(ours.first(whole), theirs.first(whole))) return false;
  const int rest_bits = length_bits_ % 8;
  return rest_bits == 0 || ((ours[whole] ^ theirs[whole]) >> (8 - rest_bits)) == 0;
}

std::string AddressPrefix::to_string() const {
  std::string text = address_.to_string();
  if (length_bits_ < family_bits(address_)) text += "/" + std::to_string(length_bits_);
  return text;
}

}  // namespace foliot::base
