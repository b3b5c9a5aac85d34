// rtnetlink(7): RTM_GETLINK.
#include "platform/links.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "platform/fd.hpp"

namespace foliot::platform {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::size_t kBufferSize = 65536;
constexpr int kMostDatagrams = 4096;
constexpr std::uint16_t kTypeMask = 0x3fff;  // NLA_TYPE_MASK

template <class T>
bool copy_front(Octets from, T& to) {
  if (from.size() < sizeof to) return false;
  std::memcpy(&to, from.data(), sizeof to);
  return true;
}

Octets behind(Octets octets, std::size_t size) {
  const std::size_t padded = (size + 3) / 4 * 4;
  return octets.subspan(std::min(padded, octets.size()));
}

/// Calls `take(type, value)` for each attribute.
template <class Take>
void for_each_attribute(Octets octets, Take take) {
  rtattr attribute{};
  while (copy_front(octets, attribute) && attribute.rta_len >= sizeof attribute && attribute.rta_len <= octets.size()) {
    take(attribute.rta_type & kTypeMask, octets.first(attribute.rta_len).subspan(sizeof attribute));
    octets = behind(octets, attribute.rta_len);
  }
}

std::string text_of(Octets value) {
  const auto end = std::ranges::find(value, 0);
  return {value.begin(), end};
}

void take_kind(Octets info, Link& link) {
  for_each_attribute(info, [&link](int type, Octets value) {
    if (type == IFLA_INFO_KIND) link.kind = text_of(value);
    if (type != IFLA_INFO_DATA || link.kind != "vlan") return;  // the kind is in front of its data
    for_each_attribute(value, [&link](int what, Octets number) {
      if (what == IFLA_VLAN_ID) static_cast<void>(copy_front(number, link.vlan));
    });
  });
}

std::optional<Link> parse_link(Octets message) {
  ifinfomsg head{};
  if (!copy_front(message, head)) return std::nullopt;
  Link link;
  link.index = static_cast<std::uint32_t>(head.ifi_index);
  link.is_loopback = (head.ifi_flags & IFF_LOOPBACK) != 0;
  std::uint32_t below = 0;
  for_each_attribute(behind(message, sizeof head), [&](int type, Octets value) {
    if (type == IFLA_IFNAME) link.name = text_of(value);
    if (type == IFLA_MASTER) static_cast<void>(copy_front(value, link.master));
    if (type == IFLA_LINK) static_cast<void>(copy_front(value, below));
    if (type == IFLA_LINKINFO) take_kind(value, link);
  });
  if (link.kind == "vlan") link.parent = below;
  return link;
}

/// False when there is no message in front; `is_last`: it says that no more come.
bool take_message(Octets& messages, std::vector<Link>& links, bool& is_last) {
  nlmsghdr header{};
  if (!copy_front(messages, header)) return false;
  if (header.nlmsg_len < sizeof header || header.nlmsg_len > messages.size()) return false;
  is_last = header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR;
  if (header.nlmsg_type == RTM_NEWLINK) {
    if (auto link = parse_link(messages.first(header.nlmsg_len).subspan(sizeof header))) links.push_back(*link);
  }
  messages = behind(messages, header.nlmsg_len);
  return true;
}

struct Question {
  nlmsghdr header{};
  ifinfomsg what{};
};

}  // namespace

std::vector<Link> parse_links(Octets messages) {
  std::vector<Link> links;
  bool is_last = false;
  while (!is_last && take_message(messages, links, is_last)) continue;
  return links;
}

std::expected<std::vector<Link>, SysError> list_links() {
  const Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!fd) return fail("socket AF_NETLINK");
  Question question;
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = RTM_GETLINK;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  if (::send(fd.get(), &question, sizeof question, 0) < 0) return fail("send RTM_GETLINK");
  std::vector<Link> links;
  std::vector<std::uint8_t> buffer(kBufferSize);
  bool is_last = false;
  for (int i = 0; i < kMostDatagrams && !is_last; ++i) {
    const ssize_t size = ::recv(fd.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail("recv RTM_NEWLINK");
    Octets messages = std::span(buffer).first(static_cast<std::size_t>(size));
    while (!is_last && take_message(messages, links, is_last)) continue;
  }
  return links;
}

}  // namespace foliot::platform
