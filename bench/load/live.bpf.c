/* The load generator's part inside the kernel, for servers that answer faster than a process can ask.
 *
 * `ask` is run over and over on live frames (BPF_PROG_RUN): it makes each one a request and sends it out. `take` stands
 * at the interface by which the answers come, and counts them. A request's transmit timestamp is its number and a hash
 * of that, so an answer tells by itself whether it is one. `send_back`, at the server's interface, does the least that
 * can pass for an answer: what it costs is what no program can go below.
 *
 * SPDX-License-Identifier: MIT
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "live.h"

#define IP 14
#define UDP (IP + 20)
#define NTP (UDP + 8)
#define NTP_PORT 123
/* What is made up for at once when it was kept from running: a queue has to hold it. */
#define MOST_BEHIND_REQUESTS 16
#define MOST_BEHIND_FINE (50000ULL << 16)
#define FAR_FROM_THE_ONE_BEFORE 2654435761ULL /* odd: visits every client once in a round */

#define INLINE static __always_inline

char LICENSE[] SEC("license") = "MIT";

#define SHARED(name, number, content)       \
  struct {                                  \
    __uint(type, BPF_MAP_TYPE_ARRAY);       \
    __uint(map_flags, BPF_F_MMAPABLE);      \
    __uint(max_entries, number);            \
    __type(key, __u32);                     \
    __type(value, content);                 \
  } name SEC(".maps")

SHARED(plan, 1, struct live_plan);
SHARED(tally, 1, struct live_tally);
SHARED(answers, 1, struct live_answers);
SHARED(turns, LIVE_MOST_TURNS, __s64); /* transmit minus receive timestamp, 2^-32 s */

INLINE __u32 hash_of(__u32 number, __u64 secret) {
  __u64 value = (number ^ secret) * 0x9e3779b97f4a7c15ULL;
  value ^= value >> 29;
  return (__u32)(value * 0xd6e8feb86659fd93ULL >> 32);
}

INLINE __u16 checksum(__u32 sum) {
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (__u16)~sum;
}

INLINE __u32 halves(__u32 word) {
  return (word >> 16) + (word & 0xffff);
}

INLINE int is_due(const struct live_plan *plan, struct live_tally *tally) {
  const __u64 now_ns = bpf_ktime_get_ns();
  if (!tally->start_ns) tally->start_ns = now_ns;
  const __u64 since_ns = now_ns - tally->start_ns;
  if (since_ns >= plan->length_ns) return 0;
  if (!plan->interval_fine) return 1;
  const __u64 now_fine = since_ns << 16;
  if (tally->due_fine > now_fine) return 0;
  const __u64 some_fine = MOST_BEHIND_REQUESTS * plan->interval_fine;
  const __u64 most_behind_fine = some_fine > MOST_BEHIND_FINE ? some_fine : MOST_BEHIND_FINE;
  if (now_fine - tally->due_fine > most_behind_fine) tally->due_fine = now_fine - most_behind_fine;
  tally->due_fine += plan->interval_fine;
  return 1;
}

SEC("xdp")
int ask(struct xdp_md *context) {
  const __u32 zero = 0;
  const struct live_plan *plan_ = bpf_map_lookup_elem(&plan, &zero);
  struct live_tally *tally_ = bpf_map_lookup_elem(&tally, &zero);
  __u8 *frame = (void *)(long)context->data;
  if (!plan_ || !tally_ || frame + LIVE_FRAME_OCTETS > (__u8 *)(long)context->data_end) return XDP_DROP;
  if (!plan_->clients || !is_due(plan_, tally_)) return XDP_DROP;
  const __u32 number = (__u32)tally_->sent++;
  const __u32 place = (__u32)((__u64)(number + plan_->skip) * FAR_FROM_THE_ONE_BEFORE % plan_->clients);
  const __u32 client = plan_->first_client + place;
  const __u16 port = 1024 + number % 60000;
  const __u32 hash = hash_of(number, plan_->secret);
  /* The page may have been a request before, and come back with the answer in it. */
  __builtin_memcpy(frame, plan_->frame, LIVE_FRAME_OCTETS);
  *(__be32 *)(frame + IP + 12) = bpf_htonl(client);
  *(__be16 *)(frame + IP + 10) = bpf_htons(checksum(plan_->ip_sum + halves(client)));
  *(__be16 *)(frame + UDP) = bpf_htons(port);
  *(__be32 *)(frame + NTP + 40) = bpf_htonl(hash);
  *(__be32 *)(frame + NTP + 44) = bpf_htonl(number);
  const __u16 sum = checksum(plan_->udp_sum + halves(client) + port + halves(hash) + halves(number));
  *(__be16 *)(frame + UDP + 6) = bpf_htons(sum ? sum : 0xffff);
  return bpf_redirect(plan_->interface, 0);
}

INLINE __u64 timestamp_at(const __u8 *octets) {
  return (__u64)bpf_ntohl(*(const __be32 *)octets) << 32 | bpf_ntohl(*(const __be32 *)(octets + 4));
}

INLINE int is_from_server(const __u8 *frame, const struct live_plan *plan_) {
  if (*(const __be16 *)(frame + 12) != bpf_htons(ETH_P_IP) || frame[IP] != 0x45) return 0;
  if (frame[IP + 9] != IPPROTO_UDP || *(const __be16 *)(frame + UDP) != bpf_htons(NTP_PORT)) return 0;
  return *(const __be32 *)(frame + IP + 12) == bpf_htonl(plan_->server);
}

INLINE int is_answer(const __u8 *frame, const struct live_plan *plan_, __u64 sent) {
  const __u32 hash = bpf_ntohl(*(const __be32 *)(frame + NTP + 24));
  const __u32 number = bpf_ntohl(*(const __be32 *)(frame + NTP + 28));
  const int has_time = frame[NTP] >> 6 != 3 && frame[NTP + 1] != 0;
  return (frame[NTP] & 7) == 4 && has_time && number < sent && hash == hash_of(number, plan_->secret);
}

SEC("xdp")
int take(struct xdp_md *context) {
  const __u32 zero = 0;
  const struct live_plan *plan_ = bpf_map_lookup_elem(&plan, &zero);
  const struct live_tally *tally_ = bpf_map_lookup_elem(&tally, &zero);
  struct live_answers *answers_ = bpf_map_lookup_elem(&answers, &zero);
  const __u8 *frame = (void *)(long)context->data;
  if (!plan_ || !tally_ || !answers_ || frame + LIVE_FRAME_OCTETS > (__u8 *)(long)context->data_end) return XDP_PASS;
  if (!is_from_server(frame, plan_)) return XDP_PASS;
  if (!is_answer(frame, plan_, tally_->sent)) {
    answers_->strange++;
    return XDP_DROP;
  }
  const __u32 place = (__u32)answers_->answered++;
  __s64 *turn = bpf_map_lookup_elem(&turns, &place); /* of the first so many */
  if (turn) *turn = (__s64)(timestamp_at(frame + NTP + 40) - timestamp_at(frame + NTP + 32));
  return XDP_DROP;
}

INLINE void swap16(__u16 *a, __u16 *b) {
  const __u16 first = *a;
  *a = *b;
  *b = first;
}

INLINE void swap32(__u32 *a, __u32 *b) {
  const __u32 first = *a;
  *a = *b;
  *b = first;
}

/* No time, no checks, and no new checksum. */
SEC("xdp")
int send_back(struct xdp_md *context) {
  __u8 *frame = (void *)(long)context->data;
  if (frame + LIVE_FRAME_OCTETS > (__u8 *)(long)context->data_end) return XDP_PASS;
  if (*(const __be16 *)(frame + 12) != bpf_htons(ETH_P_IP) || frame[IP + 9] != IPPROTO_UDP) return XDP_PASS;
  for (int i = 0; i < 6; i += 2) swap16((__u16 *)(frame + i), (__u16 *)(frame + 6 + i));
  swap32((__u32 *)(frame + IP + 12), (__u32 *)(frame + IP + 16));
  swap16((__u16 *)(frame + UDP), (__u16 *)(frame + UDP + 2));
  frame[NTP] = 0x24;
  frame[NTP + 1] = 1;
  __builtin_memcpy(frame + NTP + 24, frame + NTP + 40, 8);
  return XDP_TX;
}
