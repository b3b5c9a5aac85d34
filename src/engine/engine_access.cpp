// What the shell's access control asks of the engine, and tells it.
#include "engine/engine.hpp"

namespace foliot::engine {

std::optional<AssociationId> Engine::service_association(const base::SocketAddress& remote) const {
  std::optional<AssociationId> id;
  sources_.each([&](std::size_t, const Source& source) {
    const bool ours = source.association.options().from_service_port && source.association.remote() == remote;
    if (ours) id = source.id;
  });
  return id;
}

bool Engine::has_key(AssociationId id) const {
  const auto slot = sources_.find(id);
  return slot && sources_.at(*slot)->association.options().key_id.has_value();
}

void Engine::on_refused_reply(AssociationId id, const base::SocketAddress& from) {
  const auto slot = sources_.find(id);
  if (!slot) return;
  association::Association& association = sources_.at(*slot)->association;
  if (association.remote() == from) association.on_access_denied();
}

std::vector<base::IpAddress> Engine::source_addresses() const {
  std::vector<base::IpAddress> addresses;
  sources_.each([&](std::size_t, const Source& source) {
    if (!source.local_clock) addresses.push_back(source.association.remote().ip);
  });
  return addresses;
}

}  // namespace foliot::engine
