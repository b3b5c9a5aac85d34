// Keys and sealed messages for tests.
#pragma once

#include <string_view>

#include "auth/key_file.hpp"
#include "auth/mac.hpp"
#include "support/packets.hpp"

namespace foliot::test {

/// The key of one line of a key file.
inline auth::SymmetricKey key_of(std::string_view line) {
  return auth::parse_key_file(line).keys.at(0);
}

inline Bytes sealed(const wire::Header& header, const auth::SymmetricKey& key) {
  Bytes bytes(wire::Header::kSize + wire::kMaxMacLength);
  wire::ByteWriter out(bytes);
  header.write_to(out);
  auth::seal(out, key);
  bytes.resize(out.size());
  return bytes;
}

}  // namespace foliot::test
