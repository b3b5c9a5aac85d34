/* What ntpd and its XDP program (responder.bpf.c) share: the contents of the maps between them.
 *
 * C, as both read it; the byte order is the machine's unless it says otherwise. Structs have no padding that is not
 * named, so that they are the same for both compilers.
 */
#pragma once

#include <linux/types.h>

/* NOLINTBEGIN(readability-identifier-naming): this is C, in names that are usual there */

enum {
  XDP_SLOTS = 4,             /* a reader has to be overtaken as often before it could meet a slot that is written */
  XDP_HEADER_OCTETS = 24,    /* of a reply, up to its origin timestamp (RFC 5905 figure 8) */
  XDP_NEVER_KISSED = 0xffff, /* access::RateRule::kNeverKissed */
  XDP_DROPS_PER_KISS = 4,    /* access::RateRule::kDropsPerKiss */
};

/* What may be done with a request, by its source; two of them are in a rule. */
enum xdp_verdict {
  XDP_VERDICT_PASS = 0,   /* only the daemon can tell */
  XDP_VERDICT_ANSWER = 1, /* at any pace */
  XDP_VERDICT_LIMITED = 2,
  XDP_VERDICT_LIMITED_KOD = 3,
};

/* What became of a packet to the service port. */
enum xdp_count {
  XDP_COUNT_ANSWERED_V1, /* by version */
  XDP_COUNT_ANSWERED_V2,
  XDP_COUNT_ANSWERED_V3,
  XDP_COUNT_ANSWERED_V4,
  XDP_COUNT_KISSED,
  XDP_COUNT_LIMITED,      /* too fast and dropped; those that got a kiss are among them */
  XDP_COUNT_STALE,        /* passed on: there is no time to tell, or it is not renewed */
  XDP_COUNT_SHAPE,        /* passed on: not a plain request */
  XDP_COUNT_CHECKSUM,     /* passed on: a checksum is wrong, missing or not yet filled in */
  XDP_COUNT_INTERLEAVED,  /* passed on: asks in interleaved mode */
  XDP_COUNT_ADDRESS,      /* passed on: not to an address that is served there, or from none that could ask */
  XDP_COUNT_RESTRICTED,   /* passed on: the access list says so */
  XDP_COUNT_LIMITED_V1,   /* of LIMITED, by version */
  XDP_COUNT_LIMITED_V2,
  XDP_COUNT_LIMITED_V3,
  XDP_COUNT_LIMITED_V4,
  XDP_COUNTS,
};

struct xdp_counts {
  __u64 count[XDP_COUNTS];
};

/* The time that is served, as a line over one of the kernel's clocks, and the parts of a reply that go with it. */
struct xdp_slot {
  __u64 base_ns;               /* the kernel's clock when base_ntp was served */
  __u64 base_ntp;              /* 2^-32 s since 1900 */
  __u64 dispersion;            /* 2^-32 s, with that of the clock's precision */
  __u32 dispersion_growth;     /* 2^-64 s per ns */
  __u32 life_ns;               /* so long all of this holds; 0: it does not */
  __u32 whole;                 /* 2^-32 s per ns that are served, and ... */
  __u32 fraction;              /* ... 2^-64 s per ns */
  __u32 uses_tai;              /* the kernel's clock is TAI, which follows steps; else the monotonic one */
  __u32 minimum_s;             /* `discard minimum` */
  __u32 headway_log2_s;        /* `discard average` */
  __u16 port;                  /* network order */
  __u8 traffic_class;          /* of replies */
  __u8 padding;
  __u8 header[XDP_HEADER_OCTETS]; /* as on the wire; version, poll interval and dispersion are filled in */
};

struct xdp_state {
  __u64 generation; /* the slot that counts is the one of generation % XDP_SLOTS */
  __u64 secret[4];  /* of the hash of addresses */
  __u32 last_client; /* the size of the map of clients, a power of two, less one */
  __u32 limits;      /* some rule says LIMITED: only then paces are looked at */
  struct xdp_slot slots[XDP_SLOTS];
};

/* Where frames come in: what stands in the port map means that frames with these tags belong to an interface. */
struct xdp_port {
  __u32 interface;
  __u16 outer_vlan; /* 0: no tag */
  __u16 inner_vlan;
};

/* An address that is served on an interface; IPv4 as ::ffff:a.b.c.d. */
struct xdp_place {
  __u32 interface;
  __u8 address[16];
};

struct xdp_prefix4 {
  __u32 length_bits;
  __u8 address[4];
};

struct xdp_prefix6 {
  __u32 length_bits;
  __u8 address[16];
};

struct xdp_rule {
  __u16 any_port;  /* xdp_verdict */
  __u16 ntp_port;  /* of a request from port 123 */
};

/* A client's pace, as access::PaceState has it, in whole seconds. */
struct xdp_pace {
  __u32 tag; /* of its address; another client's record is overwritten */
  __u32 last_ms;
  __u32 score_s;
  __u16 drops;
  __u16 padding;
};

/* NOLINTEND(readability-identifier-naming): so far */
