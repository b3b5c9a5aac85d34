#include "auth/mac.hpp"

#include "auth/message_digest.hpp"

namespace foliot::auth {

void seal(wire::ByteWriter& out, const SymmetricKey& key) {
  const MessageDigest digest = make_digest(key, out.written());
  out.be(key.id);
  out.bytes({digest.data(), digest.size()});
}

bool verifies(const SymmetricKey& key, std::span<const std::uint8_t> bytes, const wire::Mac& mac) {
  return mac.key_id == key.id && mac.offset <= bytes.size() && verifies(key, bytes.first(mac.offset), mac.digest);
}

}  // namespace foliot::auth
