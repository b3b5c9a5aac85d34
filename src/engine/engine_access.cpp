// What the shell's access control asks of the engine, and tells it.
#include "engine/engine.hpp"

namespace foliot::engine {

std::optional<AssociationId> Engine::service_association(const base::SocketAddress& remote) const {
  std::optional<AssociationId> id;
  sources_.each([&](std::size_t, const Source& source) {
    const bool ours = (source.association.from_service_port() || source.association.is_symmetric()) &&
                      source.association.remote() == remote;
    if (ours) id = source.id;
  });
  return id;
}

bool Engine::has_key(AssociationId id) const {
  const auto slot = sources_.find(id);
  return slot && sources_.at(*slot)->association.options().key_id.has_value();
}

std::optional<std::size_t> Engine::line_of(AssociationId id) const {
  const auto slot = sources_.find(id);
  return slot && sources_.at(*slot)->line != kNoLine ? std::optional(sources_.at(*slot)->line) : std::nullopt;
}

void Engine::remove_pool_member(AssociationId id, MonoTime now, Actions& out) {
  const auto slot = sources_.find(id);
  if (slot && is_pool(sources_.at(*slot)->line)) drop_refusing_member(*slot, now, out);
}

void Engine::on_refused_reply(AssociationId id, const base::SocketAddress& from) {
  if (watchdog_.owns(id)) return watchdog_.on_refused(id, from);
  const auto slot = sources_.find(id);
  if (!slot) return;
  association::Association& association = sources_.at(*slot)->association;
  if (association.remote() == from) association.on_access_denied();
}

base::FixedVector<base::IpAddress, Engine::kMostAddresses> Engine::source_addresses() const {
  base::FixedVector<base::IpAddress, kMostAddresses> addresses;
  sources_.each([&](std::size_t, const Source& source) {
    if (!source.local_clock) addresses.push_back(source.association.remote().ip);
  });
  for (const base::SocketAddress& asked : watchdog_.asked()) addresses.push_back(asked.ip);
  return addresses;
}

}  // namespace foliot::engine
