// SIGHUP: the whole configuration is read again, and what differs is applied. Whatever did not change does not notice.
#include <fmt/format.h>

#include <utility>

#include "daemon/change_text.hpp"
#include "daemon/event_loop.hpp"
#include "daemon/listening.hpp"
#include "daemon/load_config.hpp"
#include "daemon/load_keys.hpp"
#include "daemon/log_target.hpp"
#include "platform/privileges.hpp"

namespace foliot::daemon {
namespace {

/// More than a socket's queue holds: a flood must not keep a socket that is to be closed.
constexpr int kMostWaiting = 1000;

void log_address(Logger& log, const std::string& interface, const base::IpAddress& address, const char* what) {
  log.notice(fmt::format("interface {}: {} {}", interface, address.to_string(), what));
}

}  // namespace

void EventLoop::reload() {
  parts_.manager.reloading();
  LoadedConfig loaded = load_config(options_);
  report_findings(loaded, options_, parts_.log);
  if (loaded.is_sound()) {
    take_over(std::move(loaded.config), options_.config_file + " read again");
  } else {
    refuse();
  }
  status_.changed();
  parts_.manager.ready();
}

void EventLoop::refuse() {
  // The log file is opened anew in any case: whoever moved it away waits for that.
  static_cast<void>(direct_log(options_, config_, parts_.log));
  parts_.log.error(fmt::format("{} has errors: the running configuration stays as it is", options_.config_file));
}

void EventLoop::take_over(config::Config next, std::string_view occasion) {
  static_cast<void>(direct_log(options_, next, parts_.log));
  auto own = swap_sockets(next);
  const auto changes = parts_.engine.reconfigure(next, parts_.clock.now(), actions_);
  remap_lookups(changes.new_of_old);
  const config::Config before = std::exchange(config_, std::move(next));
  statistics_.configure(config_);
  rtc_.configure(config_);
  parts_.cards.configure(config_);
  use_cards();
  leap_file_.hurry();
  leave_groups(before);
  join_groups();
  configure_access(std::move(own));
  publish_time();  // with the settings that hold now
  // The same file may hold other keys.
  use_keys(load_keys(config_, keys_, parts_.log, platform::service_group(options_.user)));
  const auto texts = change_texts(before, config_, changes);
  const std::string result = texts.empty()       ? "nothing changed"
                             : texts.size() == 1 ? "1 change"
                                                 : fmt::format("{} changes", texts.size());
  parts_.log.notice(fmt::format("{}: {}", occasion, result));
  for (const std::string& text : texts) parts_.log.notice("reload: " + text);
  perform();
}

/// Once the answer is on its way.
void EventLoop::apply_remote_changes() {
  auto accepted = remote_changes_.take();
  if (!accepted) return;
  for (const std::uint16_t id : accepted->commands.unpeer) unpeer(id, accepted->config);
  reset_counters(accepted->commands.reset);
  take_over(std::move(accepted->config), "configuration by ntpq");
}

void EventLoop::reset_counters(config::Counters counters) {
  const MonoTime now = parts_.clock.now().mono;
  time_service_.reset(counters);
  if (counters.has("io")) activity_.reset_io(now);
  if (counters.has("timer")) activity_.reset_timer(now);
  if (counters.has("allpeers")) parts_.engine.reset_source_counts();
}

/// A member of a pool goes alone, and the pool finds another; every other association goes with its line.
void EventLoop::unpeer(engine::AssociationId id, config::Config& next) {
  const auto line = parts_.engine.line_of(id);
  if (!line) return parts_.log.error(fmt::format("unpeer {}: there is no such association", id));
  const config::AssociationLine& meant = config_.associations[*line];
  if (meant.options.kind == association::AssociationKind::pool) {
    parts_.engine.remove_pool_member(id, parts_.clock.now().mono, actions_);
  } else {
    std::erase_if(next.associations, [&](const config::AssociationLine& other) { return same_settings(other, meant); });
  }
}

std::vector<base::IpAddress> EventLoop::swap_sockets(const config::Config& next) {
  const auto local = local_addresses();
  const ListenPlan plan = plan_listening(next.interfaces, local, options_.listen_scope());
  listen_to(next, plan);
  auto own = own_addresses(plan, local);
  parts_.engine.set_own_addresses(own);
  return own;
}

void EventLoop::listen_to(const config::Config& config, const ListenPlan& plan) {
  static_cast<void>(listen(parts_.service, plan, config, parts_.log));
  employ_workers();
  parts_.xdp.configure(config, plan);
  for (platform::UdpSocket& retired : parts_.service.take_retired()) {
    for (int waiting = 0; waiting < kMostWaiting && handle_service(retired); ++waiting) continue;
    parts_.service.count_closed(retired);
  }
}

/// Before sockets that are no longer wanted are closed: while a worker still has its own, some of what comes there is
/// dealt to the control thread's.
void EventLoop::employ_workers() {
  if (employed_generation_ == parts_.service.generation()) return;
  employed_generation_ = parts_.service.generation();
  if (const auto error = parts_.service.take_steering_error()) {
    parts_.log.warning(fmt::format("workers: {}; requests are answered by one thread", error->text()));
  }
  if (time_service_.employ(parts_.service.worker_sockets())) return;
  parts_.log.error("workers: no thread can be started, ending; allow more of them, or configure `workers 0`");
  ending_ = Ending::failed;
}

/// Interfaces come and go without a restart: sockets as the rules say, our own addresses for loop detection, and
/// servers that could not be reached are asked at once.
void EventLoop::look_at_network() {
  const ClockReading now = parts_.clock.now();
  if (!scan_.due(now.mono)) return;
  const bool changed = scan_.look(now.mono);
  const auto& local = scan_.addresses();
  const ListenPlan plan = plan_listening(config_.interfaces, local, options_.listen_scope());
  listen_to(config_, plan);  // also without a change: a new IPv6 address can be used only when it has been tested
  perform();
  if (!changed) return;
  for (const auto& [interface, address] : scan_.came()) log_address(parts_.log, interface, address, "came");
  for (const auto& [interface, address] : scan_.went()) log_address(parts_.log, interface, address, "is gone");
  std::vector<base::IpAddress> addresses;
  addresses.reserve(local.size());
  for (const LocalAddress& one : local) addresses.push_back(one.address);
  auto own = own_addresses(plan, local);
  parts_.engine.on_network_changed(own, addresses, now);
  configure_access(std::move(own));
}

/// Answers that are still under way belong to lines that may have moved or gone.
void EventLoop::remap_lookups(std::span<const std::optional<std::size_t>> new_of_old) {
  for (auto lookup = lookups_.begin(); lookup != lookups_.end();) {
    const auto line = new_of_old[lookup->second];
    if (line) lookup->second = *line;
    lookup = line ? std::next(lookup) : lookups_.erase(lookup);
  }
}

}  // namespace foliot::daemon
