// Who may become an association without having been configured (RFC 5905 section 9.2, `nopeer`, `noepeer`).
#include "auth/mac.hpp"
#include "server/responder.hpp"

namespace foliot::server {

using access::Restrict;

std::optional<int> Responder::ippeerlimit(const base::SocketAddress& from) const {
  const access::Restriction found = list_->find(from);
  const bool refused = found.flags.has(Restrict::ignore) || found.flags.has(Restrict::noserve) ||
                       found.flags.has(Restrict::nopeer) || found.flags.has(Restrict::noepeer);
  return refused ? std::nullopt : std::optional<int>(found.ippeerlimit);
}

std::optional<std::uint32_t> Responder::key_of_equal(std::span<const std::uint8_t> bytes,
                                                     const base::SocketAddress& from) const {
  const auto packet = wire::parse_packet(bytes);
  if (!packet || packet->header.mode != wire::Mode::symmetric_active || !packet->mac) return std::nullopt;
  const auth::SymmetricKey* key = keys_->find_trusted(packet->mac->key_id);
  const bool verified = key != nullptr && key->may_be_used_by(from.ip) && auth::verifies(*key, bytes, *packet->mac);
  return verified ? std::optional(key->id) : std::nullopt;
}

}  // namespace foliot::server
