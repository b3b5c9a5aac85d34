// AddressPrefix: all addresses that share their first bits, as `192.0.2.0/24` or a single address.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"

namespace foliot::base {

class AddressPrefix {
 public:
  /// Just `address`.
  explicit AddressPrefix(const IpAddress& address);

  /// `ADDRESS` or `ADDRESS/LENGTH`, numeric. Nothing on anything else, or when the length exceeds the family's.
  [[nodiscard]] static std::optional<AddressPrefix> parse(std::string_view text);

  /// Whether `address` is of the same family and starts with the same bits; scopes do not matter.
  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] const IpAddress& address() const { return address_; }
  [[nodiscard]] int length_bits() const { return length_bits_; }
  /// As it is parsed; a whole address without a length.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const AddressPrefix&, const AddressPrefix&) = default;

 private:
  AddressPrefix(const IpAddress& address, int length_bits) : address_(address), length_bits_(length_bits) {}

  IpAddress address_;
  int length_bits_;
};

}  // namespace foliot::base
