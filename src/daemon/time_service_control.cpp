// Mode 6 on the service port: who may ask, and where what is told comes from.
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
    return {service_.responder_.shared_list(), service_.responder_.hits()};
  }
  [[nodiscard]] const access::MruList* clients() override { return service_.responder_.monitor().clients(); }
  void clear_events(std::uint16_t association_id) override { service_.engine_.clear_events(association_id); }

 private:
  TimeService& service_;
  MonoTime now_;
};

void TimeService::report(const Activity& activity, const std::vector<LocalAddress>& local) {
  activity_ = &activity;
  local_ = &local;
}

void TimeService::reset_counts(MonoTime now) {
  responder_.reset_counts();
  counts_reset_ = now;
}

void TimeService::reset(config::Counters counters) {
  const MonoTime now = clock_.now().mono;
  if (counters.has("sys")) reset_counts(now);
  if (counters.has("auth")) {
    responder_.reset_key_counts();
    keys_reset_ = now;
  }
  if (counters.has("ctl")) responder_.reset_query_count();
  if (counters.has("mem")) responder_.reset_client_counts();
}

void TimeService::answer_control(platform::UdpSocket& socket, const platform::Datagram& datagram, MonoTime now) {
  const auto rights = responder_.admit_query(datagram.remote);
  if (!rights) return;
  engine_.set_view_time(clock_.now());
  mru_readers_.calendar.look(clock_.now());
  ServiceState state(*this, now);
  const auto answer = control::answer_control(datagram.bytes, state, rights_of(*rights, datagram.remote.ip, now));
  std::size_t octets = 0;
  for (const auto& response : answer) octets += response.size();
  if (!responder_.spend(*rights, datagram.remote, octets, now)) return;
  for (const auto& response : answer) {
    if (!socket.send(response, reply_to(datagram))) return;
  }
}

control::ControlRights TimeService::rights_of(const server::QueryRights& rights, const base::IpAddress& from,
                                              MonoTime now) const {
  const auth::SymmetricKey* key = control_key_ ? keys_->find_trusted(*control_key_) : nullptr;
  return {.may_modify = rights.may_modify,
          .may_read_mru = rights.may_read_mru,
          .control_key = key != nullptr && key->may_be_used_by(from) ? key : nullptr,
          .administration = administration_,
          .mru = &mru_readers_,
          .from = from,
          .now = now};
}

control::ServiceView TimeService::view(MonoTime now) const {
  const server::ServerCounts& counts = responder_.counts();
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
  view_clients(now, view);
  view_keys(now, view.keys);
  if (activity_ != nullptr) {
    view.io = activity_->io(now);
    view.io.ignored = drops(server::ServerDrop::not_a_request);
    view.timer = activity_->timer(now);
  }
  return view;
}

void TimeService::view_clients(MonoTime now, control::ServiceView& view) const {
  view.client_octets = access::kBytesPerClient;
  view.client_mindepth = options_.mru.mindepth;
  view.client_maxage_s = options_.mru.maxage_s;
  view.client_minage_s = options_.mru.minage_s;
  const access::MruList* clients = responder_.monitor().clients();
  if (clients == nullptr) return;
  const access::MruCounts& counts = clients->counts();
  view.clients = clients->size();
  view.most_clients = clients->size();
  view.client_room = clients->capacity();
  view.client_slots = clients->slots_in_use();
  view.clients_known = counts.known;
  view.clients_new = counts.fresh;
  view.clients_aged = counts.aged;
  view.clients_pushed = counts.pushed;
  view.clients_refused = counts.refused;
  if (const auto oldest = clients->oldest()) view.oldest_client_s = (now - clients->view(*oldest).last).seconds();
}

void TimeService::view_keys(MonoTime now, control::KeyStatistics& view) const {
  const server::KeyCounts& counts = responder_.key_counts();
  view.since_reset_s = (now - keys_reset_).seconds();
  view.keys = keys_->size();
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
