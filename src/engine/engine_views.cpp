// What others may see of the engine: the snapshot for servers, the views for mode 6.
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/engine.hpp"
#include "engine/leap_smear.hpp"

namespace foliot::engine {
namespace {

/// A snapshot that the control thread has not renewed for so long means that it stalls: it asks for a new one
/// with every batch of requests, or once a second.
constexpr Interval kSnapshotLife = Interval::from_nanoseconds(16'000'000'000);

/// From 2^-32 s up: what the classic daemon shows as least poll, log2 s.
constexpr int kMinTimeConstant_log2_s = 3;

control::WatchdogView show(const Watchdog& watchdog) {
  constexpr std::array kWords{"off", "gathering", "agrees", "doubts", "holds"};
  control::WatchdogView view;
  view.state = kWords[static_cast<std::size_t>(watchdog.state())];
  view.difference_s = watchdog.verdict() ? watchdog.verdict()->difference_s : 0;
  view.servers = watchdog.crop().size();
  view.rounds = watchdog.rounds();
  view.sent = watchdog.sent();
  view.drops = watchdog.drops();
  return view;
}

}  // namespace

clock::TimeSnapshot Engine::snapshot(const ClockReading& now) const {
  clock::TimeSnapshot snapshot;
  snapshot.as_of = now.mono;
  snapshot.void_after = now.mono + kSnapshotLife;
  snapshot.precision = setup_.precision;
  const bool good = synchronized() && error_bound_s(now) <= config_.selection.maxdist_s;
  snapshot.leap = good ? system_.leap : LeapIndicator::unsynchronized;
  snapshot.stratum = good ? system_.stratum : wire::kMaxStratum;
  snapshot.reference_id = system_.reference_id;
  snapshot.reference = system_.reference;
  snapshot.root_delay = Interval::from_seconds(system_.root_delay_s);
  snapshot.root_dispersion = Interval::from_seconds(system_.root_dispersion_at(now.mono) + suspected_error_s(now));
  snapshot.dispersion_rate = system_.dispersion_rate;
  if (system_.peer) {
    snapshot.poll = static_cast<std::int8_t>(sources_.at(*system_.peer)->association.host_poll().log2_s());
  }
  smear(now.mono, snapshot);
  return snapshot;
}

void Engine::smear(MonoTime now, clock::TimeSnapshot& snapshot) const {
  if (config_.leap_smear_s == 0 || snapshot.leap == LeapIndicator::unsynchronized) return;
  // Who is served smeared time must not take the leap second as well.
  snapshot.leap = LeapIndicator::none;
  if (!leap_deadline_) return;
  const double before_s = (*leap_deadline_ - now).seconds();
  snapshot.smear = leap_smear(leap_.pending(), before_s, config_.leap_smear_s);
  if (snapshot.smear == Interval{}) return;
  snapshot.smear_rate = leap_smear_rate(leap_.pending(), before_s, config_.leap_smear_s);
  snapshot.reference_id = smear_reference_id(snapshot.smear);
  // At the leap second the clock takes over what the smear was: whoever has not heard that says nothing meanwhile.
  snapshot.void_after = std::min(snapshot.void_after, *leap_deadline_);
}

double Engine::believed_offset_s(const ClockReading& now) const {
  if (!system_.peer || !selection_.system) return 0;
  const auto estimate = estimator_.estimate(*system_.peer, now.mono);
  return estimate ? estimate->offset_s + timeline_.ahead_of_clock_s(now) : 0;
}

std::optional<Frequency> Engine::learnt_frequency() const {
  if (!discipline_.synchronized()) return std::nullopt;
  return discipline_.frequency();
}

control::SystemView Engine::system_view() const {
  control::SystemView view;
  const clock::TimeSnapshot state = snapshot(view_time_);
  view.leap = state.leap;
  view.stratum = state.stratum;
  view.precision = state.precision;
  view.source = system_.peer ? system_.source : control::ClockSource::unspecified;
  view.last_event = system_.last_event;
  view.event_count = system_.event_count;
  view.root_delay_s = system_.root_delay_s;
  view.root_dispersion_s = state.root_dispersion.seconds();
  view.reference_id = state.reference_id;
  view.reference_time = state.reference;
  view.clock = to_timestamp(view_time_.wall);
  if (system_.peer) view.peer = sources_.at(*system_.peer)->id;
  view.time_constant_log2_s = PollExponent(state.poll).log2_s();
  view.min_poll_log2_s = kMinTimeConstant_log2_s;
  view.offset_s = believed_offset_s(view_time_);
  view.frequency = discipline_.frequency();
  view.system_jitter_s = system_.jitter_s;
  view.clock_jitter_s = system_.offset_sd_s;
  view.clock_wander_ppm = system_.wander * 1e6;
  view.bound_s = synchronized() ? error_bound_s(view_time_) : 0;
  view.leap_smear_s = config_.leap_smear_s;
  view.leap_smear_offset_s = state.smear.seconds();
  view.tai_offset_s = system_.tai_offset_s;
  if (leap_table_) {
    view.leap_list_newest = leap_table_->newest().from;
    view.leap_list_expires = leap_table_->expires();
  }
  view.disturbances = system_.disturbances;
  view.broadcast_delay_s = config_.broadcast_client.delay_s.value_or(0);
  if (config_.drift_threshold) view.drift_threshold_ppm = *config_.drift_threshold * 1e6;
  for (const config::Variable& variable : config_.variables) {
    view.variables.push_back({variable.name, variable.value, variable.is_default});
  }
  view.watchdog = show(watchdog_);
  view.version = setup_.version;
  view.processor = setup_.processor;
  view.system = setup_.system;
  return view;
}

namespace {

/// What stands in the `remote` column besides the address: a name, or that of the LOCAL clock driver.
std::string shown_name(const config::AssociationLine& line) {
  const auto numeric = base::IpAddress::parse(line.host);
  if (!numeric) return line.host;
  return numeric->is_reference_clock() ? "LOCAL(" + std::to_string(numeric->bytes()[3]) + ')' : std::string{};
}

void show_server(const association::Association& association, control::PeerView& view) {
  const association::ServerState& server = association.server();
  view.leap = server.leap;
  view.stratum = server.stratum;
  view.precision = server.precision;
  view.root_delay_s = server.root_delay.seconds();
  view.root_dispersion_s = server.root_dispersion.seconds();
  view.reference_id = server.reference_id;
  view.reference_time = server.reference;
  view.peer_mode = server.mode;
  view.peer_poll_log2_s = PollExponent(server.poll).log2_s();
  view.reach = association.reach();
  view.unreach = association.unreach();
  view.reachable = association.reach() != 0;
  view.host_poll_log2_s = association.host_poll().log2_s();
  view.sent = association.sent();
  view.received = association.received();
  view.group_hops = association.options().ttl;
  using association::Drop;
  const auto drops = [&association](Drop reason) { return association.drops()[static_cast<std::size_t>(reason)]; };
  view.bad_authentication = drops(Drop::bad_authentication);
  view.bogus_origin = drops(Drop::bogus_origin);
  view.duplicates = drops(Drop::duplicate);
  view.bad_distance = drops(Drop::bad_root_distance);
  view.bad_reference = drops(Drop::unsynchronized) + drops(Drop::unanswered_timestamps) + drops(Drop::negative_delay);
}

wire::Mode host_mode(association::AssociationKind kind) {
  using association::AssociationKind;
  if (kind == AssociationKind::peer) return wire::Mode::symmetric_active;
  if (kind == AssociationKind::passive) return wire::Mode::symmetric_passive;
  if (kind == AssociationKind::broadcast_client) return wire::Mode::control;  // what the field shows for "listens"
  return kind == AssociationKind::broadcast ? wire::Mode::broadcast : wire::Mode::client;
}

void show_local_clock(const LocalClock& local, control::PeerView& view) {
  view.leap = LeapIndicator::none;
  view.stratum = local.stratum;
  view.reference_id = local.reference_id;
  view.reach = local.reach;
  view.reachable = local.reach != 0;
  view.dispersion_s = 0;
  view.peer_mode = wire::Mode::server;
}

}  // namespace

void Engine::show_history(const Source& source, control::PeerView& view) const {
  const double ahead_s = timeline_.ahead_of_clock_s(view_time_);
  for (std::size_t i = 0; i < source.history.count; ++i) {
    const estimate::Sample& sample = source.history.samples[i];
    const double age_s = (view_time_.mono - sample.at).seconds();
    view.filter_delay_s[i] = sample.delay_s;
    // Carried to now, so that the free-running clock's own frequency error does not show as an offset.
    view.filter_offset_s[i] = sample.offset_s + age_s * discipline_.frequency().ratio() + ahead_s;
    view.filter_dispersion_s[i] = sample.precision_s + age_s * config_.discipline.dispersion_ppm * 1e-6;
  }
}

void Engine::show_times(const Source& source, control::PeerView& view) const {
  const MonoTime now = view_time_.mono;
  const auto& local = source.local_clock;
  std::optional<MonoTime> heard = source.association.server().received_at;
  if (local) heard = local->reach == 0 ? std::nullopt : std::optional(local->polled_at);
  if (heard) view.receive_time = to_timestamp(view_time_.wall) + -(now - *heard);
  view.heard_ago_s = (now - heard.value_or(started_)).seconds();
  view.reach_changed_ago_s = (now - source.reach_changed_at.value_or(started_)).seconds();
  const MonoTime next = local ? local->next_poll : source.association.next_poll();
  view.next_poll_s = source.association.demobilized() ? 0 : std::max(0.0, (next - now).seconds());
}

control::ClockView Engine::clock_view(const Source& source) const {
  control::ClockView view;
  view.type = source.association.remote().ip.bytes()[2];
  view.device = "Undisciplined local clock";
  view.polls = source.local_clock->polls;
  view.stratum = source.local_clock->stratum;
  view.reference_id = source.local_clock->reference_id;
  for (const config::FudgeLine& fudge : config_.fudges) {
    if (fudge.clock != source.association.remote().ip) continue;
    if (fudge.time1_s) view.time1_s = *fudge.time1_s;
    if (fudge.time2_s) view.time2_s = fudge.time2_s;
    if (fudge.minjitter_s) view.min_jitter_s = fudge.minjitter_s;
    view.flags = (view.flags & ~unsigned{fudge.flags_given}) | fudge.flags;
  }
  return view;
}

control::PeerView Engine::peer_view(std::size_t slot, const Source& source) const {
  control::PeerView view;
  const config::AssociationLine* line = source.line == kNoLine ? nullptr : &config_.associations[source.line];
  view.id = source.id;
  view.selection = source.status;
  view.last_event = source.last_event;
  view.event_count = source.event_count;
  view.source = source.association.remote();
  view.destination = source.local;
  if (line != nullptr) view.host_name = shown_name(*line);
  view.configured = line != nullptr && source.association.options().kind != association::AssociationKind::pool;
  view.authentication_enabled = source.association.options().key_id.has_value();
  view.key_id = source.association.options().key_id.value_or(0);
  view.authentic = view.authentication_enabled && source.association.reach() != 0;
  view.bias_s = source.association.options().bias_s;
  view.flash = source.flash;
  show_server(source.association, view);
  view.broadcast = source.association.options().kind == association::AssociationKind::broadcast_client;
  view.host_mode = host_mode(source.association.options().kind);
  if (source.association.asks_as_client()) view.host_mode = wire::Mode::client;
  show_history(source, view);
  if (source.local_clock) {
    show_local_clock(*source.local_clock, view);
    view.clock = clock_view(source);
  }
  show_times(source, view);
  if (const auto estimate = estimator_.estimate(slot, view_time_.mono)) {
    view.offset_s = estimate->offset_s + timeline_.ahead_of_clock_s(view_time_);
    view.delay_s = estimate->delay_s;
    view.dispersion_s = estimate->dispersion_s;
    view.jitter_s = estimate->jitter_s;
  }
  return view;
}

std::vector<control::PeerView> Engine::peer_views() const {
  std::vector<control::PeerView> views;
  sources_.each([&](std::size_t slot, const Source& source) { views.push_back(peer_view(slot, source)); });
  return views;
}

void Engine::reset_source_counts() {
  sources_.each([](std::size_t, Source& source) { source.association.reset_counts(); });
}

void Engine::clear_events(AssociationId id) {
  if (id == 0) system_.event_count = 0;
  if (const auto slot = sources_.find(id)) sources_.at(*slot)->event_count = 0;
}

}  // namespace foliot::engine
