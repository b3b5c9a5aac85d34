// Upstream: an association and an honest server around it, in virtual time, for tests.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "association/association.hpp"
#include "association/exchange.hpp"
#include "base/rng.hpp"
#include "support/packets.hpp"

namespace foliot::association::test {

inline constexpr std::uint64_t kSeed = 20260101;
inline constexpr std::int8_t kOwnPrecision = -24;
/// Puts kStart half a second before the era of NTP timestamps ends, so that longer tests cross it.
inline constexpr Timestamp kTimelineZero = Timestamp::from_bits(0xfffffc1780000000);
inline const MonoTime kStart = MonoTime::from_nanoseconds(1'000'000'000'000);
inline const base::SocketAddress kServer{base::IpAddress::v4(192, 0, 2, 1), 123};

inline Interval seconds(double s) {
  return Interval::from_seconds(s);
}

inline AssociationOptions with_iburst() {
  AssociationOptions options;
  options.iburst = true;
  return options;
}

struct Upstream {
  explicit Upstream(const AssociationOptions& options = {}) : association(kServer, options, kStart) {}

  base::SeededRng rng{kSeed};
  Association association;
  MonoTime now = kStart;
  double offset_s = 0.25;  ///< server ahead of the timeline
  double way_s = 0.010;    ///< one way
  double held_s = 0.001;   ///< t3 - t2

  /// Lets time pass until the next request is due, and sends it.
  Request send() {
    now = std::max(now, association.next_poll());
    const auto request = association.on_timer(now, rng);
    EXPECT_TRUE(request.has_value()) << "seed " << kSeed;
    return request.value_or(Request{});
  }
  [[nodiscard]] Timestamp server_time(MonoTime at) const { return on_timeline(at, kTimelineZero) + seconds(offset_s); }
  /// The honest reply to `request` that was sent at `now`.
  [[nodiscard]] wire::Header reply_to(const Request& request) const {
    wire::ByteReader in(request.view());
    const wire::Header asked = *wire::Header::parse(in);
    wire::Header reply;
    reply.version = asked.version;
    reply.mode = wire::Mode::server;
    reply.stratum = 2;
    reply.poll = asked.poll;
    reply.precision = -23;
    reply.root_delay = ShortInterval::from_bits(0x1000);
    reply.root_dispersion = ShortInterval::from_bits(0x0800);
    reply.reference_id = wire::ReferenceId::from_bits(0x0a000001);
    reply.origin = asked.transmit;
    reply.receive = server_time(now + seconds(way_s));
    reply.transmit = reply.receive + seconds(held_s);
    reply.reference = reply.receive + seconds(-100);
    return reply;
  }
  [[nodiscard]] wire::Header kiss_to(const Request& request, std::string_view code) const {
    wire::Header kiss = reply_to(request);
    kiss.leap = LeapIndicator::unsynchronized;
    kiss.stratum = 0;
    kiss.reference_id = wire::ReferenceId::from_text(code);
    return kiss;
  }
  std::expected<Reply, Drop> deliver(std::span<const std::uint8_t> bytes) {
    return association.on_reply(bytes, now + seconds(2 * way_s + held_s), kTimelineZero, kOwnPrecision);
  }
  std::expected<Reply, Drop> deliver(const wire::Header& header) { return deliver(foliot::test::to_bytes(header)); }
  /// One whole good exchange.
  std::expected<Reply, Drop> exchange() { return deliver(reply_to(send())); }
  [[nodiscard]] std::uint64_t count(Drop reason) const { return association.drops()[static_cast<std::size_t>(reason)]; }
};

/// All that a refused packet must leave as it was.
struct Visible {
  explicit Visible(const Association& a)
      : reach(a.reach()),
        unreach(a.unreach()),
        host_poll(a.host_poll()),
        next_poll(a.next_poll()),
        demobilized(a.demobilized()),
        sent(a.sent()),
        leap(a.server().leap),
        stratum(a.server().stratum),
        reference_id(a.server().reference_id),
        received_at(a.server().received_at) {}

  std::uint8_t reach;
  int unreach;
  PollExponent host_poll;
  MonoTime next_poll;
  bool demobilized;
  std::uint64_t sent;
  LeapIndicator leap;
  std::uint8_t stratum;
  wire::ReferenceId reference_id;
  std::optional<MonoTime> received_at;

  friend bool operator==(const Visible&, const Visible&) = default;
};

}  // namespace foliot::association::test
