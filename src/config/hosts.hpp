// Hosts, paths and masks: what a plain string must look like to be used as one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ip_address.hpp"

namespace foliot::config {

/// A numeric address, or what can be looked up as a name (letters, digits, `.`, `-`, `_`). Catches mistyped numbers:
/// what ends in a number or holds a colon must be an address, where IPv6 may name its interface after `%`.
[[nodiscard]] bool is_host(std::string_view text);

/// Whether a numeric `host` is of the other family; a name never is.
[[nodiscard]] bool contradicts(std::string_view host, std::optional<base::IpFamily> family);

/// Not empty, printable ASCII, at most 255 bytes, no slash.
[[nodiscard]] bool is_interface_name(std::string_view text);

/// No control characters: such a path is a mistake, and would spoil a log.
[[nodiscard]] bool is_path(std::string_view text);

/// What a variable of mode 6 may be called: letters, digits, `-`, `_` and `.`, at most 64 of them.
[[nodiscard]] bool is_variable_name(std::string_view text);

/// `ADDRESS/LENGTH`.
struct Prefix {
  base::IpAddress address;
  int length = 0;
};
[[nodiscard]] std::optional<Prefix> parse_prefix(std::string_view text);

/// A mask of `length` one bits; length is 0 to 32 or 0 to 128.
[[nodiscard]] base::IpAddress mask_of(base::IpFamily family, int length);

}  // namespace foliot::config
