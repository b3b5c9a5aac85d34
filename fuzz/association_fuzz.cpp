// An association under any sequence of timers, replies, forgeries, kisses and feedback: its poll stays within
// limits, a refused packet changes nothing, and every sample is a finite number.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "association/association.hpp"
#include "auth/key_file.hpp"
#include "base/check.hpp"
#include "base/rng.hpp"
#include "wire/packet.hpp"

using foliot::Interval;
using foliot::MonoTime;
using foliot::PollExponent;
using foliot::Timestamp;
using foliot::base::check;
namespace wire = foliot::wire;
namespace association = foliot::association;
using association::Association;
using association::Drop;

namespace {

association::AssociationOptions make_options(wire::ByteReader& in) {
  association::AssociationOptions options;
  const auto flags = in.be<std::uint8_t>();
  options.iburst = (flags & 1U) != 0;
  options.burst = (flags & 2U) != 0;
  options.xleave = (flags & 0x40U) != 0;
  options.version = static_cast<std::uint8_t>(1 + (flags >> 2U & 3U));
  if ((flags & 0x30U) == 0x30U) options.key_id = 1;
  options.minpoll = PollExponent(in.be<std::uint8_t>() % 20 - 5);
  options.maxpoll = PollExponent(in.be<std::uint8_t>() % 20 - 5);
  return options;
}

/// What a packet that fails up to test 5 must leave as it was.
struct Visible {
  explicit Visible(const Association& a)
      : reach(a.reach()), host_poll(a.host_poll()), next_poll(a.next_poll()), received_at(a.server().received_at) {}
  std::uint8_t reach;
  PollExponent host_poll;
  MonoTime next_poll;
  std::optional<MonoTime> received_at;
  friend bool operator==(const Visible&, const Visible&) = default;
};

class World {
 public:
  explicit World(wire::ByteReader& in)
      : in_(in), options_(make_options(in)), association_({}, options_, MonoTime{}), rng_(in.be<std::uint16_t>()) {
    if (options_.key_id) association_.set_key(foliot::auth::parse_key_file("1 SHA1 sesame").keys.at(0));
  }

  void run() {
    while (in_.remaining() > 0) {
      step(in_.be<std::uint8_t>());
      check_limits();
    }
  }

 private:
  void step(std::uint8_t action) {
    switch (action % 8) {
      case 0:
        return send();
      case 1:
        return wait();
      case 2:
        return deliver(in_.take(std::min<std::size_t>(in_.be<std::uint8_t>(), in_.remaining())));
      case 3:
        return deliver(spoiled_reply());
      case 4:
        return deliver(last_reply_);
      case 5:
        return association_.advise_poll(PollExponent(static_cast<std::int8_t>(in_.be<std::uint8_t>())));
      case 6:
        return association_.restart(association_.remote(), now_);
      default:
        return association_.on_transmitted(nonce_, now_ + Interval::from_raw(in_.be<std::uint16_t>()));
    }
  }
  void send() {
    now_ = std::max(now_, association_.next_poll());
    const auto request = association_.on_timer(now_, rng_);
    check(request.has_value() != association_.demobilized());
    if (!request) return;
    const std::size_t seal = options_.key_id ? wire::kMaxMacLength : 0;
    check(request->size == wire::Header::kSize + seal && !request->nonce.is_unknown());
    check(association_.next_poll() > now_);
    nonce_ = request->nonce;
  }
  void wait() { now_ = now_ + Interval::from_seconds(in_.be<std::uint16_t>() * 0.001); }

  /// A reply with the right origin; each further input octet pair changes one octet of it.
  std::vector<std::uint8_t> spoiled_reply() {
    wire::Header header;
    header.version = options_.version;
    header.mode = wire::Mode::server;
    header.stratum = 1;
    header.origin = nonce_;
    header.receive = Timestamp::from_bits(std::uint64_t{0xe9} << 56U) + (now_ - MonoTime{});
    header.transmit = header.receive;
    last_reply_.assign(wire::Header::kSize, 0);
    wire::ByteWriter out(last_reply_);
    header.write_to(out);
    for (int changes = in_.be<std::uint8_t>() % 8; changes > 0; --changes) {
      const auto place = in_.be<std::uint8_t>();
      last_reply_[place % wire::Header::kSize] = in_.be<std::uint8_t>();
    }
    return last_reply_;
  }
  void deliver(std::span<const std::uint8_t> bytes) {
    const Visible before(association_);
    const auto counted = total_drops();
    const auto reply = association_.on_reply(bytes, now_, zero_, -20);
    check(total_drops() == counted + (reply ? 0 : 1));
    if (!reply) {
      check(reply.error() >= Drop::unsynchronized || Visible(association_) == before);
      check(association_.reach() == before.reach);
      return;
    }
    check(!options_.key_id && reply->sample.has_value() != reply->kiss.has_value());
    if (!reply->sample) return;
    check(std::isfinite(reply->sample->offset_s) && reply->sample->delay_s > 0 && reply->sample->precision_s > 0);
    check(association_.reach() % 2 == 1);
  }
  [[nodiscard]] std::uint64_t total_drops() const {
    const auto& drops = association_.drops();
    return std::accumulate(drops.begin(), drops.end(), std::uint64_t{0});
  }
  void check_limits() const {
    const PollExponent ceiling = std::max({options_.minpoll, options_.maxpoll, PollExponent(10)});
    check(association_.host_poll() >= options_.minpoll && association_.host_poll() <= ceiling);
    check(association_.server().stratum <= wire::kMaxStratum);
    check(association_.server().precision < 0 || !association_.server().received_at);
  }

  wire::ByteReader& in_;
  association::AssociationOptions options_;
  Association association_;
  foliot::base::SeededRng rng_;
  MonoTime now_;
  Timestamp nonce_;
  Timestamp zero_ = Timestamp::from_bits(std::uint64_t{0xe9} << 56U);
  std::vector<std::uint8_t> last_reply_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wire::ByteReader in(std::span(data, size));
  World(in).run();
  return 0;
}
