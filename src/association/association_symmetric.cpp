// Packets between equals: modes 1 and 2 (RFC 5905 sections 8 and 9, A.5.1 and A.5.2). Verify, then commit.
#include <utility>

#include "association/association.hpp"
#include "association/exchange.hpp"
#include "association/packet_tests.hpp"
#include "auth/mac.hpp"

namespace foliot::association {
namespace {

constexpr unsigned kRecentPolls = 7;                       // without an answer in three polls the chain is lost
constexpr Interval kQuick = Interval::from_seconds(2.5);   // an exchange that no clock can spoil by its rate
constexpr Interval kPrompt = Interval::from_seconds(0.5);  // an answer that was made because we asked
constexpr int kPollsOfOneKind = 3;
constexpr double kQuickOnesSuffice = 2;  // polls for which slow exchanges add nothing

}  // namespace

std::optional<Request> Association::on_symmetric_timer(const OwnState& own, base::Rng& rng) {
  choose_how_to_ask();
  if (as_client_) return on_timer(own.now.mono, rng);
  if (!poll_.on_timer(own.now.mono, rng)) return std::nullopt;
  initiated_ = !std::exchange(prompted_, false);
  if (options_.key_id && !key_) {
    count(Drop::bad_authentication);
    return std::nullopt;
  }
  wire::Header header = own.header;
  header.version = options_.version;
  header.mode =
      options_.kind == AssociationKind::passive ? wire::Mode::symmetric_passive : wire::Mode::symmetric_active;
  header.poll = static_cast<std::int8_t>(poll_.host_poll().log2_s());
  symmetric_.stamp(header, own.now, own.rate, rng);
  ++sent_;
  Request request;
  request.nonce = header.transmit;
  wire::ByteWriter out(request.bytes);
  header.write_to(out);
  if (options_.key_id) auth::seal(out, *key_);
  request.size = out.size();
  return request;
}

std::expected<Reply, Drop> Association::on_symmetric_packet(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                            const Timebase& timebase) {
  ++received_;
  const auto reply = judge_symmetric(bytes, t4, timebase);
  if (reply) {
    last_drop_.reset();
  } else {
    count(reply.error());
  }
  return reply;
}

std::expected<Reply, Drop> Association::judge_symmetric(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                        const Timebase& timebase) {
  const auto packet = wire::parse_packet(bytes);
  if (!packet) return std::unexpected(to_drop(packet.error()));
  const wire::Header& header = packet->header;
  if (header.version > options_.version) return std::unexpected(Drop::wrong_version);
  if (!is_symmetric_mode(header.mode)) return std::unexpected(Drop::wrong_mode);
  const bool chain_lost = as_client_ || (poll_.reach() & kRecentPolls) == 0;
  if (const auto drop = symmetric_.refuse(header, chain_lost)) return std::unexpected(*drop);
  if (!is_authentic(*packet, bytes)) return std::unexpected(Drop::bad_authentication);
  const auto t1 = symmetric_.take_answer(header);
  if (const auto kiss = obeyed_kiss(header)) {
    if (!t1) return std::unexpected(Drop::bogus_origin);
    obey(*kiss, header, t4);
    return Reply{std::nullopt, kiss};
  }
  symmetric_.hear(header, t4);
  poll_.set_peer_poll(PollExponent(header.poll));
  as_client_ = false;
  if (header.mode == wire::Mode::symmetric_active) go_on_talking(t1, t4);
  if (!t1) return std::unexpected(Drop::bogus_origin);
  return measure_peer(header, {*t1, header.receive, header.transmit, t4}, timebase);
}

/// An equal that answers at once gets one packet more, so that it measures over a moment, too. That one is not
/// answered.
void Association::go_on_talking(const std::optional<MonoTime>& t1, MonoTime t4) {
  if (t1 && t4 - *t1 < kPrompt) {
    if (!initiated_) return;
    initiated_ = false;
    prompted_ = true;
    poll_.send_extra(t4);
  } else {
    prompted_ = poll_.answer_peer(t4) || prompted_;
  }
}

/// Deviation: daemons that know no symmetric modes do not answer them, and RFC 5905 leaves it at that. An equal that
/// keeps silent is asked like a server for every other three polls, which they do answer.
/// Test: Symmetric.AsksLikeAClientWhenItsEqualKnowsNoSymmetricModes
void Association::choose_how_to_ask() {
  if (options_.kind != AssociationKind::peer || poll_.reach() != 0) return;
  as_client_ = poll_.unreach() / kPollsOfOneKind % 2 == 1;
}

/// Deviation: RFC 5905 figure 20 lets two associations of active mode and an active with a passive one talk. We also
/// take the answer of a server that keeps no association (mode 2 to our mode 1), which looks the same.
bool Association::is_symmetric_mode(wire::Mode mode) const {
  if (mode == wire::Mode::symmetric_active) return true;
  return mode == wire::Mode::symmetric_passive && options_.kind == AssociationKind::peer;
}

std::expected<Reply, Drop> Association::measure_peer(const wire::Header& header, const Exchange& exchange,
                                                     const Timebase& timebase) {
  show(header, exchange.t4);
  server_.asked_at = exchange.t1;
  if (!is_synchronized(header)) return std::unexpected(Drop::unsynchronized);
  if (!has_sane_root(header)) return std::unexpected(Drop::bad_root_distance);
  auto sample = measure_slow(exchange, timebase.rate, timebase.zero, timebase.precision, header.precision);
  if (!sample) return std::unexpected(sample.error());
  sample->offset_s += options_.bias_s;
  poll_.on_valid_reply();
  if (exchange.t4 - exchange.t1 <= kQuick) {
    last_quick_ = exchange.t4;
  } else if (last_quick_ && (exchange.t4 - *last_quick_).seconds() < kQuickOnesSuffice * poll_.interval().seconds()) {
    return Reply{};
  }
  return Reply{*sample, std::nullopt};
}

}  // namespace foliot::association
