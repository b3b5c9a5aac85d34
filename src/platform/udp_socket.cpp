// Opening UDP sockets with their options, and moving single datagrams.
#include "platform/udp_socket.hpp"

#include <fcntl.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "platform/control_message.hpp"
#include "platform/looped_frame.hpp"
#include "platform/machine_clock.hpp"
#include "platform/socket_address.hpp"

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;

std::expected<Fd, SysError> new_socket(int family) {
  Fd fd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd) return fd;
  if (errno != EINVAL) return fail("socket");
  // A simulator's socket() knows no flags.
  fd.reset(::socket(family, SOCK_DGRAM, 0));
  if (!fd) return fail("socket");
  if (fcntl(fd.get(), F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd.get(), F_SETFL, O_NONBLOCK) < 0) return fail("fcntl");
  return fd;
}

/// Sets one integer option; `what` names it in the error.
Done set(const Fd& fd, int level, int option, int value, const char* what) {
  if (setsockopt(fd.get(), level, option, &value, sizeof value) < 0) return fail(what);
  return {};
}

Done set_dscp(const Fd& fd, const UdpOptions& options) {
  if (!options.dscp) return {};
  const int traffic_class = (*options.dscp & 0x3f) << 2;
  return options.family == base::IpFamily::v4
             ? set(fd, IPPROTO_IP, IP_TOS, traffic_class, "setsockopt IP_TOS")
             : set(fd, IPPROTO_IPV6, IPV6_TCLASS, traffic_class, "setsockopt IPV6_TCLASS");
}

Done set_multicast_hops(const Fd& fd, const UdpOptions& options) {
  if (!options.multicast_hops) return {};
  return options.family == base::IpFamily::v4
             ? set(fd, IPPROTO_IP, IP_MULTICAST_TTL, *options.multicast_hops, "setsockopt IP_MULTICAST_TTL")
             : set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, *options.multicast_hops, "setsockopt IPV6_MULTICAST_HOPS");
}

Done set_packet_info(const Fd& fd, const UdpOptions& options) {
  // A card's stamp of a departure says by this which card it was.
  if (!options.packet_info && !options.card_stamps) return {};
  return options.family == base::IpFamily::v4
             ? set(fd, IPPROTO_IP, IP_PKTINFO, 1, "setsockopt IP_PKTINFO")
             : set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "setsockopt IPV6_RECVPKTINFO");
}

/// Replies fit everywhere, so none is ever to be fragmented, whatever a forged ICMP message says of the path; it also
/// spares the kernel the making of an identification (RFC 6864) for each. Where it is refused nothing is lost.
void ignore_path_mtu(const Fd& fd, const UdpOptions& options) {
  if (!options.packet_info) return;
  const bool is_v4 = options.family == base::IpFamily::v4;
  static_cast<void>(
      is_v4 ? set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, "setsockopt IP_MTU_DISCOVER")
            : set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE, "setsockopt IPV6_MTU_DISCOVER"));
}

/// Stamps are a gain, never a need: whatever the kernel refuses here is done without.
void ask_for_stamps(const Fd& fd, const UdpOptions& options) {
  const bool every = options.transmit_stamps == TransmitStamps::every;
  int flags = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
  if (every) flags |= SOF_TIMESTAMPING_TX_SOFTWARE;
  int card_flags = flags | SOF_TIMESTAMPING_RAW_HARDWARE | SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_OPT_PKTINFO |
                   SOF_TIMESTAMPING_OPT_TX_SWHW | SOF_TIMESTAMPING_OPT_CMSG;
  if (every) card_flags |= SOF_TIMESTAMPING_TX_HARDWARE;
  const auto ask = [&](int wanted) {
    return set(fd, SOL_SOCKET, SO_TIMESTAMPING, wanted, "setsockopt SO_TIMESTAMPING").has_value();
  };
  const bool asked = (options.card_stamps && ask(card_flags)) || ask(flags);
  if (!asked) static_cast<void>(set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1, "setsockopt SO_TIMESTAMPNS"));
  // A waiting stamp then shows as POLLPRI and can be told from a failed connection.
  if (options.transmit_stamps != TransmitStamps::none) {
    static_cast<void>(set(fd, SOL_SOCKET, SO_SELECT_ERR_QUEUE, 1, "setsockopt SO_SELECT_ERR_QUEUE"));
  }
}

void widen_receive_queue(const Fd& fd, const UdpOptions& options) {
  if (!options.receive_queue_octets) return;
  int now_octets = 0;
  socklen_t size = sizeof now_octets;
  if (getsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &now_octets, &size) < 0) return;
  if (now_octets >= *options.receive_queue_octets) return;
  static_cast<void>(set(fd, SOL_SOCKET, SO_RCVBUF, *options.receive_queue_octets, "setsockopt SO_RCVBUF"));
}

Done set_options(const Fd& fd, const UdpOptions& options) {
  Done done;
  // Its own sockets for each family: one that takes both would hide IPv4 clients behind mapped addresses.
  if (options.family == base::IpFamily::v6) done = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1, "setsockopt IPV6_V6ONLY");
  if (done && options.reuse_address) done = set(fd, SOL_SOCKET, SO_REUSEADDR, 1, "setsockopt SO_REUSEADDR");
  if (done && options.reuse_port) done = set(fd, SOL_SOCKET, SO_REUSEPORT, 1, "setsockopt SO_REUSEPORT");
  if (done && options.broadcast) done = set(fd, SOL_SOCKET, SO_BROADCAST, 1, "setsockopt SO_BROADCAST");
  if (done) done = set_packet_info(fd, options);
  if (done) done = set_dscp(fd, options);
  if (done) done = set_multicast_hops(fd, options);
  widen_receive_queue(fd, options);
  if (!done || options.device.empty()) return done;
  const auto length = static_cast<socklen_t>(options.device.size() + 1);
  if (setsockopt(fd.get(), SOL_SOCKET, SO_BINDTODEVICE, options.device.c_str(), length) < 0) {
    return fail("setsockopt SO_BINDTODEVICE");
  }
  return {};
}

Done bind_and_connect(const Fd& fd, const UdpOptions& options) {
  const base::IpAddress local = options.address.value_or(any_address(options.family));
  const NativeAddress address = to_native({local, options.port});
  if (::bind(fd.get(), address.get(), address.length) < 0) return fail("bind");
  if (!options.connect) return {};
  const NativeAddress peer = to_native(*options.connect);
  if (::connect(fd.get(), peer.get(), peer.length) < 0) return fail("connect");
  return {};
}

/// option: MCAST_JOIN_GROUP or MCAST_LEAVE_GROUP.
Done change_group(const Fd& fd, int option, const base::IpAddress& group, std::uint32_t interface_index) {
  group_req request{};
  request.gr_interface = interface_index;
  request.gr_group = to_native({group, 0}).storage;
  const int level = group.is_v4() ? IPPROTO_IP : IPPROTO_IPV6;
  if (setsockopt(fd.get(), level, option, &request, sizeof request) < 0) return fail("setsockopt MCAST_JOIN_GROUP");
  return {};
}

/// A received message and all that it points to.
struct Incoming {
  explicit Incoming(std::span<std::uint8_t> buffer) : part{buffer.data(), buffer.size()} {
    message.msg_name = &remote.storage;
    message.msg_namelen = remote.length;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
  }

  NativeAddress remote;
  ControlBuffer control;
  iovec part;
  msghdr message{};
};

/// The interface matters only where routing cannot know it; elsewhere replies may well leave by another one.
std::uint32_t outgoing_interface(const SendTo& to) {
  if (!to.remote) return 0;
  return is_link_local_v6(to.remote->ip) || is_multicast(to.remote->ip) ? to.interface_index : 0;
}

}  // namespace

UdpSocket::UdpSocket(Fd fd, const UdpOptions& options)
    : fd_(std::move(fd)),
      connected_(options.connect.has_value()),
      stamps_on_request_(options.transmit_stamps == TransmitStamps::on_request),
      card_stamps_(options.card_stamps),
      opened_at_(system_clock_reading().mono) {}

Interval UdpSocket::age() const {
  return system_clock_reading().mono - opened_at_;
}

std::expected<UdpSocket, SysError> UdpSocket::open(const UdpOptions& options) {
  auto fd = new_socket(native_family(options.family));
  if (!fd) return std::unexpected(fd.error());
  if (const auto done = set_options(*fd, options); !done) return std::unexpected(done.error());
  ignore_path_mtu(*fd, options);
  ask_for_stamps(*fd, options);
  if (const auto done = bind_and_connect(*fd, options); !done) return std::unexpected(done.error());
  return UdpSocket(std::move(*fd), options);
}

std::expected<std::optional<Datagram>, SysError> UdpSocket::receive(std::span<std::uint8_t> buffer) {
  Incoming in(buffer);
  const ssize_t size = recvmsg(fd_.get(), &in.message, 0);
  if (size < 0) {
    const SysError error = last_error("recvmsg");
    if (error.is_would_block() || error.errno_value == EINTR) return std::nullopt;
    return std::unexpected(error);
  }
  ++counts_.received;
  if ((in.message.msg_flags & MSG_TRUNC) != 0) ++counts_.truncated;
  const auto remote = from_native(in.remote.get(), in.message.msg_namelen);
  if (!remote) return std::nullopt;
  const ControlInfo info = read_control(in.message);
  Datagram datagram;
  datagram.bytes = buffer.first(static_cast<std::size_t>(size));
  datagram.truncated = (in.message.msg_flags & MSG_TRUNC) != 0;
  datagram.remote = *remote;
  datagram.local = info.local;
  datagram.destination = info.destination;
  datagram.interface_index = info.interface_index;
  datagram.kernel_stamp = info.stamp;
  datagram.card_stamp = info.card;
  return datagram;
}

Done UdpSocket::send(std::span<const std::uint8_t> bytes, const SendTo& to) {
  iovec part{std::bit_cast<void*>(bytes.data()), bytes.size()};  // iovec has no form for what is only read
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  NativeAddress remote;
  if (to.remote && !connected_) {
    remote = to_native(*to.remote);
    message.msg_name = &remote.storage;
    message.msg_namelen = remote.length;
  }
  ControlBuffer control;
  write_control(message, control, {to.local, outgoing_interface(to), to.stamp && stamps_on_request_, card_stamps_});
  const bool sent = sendmsg(fd_.get(), &message, 0) >= 0;
  ++(sent ? counts_.sent : counts_.not_sent);
  if (!sent) return fail("sendmsg");
  return {};
}

std::expected<std::optional<TransmitStamp>, SysError> UdpSocket::read_transmit_stamp(std::span<std::uint8_t> buffer) {
  Incoming in(buffer);
  const ssize_t size = recvmsg(fd_.get(), &in.message, MSG_ERRQUEUE);
  if (size < 0) {
    const SysError error = last_error("recvmsg");
    if (error.is_would_block() || error.errno_value == EINTR) return std::nullopt;
    return std::unexpected(error);
  }
  const ControlInfo info = read_control(in.message);
  if (!info.is_transmit_stamp || (!info.stamp && !info.card)) return std::nullopt;
  if (info.card) ++card_departures_;
  return TransmitStamp{udp_payload_of(buffer.first(static_cast<std::size_t>(size))), info.stamp, info.card};
}

void UdpSocket::allow_groups(std::uint8_t hops) {
  group_hops_ = hops;
  // What the family of the socket does not know fails, and does no harm.
  static_cast<void>(set(fd_, SOL_SOCKET, SO_BROADCAST, 1, "setsockopt SO_BROADCAST"));
  static_cast<void>(set(fd_, IPPROTO_IP, IP_MULTICAST_TTL, hops, "setsockopt IP_MULTICAST_TTL"));
  static_cast<void>(set(fd_, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, hops, "setsockopt IPV6_MULTICAST_HOPS"));
}

void UdpSocket::set_reuse_address(bool shared) {
  static_cast<void>(set(fd_, SOL_SOCKET, SO_REUSEADDR, shared ? 1 : 0, "setsockopt SO_REUSEADDR"));
}

Done UdpSocket::set_reuse_port(bool shared) {
  return set(fd_, SOL_SOCKET, SO_REUSEPORT, shared ? 1 : 0, "setsockopt SO_REUSEPORT");
}

Done UdpSocket::join_group(const base::IpAddress& group, std::uint32_t interface_index) {
  const Done joined = change_group(fd_, MCAST_JOIN_GROUP, group, interface_index);
  if (joined) ++groups_;
  return joined;
}

void UdpSocket::leave_group(const base::IpAddress& group, std::uint32_t interface_index) {
  if (change_group(fd_, MCAST_LEAVE_GROUP, group, interface_index)) --groups_;
}

std::expected<base::SocketAddress, SysError> UdpSocket::local_address() const {
  NativeAddress native;
  if (getsockname(fd_.get(), native.get(), &native.length) < 0) return fail("getsockname");
  const auto address = from_native(native.get(), native.length);
  if (!address) return std::unexpected(SysError{EAFNOSUPPORT, "getsockname"});
  return *address;
}

}  // namespace foliot::platform
