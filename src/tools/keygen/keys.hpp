// New symmetric keys and the text of their file, in the dialect of each family.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/symmetric_key.hpp"
#include "base/rng.hpp"

namespace foliot::keygen {

enum class Dialect : std::uint8_t {
  classic,  ///< classic ntp and this suite
  ntpsec,
  chrony,
};

[[nodiscard]] std::optional<Dialect> parse_dialect(std::string_view name);

struct NewKey {
  std::uint32_t id = 0;
  auth::KeyType type = auth::KeyType::md5;
  std::string secret;   ///< as it stands in the file, without a prefix
  bool is_hex = false;  ///< else it is text
};

/// `count` keys from `first` on. MD5: 20 characters of text; others: hexadecimal digits, as many as the digest is worth
/// and every family reads (64 at most). rng: must not be guessable.
[[nodiscard]] std::vector<NewKey> make_keys(auth::KeyType type, std::uint32_t first, int count, base::Rng& rng);

/// The classic set: ten MD5 keys, then ten SHA1 keys.
[[nodiscard]] std::vector<NewKey> make_classic_keys(std::uint32_t first, base::Rng& rng);

/// A key a line.
[[nodiscard]] std::string to_text(const std::vector<NewKey>& keys, Dialect dialect);

}  // namespace foliot::keygen
