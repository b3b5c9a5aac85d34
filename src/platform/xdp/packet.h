/* A frame as the XDP program reads it: where the request in it is, and whether it is a plain one.
 *
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "layout.h"

#define NTP_OCTETS 48
#define NTP_WORDS (NTP_OCTETS / 4)
#define UDP_OCTETS (NTP_OCTETS + 8)
#define MOST_TAGS 2
#define CACHE_LINE_OCTETS 64

/* The function that answers is one; what it calls has no stack of its own. */
#define INLINE static __always_inline

struct tag {
  __be16 tci;
  __be16 protocol;
};

/* The request, by its layers. No helper gets its address, so that it lives in registers and the compiler knows which of
 * the two protocols it is: the code that follows is made twice. */
struct packet {
  int is_v4;
  struct ethhdr *ethernet;
  struct iphdr *ip4; /* one of the two */
  struct ipv6hdr *ip6;
  struct udphdr *udp;
  __be32 *ntp;
  struct xdp_port port;
};

/* The sum of 32-bit words, for a checksum of 16-bit ones. */
INLINE __u64 sum_of(const __be32 *words, int number) {
  __u64 sum = 0;
#pragma unroll
  for (int i = 0; i < number; i++) sum += words[i];
  return sum;
}

INLINE __u16 fold(__u64 sum) {
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (__u16)sum;
}

/* RFC 768, RFC 8200 section 8.1: addresses, length and protocol count, too. */
INLINE __u64 pseudo_sum(const struct packet *packet) {
  const __u64 rest = bpf_htonl(UDP_OCTETS) + (__u64)bpf_htonl(IPPROTO_UDP);
  if (packet->is_v4) return rest + packet->ip4->saddr + (__u64)packet->ip4->daddr;
  return rest + sum_of((const __be32 *)&packet->ip6->saddr, 8);
}

INLINE __u64 udp_sum(const struct packet *packet) {
  return pseudo_sum(packet) + sum_of((const __be32 *)packet->udp, 2) + sum_of(packet->ntp, NTP_WORDS);
}

/* A load whose result nobody waits for: what is far away is on its way while other things are done. */
INLINE void fetch(const void *octet) {
  const __u8 ignored = *(const volatile __u8 *)octet;
  __asm__ volatile("" : : "r"(ignored));
}

/* The protocol behind up to two VLAN tags, and where it begins; 0: there is none. */
INLINE __be16 find_network_layer(struct packet *packet, void **next, void *end) {
  packet->ethernet = *next;
  if ((void *)(packet->ethernet + 1) > end) return 0;
  __be16 protocol = packet->ethernet->h_proto;
  *next = packet->ethernet + 1;
  __u16 vlans[MOST_TAGS] = {0, 0};
#pragma unroll
  for (int i = 0; i < MOST_TAGS; i++) {
    if (protocol != bpf_htons(ETH_P_8021Q) && protocol != bpf_htons(ETH_P_8021AD)) break;
    const struct tag *tag = *next;
    if ((void *)(tag + 1) > end) return 0;
    vlans[i] = bpf_ntohs(tag->tci) & 0xfff;
    protocol = tag->protocol;
    *next = (void *)(tag + 1);
  }
  packet->port.outer_vlan = vlans[0];
  packet->port.inner_vlan = vlans[1];
  return protocol;
}

/* Whether there is a whole UDP header: without options, and no fragment. */
INLINE int find_udp4(struct packet *packet, void *next, void *end) {
  struct iphdr *ip = next;
  if ((void *)(ip + 1) > end || ip->ihl != 5 || ip->version != 4 || ip->protocol != IPPROTO_UDP) return 0;
  if (ip->frag_off & bpf_htons(0x3fff)) return 0;
  packet->ip4 = ip;
  packet->is_v4 = 1;
  packet->udp = (struct udphdr *)(ip + 1);
  return (void *)(packet->udp + 1) <= end;
}

/* The same, without extension headers. */
INLINE int find_udp6(struct packet *packet, void *next, void *end) {
  struct ipv6hdr *ip = next;
  if ((void *)(ip + 1) > end || ip->version != 6 || ip->nexthdr != IPPROTO_UDP) return 0;
  packet->ip6 = ip;
  packet->is_v4 = 0;
  packet->udp = (struct udphdr *)(ip + 1);
  return (void *)(packet->udp + 1) <= end;
}

/* Exactly a header of 48 octets, with nothing behind the packet. */
INLINE int has_plain_length(struct packet *packet, void *end) {
  packet->ntp = (__be32 *)(packet->udp + 1);
  if ((void *)(packet->ntp + NTP_WORDS) > end) return 0;
  __asm__ volatile("" : "+r"(end)); /* the verifier learns nothing from `!=`, which these two would become */
  if ((void *)(packet->ntp + NTP_WORDS) < end) return 0;
  if (packet->udp->len != bpf_htons(UDP_OCTETS)) return 0;
  if (packet->is_v4) return packet->ip4->tot_len == bpf_htons(sizeof(struct iphdr) + UDP_OCTETS);
  return packet->ip6->payload_len == bpf_htons(UDP_OCTETS);
}

INLINE int version_of(const struct packet *packet) {
  return *(const __u8 *)packet->ntp >> 3 & 7;
}

INLINE int is_request(const struct packet *packet) {
  const int version = version_of(packet);
  return (*(const __u8 *)packet->ntp & 7) == 3 && version >= 1 && version <= 4;
}

/* server::asks_interleaved. Words 6 to 11 are the timestamps origin, receive and transmit. Many clients in basic mode
 * name a transmit timestamp there: here its last bit is set, and cleared in every receive timestamp
 * (server::kNamesReply).
 * Deviation: replies from here are in basic mode, so one that asks again in interleaved mode gets what it asks for from
 * the next exchange on, by the sockets (RFC 9769 section 2 allows both;
 * XdpProgramTest.PassesOnWhatIsNoPlainMessage). */
INLINE int asks_interleaved(const __be32 *ntp) {
  const int names_reply = (ntp[6] | ntp[7]) && !(ntp[7] & bpf_htonl(1));
  return names_reply && (ntp[8] | ntp[9]) && (ntp[8] != ntp[10] || ntp[9] != ntp[11]);
}

INLINE int are_checksums_right(const struct packet *packet) {
  if (packet->is_v4 && fold(sum_of((const __be32 *)packet->ip4, 5)) != 0xffff) return 0;
  return packet->udp->check && fold(udp_sum(packet)) == 0xffff;
}

/* Addresses that no client has: the kernel knows better what to do with them. */
INLINE int is_strange_source(const struct packet *packet) {
  if (packet->ethernet->h_source[0] & 1 || packet->ethernet->h_dest[0] & 1 || !packet->udp->source) return 1;
  if (packet->is_v4) {
    const __u32 first = bpf_ntohl(packet->ip4->saddr) >> 24;
    return first == 0 || first == 127 || first >= 224;
  }
  const struct in6_addr *from = &packet->ip6->saddr;
  const __be32 *words = (const __be32 *)from;
  return from->s6_addr[0] == 0xff || !(words[0] | words[1] | words[2]); /* ::, ::1 and ::/96 */
}
