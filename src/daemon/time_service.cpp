#include "daemon/time_service.hpp"

#include "control/mode6.hpp"
#include "wire/header.hpp"

namespace foliot::daemon {
namespace {

/// Back the way it came: from the address that was asked.
platform::SendTo reply_to(const platform::Datagram& datagram) {
  return {.remote = datagram.remote, .local = datagram.local, .interface_index = datagram.interface_index};
}

}  // namespace

void TimeService::handle(platform::UdpSocket& socket, const platform::Datagram& datagram, engine::Actions& actions) {
  ++counts_.received;
  // A source address 127.127.t.u would be taken for a reference clock (CVE-2016-1551).
  if (datagram.bytes.empty() || datagram.truncated || datagram.remote.ip.is_reference_clock()) {
    ++counts_.drops[static_cast<std::size_t>(server::ServerDrop::malformed)];
    return;
  }
  const ClockReading now = clock_.now();
  const ClockReading arrival = datagram.kernel_stamp ? clock_.at_realtime(*datagram.kernel_stamp) : now;
  switch (wire::mode_of(datagram.bytes.front())) {
    case wire::Mode::control:
      answer_control(socket, datagram);
      break;
    case wire::Mode::server:
    case wire::Mode::symmetric_passive:
      engine_.on_service_reply(datagram.bytes, datagram.remote, arrival.mono, now, actions);
      break;
    default:
      answer_time(socket, datagram, arrival);
  }
}

void TimeService::answer_time(platform::UdpSocket& socket, const platform::Datagram& datagram,
                              const ClockReading& arrival) {
  const ClockReading now = clock_.now();
  auto reply = server::make_reply(datagram.bytes, to_timestamp(arrival.wall), now.mono, engine_.snapshot(now));
  if (!reply) {
    ++counts_.drops[static_cast<std::size_t>(reply.error())];
    return;
  }
  server::set_transmit(*reply, to_timestamp(clock_.now().wall));
  if (socket.send(reply->view(), reply_to(datagram))) ++counts_.answered;
}

void TimeService::answer_control(platform::UdpSocket& socket, const platform::Datagram& datagram) {
  ++counts_.control;
  engine_.set_view_time(clock_.now());
  for (const auto& response : control::answer_control(datagram.bytes, engine_)) {
    if (!socket.send(response, reply_to(datagram))) return;
  }
}

}  // namespace foliot::daemon
