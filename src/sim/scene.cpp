#include "sim/scene.hpp"

namespace foliot::sim {
namespace {

template <class T>
void assign(const std::optional<T>& value, T& target) {
  if (value) target = *value;
}

}  // namespace

void apply(const SetPath& change, PathModel& path) {
  assign(change.up_s, path.up_s);
  assign(change.down_s, path.down_s);
  assign(change.jitter_up, path.jitter_up);
  assign(change.jitter_down, path.jitter_down);
  assign(change.loss, path.loss);
  assign(change.duplicate, path.duplicate);
}

void apply(const SetServer& change, ServerModel& server) {
  assign(change.offset_s, server.offset_s);
  assign(change.drift, server.drift);
  assign(change.stratum, server.stratum);
  assign(change.leap, server.leap);
  assign(change.alive, server.alive);
  assign(change.root_delay_s, server.root_delay_s);
  assign(change.root_dispersion_s, server.root_dispersion_s);
}

}  // namespace foliot::sim
