/* What ntp_load and its programs inside the kernel (live.bpf.c) share. C, as both read it; the machine's byte order. */
#pragma once

#include <linux/types.h>

/* NOLINTBEGIN(readability-identifier-naming): this is C, in names that are usual there */

enum {
  LIVE_FRAME_OCTETS = 90, /* Ethernet, IPv4, UDP, 48 octets of NTP */
  LIVE_MOST_TURNS = 65536,
};

struct live_plan {
  __u64 length_ns;     /* for so long requests leave */
  __u64 interval_fine; /* 2^-16 ns from one request to the next; 0: as fast as it goes */
  __u64 secret;
  __u32 first_client; /* host order */
  __u32 clients;
  __u32 skip;
  __u32 interface; /* by which requests leave */
  __u32 server;    /* host order */
  __u32 ip_sum;    /* of the IPv4 header without the source address, for its checksum */
  __u32 udp_sum;   /* the same of the datagram and its pseudo header, without port and transmit timestamp too */
  __u16 frame[LIVE_FRAME_OCTETS / 2];
  __u16 padding;
};

struct live_tally {
  __u64 start_ns; /* of the monotonic clock: the first request */
  __u64 due_fine; /* when the next request leaves, 2^-16 ns since the start */
  __u64 sent;
};

struct live_answers {
  __u64 answered;
  __u64 strange; /* names no request, or tells no time */
};

/* NOLINTEND(readability-identifier-naming): so far */
