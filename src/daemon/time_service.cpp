#include "daemon/time_service.hpp"

#include <utility>

#include "access/restrict_rules.hpp"
#include "daemon/reply_to.hpp"
#include "daemon/service_datagram.hpp"
#include "platform/machine_clock.hpp"
#include "wire/header.hpp"

namespace foliot::daemon {

TimeService::TimeService(platform::PlatformClock& clock, engine::Engine& engine, platform::KernelRng& rng)
    : clock_(clock),
      engine_(engine),
      rng_(rng),
      start_(clock.now().mono),
      responder_(access::RestrictRules{}.build(), {}, rng, start_),
      orders_{.list = access::RestrictRules{}.build(),
              .monitor = {},
              .keys = std::make_shared<const auth::KeyRing>(),
              .sockets = {}},
      crew_(clock),
      mru_readers_(rng),
      stamps_(clock),
      counts_reset_(start_),
      keys_reset_(start_) {}

void TimeService::configure(access::SharedRestrictList list, access::MonitorOptions options, bool monitor) {
  options.enabled = monitor || list->any_limited();
  monitor_ = monitor;
  orders_.list = list;
  responder_.use(std::move(list));
  const bool other_options = options != orders_.monitor;
  orders_.monitor = options;
  if (other_options) configure_own_share();
  crew_.use(orders_);
}

void TimeService::configure_own_share() {
  responder_.use(share_of_control(orders_.monitor, crew_.size()), rng_, clock_.now().mono);
}

void TimeService::use(std::shared_ptr<const auth::KeyRing> keys) {
  orders_.keys = std::move(keys);
  responder_.use(orders_.keys);
  crew_.use(orders_);
}

bool TimeService::employ(WorkerSockets sockets) {
  const std::size_t before = crew_.size();
  crew_.publish(engine_.snapshot(clock_.now()));
  orders_.sockets = std::move(sockets);
  const bool served = crew_.use(orders_);
  if (crew_.size() != before) configure_own_share();
  return served;
}

void TimeService::use(const clock::CardTable& cards) {
  cards_ = cards;
  crew_.publish(cards);
}

std::optional<WallTime> TimeService::arrival_of(const platform::Datagram& datagram) {
  if (!datagram.card_stamp) return datagram.kernel_stamp;
  return stamps_.arrival(datagram, cards_, platform::system_clock_reading());
}

void TimeService::on_clock_jump() {
  responder_.on_clock_jump();
  crew_.on_clock_jump();
  if (crew_.size() > 0) publish(engine_.snapshot(clock_.now()));
}

void TimeService::admit_administrator(std::optional<std::uint32_t> control_key,
                                      control::Administration& administration) {
  control_key_ = control_key;
  administration_ = &administration;
}

void TimeService::handle(platform::UdpSocket& socket, const platform::Datagram& datagram, engine::Actions& actions) {
  if (is_no_message(datagram)) return responder_.count_malformed();
  const ClockReading now = clock_.now();
  const auto stamp = arrival_of(datagram);
  const ClockReading arrival = stamp ? clock_.at_realtime(*stamp) : now;
  switch (wire::mode_of(datagram.bytes.front())) {
    case wire::Mode::control:
      answer_control(socket, datagram, now.mono);
      break;
    case wire::Mode::symmetric_active:
      if (engine_.has_peer(datagram.remote) || mobilize_passive(datagram, now.mono, actions)) {
        take_reply(datagram, arrival.mono, actions);
      } else {
        answer_time(socket, datagram, arrival);
      }
      break;
    case wire::Mode::broadcast:
      take_broadcast(datagram, arrival.mono, actions);
      break;
    case wire::Mode::server:
    case wire::Mode::symmetric_passive:
      take_reply(datagram, arrival.mono, actions);
      break;
    default:
      answer_time(socket, datagram, arrival);
  }
}

bool TimeService::admit_reply(engine::AssociationId id, const platform::Datagram& datagram) {
  if (responder_.admit_reply(datagram.bytes, datagram.remote, engine_.has_key(id), rng_)) return true;
  engine_.on_refused_reply(id, datagram.remote);
  return false;
}

void TimeService::take_reply(const platform::Datagram& datagram, MonoTime arrival, engine::Actions& actions) {
  const auto id = engine_.service_association(datagram.remote);
  if (!id) return responder_.count_declined();
  if (admit_reply(*id, datagram)) {
    engine_.on_reply(*id, datagram.bytes, datagram.remote, arrival, clock_.now(), actions);
  }
}

bool TimeService::mobilize_passive(const platform::Datagram& datagram, MonoTime now, engine::Actions& actions) {
  const auto limit = responder_.ippeerlimit(datagram.remote);
  const auto key = limit ? responder_.key_of_equal(datagram.bytes, datagram.remote) : std::nullopt;
  return key && engine_.mobilize_passive(datagram.remote, *key, *limit, now, actions);
}

void TimeService::take_broadcast(const platform::Datagram& datagram, MonoTime arrival, engine::Actions& actions) {
  if (!engine_.listens_to_broadcasts()) return responder_.count_declined();
  const bool authentic = engine_.authenticates_broadcasts();
  if (!responder_.admit_reply(datagram.bytes, datagram.remote, authentic, rng_)) return;
  const int none = 0;
  const engine::Broadcast heard{datagram.bytes, datagram.remote, arrival};
  engine_.on_broadcast(heard, responder_.ippeerlimit(datagram.remote).value_or(none), clock_.now(), actions);
}

void TimeService::answer_time(platform::UdpSocket& socket, const platform::Datagram& datagram,
                              const ClockReading& arrival) {
  const ClockReading now = clock_.now();
  auto reply = responder_.answer({datagram.bytes, datagram.remote, to_timestamp(arrival.wall), now.mono,
                                  datagram.local.value_or(base::IpAddress())},
                                 engine_.snapshot(now), rng_);
  if (!reply) return;
  server::finish(*reply, to_timestamp(clock_.now().wall));
  platform::SendTo to = reply_to(datagram);
  to.stamp = reply->wants_stamp;
  static_cast<void>(socket.send(reply->view(), to));  // one that cannot be sent is a lost one
  if (reply->wants_stamp) responder_.on_sent(*reply, datagram.remote, to_timestamp(clock_.now().wall));
}

void TimeService::on_transmitted(const platform::TransmitStamp& stamp) {
  const auto left = departure_of(stamp);
  if (left) responder_.on_transmitted(stamp.payload, to_timestamp(clock_.at_realtime(*left).wall));
}

}  // namespace foliot::daemon
