/* Answers plain time requests where they come in, before the kernel makes anything of them (XDP).
 *
 * A request that is not plain beyond any doubt is passed on to the sockets of the daemon, which know everything. What
 * is answered is answered as server::make_reply and access::RateRule do it: the octets of the reply but the timestamps
 * are those that make_reply gave (struct xdp_slot). docs/XDP.md says what is plain.
 *
 * SPDX-License-Identifier: MIT
 */
#include "packet.h"
#include "reply.h"

#define SOME_CLIENTS 16384 /* a power of two; the loader sets another one */
#define MOST_RULES (1 << 20)
#define MOST_PLACES 16384

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

INLINE void count(__u32 what) {
  const __u32 zero = 0;
  struct xdp_counts *own = bpf_map_lookup_elem(&counts, &zero);
  if (own && what < XDP_COUNTS) own->count[what]++;
}

INLINE int pass(__u32 reason) {
  count(reason);
  return XDP_PASS;
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
 * Deviation: there is one place for each hash, and whoever comes takes it, where the sockets keep a list of clients in
 * the order of their requests; no client is ever judged by what another one did
 * (XdpProgramTest.ManyClientsDoNotHarmEachOther).
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
