// Whatever comes in, from whomever, under whatever restrict entry: no reply is longer than its request, none is a
// request, none claims a void clock's time, and nobody gets more than the access list and the rate limit let him.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "access/restrict_rules.hpp"
#include "base/check.hpp"
#include "base/rng.hpp"
#include "server/reply.hpp"
#include "server/responder.hpp"
#include "wire/kiss_code.hpp"

using foliot::Interval;
using foliot::MonoTime;
using foliot::Timestamp;
using foliot::base::check;
namespace base = foliot::base;
using foliot::wire::Header;
namespace wire = foliot::wire;

namespace {

/// A snapshot from the first octets of the input; any value may stand in any field.
foliot::clock::TimeSnapshot make_snapshot(wire::ByteReader& in) {
  foliot::clock::TimeSnapshot snapshot;
  snapshot.leap = static_cast<foliot::LeapIndicator>(in.be<std::uint8_t>() & 3U);
  snapshot.stratum = in.be<std::uint8_t>();
  snapshot.precision = static_cast<std::int8_t>(in.be<std::uint8_t>());
  snapshot.reference_id = wire::ReferenceId::from_bits(in.be<std::uint32_t>());
  snapshot.as_of = MonoTime::from_nanoseconds(static_cast<std::int64_t>(in.be<std::uint64_t>()));
  snapshot.void_after = MonoTime::from_nanoseconds(static_cast<std::int64_t>(in.be<std::uint64_t>()));
  snapshot.root_delay = Interval::from_raw(static_cast<std::int64_t>(in.be<std::uint64_t>()));
  snapshot.root_dispersion = Interval::from_raw(static_cast<std::int64_t>(in.be<std::uint64_t>()));
  const auto rate = in.be<std::uint64_t>();
  std::memcpy(&snapshot.dispersion_rate, &rate, sizeof rate);
  return snapshot;
}

namespace access = foliot::access;
namespace server = foliot::server;

base::IpAddress make_address(wire::ByteReader& in, bool is_v6) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < (is_v6 ? 16U : 4U); ++i) bytes[i] = in.be<std::uint8_t>();
  return is_v6 ? base::IpAddress::v6(bytes) : base::IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

/// Up to seven entries; any mask, holes and all.
access::SharedRestrictList make_list(wire::ByteReader& in) {
  access::RestrictRules rules;
  const unsigned shape = in.be<std::uint8_t>();
  for (unsigned i = 0; i < (shape & 7U); ++i) {
    const bool is_v6 = (shape & 8U) != 0;
    access::RestrictEntry entry{.address = make_address(in, is_v6), .mask = make_address(in, is_v6), .flags = {}};
    entry.flags.bits = in.be<std::uint32_t>() & 0x17fffU;
    entry.ntpport = (shape & 16U) != 0;
    entry.origin = static_cast<access::RestrictOrigin>(shape >> 5U & 1U);
    rules.add(entry);
  }
  return rules.build();
}

/// The same packet again and again, from one sender, under a list from the input.
void ask_responder(wire::ByteReader in, const foliot::clock::TimeSnapshot& snapshot) {
  const auto list = make_list(in);
  const base::SocketAddress from{make_address(in, (in.be<std::uint8_t>() & 1U) != 0), in.be<std::uint16_t>()};
  MonoTime now = MonoTime::from_nanoseconds(static_cast<std::int64_t>(in.be<std::uint64_t>()) >> 1U);
  const Interval pause = Interval::from_raw(in.be<std::uint32_t>());
  const Timestamp received = Timestamp::from_bits(in.be<std::uint64_t>());
  base::SeededRng rng(1);
  access::MonitorOptions options;
  options.mru.maxdepth = 4;
  server::Responder responder(list, options, rng, now);
  const auto bytes = in.rest();
  const access::RestrictFlags flags = list->find(from).flags;
  std::size_t octets = 0;
  for (int i = 0; i < 20; ++i, now = now + pause) {
    auto reply = responder.answer({bytes, from, received, now}, snapshot, rng);
    if (!reply) continue;
    octets += reply->view().size();
    check(!flags.has(access::Restrict::ignore) && !flags.has(access::Restrict::noserve));
    check(reply->is_kiss || !flags.has(access::Restrict::notrust));
    check(!reply->is_kiss || (flags.has(access::Restrict::kod) && flags.has(access::Restrict::limited)));
    const auto before = reply->bytes;
    server::finish(*reply, received + Interval::from_raw(1));
    check(!reply->is_kiss || before == reply->bytes);
    check(!server::make_reply(reply->view(), received, now, snapshot));
  }
  check(octets <= 20 * bytes.size());
  static_cast<void>(responder.admit_reply(bytes, from, true, rng));
  const auto rights = responder.admit_query(from);
  check(rights.has_value() == !(flags.has(access::Restrict::ignore) || flags.has(access::Restrict::noquery)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wire::ByteReader in(std::span(data, size));
  const auto snapshot = make_snapshot(in);
  const MonoTime now = MonoTime::from_nanoseconds(static_cast<std::int64_t>(in.be<std::uint64_t>()));
  const Timestamp received = Timestamp::from_bits(in.be<std::uint64_t>());
  ask_responder(in, snapshot);
  const auto request = in.rest();
  auto made = foliot::server::make_reply(request, received, now, snapshot);
  if (!made) return 0;
  foliot::server::finish(*made, received + Interval::from_raw(1));
  check(made->view().size() <= request.size());
  wire::ByteReader asked_in(request);
  wire::ByteReader reply_in(made->view());
  const auto asked = Header::parse(asked_in);
  const auto reply = Header::parse(reply_in);
  check(asked.has_value() && reply.has_value());
  check(reply->mode == wire::Mode::server || reply->mode == wire::Mode::symmetric_passive);
  check(reply->version == asked->version && reply->origin == asked->transmit);
  check(reply->receive == Timestamp::from_bits(received.bits() & server::kNamesReply));
  const bool unsynchronized = reply->leap == foliot::LeapIndicator::unsynchronized;
  check(unsynchronized == (reply->stratum == 0));
  check(unsynchronized || now <= snapshot.void_after);
  check(!unsynchronized || wire::to_kiss_code(reply->reference_id) == wire::KissCode::other);
  check(!foliot::server::make_reply(made->view(), received, now, snapshot));
  return 0;
}
