#include "daemon/service_sockets.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

#include "platform/packet_steering.hpp"

namespace foliot::daemon {
namespace {

/// Some thousand requests: so many may come while a thread waits for a processor. They are no less right for having
/// waited, as the kernel stamps them when they arrive.
constexpr int kReceiveQueue_octets = 1 << 20;

/// While it lives, wildcard and single-address sockets may stand side by side on one port. Only while it lives: with
/// the option left on, a second daemon could take the port from us.
class SharedPort {
 public:
  SharedPort(std::vector<platform::UdpSocket>& sockets, WorkerSockets& worker_sockets)
      : sockets_(sockets), worker_sockets_(worker_sockets) {
    set(true);
  }
  ~SharedPort() { set(false); }
  SharedPort(const SharedPort&) = delete;
  SharedPort& operator=(const SharedPort&) = delete;

 private:
  void set(bool shared) {
    for (platform::UdpSocket& socket : sockets_) socket.set_reuse_address(shared);
    for (const auto& place : worker_sockets_) {
      for (const WorkerSocket& socket : place) socket->set_reuse_address(shared);
    }
  }
  std::vector<platform::UdpSocket>& sockets_;
  WorkerSockets& worker_sockets_;
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

std::vector<ServiceSockets::Place> ServiceSockets::places_of(const ListenPlan& plan, const Place& common) {
  std::vector<Place> places;
  const auto add = [&](base::IpFamily family, std::optional<base::IpAddress> address) {
    places.push_back(common);
    places.back().family = family;
    places.back().address = address;
  };
  if (plan.wildcard_v4) add(base::IpFamily::v4, std::nullopt);
  if (plan.wildcard_v6) add(base::IpFamily::v6, std::nullopt);
  for (const base::IpAddress& address : plan.addresses) add(address.family(), address);
  return places;
}

void ServiceSockets::open_one(const Place& place, bool shared_port, std::vector<ListenError>& errors) {
  platform::UdpOptions options;
  options.packet_info = true;
  options.transmit_stamps = platform::TransmitStamps::on_request;
  options.card_stamps = card_stamps_;
  options.reuse_address = shared_port;
  options.receive_queue_octets = kReceiveQueue_octets;
  options.dscp = place.dscp;
  options.family = place.family;
  options.address = place.address;
  options.port = place.port;
  share_with_workers(place, false);
  auto socket = platform::UdpSocket::open(options);
  if (socket) {
    ++generation_;
    worker_sockets_.push_back(open_workers(place, options, *socket));
    sockets_.push_back(std::move(*socket));
    places_.push_back(place);
    return;
  }
  share_with_workers(place, true);
  if (!socket.error().is_family_missing()) {
    const std::string wildcard = place.family == base::IpFamily::v4 ? "0.0.0.0:" : "[::]:";
    const std::string where = place.address ? base::SocketAddress{*place.address, place.port}.to_string()
                                            : wildcard + std::to_string(place.port);
    errors.push_back({where, socket.error(), socket.error().is_address_in_use()});
    failed_.push_back({place});
  }
}

/// Before a place is opened anew beside itself: the new socket of the control thread is to begin a group of its own.
void ServiceSockets::share_with_workers(const Place& place, bool shared) {
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    const Place& other = places_[i];
    if (other.family != place.family || other.address != place.address || other.port != place.port) continue;
    if (worker_sockets_[i].empty()) continue;
    static_cast<void>(sockets_[i].set_reuse_port(shared));
    for (const WorkerSocket& socket : worker_sockets_[i]) static_cast<void>(socket->set_reuse_port(shared));
  }
}

/// `control` was bound without sharing the port, which fails when anybody else has it, another ntpd included; only then
/// it is shared, with sockets of the same user that ask for it.
std::vector<WorkerSocket> ServiceSockets::open_workers(const Place& place, platform::UdpOptions options,
                                                       platform::UdpSocket& control) {
  std::vector<WorkerSocket> opened;
  if (place.workers == 0) return opened;
  const auto give_up = [&](const platform::SysError& error) {
    steering_error_ = error;
    static_cast<void>(control.set_reuse_port(false));
    return std::vector<WorkerSocket>{};
  };
  if (!platform::heeds_options(control)) return give_up({0, "socket options have no effect"});
  if (const auto done = control.set_reuse_port(true); !done) return give_up(done.error());
  options.reuse_port = true;
  platform::Steering steering{.family = place.family, .workers = 0, .secret = platform::steering_secret()};
  for (std::size_t i = 0; i < place.workers; ++i) {
    auto socket = platform::UdpSocket::open(options);
    if (!socket) return give_up(socket.error());
    opened.push_back(std::make_shared<ServedSocket>(std::move(*socket)));
    if (i > 0) continue;
    // At once: until then the kernel deals by its own hash.
    if (const auto done = platform::steer(control, steering); !done) return give_up(done.error());
  }
  steering.workers = static_cast<std::uint32_t>(opened.size());
  if (const auto done = platform::steer(control, steering); !done) return give_up(done.error());
  return opened;
}

std::optional<platform::SysError> ServiceSockets::take_steering_error() {
  return std::exchange(steering_error_, std::nullopt);
}

void ServiceSockets::close_others(const std::vector<Place>& wanted) {
  for (std::size_t i = sockets_.size(); i-- > 0;) {
    if (std::ranges::find(wanted, places_[i]) != wanted.end()) continue;
    ++generation_;
    retired_.push_back(std::move(sockets_[i]));
    sockets_.erase(sockets_.begin() + static_cast<std::ptrdiff_t>(i));
    for (const WorkerSocket& socket : worker_sockets_[i]) closed_ += socket->told_counts();
    worker_sockets_.erase(worker_sockets_.begin() + static_cast<std::ptrdiff_t>(i));
    places_.erase(places_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

std::vector<ListenError> ServiceSockets::open(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp,
                                              std::size_t workers) {
  std::vector<ListenError> errors;
  const std::vector<Failed> failed_before = std::exchange(failed_, {});
  const std::vector<Place> wanted = places_of(plan, {base::IpFamily::v4, std::nullopt, port, dscp, workers});
  const bool shared_port = !sockets_.empty();
  const SharedPort shared(sockets_, worker_sockets_);
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
    platform::UdpCounts counts = sockets_[i].counts();
    for (const WorkerSocket& socket : worker_sockets_[i]) counts += socket->told_counts();
    all.push_back({&sockets_[i], counts, places_[i].family, places_[i].address, places_[i].port});
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
