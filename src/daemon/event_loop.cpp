#include "daemon/event_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/known_past.hpp"
#include "daemon/listening.hpp"
#include "daemon/log_text.hpp"
#include "discipline/drift_file.hpp"
#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "platform/signals.hpp"
#include "wire/byte_reader.hpp"

namespace foliot::daemon {
namespace {

/// Larger than any time message and any mode 6 request; the rest of a longer one is cut off and it is dropped.
constexpr std::size_t kBufferSize = 2048;
/// The resolver answers through memory, not through a descriptor: look for answers this often meanwhile.
constexpr Interval kLookForNames = Interval::from_nanoseconds(50'000'000);
/// A card tells of a departure within some ten microseconds, or never.
constexpr Interval kCardPatience = Interval::from_nanoseconds(1'000'000);
/// While somebody waits for the first synchronisation, a turn takes no longer.
constexpr Interval kObservedTurn = Interval::from_nanoseconds(500'000'000);
/// Workers believe what was published for TimeSnapshot::void_after; so they see no older state than this.
constexpr Interval kPublishPeriod = Interval::from_nanoseconds(1'000'000'000);
constexpr std::size_t kTransmitOffset = 40;
/// After so long a new IPv6 address has been tested for duplicates (RFC 4862).
constexpr Interval kAddressTest = Interval::from_seconds(4);

/// The transmit timestamp in a request of ours: its nonce.
std::optional<Timestamp> nonce_of(std::span<const std::uint8_t> request) {
  if (request.size() < wire::Header::kSize) return std::nullopt;
  wire::ByteReader in(request.subspan(kTransmitOffset));
  return Timestamp::from_bits(in.be<std::uint64_t>());
}

/// Whether the clock is another one now, and not by our own step.
bool is_jump(engine::EventCode code) {
  using enum engine::EventCode;
  return code == clock_moved || code == clock_set || code == machine_slept || code == clock_stood_still;
}

/// How many of one departure there may be: the kernel's and the card's. Both, before a reply that waits already.
int stamps_of(const platform::UdpSocket& socket) {
  return socket.has_card_stamps() ? 2 : 1;
}

std::optional<Interval> rescan_period(const Options& options) {
  return options.rescan_s > 0 ? std::optional(Interval::from_seconds(options.rescan_s)) : std::nullopt;
}

}  // namespace

EventLoop::EventLoop(const Parts& parts, const Options& options, config::Config config,
                     std::shared_ptr<const auth::KeyRing> keys)
    : parts_(parts),
      options_(options),
      config_(std::move(config)),
      rtc_(parts.rtc, parts.clock, parts.log),
      time_service_(parts.clock, parts.engine, parts.rng),
      remote_changes_(config_, parts.log),
      status_(parts.manager),
      network_(platform::NetworkWatch::open()),
      scan_(local_addresses, local_addresses(), rescan_period(options), parts.clock.now().mono),
      activity_(parts.service, sockets_, parts.clock.now().mono),
      statistics_(parts.clock.now().mono) {
  statistics_.configure(config_);
  rtc_.configure(config_);
  time_service_.report(activity_, scan_.addresses(), rtc_);
  time_service_.report(parts_.xdp);
  sockets_.take_card_stamps(parts_.cards.table().count > 0);
  if (parts_.service.has_failures()) scan_.look_by(parts_.clock.now().mono + kAddressTest);
  const auto& local = scan_.addresses();
  configure_access(own_addresses(plan_listening(config_.interfaces, local, options_.listen_scope()), local));
  use_keys(std::move(keys));
}

void EventLoop::start() {
  renew_leap_table();
  employ_workers();
  parts_.xdp.configure(config_, plan_listening(config_.interfaces, scan_.addresses(), options_.listen_scope()));
  join_groups();
  parts_.engine.start(parts_.clock.now(), actions_);
  perform();
}

void EventLoop::turn() {
  const ClockReading now = parts_.clock.now();
  activity_.was_late(now.mono - parts_.engine.next_deadline());
  parts_.engine.on_timer(now, parts_.rng, actions_);
  perform();
  publish_time();
  status_.on_turn(parts_.engine, now, parts_.clock.is_read_only());
  renew_access();
  renew_leap_table();
  record_hour();
  keep_rtc(now);
  read_cards(now.mono);
  watch();
  wait();
  look_at_network();
  handle_names();
  apply_remote_changes();
  handle_signal();
}

void EventLoop::watch() {
  const std::pair generations{parts_.service.generation(), sockets_.generation()};
  if (watched_generations_ == generations) return;
  watched_generations_ = generations;
  poller_.clear();
  watched_.clear();
  for (const platform::UdpSocket& socket : parts_.service.all()) poller_.add(socket.fd(), {.error_queue = true});
  for (auto& [id, socket] : sockets_.all()) {
    poller_.add(socket.fd(), {.error_queue = true});
    watched_.push_back(id);
  }
  if (network_.fd() >= 0) poller_.add(network_.fd());
}

Interval EventLoop::time_left() {
  MonoTime next = parts_.engine.next_deadline();
  for (const auto& deadline :
       {status_.next_deadline(), scan_.next_deadline(), access_.next_deadline(), rtc_.next_deadline(),
        parts_.cards.next_deadline(), std::optional(statistics_.next_deadline())}) {
    if (deadline) next = std::min(next, *deadline);
  }
  if (time_service_.workers() > 0 || parts_.xdp.interfaces() > 0)
    next = std::min(next, parts_.clock.now().mono + kPublishPeriod);
  const Interval left = std::max(next - parts_.clock.now().mono, Interval{});
  const Interval most = resolver_.pending() > 0 ? kLookForNames : observed_ ? kObservedTurn : left;
  return std::min(left, most);
}

void EventLoop::wait() {
  const auto ready = poller_.wait(time_left());
  if (!ready) {
    parts_.log.error(fmt::format("waiting for packets failed, ending: {}", ready.error().text()));
    ending_ = Ending::failed;
    return;
  }
  // Before what came in: an exchange that slept with the machine is worth nothing.
  parts_.engine.watch_clock(parts_.clock.now(), platform::time_asleep(), actions_);
  perform();
  activity_.woke(ready->size());
  for (const platform::Ready& one : *ready) handle(one);
}

void EventLoop::handle(const platform::Ready& ready) {
  auto& service = parts_.service.all();
  if (ready.index < service.size()) {
    if (ready.error_queue) handle_service_stamp(service[ready.index]);
    if (ready.readable) static_cast<void>(handle_service(service[ready.index]));
  } else if (ready.index < service.size() + watched_.size()) {
    handle_association(watched_[ready.index - service.size()], ready);
  } else {
    scan_.tell(network_.take_changes(), parts_.clock.now().mono);
  }
  perform();
}

bool EventLoop::handle_service(platform::UdpSocket& socket) {
  std::array<std::uint8_t, kBufferSize> buffer{};
  const auto datagram = socket.receive(buffer);
  if (!datagram || !*datagram) return false;
  time_service_.handle(socket, **datagram, actions_);
  return true;
}

void EventLoop::handle_service_stamp(platform::UdpSocket& socket) {
  std::array<std::uint8_t, kBufferSize> buffer{};
  for (int stamps = stamps_of(socket); stamps > 0; --stamps) {
    const auto stamp = socket.read_transmit_stamp(buffer);
    if (!stamp || !*stamp) return;
    time_service_.on_transmitted(**stamp);
  }
}

void EventLoop::handle_association(engine::AssociationId id, const platform::Ready& ready) {
  const auto entry = sockets_.all().find(id);
  if (entry == sockets_.all().end()) return;
  // The stamp first: it makes the t1 of the reply that may be waiting beside it.
  if (ready.error_queue) handle_stamp(id, entry->second);
  if (ready.readable) handle_reply(id, entry->second);
}

void EventLoop::handle_stamp(engine::AssociationId id, platform::UdpSocket& socket) {
  std::array<std::uint8_t, kBufferSize> buffer{};
  for (int stamps = stamps_of(socket); stamps > 0; --stamps) {
    const auto stamp = socket.read_transmit_stamp(buffer);
    if (!stamp || !*stamp) return;
    const auto nonce = nonce_of((*stamp)->payload);
    const auto left = time_service_.departure_of(**stamp);
    if (nonce && left) parts_.engine.on_transmitted(id, *nonce, parts_.clock.at_realtime(*left).mono);
  }
}

void EventLoop::handle_reply(engine::AssociationId id, platform::UdpSocket& socket) {
  std::array<std::uint8_t, kBufferSize> buffer{};
  const auto datagram = socket.receive(buffer);
  if (!datagram || !*datagram || (*datagram)->truncated) return;
  if (!time_service_.admit_reply(id, **datagram)) return;
  await_departure(id, socket, **datagram);
  const ClockReading now = parts_.clock.now();
  const auto stamp = time_service_.arrival_of(**datagram);
  const MonoTime arrival = stamp ? parts_.clock.at_realtime(*stamp).mono : now.mono;
  parts_.engine.on_reply(id, (*datagram)->bytes, (*datagram)->remote, arrival, now, actions_);
}

/// A reply may be quicker than the card that tells when the request left; without that its own stamp is worth half.
void EventLoop::await_departure(engine::AssociationId id, platform::UdpSocket& socket,
                                const platform::Datagram& reply) {
  if (!reply.card_stamp || socket.card_departures() > 0) return;
  if (parts_.cards.table().find(reply.card_stamp->interface_index) == nullptr) return;
  platform::Poller poller;
  poller.add(socket.fd(), {.readable = false, .error_queue = true});
  const auto ready = poller.wait(kCardPatience);
  if (ready && !ready->empty()) handle_stamp(id, socket);
}

void EventLoop::handle_names() {
  for (const platform::Resolved& resolved : resolver_.take_results()) {
    const auto lookup = lookups_.find(resolved.id);
    if (lookup == lookups_.end()) {
      take_restrict_name(resolved);
      continue;
    }
    const std::size_t line = lookup->second;
    lookups_.erase(lookup);
    const platform::Addresses none;
    parts_.engine.on_resolved(line, resolved.addresses ? *resolved.addresses : none, parts_.clock.now(), actions_);
  }
  perform();
}

void EventLoop::renew_leap_table() {
  const MonoTime now = parts_.clock.now().mono;
  if (!leap_file_.is_due(now)) return;
  leap_file_.read(config_.leapfile, now, parts_.log);
  parts_.engine.set_leap_table(leap_file_.table());
}

void EventLoop::record_hour() {
  const ClockReading now = parts_.clock.now();
  if (const auto text = statistics_.complaint(now.mono)) parts_.log.error(*text);
  if (!statistics_.hour_is_over(now.mono)) return;
  if (statistics_.record_hour(time_service_.view(now.mono), now)) time_service_.reset_counts(now.mono);
}

void EventLoop::keep_rtc(const ClockReading& now) {
  rtc_.on_turn(now, parts_.engine.synchronized(), [&] {
    parts_.engine.set_view_time(now);
    return parts_.engine.system_view().offset_s;
  });
}

void EventLoop::use_cards() {
  time_service_.use(parts_.cards.table());
  parts_.engine.set_stamp_error(parts_.cards.table().error());
}

void EventLoop::read_cards(MonoTime now) {
  if (parts_.cards.on_turn(now)) use_cards();
}

void EventLoop::handle_signal() {
  const auto signal = platform::take_signal();
  if (!signal) return;
  if (*signal != platform::Signal::reload) {
    parts_.log.notice("ntpd exiting on signal");
    ending_ = Ending::signal;
    return;
  }
  reload();
}

void EventLoop::perform() {
  // Carrying out an action can only add to the list through the engine, which is not called from here.
  for (const engine::Action& action : actions_) {
    std::visit([this](const auto& one) { perform(one); }, action);
  }
  actions_.clear();
}

void EventLoop::perform(const engine::SendRequest& request) {
  activity_.transmits();
  if (request.from_service_port) {
    platform::UdpSocket* socket = parts_.service.to_reach(request.to.ip);
    platform::SendTo to;
    to.remote = request.to;
    if (socket != nullptr && request.group_hops) socket->allow_groups(*request.group_hops);
    if (socket != nullptr) static_cast<void>(socket->send(request.request.view(), to));
    return;
  }
  // A request that cannot be sent (no route, no IPv6) is a lost one: reach shows it.
  const auto local = sockets_.send(request);
  if (local) parts_.engine.on_local_address(request.association, *local);
}

void EventLoop::perform(const engine::ResolveName& request) {
  lookups_.emplace(resolver_.request(request.host, request.family), request.line);
}

void EventLoop::perform(const engine::CommandClock& action) {
  const bool was_read_only = parts_.clock.is_read_only();
  // The kernel answers by how the clock ran so far: not while that changes in another way than to go on differently.
  if (!std::holds_alternative<discipline::SetFrequency>(action.command)) parts_.xdp.withdraw();
  const ClockReading before = parts_.clock.now();
  const auto done = parts_.clock.apply(action.command);
  if (!was_read_only && parts_.clock.is_read_only()) notice_read_only();
  if (done && std::holds_alternative<discipline::Step>(action.command)) {
    time_service_.on_clock_jump();
    rtc_.on_clock_jump();
  }
  if (done) {
    parts_.engine.on_clock_command(action.command, before, parts_.clock.now());
    return publish_time();
  }
  parts_.engine.on_clock_disturbed(parts_.clock.now());
  if (clock_refused_) return;
  clock_refused_ = true;
  const char* reason = done.error() == clock::ClockError::not_permitted
                           ? "no permission: give ntpd CAP_SYS_TIME, or configure `disable ntp`"
                           : "the system refused the value";
  parts_.log.error(fmt::format("the clock cannot be steered; {}", reason));
}

/// The privilege was not there although it looked so, or it is gone: the clock goes on as a software clock.
void EventLoop::notice_read_only() {
  parts_.log.warning(kReadOnlyText);
  parts_.engine.set_clock_leaps(parts_.clock.takes_leap_seconds());
  status_.changed();
}

void EventLoop::perform(const engine::WriteDrift& action) {
  if (!config_.driftfile) return;
  const auto written = platform::write_file_atomically(*config_.driftfile, discipline::format_drift(action.frequency));
  if (!written) parts_.log.error(fmt::format("frequency file {}: {}", *config_.driftfile, written.error().text()));
  const ClockReading now = parts_.clock.now();
  const bool is_good = parts_.engine.snapshot(now).leap != LeapIndicator::unsynchronized;
  if (is_good && !parts_.clock.is_read_only()) note_good_time(config_, now.wall, parts_.log);
}

void EventLoop::perform(const engine::Report& report) {
  parts_.engine.set_view_time(parts_.clock.now());
  const std::string text = log_text(report, parts_.engine);
  parts_.log.info(text);
  statistics_.note_event(text, parts_.clock.now());
  if (is_jump(report.code)) {
    time_service_.on_clock_jump();
    rtc_.on_clock_jump();
    publish_time();
  }
  status_.changed();
  if (report.code == engine::EventCode::set_once) ending_ = Ending::set_once;
  // -q and `enable panicexit`: the end, as in classic, instead of waiting for the sources to come back to reason.
  const bool ends_on_panic = config_.discipline.one_shot || config_.switches.panicexit;
  if (report.code == engine::EventCode::panic && ends_on_panic) ending_ = Ending::failed;
}

/// What workers and the kernel tell from now on.
void EventLoop::publish_time() {
  if (time_service_.workers() == 0 && parts_.xdp.interfaces() == 0) return;
  const auto snapshot = parts_.engine.snapshot(parts_.clock.now());
  time_service_.publish(snapshot);
  parts_.xdp.publish(snapshot);
}

void EventLoop::finish() {
  parts_.xdp.stop();
  parts_.cards.restore();
  parts_.manager.stopping();
  rtc_.store(parts_.clock.now().wall);
  parts_.engine.finish(parts_.clock.now(), actions_);
  perform();
}

}  // namespace foliot::daemon
