// Key files: `ID TYPE SECRET [ADDRESS[/LENGTH],...]`, a key a line, as classic ntp and ntpsec write them, and
// chrony's `ID [TYPE] {ASCII:|HEX:}SECRET`.
//
// A secret of up to 20 characters is text, a longer one hexadecimal (of which 64 digits count); a prefix overrules
// both. `#` starts a comment anywhere, `!`, `;` and `%` at the start of a line. A bad line is reported and skipped;
// after too many of them nothing of the file is taken.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth_error.hpp"
#include "auth/symmetric_key.hpp"

namespace foliot::auth {

/// Bad lines that a file may have; with one more it is rejected whole, as in classic ntp.
inline constexpr std::size_t kMaxBadLines = 15;
/// One per id.
inline constexpr std::size_t kMaxKeys = 65535;

struct KeyFileFinding {
  int line = 0;  ///< from 1
  AuthError error = AuthError::bad_key_id;
  std::uint32_t key_id = 0;  ///< 0: not known
  friend bool operator==(const KeyFileFinding&, const KeyFileFinding&) = default;
};

struct KeyFile {
  std::vector<SymmetricKey> keys;        ///< in the order of the file; none when it was rejected
  std::vector<KeyFileFinding> findings;  ///< never holds a secret
  [[nodiscard]] bool rejected() const {
    return !findings.empty() &&
           (findings.back().error == AuthError::too_many_errors || findings.back().error == AuthError::too_many_keys);
  }
};

[[nodiscard]] KeyFile parse_key_file(std::string_view text);

}  // namespace foliot::auth
