/* The time that the XDP program serves, and the replies that it makes of requests.
 *
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "packet.h"

/* The slot that counts, copied: it may be written while this runs. False when it changed meanwhile. */
INLINE int take_slot(const struct xdp_state *from, struct xdp_slot *to) {
  const volatile __u64 *generation = &from->generation;
  const __u64 before = *generation;
  __builtin_memcpy(to, &from->slots[before % XDP_SLOTS], sizeof *to);
  __asm__ volatile("" ::: "memory");
  return *generation == before;
}

INLINE __u64 now_ns(const struct xdp_slot *slot) {
  return slot->uses_tai ? bpf_ktime_get_tai_ns() : bpf_ktime_get_ns();
}

/* Since the base; more than the life of the slot when the clock was stepped back. */
INLINE __u64 age_ns(const struct xdp_slot *slot) {
  return now_ns(slot) - slot->base_ns;
}

INLINE __u64 served_at(const struct xdp_slot *slot, __u64 age) {
  return slot->base_ntp + age * slot->whole + (age * slot->fraction >> 32);
}

/* server::aged_dispersion and ShortInterval::ceil. */
INLINE __u32 dispersion_at(const struct xdp_slot *slot, __u64 age) {
  const __u64 dispersion = slot->dispersion + (age * slot->dispersion_growth >> 32);
  const __u64 short_units = (dispersion + 0xffff) >> 16;
  return short_units > 0xffffffff ? 0xffffffff : (__u32)short_units;
}

/* PollExponent: -7 to 17. */
INLINE __u8 poll_between(int asked, int least) {
  const int poll = asked < least ? least : asked;
  return (__u8)(poll < -7 ? -7 : poll > 17 ? 17 : poll);
}

INLINE void put_timestamp(__be32 *to, __u64 timestamp) {
  to[0] = bpf_htonl((__u32)(timestamp >> 32));
  to[1] = bpf_htonl((__u32)timestamp);
}

/* server::make_reply, all but the transmit timestamp. */
INLINE void write_reply(__be32 *reply, const struct packet *packet, const struct xdp_slot *slot, __u64 age) {
  const __u8 *asked = (const __u8 *)packet->ntp;
  __u8 *octets = (__u8 *)reply;
  __builtin_memcpy(reply, slot->header, XDP_HEADER_OCTETS);
  octets[0] = (slot->header[0] & 0xc7) | (asked[0] & 0x38);
  octets[2] = poll_between((signed char)asked[2], -7);
  reply[2] = bpf_htonl(dispersion_at(slot, age));
  reply[6] = packet->ntp[10];
  reply[7] = packet->ntp[11];
  put_timestamp(reply + 8, served_at(slot, age) & ~1ULL);
}

/* server::make_kiss. */
INLINE void write_kiss(__be32 *kiss, const struct packet *packet, const struct xdp_slot *slot) {
  const __u8 *asked = (const __u8 *)packet->ntp;
  __u8 *octets = (__u8 *)kiss;
  __builtin_memset(kiss, 0, NTP_OCTETS);
  octets[0] = 0xc0 | (asked[0] & 0x38) | 4;
  octets[2] = poll_between((signed char)asked[2], (int)slot->headway_log2_s);
  octets[3] = asked[3];
  kiss[3] = bpf_htonl(0x52415445); /* RATE */
  kiss[6] = kiss[8] = kiss[10] = packet->ntp[10];
  kiss[7] = kiss[9] = kiss[11] = packet->ntp[11];
}

INLINE void turn_ethernet(struct ethhdr *ethernet) {
  __u8 to[ETH_ALEN];
  __builtin_memcpy(to, ethernet->h_source, ETH_ALEN);
  __builtin_memcpy(ethernet->h_source, ethernet->h_dest, ETH_ALEN);
  __builtin_memcpy(ethernet->h_dest, to, ETH_ALEN);
}

INLINE void turn_ip4(struct iphdr *ip, __u8 traffic_class) {
  const __be32 to = ip->saddr;
  ip->saddr = ip->daddr;
  ip->daddr = to;
  ip->tos = traffic_class;
  ip->id = 0;
  ip->frag_off = bpf_htons(0x4000);
  ip->ttl = 64;
  ip->check = 0;
  ip->check = (__u16)~fold(sum_of((const __be32 *)ip, 5));
}

INLINE void turn_ip6(struct ipv6hdr *ip, __u8 traffic_class) {
  const struct in6_addr to = ip->saddr;
  ip->saddr = ip->daddr;
  ip->daddr = to;
  *(__be32 *)ip = bpf_htonl(6U << 28 | (__u32)traffic_class << 20);
  ip->hop_limit = 64;
}

/* Makes the request a packet to its sender with `reply` in it. */
INLINE int send_back(const struct packet *packet, const __be32 *reply, const struct xdp_slot *slot) {
  turn_ethernet(packet->ethernet);
  if (packet->is_v4) {
    turn_ip4(packet->ip4, slot->traffic_class);
  } else {
    turn_ip6(packet->ip6, slot->traffic_class);
  }
  const __be16 to = packet->udp->source;
  packet->udp->source = packet->udp->dest;
  packet->udp->dest = to;
  packet->udp->check = 0;
  __builtin_memcpy(packet->ntp, reply, NTP_OCTETS);
  const __u16 sum = (__u16)~fold(udp_sum(packet));
  packet->udp->check = sum ? sum : 0xffff; /* zero would mean that there is none */
  return XDP_TX;
}
