#include "daemon/batch_service.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "access/restrict_rules.hpp"
#include "daemon/service_datagram.hpp"
#include "platform/machine_clock.hpp"

namespace foliot::daemon {
namespace {

/// A reply comes back with the headers it left with.
constexpr std::size_t kStampOctets = 512;

access::MonitorOptions remember_nobody() {
  access::MonitorOptions options;
  options.enabled = false;
  return options;
}

}  // namespace

BatchService::BatchService(const ServedTime& time)
    : time_(time),
      responder_(access::RestrictRules{}.build(), remember_nobody(), rng_, time.clock.now().mono),
      stamps_(time.clock) {}

std::size_t BatchService::serve(platform::UdpSocket& socket) {
  const auto received = batch_.receive(socket);
  if (!received) return 0;
  cards_.reset();
  const ClockReading machine = platform::system_clock_reading();
  read_datagrams(*received);
  for (std::size_t first = 0; first < *received; first += kRepliesAtOnce) {
    serve(socket, first, std::min(first + kRepliesAtOnce, *received), machine);
  }
  return *received;
}

void BatchService::read_datagrams(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    datagrams_[i] = batch_.datagram(i);
    remotes_[i] = datagrams_[i] ? datagrams_[i]->remote : base::SocketAddress{};
  }
  responder_.expect(std::span(remotes_).first(count));
}

void BatchService::serve(platform::UdpSocket& socket, std::size_t first, std::size_t end, const ClockReading& machine) {
  const clock::TimeSnapshot snapshot = time_.snapshot.read().value_or(clock::TimeSnapshot{});
  const std::uint32_t jumps = time_.jumps.load(std::memory_order_acquire);
  if (std::exchange(jumps_seen_, jumps) != jumps) responder_.on_clock_jump();
  const ClockReading now = time_.clock.now();
  count_ = 0;
  for (std::size_t index = first; index < end; ++index) judge(index, machine, now, snapshot);
  if (count_ > 0) send(socket);
}

void BatchService::send(platform::UdpSocket& socket) {
  const Timestamp transmit = to_timestamp(time_.clock.now().wall);
  bool any_wants_stamp = false;
  for (std::size_t i = 0; i < count_; ++i) {
    server::finish(replies_[i], transmit);
    batch_.reply(asked_[i], replies_[i].view(), replies_[i].wants_stamp);
    any_wants_stamp = any_wants_stamp || replies_[i].wants_stamp;
  }
  batch_.send(socket);
  if (!any_wants_stamp) return;
  const Timestamp sent = to_timestamp(time_.clock.now().wall);
  for (std::size_t i = 0; i < count_; ++i) {
    if (replies_[i].wants_stamp) responder_.on_sent(replies_[i], remotes_[asked_[i]], sent);
  }
}

void BatchService::take_stamps(platform::UdpSocket& socket) {
  std::array<std::uint8_t, kStampOctets> buffer{};
  const auto cards = socket.has_card_stamps() ? time_.cards.read() : std::nullopt;
  for (std::size_t i = 0; i < platform::UdpBatch::kMostDatagrams; ++i) {
    const auto stamp = socket.read_transmit_stamp(buffer);
    if (!stamp || !*stamp) return;
    const auto left = cards ? stamps_.departure(**stamp, *cards) : (*stamp)->time;
    if (left) responder_.on_transmitted((*stamp)->payload, to_timestamp(time_.clock.at_realtime(*left).wall));
  }
}

WallTime BatchService::arrival(const platform::Datagram& datagram, const ClockReading& machine,
                               const ClockReading& now) {
  if (datagram.card_stamp) {
    if (!cards_) cards_ = time_.cards.read().value_or(clock::CardTable{});
    return time_.clock.at_realtime(stamps_.arrival(datagram, *cards_, machine), machine).wall;
  }
  const auto& stamp = datagram.kernel_stamp;
  return stamp ? time_.clock.at_realtime(*stamp, machine).wall : now.wall;
}

void BatchService::judge(std::size_t index, const ClockReading& machine, const ClockReading& now,
                         const clock::TimeSnapshot& snapshot) {
  const auto& datagram = datagrams_[index];
  if (!datagram || is_for_a_group(*datagram)) return;  // the control thread has it, too
  if (is_no_message(*datagram)) return responder_.count_malformed();
  if (wire::mode_of(datagram->bytes.front()) != wire::Mode::client) return responder_.count_declined();
  const auto reply =
      responder_.answer({datagram->bytes, datagram->remote, to_timestamp(arrival(*datagram, machine, now)), now.mono,
                         datagram->local.value_or(base::IpAddress())},
                        snapshot, rng_);
  if (!reply) return;
  replies_[count_] = *reply;
  asked_[count_++] = index;
}

}  // namespace foliot::daemon
