// AuthError: why a line of a key file, or a whole file, is not taken.
#pragma once

#include <cstdint>

namespace foliot::auth {

enum class AuthError : std::uint8_t {
  bad_key_id,        ///< the first word is no number from 1 to 65535
  missing_key_type,  ///< the line ends after the id
  unknown_key_type,  ///< no digest of that name, or one that is too weak to be made any more (DES)
  missing_secret,    ///< the line ends after the type
  bad_hex_digit,     ///< an odd number of hexadecimal digits, or another character among them
  bad_secret_size,   ///< longer than kMaxSecretBytes
  bad_address,       ///< the list of addresses holds something else
  too_many_errors,   ///< the file was rejected whole: it is probably no key file
  too_many_keys,     ///< beyond kMaxKeys
};

}  // namespace foliot::auth
