/* Answers plain time requests where they come in, before the kernel makes anything of them (XDP).
 *
 * A request that is not plain beyond any doubt is passed on to the sockets of the daemon, which know everything. What
 * is answered is answered as server::make_reply and access::RateRule do it: the octets of the reply but the timestamps
 * are those that make_reply gave (struct xdp_slot). docs/XDP.md says what is plain.
 *
 * SPDX-License-Identifier: MIT
 */
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

#define SOME_CLIENTS 16384 /* a power of two; the loader sets another one */
#define MOST_RULES (1 << 20)
#define MOST_PLACES 16384

/* The function that answers is one; what it calls has no stack of its own. */
#define INLINE static __always_inline

char LICENSE[] SEC("license") = "MIT";

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct xdp_state);
} state SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct xdp_counts);
} counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_PLACES);
  __type(key, struct xdp_port);
  __type(value, __u32);
} ports SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_PLACES);
  __type(key, struct xdp_place);
  __type(value, __u32);
} places SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_RULES);
  __type(key, struct xdp_prefix4);
  __type(value, struct xdp_rule);
} rules4 SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_RULES);
  __type(key, struct xdp_prefix6);
  __type(value, struct xdp_rule);
} rules6 SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, SOME_CLIENTS);
  __type(key, __u32);
  __type(value, struct xdp_pace);
} paces SEC(".maps");

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

INLINE void count(__u32 what) {
  const __u32 zero = 0;
  struct xdp_counts *own = bpf_map_lookup_elem(&counts, &zero);
  if (own && what < XDP_COUNTS) own->count[what]++;
}

INLINE int pass(__u32 reason) {
  count(reason);
  return XDP_PASS;
}

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

/* server::asks_interleaved. Words 6 to 11 are the timestamps origin, receive and transmit. Many clients in basic mode name
 * a transmit timestamp there: here its last bit is set, and cleared in every receive timestamp (server::kNamesReply).
 * Deviation: replies from here are in basic mode, so one that asks again in interleaved mode gets what it asks for from
 * the next exchange on, by the sockets (RFC 9769 section 2 allows both). */
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

/* Whether the packet is for an address that the daemon serves on the interface that it came in by. */
INLINE int is_served(const struct packet *packet) {
  const struct xdp_port port = packet->port;
  const __u32 *interface = bpf_map_lookup_elem(&ports, &port);
  if (!interface) return 0;
  struct xdp_place place = {.interface = *interface};
  if (packet->is_v4) {
    place.address[10] = place.address[11] = 0xff;
    __builtin_memcpy(&place.address[12], &packet->ip4->daddr, 4);
  } else {
    __builtin_memcpy(place.address, &packet->ip6->daddr, 16);
  }
  return bpf_map_lookup_elem(&places, &place) != NULL;
}

INLINE __u32 verdict_of(const struct packet *packet) {
  const struct xdp_rule *rule;
  if (packet->is_v4) {
    struct xdp_prefix4 key = {.length_bits = 32};
    __builtin_memcpy(key.address, &packet->ip4->saddr, 4);
    rule = bpf_map_lookup_elem(&rules4, &key);
  } else {
    struct xdp_prefix6 key = {.length_bits = 128};
    __builtin_memcpy(key.address, &packet->ip6->saddr, 16);
    rule = bpf_map_lookup_elem(&rules6, &key);
  }
  if (!rule) return XDP_VERDICT_PASS;
  return packet->udp->source == bpf_htons(123) ? rule->ntp_port : rule->any_port;
}

INLINE __u64 mix(__u64 value, __u64 secret) {
  value = (value ^ secret) * 0x9e3779b97f4a7c15ULL;
  value ^= value >> 32;
  return (value + secret) * 0xd6e8feb86659fd93ULL;
}

/* Secret, so that nobody can choose whose record is overwritten. */
INLINE __u64 hash_of(const struct packet *packet, const __u64 *secret) {
  __u64 hash;
  if (packet->is_v4) {
    hash = mix(packet->ip4->saddr, secret[0]);
  } else {
    __u64 halves[2];
    __builtin_memcpy(halves, &packet->ip6->saddr, 16);
    hash = mix(mix(halves[0], secret[1]) ^ halves[1], secret[2]);
  }
  return mix(hash ^ hash >> 29, secret[3]);
}

enum pace { PACE_GOOD, PACE_TOO_FAST, PACE_KISS };

INLINE __u32 minus_or_zero(__u32 a, __u32 b) {
  return a > b ? a - b : 0;
}

INLINE __u32 larger(__u32 a, __u32 b) {
  return a > b ? a : b;
}

/* access::RateRule::judge with its rule `discard`, which counts in whole seconds anyway. */
INLINE enum pace judge(struct xdp_pace *pace, __u32 since_ms, const struct xdp_slot *slot, int may_kiss) {
  const __u32 headway_s = 1U << (slot->headway_log2_s & 31);
  const __u32 limit_s = 8 * headway_s;
  const __u32 since_s = (since_ms + 500) / 1000;
  const __u32 rest_s = minus_or_zero(pace->score_s, since_s);
  if (since_s + 1 >= slot->minimum_s && rest_s + headway_s < limit_s) {
    pace->score_s = minus_or_zero(rest_s + headway_s, 2);
    return PACE_GOOD;
  }
  const int first = rest_s < limit_s;
  pace->score_s = first ? limit_s + larger(headway_s, 2 * slot->minimum_s) : rest_s;
  if (may_kiss && first && pace->drops >= XDP_DROPS_PER_KISS) {
    pace->drops = 0;
    return PACE_KISS;
  }
  if (pace->drops != XDP_NEVER_KISSED) pace->drops++;
  return PACE_TOO_FAST;
}

/* Where the pace of the client is, if paces count at all. The record of one among a million is far away. */
struct remembered {
  struct xdp_pace *pace;
  __u32 tag; /* not zero: that is nobody's */
};

INLINE struct remembered find_pace(const struct packet *packet, const struct xdp_state *shared) {
  struct remembered found = {.pace = NULL};
  if (!shared->limits) return found;
  const __u64 hash = hash_of(packet, shared->secret);
  const __u32 place = (__u32)hash & shared->last_client;
  found.tag = (__u32)(hash >> 32) | 1;
  found.pace = bpf_map_lookup_elem(&paces, &place);
  if (found.pace) fetch(found.pace);
  return found;
}

/* A client that was not known, or was forgotten, is good.
 * Deviation: there is one place for each hash, and whoever comes takes it, where the sockets keep a list of clients in the
 * order of their requests; no client is ever judged by what another one did (XdpProgramTest.ManyClientsDoNotHarmEachOther).
 */
INLINE enum pace pace_of(const struct remembered *client, const struct xdp_slot *slot, int may_kiss) {
  struct xdp_pace *pace = client->pace;
  if (!pace) return PACE_GOOD;
  const __u32 now_ms = (__u32)(bpf_ktime_get_coarse_ns() / 1000000);
  const __u32 since_ms = now_ms - pace->last_ms;
  pace->last_ms = now_ms;
  if (pace->tag == client->tag) return judge(pace, since_ms, slot, may_kiss);
  pace->tag = client->tag;
  pace->score_s = 0;
  pace->drops = XDP_NEVER_KISSED;
  return PACE_GOOD;
}

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

INLINE int refuse(const struct packet *packet, const struct xdp_slot *slot, enum pace pace) {
  count(XDP_COUNT_LIMITED);
  count(XDP_COUNT_LIMITED_V1 + version_of(packet) - 1);
  if (pace == PACE_TOO_FAST) return XDP_DROP;
  count(XDP_COUNT_KISSED);
  __be32 kiss[NTP_WORDS];
  write_kiss(kiss, packet, slot);
  return send_back(packet, kiss, slot);
}

INLINE int answer(const struct packet *packet, const struct xdp_slot *slot, __u64 age) {
  __be32 reply[NTP_WORDS];
  write_reply(reply, packet, slot, age);
  const __u64 later = age_ns(slot);
  if (later < age || later >= slot->life_ns) return pass(XDP_COUNT_STALE); /* stepped in between */
  put_timestamp(reply + 10, served_at(slot, later) | 1);
  count(XDP_COUNT_ANSWERED_V1 + version_of(packet) - 1);
  return send_back(packet, reply, slot);
}

INLINE int respond(struct packet *packet, void *end) {
  const __u32 zero = 0;
  const struct xdp_state *shared = bpf_map_lookup_elem(&state, &zero);
  struct xdp_slot slot;
  if (!shared || !take_slot(shared, &slot)) return XDP_PASS;
  if (packet->udp->dest != slot.port) return XDP_PASS;
  const __u64 age = age_ns(&slot); /* the receive timestamp */
  if (!has_plain_length(packet, end) || !is_request(packet)) return pass(XDP_COUNT_SHAPE);
  if (age >= slot.life_ns) return pass(XDP_COUNT_STALE);
  if (asks_interleaved(packet->ntp)) return pass(XDP_COUNT_INTERLEAVED);
  const struct remembered client = find_pace(packet, shared);
  if (is_strange_source(packet) || !is_served(packet)) return pass(XDP_COUNT_ADDRESS);
  if (!are_checksums_right(packet)) return pass(XDP_COUNT_CHECKSUM);
  const __u32 verdict = verdict_of(packet);
  if (verdict == XDP_VERDICT_PASS) return pass(XDP_COUNT_RESTRICTED);
  if (verdict == XDP_VERDICT_ANSWER) return answer(packet, &slot, age);
  const enum pace pace = pace_of(&client, &slot, verdict == XDP_VERDICT_LIMITED_KOD);
  return pace == PACE_GOOD ? answer(packet, &slot, age) : refuse(packet, &slot, pace);
}

SEC("xdp")
int serve_time(struct xdp_md *context) {
  void *next = (void *)(long)context->data;
  void *end = (void *)(long)context->data_end;
  struct packet packet = {.port = {.interface = context->ingress_ifindex}};
  const __u8 *second_line = next + CACHE_LINE_OCTETS; /* which no request does without */
  if ((void *)(second_line + 1) <= end) fetch(second_line);
  const __be16 protocol = find_network_layer(&packet, &next, end);
  if (protocol == bpf_htons(ETH_P_IP)) return find_udp4(&packet, next, end) ? respond(&packet, end) : XDP_PASS;
  if (protocol == bpf_htons(ETH_P_IPV6)) return find_udp6(&packet, next, end) ? respond(&packet, end) : XDP_PASS;
  return XDP_PASS;
}
