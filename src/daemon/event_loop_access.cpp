// The access list and the keys while the daemon runs: names that are found, associations that come and go, files.
#include <utility>

#include "daemon/event_loop.hpp"
#include "daemon/load_keys.hpp"

namespace foliot::daemon {

void EventLoop::configure_access(std::vector<base::IpAddress> own_addresses) {
  restrict_lookups_.clear();
  access_.configure(config_.restricts, std::move(own_addresses), parts_.clock.now().mono);
  renew_access();
}

/// Before anything is waited for: a reply must not find the list without the association it belongs to.
void EventLoop::renew_access() {
  for (const RestrictName& name : access_.due(parts_.clock.now().mono)) {
    restrict_lookups_.emplace(resolver_.request(name.host, name.family), name.number);
  }
  if (access_.has_template()) access_.set_sources(parts_.engine.source_addresses());
  auto list = access_.take_changed();
  if (!list) return;
  access::MonitorOptions options;
  options.rate = config_.rate;
  options.mru = config_.mru;
  parts_.xdp.use(*list, config_.rate);
  time_service_.configure(std::move(list), options, config_.switches.monitor);
}

void EventLoop::use_keys(std::shared_ptr<const auth::KeyRing> keys) {
  keys_ = std::move(keys);
  report_missing_keys(config_, *keys_, parts_.log);
  parts_.engine.set_keys(keys_);
  time_service_.use(keys_);
  time_service_.admit_administrator(config_.control_key, remote_changes_);
}

void EventLoop::take_restrict_name(const platform::Resolved& resolved) {
  const auto lookup = restrict_lookups_.find(resolved.id);
  if (lookup == restrict_lookups_.end()) return;
  const std::size_t number = lookup->second;
  restrict_lookups_.erase(lookup);
  const platform::Addresses none;
  const auto text = access_.resolved(number, resolved.addresses ? *resolved.addresses : none, parts_.clock.now().mono);
  if (text) parts_.log.notice(*text);
}

}  // namespace foliot::daemon
