// Links: messages of rtnetlink as the kernel sends them, whole, strange and cut off.
#include "platform/links.hpp"

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <cstring>

namespace foliot::platform {
namespace {

using Octets = std::vector<std::uint8_t>;

template <class T>
void append(Octets& to, const T& value) {
  const std::size_t at = to.size();
  to.resize(at + sizeof value);
  std::memcpy(to.data() + at, &value, sizeof value);
}

Octets attribute(std::uint16_t type, const Octets& value) {
  Octets octets;
  append(octets, rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + value.size()), type});
  octets.insert(octets.end(), value.begin(), value.end());
  octets.resize((octets.size() + 3) / 4 * 4);
  return octets;
}

Octets text(const char* value) {
  return {value, value + std::strlen(value) + 1};
}

template <class T>
Octets number(T value) {
  Octets octets;
  append(octets, value);
  return octets;
}

Octets joined(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Octets message(int index, unsigned flags, const Octets& attributes, std::uint16_t type = RTM_NEWLINK) {
  Octets octets;
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + sizeof(ifinfomsg) + attributes.size());
  header.nlmsg_type = type;
  append(octets, header);
  ifinfomsg what{};
  what.ifi_index = index;
  what.ifi_flags = flags;
  append(octets, what);
  return joined({octets, attributes});
}

Octets vlan(int index, const char* name, std::uint32_t parent, std::uint16_t id) {
  const Octets info =
      joined({attribute(IFLA_INFO_KIND, text("vlan")), attribute(IFLA_INFO_DATA, attribute(IFLA_VLAN_ID, number(id)))});
  return message(index, 0,
                 joined({attribute(IFLA_IFNAME, text(name)), attribute(IFLA_LINK, number(parent)),
                         attribute(IFLA_LINKINFO | 0x8000, info)}));
}

TEST(Links, TellsHowTheyAreStacked) {
  const auto links = parse_links(joined(
      {message(1, IFF_LOOPBACK, attribute(IFLA_IFNAME, text("lo"))),
       message(2, 0, joined({attribute(IFLA_IFNAME, text("eth0")), attribute(IFLA_MASTER, number(std::uint32_t{4}))})),
       vlan(3, "eth0.5", 2, 5),
       message(4, 0,
               joined({attribute(IFLA_IFNAME, text("br0")),
                       attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, text("bridge")))}))}));
  ASSERT_EQ(links.size(), 4U);
  EXPECT_TRUE(links[0].is_loopback);
  EXPECT_EQ(links[1].name, "eth0");
  EXPECT_EQ(links[1].kind, "");
  EXPECT_EQ(links[1].master, 4U);
  EXPECT_EQ(links[2].kind, "vlan");
  EXPECT_EQ(links[2].parent, 2U);
  EXPECT_EQ(links[2].vlan, 5U);
  EXPECT_EQ(links[3].kind, "bridge");
  EXPECT_EQ(links[3].index, 4U);
}

TEST(Links, BelievesNoLengthBeyondTheEnd) {
  const Octets whole = joined({vlan(3, "eth0.5", 2, 5), vlan(6, "eth0.6", 2, 6)});
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    EXPECT_LE(parse_links(std::span(whole).first(size)).size(), 2U);
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int value : {0, 1, 3, 0x7f, 0xff}) {
      Octets damaged = whole;
      damaged[at] = static_cast<std::uint8_t>(value);
      EXPECT_LE(parse_links(damaged).size(), 2U);
    }
  }
  EXPECT_TRUE(parse_links(message(9, 0, {}, RTM_DELLINK)).empty());
}

TEST(Links, FindsTheLoopbackOfThisMachine) {
  const auto links = list_links();
  ASSERT_TRUE(links) << links.error().text();
  EXPECT_TRUE(std::ranges::any_of(*links, [](const Link& link) { return link.is_loopback && link.name == "lo"; }));
}

}  // namespace
}  // namespace foliot::platform
