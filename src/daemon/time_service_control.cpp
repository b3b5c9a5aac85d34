// Mode 6 on the service port: who may ask, and where what is told comes from.
#include <algorithm>
#include <memory>
#include <vector>

#include "daemon/reply_to.hpp"
#include "daemon/time_service.hpp"

namespace foliot::daemon {

/// The engine's views, and beside them what this server did.
class ServiceState final : public control::StateSource {
 public:
  ServiceState(TimeService& service, MonoTime now) : service_(service), now_(now) {}

  [[nodiscard]] control::SystemView system_view() override {
    control::SystemView view = service_.engine_.system_view();
    view.kernel = service_.clock_.kernel_state();
    view.service = service_.view(now_);
    return view;
  }
  [[nodiscard]] std::vector<control::PeerView> peer_views() override { return service_.engine_.peer_views(); }
  [[nodiscard]] std::vector<control::InterfaceView> interface_views() override {
    if (service_.activity_ == nullptr) return {};
    return service_.activity_->interfaces(*service_.local_, peer_views());
  }
  [[nodiscard]] control::AccessView access_view() override {
    const auto own = service_.responder_.hits();
    hits_.assign(own.begin(), own.end());
    for (const server::Responder* worker : hold_workers()) {
      const auto hits = worker->hits();
      for (std::size_t i = 0; i < std::min(hits.size(), hits_.size()); ++i) hits_[i] += hits[i];
    }
    return {service_.responder_.shared_list(), hits_};
  }
  [[nodiscard]] access::MruShards clients() override {
    std::vector<const access::MruList*> lists{service_.responder_.monitor().clients()};
    for (const server::Responder* worker : hold_workers()) lists.push_back(worker->monitor().clients());
    return access::MruShards(lists);
  }
  void clear_events(std::uint16_t association_id) override { service_.engine_.clear_events(association_id); }

 private:
  /// From then on they wait until this is gone; so only questions that need it ask for it.
  const std::vector<server::Responder*>& hold_workers() {
    if (!hold_) hold_ = service_.crew_.hold();
    return hold_->responders();
  }

  TimeService& service_;
  MonoTime now_;
  std::unique_ptr<Crew::Hold> hold_;
  std::vector<std::uint64_t> hits_;
};

void TimeService::report(const Activity& activity, const std::vector<LocalAddress>& local, const RtcKeeper& rtc) {
  rtc_ = &rtc;
  activity_ = &activity;
  local_ = &local;
}

void TimeService::reset_counts(MonoTime now) {
  const auto hold = crew_.hold();
  for (server::Responder* worker : hold->responders()) worker->reset_counts();
  responder_.reset_counts();
  crew_.forget_counts(true, false);
  if (xdp_ != nullptr) xdp_->reset_counts();
  counts_reset_ = now;
}

void TimeService::reset(config::Counters counters) {
  const MonoTime now = clock_.now().mono;
  if (counters.has("sys")) reset_counts(now);
  const auto hold = crew_.hold();
  std::vector<server::Responder*> all = hold->responders();
  all.push_back(&responder_);
  for (server::Responder* responder : all) {
    if (counters.has("auth")) responder->reset_key_counts();
    if (counters.has("ctl")) responder->reset_query_count();
    if (counters.has("mem")) responder->reset_client_counts();
  }
  if (!counters.has("auth")) return;
  crew_.forget_counts(false, true);
  keys_reset_ = now;
}

void TimeService::answer_control(platform::UdpSocket& socket, const platform::Datagram& datagram, MonoTime now) {
  const auto rights = responder_.admit_query(datagram.remote);
  if (!rights) return;
  engine_.set_view_time(clock_.now());
  mru_readers_.calendar.look(clock_.now());
  const auto answer = [&] {
    ServiceState state(*this, now);
    return control::answer_control(datagram.bytes, state, rights_of(*rights, datagram.remote.ip, now));
  }();
  std::size_t octets = 0;
  for (const auto& response : answer) octets += response.size();
  if (!responder_.spend(*rights, datagram.remote, octets, now)) return;
  for (const auto& response : answer) {
    if (!socket.send(response, reply_to(datagram))) return;
  }
}

control::ControlRights TimeService::rights_of(const server::QueryRights& rights, const base::IpAddress& from,
                                              MonoTime now) const {
  const auth::SymmetricKey* key = control_key_ ? orders_.keys->find_trusted(*control_key_) : nullptr;
  return {.may_modify = rights.may_modify,
          .may_read_mru = rights.may_read_mru,
          .control_key = key != nullptr && key->may_be_used_by(from) ? key : nullptr,
          .administration = administration_,
          .mru = &mru_readers_,
          .from = from,
          .now = now};
}

control::ServiceView TimeService::view(MonoTime now) const {
  WorkerCounts all = crew_.counts();
  all.add(counts_of(responder_));
  all.cards.add(stamps_.counts());
  if (xdp_ != nullptr) all.served.add(xdp_->served());
  const server::ServerCounts& counts = all.served;
  const auto drops = [&counts](server::ServerDrop reason) { return counts.drops[static_cast<std::size_t>(reason)]; };
  control::ServiceView view;
  view.uptime_s = (now - start_).seconds();
  view.received = counts.received;
  view.this_version = counts.this_version;
  view.old_version = counts.old_version;
  view.bad_format = drops(server::ServerDrop::malformed) + drops(server::ServerDrop::unknown_version);
  view.declined = drops(server::ServerDrop::not_a_request);
  view.restricted = drops(server::ServerDrop::access_denied);
  view.limited = drops(server::ServerDrop::rate_limited);
  view.kisses = counts.kisses;
  view.bad_authentication = counts.crypto_naks;
  view.processed = counts.replies;
  view.monitor_bits = (monitor_ ? 1U : 0U) | (responder_.list().any_limited() ? 2U : 0U);
  view.since_reset_s = (now - counts_reset_).seconds();
  view.queries = counts.queries;
  view.version1 = counts.version1;
  view.version1_client = counts.version1_client;
  view.version1_mode0 = counts.version1_mode0;
  view.version1_symmetric = counts.version1_symmetric;
  view_clients(now, all, view);
  view_keys(now, all.keys, view.keys);
  if (rtc_ != nullptr) view.rtc = rtc_->view();
  if (xdp_ != nullptr) view_xdp(view.xdp);
  view_cards(all.cards, view.cards);
  if (activity_ != nullptr) {
    view.io = activity_->io(now);
    view.io.ignored = drops(server::ServerDrop::not_a_request);
    view.timer = activity_->timer(now);
  }
  return view;
}

void TimeService::view_clients(MonoTime now, const WorkerCounts& all, control::ServiceView& view) const {
  const access::MruOptions& options = orders_.monitor.mru;
  view.client_octets = access::kBytesPerClient;
  view.client_mindepth = options.mindepth;
  view.client_maxage_s = options.maxage_s;
  view.client_minage_s = options.minage_s;
  if (!responder_.monitor().enabled()) return;
  view.clients = all.clients;
  view.most_clients = all.clients;
  view.client_room = access::MruList::capacity_of(options.maxdepth);
  view.client_slots = all.client_slots;
  view.clients_known = all.monitored.known;
  view.clients_new = all.monitored.fresh;
  view.clients_aged = all.monitored.aged;
  view.clients_pushed = all.monitored.pushed;
  view.clients_refused = all.monitored.refused;
  if (all.clients > 0) view.oldest_client_s = (now - all.oldest_client).seconds();
}

void TimeService::view_xdp(control::XdpStatistics& view) const {
  const xdp_counts counts = xdp_->counts();
  view.interfaces = xdp_->interfaces();
  for (int i = XDP_COUNT_ANSWERED_V1; i <= XDP_COUNT_ANSWERED_V4; ++i) view.answered += counts.count[i];
  view.kisses = counts.count[XDP_COUNT_KISSED];
  view.limited = counts.count[XDP_COUNT_LIMITED];
  view.stale = counts.count[XDP_COUNT_STALE];
  view.not_plain = counts.count[XDP_COUNT_SHAPE];
  view.bad_checksum = counts.count[XDP_COUNT_CHECKSUM];
  view.interleaved = counts.count[XDP_COUNT_INTERLEAVED];
  view.other_address = counts.count[XDP_COUNT_ADDRESS];
  view.restricted = counts.count[XDP_COUNT_RESTRICTED];
}

void TimeService::view_cards(const clock::CardCounts& counts, control::CardStatistics& view) const {
  view.interfaces = cards_.count;
  view.received = counts.received;
  view.transmitted = counts.transmitted;
  view.refused = counts.refused;
}

void TimeService::view_keys(MonoTime now, const server::KeyCounts& counts, control::KeyStatistics& view) const {
  view.since_reset_s = (now - keys_reset_).seconds();
  view.keys = orders_.keys->size();
  view.lookups = counts.lookups;
  view.not_found = counts.not_found;
  view.digests_made = counts.digests_made;
  view.cmacs_made = counts.cmacs_made;
  view.digests_checked = counts.digests_checked;
  view.digests_failed = counts.digests_failed;
  view.cmacs_checked = counts.cmacs_checked;
  view.cmacs_failed = counts.cmacs_failed;
}

}  // namespace foliot::daemon
