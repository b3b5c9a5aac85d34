// A changed configuration in a running engine: what is the same stays, with all that was learnt.
#include "engine/engine.hpp"

namespace foliot::engine {

LineChanges Engine::reconfigure(const config::Config& config, const ClockReading& now, Actions& out) {
  LineChanges changes = match_lines(config_.associations, config.associations);
  const bool had_peer = system_.peer.has_value();
  sources_.each([&](std::size_t slot, Source& source) {
    if (source.line == kNoLine) return;
    const auto line = changes.new_of_old[source.line];
    if (line) {
      source.line = *line;
    } else {
      remove_source(slot, out);
    }
  });
  names_.remap(changes.new_of_old, config.associations.size());
  config_ = config;
  discipline_.set_options(config_.discipline);
  remap_crop(changes, out);
  sources_.each([&](std::size_t slot, Source& source) { apply_line(slot, source); });
  for (const std::size_t line : changes.added) begin_line(line, now.mono, out);
  shrink_pools(out);
  resolve_due_names(now.mono, out);
  run_selection(now);
  leave_orphanhood(out);
  if (selection_.system) {
    follow_system_peer(out);
  } else if (had_peer) {
    system_.peer.reset();
    system_.note(control::SystemEvent::no_system_peer);
    report(out, EventCode::no_system_peer);
  }
  return changes;
}

/// The options of its line, as far as they differ from those that it runs with.
void Engine::apply_line(std::size_t slot, Source& source) {
  if (source.line == kNoLine) return give_key(source);
  const association::AssociationOptions wanted = options_of(config_.associations[source.line]);
  const bool other_bias = wanted.bias_s != source.association.options().bias_s;
  if (wanted != source.association.options()) source.association.set_options(wanted);
  give_key(source);
  if (other_bias) {
    estimator_.forget(slot);
    source.history = {};
  }
  if (source.local_clock) fudge(*source.local_clock, source.association.remote().ip, wanted.prefer);
}

}  // namespace foliot::engine
