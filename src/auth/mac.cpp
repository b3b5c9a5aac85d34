#include "auth/mac.hpp"

namespace foliot::auth {

void seal(wire::ByteWriter& out, const SymmetricKey& key, std::size_t digest_limit) {
  const MessageDigest digest = make_digest(key, out.written(), digest_limit);
  out.be(key.id);
  out.bytes({digest.data(), digest.size()});
}

bool verifies(const SymmetricKey& key, std::span<const std::uint8_t> bytes, const wire::Mac& mac) {
  return mac.key_id == key.id && mac.offset <= bytes.size() && verifies(key, bytes.first(mac.offset), mac.digest);
}

}  // namespace foliot::auth
