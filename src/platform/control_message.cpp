// Walking and building of control messages.
#include "platform/control_message.hpp"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>

#include <cstring>
#include <ctime>

#include "platform/socket_address.hpp"

namespace foliot::platform {
namespace {

/// The payload of one control message as a T; nothing when it is too short.
template <class T>
std::optional<T> payload(const cmsghdr& header) {
  if (header.cmsg_len < CMSG_LEN(sizeof(T))) return std::nullopt;
  T value;
  std::memcpy(&value, CMSG_DATA(&header), sizeof value);
  return value;
}

base::IpAddress to_ip(const in_addr& address) {
  std::array<std::uint8_t, 4> b{};
  std::memcpy(b.data(), &address, b.size());
  return base::IpAddress::v4(b[0], b[1], b[2], b[3]);
}

base::IpAddress to_ip(const in6_addr& address, std::uint32_t interface_index) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &address, bytes.size());
  const auto plain = base::IpAddress::v6(bytes);
  return is_link_local_v6(plain) ? base::IpAddress::v6(bytes, interface_index) : plain;
}

std::optional<WallTime> to_wall(const timespec& time) {
  if (time.tv_sec == 0 && time.tv_nsec == 0) return std::nullopt;  // the kernel's way of "no stamp of this kind"
  return WallTime::from_seconds(time.tv_sec, time.tv_nsec);
}

void read_v4(const cmsghdr& header, ControlInfo& info) {
  if (header.cmsg_type == IP_PKTINFO) {
    const auto packet = payload<in_pktinfo>(header);
    if (!packet) return;
    info.local = to_ip(packet->ipi_spec_dst);
    info.destination = to_ip(packet->ipi_addr);
    info.interface_index = static_cast<std::uint32_t>(packet->ipi_ifindex);
  } else if (header.cmsg_type == IP_RECVERR) {
    const auto error = payload<sock_extended_err>(header);
    info.is_transmit_stamp = error && error->ee_origin == SO_EE_ORIGIN_TIMESTAMPING;
  }
}

void read_v6(const cmsghdr& header, ControlInfo& info) {
  if (header.cmsg_type == IPV6_PKTINFO) {
    const auto packet = payload<in6_pktinfo>(header);
    if (!packet) return;
    info.destination = to_ip(packet->ipi6_addr, packet->ipi6_ifindex);
    if (!is_multicast(*info.destination)) info.local = info.destination;
    info.interface_index = packet->ipi6_ifindex;
  } else if (header.cmsg_type == IPV6_RECVERR) {
    const auto error = payload<sock_extended_err>(header);
    info.is_transmit_stamp = error && error->ee_origin == SO_EE_ORIGIN_TIMESTAMPING;
  }
}

void read_socket_level(const cmsghdr& header, ControlInfo& info) {
  if (header.cmsg_type == SCM_TIMESTAMPING) {
    const auto stamps = payload<std::array<timespec, 3>>(header);  // software, unused, hardware
    if (!stamps) return;
    info.stamp = to_wall((*stamps)[0]);
    const auto card = to_wall((*stamps)[2]);
    if (card) info.card.emplace(clock::PhcTime::from_nanoseconds(card->nanoseconds()));
  } else if (header.cmsg_type == SCM_TIMESTAMPING_PKTINFO) {
    const auto packet = payload<scm_ts_pktinfo>(header);
    if (!packet || !info.card) return;  // it follows the stamps
    info.card->interface_index = packet->if_index;
    info.card->frame_octets = packet->pkt_length;
  } else if (header.cmsg_type == SCM_TIMESTAMPNS) {
    const auto stamp = payload<timespec>(header);
    if (stamp && !info.stamp) info.stamp = to_wall(*stamp);
  }
}

template <class T>
void append(msghdr& message, int level, int type, const T& value) {
  // The end so far is kept in msg_controllen; the buffer has room for all that write_control can ask.
  auto* place = static_cast<std::byte*>(message.msg_control) + message.msg_controllen;
  cmsghdr header{};
  header.cmsg_level = level;
  header.cmsg_type = type;
  header.cmsg_len = CMSG_LEN(sizeof value);
  std::memcpy(place, &header, sizeof header);
  std::memcpy(place + CMSG_LEN(0), &value, sizeof value);
  // What stands between the messages is looked at by nobody, but it is sent to the kernel: no old octets.
  std::memset(place + CMSG_LEN(sizeof value), 0, CMSG_SPACE(sizeof value) - CMSG_LEN(sizeof value));
  message.msg_controllen += CMSG_SPACE(sizeof value);
}

void append_source(msghdr& message, const ControlRequest& request) {
  const auto bytes = request.local->bytes();
  if (request.local->is_v4()) {
    in_pktinfo packet{};
    packet.ipi_ifindex = static_cast<int>(request.interface_index);
    std::memcpy(&packet.ipi_spec_dst, bytes.data(), bytes.size());
    append(message, IPPROTO_IP, IP_PKTINFO, packet);
    return;
  }
  in6_pktinfo packet{};
  packet.ipi6_ifindex = request.interface_index;
  std::memcpy(&packet.ipi6_addr, bytes.data(), bytes.size());
  append(message, IPPROTO_IPV6, IPV6_PKTINFO, packet);
}

}  // namespace

ControlInfo read_control(msghdr& message) {
  ControlInfo info;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == IPPROTO_IP) read_v4(*header, info);
    if (header->cmsg_level == IPPROTO_IPV6) read_v6(*header, info);
    if (header->cmsg_level == SOL_SOCKET) read_socket_level(*header, info);
  }
  // Departures, and cards that do not say it.
  if (info.card && info.card->interface_index == 0) info.card->interface_index = info.interface_index;
  return info;
}

void write_control(msghdr& message, ControlBuffer& buffer, const ControlRequest& request) {
  message.msg_control = buffer.bytes.data();
  message.msg_controllen = 0;
  if (request.local) append_source(message, request);
  if (request.stamp) {
    std::uint32_t flags = SOF_TIMESTAMPING_TX_SOFTWARE;
    if (request.card_stamp) flags |= SOF_TIMESTAMPING_TX_HARDWARE;
    append(message, SOL_SOCKET, SO_TIMESTAMPING, flags);
  }
  if (message.msg_controllen == 0) message.msg_control = nullptr;
}

}  // namespace foliot::platform
