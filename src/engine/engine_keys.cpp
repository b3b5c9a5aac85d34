// Which association authenticates with which key.
#include <utility>

#include "engine/engine.hpp"

namespace foliot::engine {

void Engine::set_keys(std::shared_ptr<const auth::KeyRing> keys) {
  keys_ = std::move(keys);
  sources_.each([this](std::size_t, Source& source) { give_key(source); });
}

/// Trust alone is not enough: a key may be bound to other addresses.
void Engine::give_key(Source& source) const {
  const auto id = source.association.options().key_id;
  const auth::SymmetricKey* key = id ? keys_->find_trusted(*id) : nullptr;
  const bool usable = key != nullptr && key->may_be_used_by(source.association.remote().ip);
  source.association.set_key(usable ? std::optional(*key) : std::nullopt);
}

}  // namespace foliot::engine
