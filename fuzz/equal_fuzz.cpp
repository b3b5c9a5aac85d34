// A symmetric or broadcast association and whatever comes in: no packet may crash it, none that was not verified may
// change what it shows, and it never sends faster than it should.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "association/association.hpp"
#include "base/check.hpp"
#include "wire/byte_reader.hpp"

namespace {

using foliot::Interval;
using foliot::MonoTime;
using foliot::Timestamp;
using foliot::association::Association;
using foliot::association::AssociationKind;
using foliot::association::Drop;
using foliot::base::check;
namespace association = foliot::association;
namespace wire = foliot::wire;

constexpr AssociationKind kKinds[] = {AssociationKind::peer, AssociationKind::passive,
                                      AssociationKind::broadcast_client};

association::AssociationOptions options_of(std::uint8_t first) {
  association::AssociationOptions options;
  options.kind = kKinds[first % 3];
  options.iburst = (first & 0x80U) != 0;
  return options;
}

class World {
 public:
  explicit World(wire::ByteReader& in)
      : in_(in),
        options_(options_of(in.be<std::uint8_t>())),
        association_({foliot::base::IpAddress::v4(192, 0, 2, 1), 123}, options_, start()),
        rng_(1),
        now_(start()) {
    if (options_.kind == AssociationKind::broadcast_client) {
      association_.begin_broadcast_client({.volley = options_.iburst, .delay_s = 0.004});
    }
  }
  void run() {
    for (int step = 0; step < 1000 && in_.ok() && in_.remaining() > 0; ++step) act(in_.be<std::uint8_t>());
  }

 private:
  static MonoTime start() { return MonoTime::from_nanoseconds(1'000'000'000'000); }
  void act(std::uint8_t action) {
    if (action % 4 == 0) return send();
    if (action % 4 == 1) return deliver(spoiled());
    if (action % 4 == 2) return deliver(in_.take(std::min<std::size_t>(in_.be<std::uint8_t>(), in_.remaining())));
    now_ = now_ + Interval::from_seconds(in_.be<std::uint16_t>() * 0.001);
    if (action == 3) association_.on_clock_jump();
  }
  void send() {
    if (association_.demobilized()) return;
    now_ = std::max(now_, association_.next_poll());
    association::OwnState own;
    own.now = {now_, foliot::WallTime::from_nanoseconds(1'777'000'000'000'000'000 + now_.nanoseconds())};
    own.header.precision = -20;
    if (association_.is_symmetric()) {
      if (const auto request = association_.on_symmetric_timer(own, rng_)) nonce_ = request->nonce;
    } else if (association_.listening()) {
      association_.on_listening_timer(now_, rng_);
    } else if (const auto request = association_.on_timer(now_, rng_)) {
      nonce_ = request->nonce;
    }
    check(association_.next_poll() > now_);
  }
  std::vector<std::uint8_t> spoiled() {
    wire::Header header;
    header.mode = association_.is_symmetric() ? wire::Mode::symmetric_active : wire::Mode::broadcast;
    header.stratum = 1;
    header.origin = nonce_;
    header.receive = zero_ + (now_ - MonoTime{});
    header.transmit = header.receive;
    std::vector<std::uint8_t> bytes(wire::Header::kSize);
    wire::ByteWriter out(bytes);
    header.write_to(out);
    for (int changes = in_.be<std::uint8_t>() % 8; changes > 0; --changes) {
      const auto place = in_.be<std::uint8_t>();
      bytes[place % wire::Header::kSize] = in_.be<std::uint8_t>();
    }
    return bytes;
  }
  void deliver(std::span<const std::uint8_t> bytes) {
    const auto heard = association_.server().received_at;
    const auto reach = association_.reach();
    const auto counted = drops();
    const association::Timebase timebase{zero_, -20, {foliot::Frequency::from_ppm(20), 1e-6}};
    const auto reply = association_.is_symmetric() ? association_.on_symmetric_packet(bytes, now_, timebase)
                                                   : association_.on_broadcast(bytes, now_, timebase);
    check(drops() == counted + (reply ? 0 : 1));
    if (!reply) {
      check(reply.error() >= Drop::unsynchronized || association_.server().received_at == heard);
      check(association_.reach() == reach);
      return;
    }
    if (!reply->sample) return;
    check(std::isfinite(reply->sample->offset_s) && reply->sample->delay_s > 0 && reply->sample->precision_s > 0);
  }
  [[nodiscard]] std::uint64_t drops() const {
    const auto& all = association_.drops();
    return std::accumulate(all.begin(), all.end(), std::uint64_t{0});
  }

  wire::ByteReader& in_;
  association::AssociationOptions options_;
  Association association_;
  foliot::base::SeededRng rng_;
  MonoTime now_;
  Timestamp nonce_;
  Timestamp zero_ = Timestamp::from_bits(std::uint64_t{0xe9} << 56U);
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wire::ByteReader in(std::span(data, size));
  World(in).run();
  return 0;
}
