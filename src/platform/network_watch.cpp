// Reading rtnetlink multicast messages.
#include "platform/network_watch.hpp"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace foliot::platform {
namespace {

constexpr int kMostDatagrams = 64;
constexpr std::size_t kBufferSize = 16384;
constexpr std::uint32_t kGroups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;

template <class T>
bool copy_front(std::span<const std::uint8_t> from, T& to) {
  if (from.size() < sizeof to) return false;
  std::memcpy(&to, from.data(), sizeof to);
  return true;
}

}  // namespace

NetworkWatch NetworkWatch::open() {
  NetworkWatch watch;
  Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = kGroups;
  if (fd && ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    watch.fd_ = std::move(fd);
  }
  return watch;
}

NetworkChanges NetworkWatch::take_changes() {
  NetworkChanges changes;
  std::array<std::uint8_t, kBufferSize> buffer{};
  for (int i = 0; i < kMostDatagrams; ++i) {
    sockaddr_nl sender{};
    socklen_t length = sizeof sender;
    const ssize_t size =
        recvfrom(fd_.get(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&sender), &length);
    if (size < 0 && errno == ENOBUFS) changes = {.addresses = true, .links = true};  // some were lost
    if (size < 0 && errno != ENOBUFS && errno != EINTR) break;
    const bool from_kernel = size > 0 && sender.nl_pid == 0;
    if (from_kernel) read(std::span(buffer).first(static_cast<std::size_t>(size)), changes);
  }
  return changes;
}

void NetworkWatch::read(std::span<const std::uint8_t> messages, NetworkChanges& changes) {
  nlmsghdr header{};
  while (copy_front(messages, header) && header.nlmsg_len >= sizeof header && header.nlmsg_len <= messages.size()) {
    const auto body = messages.first(header.nlmsg_len).subspan(sizeof header);
    if (header.nlmsg_type == RTM_NEWADDR || header.nlmsg_type == RTM_DELADDR) changes.addresses = true;
    ifinfomsg link{};
    if (header.nlmsg_type == RTM_NEWLINK && copy_front(body, link)) {
      // Told for many reasons, of which most are of no interest here.
      const unsigned state = link.ifi_flags & (IFF_UP | IFF_RUNNING);
      const auto [known, is_new] = link_states_.try_emplace(link.ifi_index, state);
      changes.links = changes.links || is_new || known->second != state;
      known->second = state;
    } else if (header.nlmsg_type == RTM_DELLINK && copy_front(body, link)) {
      link_states_.erase(link.ifi_index);
      changes.links = true;
    }
    messages = messages.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), messages.size()));
  }
}

}  // namespace foliot::platform
