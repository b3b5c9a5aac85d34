#include "daemon/service_sockets.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

namespace foliot::daemon {
namespace {

/// While it lives, wildcard and single-address sockets may stand side by side on one port. Only while it lives: with
/// the option left on, a second daemon could take the port from us.
class SharedPort {
 public:
  explicit SharedPort(std::vector<platform::UdpSocket>& sockets) : sockets_(sockets) { set(true); }
  ~SharedPort() { set(false); }
  SharedPort(const SharedPort&) = delete;
  SharedPort& operator=(const SharedPort&) = delete;

 private:
  void set(bool shared) {
    for (platform::UdpSocket& socket : sockets_) socket.set_reuse_address(shared);
  }
  std::vector<platform::UdpSocket>& sockets_;
};

/// Leading bits that two addresses of one family have in common.
int common_bits(const base::IpAddress& a, const base::IpAddress& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.bytes().size(); ++i) {
    const auto differing = static_cast<std::uint8_t>(a.bytes()[i] ^ b.bytes()[i]);
    bits += std::countl_zero(differing);
    if (differing != 0) break;
  }
  return bits;
}

}  // namespace

std::vector<ServiceSockets::Place> ServiceSockets::places_of(const ListenPlan& plan, std::uint16_t port,
                                                             std::uint8_t dscp) {
  std::vector<Place> places;
  if (plan.wildcard_v4) places.push_back({base::IpFamily::v4, std::nullopt, port, dscp});
  if (plan.wildcard_v6) places.push_back({base::IpFamily::v6, std::nullopt, port, dscp});
  for (const base::IpAddress& address : plan.addresses) places.push_back({address.family(), address, port, dscp});
  return places;
}

void ServiceSockets::open_one(const Place& place, bool shared_port, std::vector<ListenError>& errors) {
  platform::UdpOptions options;
  options.packet_info = true;
  options.transmit_stamps = platform::TransmitStamps::on_request;
  options.reuse_address = shared_port;
  options.dscp = place.dscp;
  options.family = place.family;
  options.address = place.address;
  options.port = place.port;
  auto socket = platform::UdpSocket::open(options);
  if (socket) {
    ++generation_;
    sockets_.push_back(std::move(*socket));
    places_.push_back(place);
  } else if (!socket.error().is_family_missing()) {
    const std::string wildcard = place.family == base::IpFamily::v4 ? "0.0.0.0:" : "[::]:";
    const std::string where = place.address ? base::SocketAddress{*place.address, place.port}.to_string()
                                            : wildcard + std::to_string(place.port);
    errors.push_back({where, socket.error(), socket.error().is_address_in_use()});
    failed_.push_back({place});
  }
}

void ServiceSockets::close_others(const std::vector<Place>& wanted) {
  for (std::size_t i = sockets_.size(); i-- > 0;) {
    if (std::ranges::find(wanted, places_[i]) != wanted.end()) continue;
    ++generation_;
    retired_.push_back(std::move(sockets_[i]));
    sockets_.erase(sockets_.begin() + static_cast<std::ptrdiff_t>(i));
    places_.erase(places_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

std::vector<ListenError> ServiceSockets::open(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp) {
  std::vector<ListenError> errors;
  const std::vector<Failed> failed_before = std::exchange(failed_, {});
  const std::vector<Place> wanted = places_of(plan, port, dscp);
  const bool shared_port = !sockets_.empty();
  const SharedPort shared(sockets_);
  const auto is_open = [&](const Place& place) { return std::ranges::find(places_, place) != places_.end(); };
  for (const Place& place : wanted) {
    if (!is_open(place)) open_one(place, shared_port, errors);
  }
  const bool any_right = wanted.empty() || std::ranges::any_of(wanted, is_open);
  if (any_right) close_others(wanted);
  for (ListenError& error : errors) error.fatal = error.fatal || !any_right;
  count_failures(failed_before, errors);
  return errors;
}

void ServiceSockets::count_failures(const std::vector<Failed>& before, std::vector<ListenError>& errors) {
  for (std::size_t i = 0; i < failed_.size(); ++i) {
    const auto last = std::ranges::find(before, failed_[i].place, &Failed::place);
    if (last != before.end()) failed_[i].failures = last->failures + 1;
    errors[i].failures = failed_[i].failures;
  }
}

std::vector<platform::UdpSocket> ServiceSockets::take_retired() {
  return std::exchange(retired_, {});
}

std::vector<ServiceSockets::Listening> ServiceSockets::listening() const {
  std::vector<Listening> all;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    all.push_back({&sockets_[i], places_[i].family, places_[i].address, places_[i].port});
  }
  return all;
}

platform::UdpSocket* ServiceSockets::to_reach(const base::IpAddress& remote) {
  platform::UdpSocket* best = nullptr;
  int best_bits = -1;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    const auto& address = places_[i].address;
    if (places_[i].family != remote.family()) continue;
    if (!address) return &sockets_[i];
    const int bits = common_bits(*address, remote);
    if (address->is_loopback() != remote.is_loopback() || bits <= best_bits) continue;
    best = &sockets_[i];
    best_bits = bits;
  }
  return best;
}

platform::UdpSocket* ServiceSockets::for_family(base::IpFamily family) {
  const auto found = std::ranges::find(places_, family, &Place::family);
  return found == places_.end() ? nullptr : &sockets_[static_cast<std::size_t>(found - places_.begin())];
}

}  // namespace foliot::daemon
