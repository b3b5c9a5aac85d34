// The packet tests in the order of RFC 5905 section 8 and A.5.1 to A.5.2: refuse, then commit.
#include "association/association.hpp"

#include <algorithm>

#include "association/exchange.hpp"
#include "association/packet_tests.hpp"
#include "auth/mac.hpp"
#include "time/short_interval.hpp"

namespace foliot::association {
namespace {

constexpr Interval kLongestWait = Interval::from_seconds(16);  // a longer round trip tells nothing
constexpr int kLowestServerPoll = 3;

wire::Header basic_request(const AssociationOptions& options, PollExponent host_poll, base::Rng& rng) {
  wire::Header header;
  header.version = options.version;
  header.poll = static_cast<std::int8_t>(host_poll.log2_s());
  header.transmit = Timestamp::from_bits(std::max<std::uint64_t>(rng.next_u64(), 1));
  return header;
}

Request to_request(const wire::Header& header, const auth::SymmetricKey* key) {
  Request request;
  request.nonce = header.transmit;
  wire::ByteWriter out(request.bytes);
  header.write_to(out);
  if (key != nullptr) auth::seal(out, *key);
  request.size = out.size();
  return request;
}

}  // namespace

Association::Association(base::SocketAddress remote, const AssociationOptions& options, MonoTime first_poll)
    : remote_(remote), options_(options), poll_(options, first_poll) {}

std::optional<Request> Association::on_timer(MonoTime now, base::Rng& rng) {
  if (!poll_.on_timer(now, rng)) return std::nullopt;
  forget_open_request();
  if (options_.key_id && !key_) {  // an unsealed request would draw an answer that nobody may believe
    count(Drop::bad_authentication);
    return std::nullopt;
  }
  wire::Header header = basic_request(options_, poll_.host_poll(), rng);
  const auto interleaved_nonce = options_.xleave ? interleave_.stamp(header, rng) : std::nullopt;
  const Request request = to_request(header, options_.key_id ? &*key_ : nullptr);
  open_request_ = OpenRequest{request.nonce, now, interleaved_nonce};
  broadcast_.on_question();
  ++sent_;
  return request;
}

void Association::on_transmitted(Timestamp nonce, MonoTime t1) {
  symmetric_.on_transmitted(nonce, t1);
  if (open_request_ && open_request_->nonce == nonce) open_request_->t1 = t1;
}

std::expected<Reply, Drop> Association::on_reply(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                 Timestamp timeline_zero, std::int8_t own_precision) {
  ++received_;
  const auto reply = judge(bytes, t4, timeline_zero, own_precision);
  if (reply) {
    last_drop_.reset();
    if (reply->sample) broadcast_.on_answer(reply->sample->delay_s, server_.transmit);
  } else {
    count(reply.error());
  }
  return reply;
}

std::expected<Reply, Drop> Association::judge(std::span<const std::uint8_t> bytes, MonoTime t4, Timestamp timeline_zero,
                                              std::int8_t own_precision) {
  const auto packet = wire::parse_packet(bytes);
  if (!packet) return std::unexpected(to_drop(packet.error()));
  if (const auto drop = refuse(*packet, bytes, t4)) return std::unexpected(*drop);
  const wire::Header& header = packet->header;
  const OpenRequest request = close_request();
  if (const auto kiss = obeyed_kiss(header)) {
    obey(*kiss, header, t4);
    return Reply{std::nullopt, kiss};
  }
  return measure_reply(header, request, t4, {timeline_zero, own_precision, {}});
}

std::expected<Reply, Drop> Association::measure_reply(const wire::Header& header, const OpenRequest& request,
                                                      MonoTime t4, const Timebase& timebase) {
  show(header, t4);
  server_.asked_at = request.t1;
  if (!is_synchronized(header)) return std::unexpected(Drop::unsynchronized);
  if (!has_sane_root(header)) return std::unexpected(Drop::bad_root_distance);
  const bool interleaved = header.origin == request.interleaved_nonce;
  const Exchange basic{request.t1, header.receive, header.transmit, t4};
  const auto exchange = interleaved ? interleave_.complete(header) : std::optional(basic);
  Reply reply;
  if (exchange) {
    auto sample = measure(*exchange, timebase.zero, timebase.precision, header.precision);
    if (!sample) {
      interleave_.clear();
      return std::unexpected(sample.error());
    }
    sample->offset_s += options_.bias_s;
    reply.sample = *sample;
  }
  interleave_.hear(header, request.t1, t4, !interleaved);
  poll_.on_valid_reply();
  return reply;
}

/// All that must hold before a single field is believed: format, then tests 1, 2, 3 and 5 of RFC 5905 section 8.
/// Deviation: a kiss passes test 3, because its timestamps are undefined (section 7.4);
/// test RateKissNeedsNoTimestamps.
std::optional<Drop> Association::refuse(const wire::Packet& packet, std::span<const std::uint8_t> bytes,
                                        MonoTime t4) const {
  const wire::Header& header = packet.header;
  if (header.version > options_.version) return Drop::wrong_version;
  if (header.mode != wire::Mode::server) return Drop::wrong_mode;
  if (const auto drop = refuse_origin(header.origin, t4)) return drop;
  const bool answered = !header.receive.is_unknown() && !header.transmit.is_unknown();
  if (!answered && !obeyed_kiss(header)) return Drop::unanswered_timestamps;
  if (!is_authentic(packet, bytes)) return Drop::bad_authentication;
  return std::nullopt;
}

/// Test 5. Only the association's own key counts, whatever others are trusted (CVE-2015-7974); a crypto-NAK proves
/// nothing and so ends nothing (CVE-2016-1547). A MAC that was not asked for cannot be judged and does not matter.
bool Association::is_authentic(const wire::Packet& packet, std::span<const std::uint8_t> bytes) const {
  if (!options_.key_id) return !packet.mac || !packet.mac->digest.empty();
  return key_ && packet.mac && auth::verifies(*key_, bytes, *packet.mac);
}

std::optional<Drop> Association::refuse_origin(Timestamp origin, MonoTime t4) const {
  if (open_request_ && open_request_->is_answered_by(origin)) {
    return t4 - open_request_->t1 > kLongestWait ? std::optional(Drop::too_late) : std::nullopt;
  }
  if (answered_ && answered_->is_answered_by(origin)) return Drop::duplicate;
  if (given_up_ && given_up_->is_answered_by(origin)) return Drop::too_late;
  return Drop::bogus_origin;
}

Association::OpenRequest Association::close_request() {
  const OpenRequest request = *open_request_;
  answered_ = request;
  open_request_.reset();
  return request;
}

/// RATE leaves `server()` alone: the server is as good as before, it only wants to be asked less often.
void Association::obey(wire::KissCode kiss, const wire::Header& header, MonoTime t4) {
  if (kiss == wire::KissCode::rate) {
    poll_.on_rate_kiss(PollExponent(header.poll));
    return;
  }
  show(header, t4);
  poll_.demobilize();
}

/// The peer variables of RFC 5905 A.5.2. Bytes that could break arithmetic elsewhere are brought into range.
void Association::show(const wire::Header& header, MonoTime t4) {
  const PollExponent lowest = std::min(PollExponent(kLowestServerPoll), options_.minpoll);
  server_.leap = header.leap;
  server_.stratum = header.stratum == 0 ? wire::kMaxStratum : std::min(header.stratum, wire::kMaxStratum);
  server_.poll = static_cast<std::int8_t>(std::max(PollExponent(header.poll), lowest).log2_s());
  server_.precision = usable_precision(header.precision);
  server_.mode = header.mode;
  server_.root_delay = header.root_delay.interval();
  server_.root_dispersion = header.root_dispersion.interval();
  server_.reference_id = header.reference_id;
  server_.reference = header.reference;
  server_.transmit = header.transmit;
  server_.receive = header.receive;
  server_.version = header.version;
  server_.asked_at.reset();
  server_.received_at = t4;
}

void Association::on_access_denied() {
  ++received_;
  count(Drop::access_denied);
}

void Association::count(Drop reason) {
  ++drops_[static_cast<std::size_t>(reason)];
  last_drop_ = reason;
}

void Association::forget_open_request() {
  if (open_request_) given_up_ = open_request_;
  open_request_.reset();
}

void Association::set_options(const AssociationOptions& options) {
  forget_open_request();
  interleave_.clear();
  options_ = options;
  poll_.set_options(options);
}

void Association::hurry(MonoTime now, bool burst) {
  forget_open_request();
  interleave_.clear();
  poll_.hurry(now, burst);
}

void Association::restart(base::SocketAddress remote, MonoTime now) {
  const bool same_server = remote == remote_;
  forget_open_request();
  interleave_.clear();
  if (!same_server) symmetric_ = SymmetricState{};
  symmetric_.clear();
  last_quick_.reset();
  server_ = ServerState{};
  if (same_server) server_.reference_id = wire::ReferenceId::from_text("STEP");
  remote_ = remote;
  poll_.restart(now, same_server);
}

}  // namespace foliot::association
