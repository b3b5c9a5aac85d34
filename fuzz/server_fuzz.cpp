// Whatever comes in: no reply is longer than its request, none is a request, and none claims a void clock's time.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/check.hpp"
#include "server/reply.hpp"
#include "wire/kiss_code.hpp"

using foliot::Interval;
using foliot::MonoTime;
using foliot::Timestamp;
using foliot::base::check;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wire::ByteReader in(std::span(data, size));
  const auto snapshot = make_snapshot(in);
  const MonoTime now = MonoTime::from_nanoseconds(static_cast<std::int64_t>(in.be<std::uint64_t>()));
  const Timestamp received = Timestamp::from_bits(in.be<std::uint64_t>());
  const auto request = in.rest();
  auto made = foliot::server::make_reply(request, received, now, snapshot);
  if (!made) return 0;
  foliot::server::set_transmit(*made, received + Interval::from_raw(1));
  check(made->view().size() <= request.size());
  wire::ByteReader asked_in(request);
  wire::ByteReader reply_in(made->view());
  const auto asked = Header::parse(asked_in);
  const auto reply = Header::parse(reply_in);
  check(asked.has_value() && reply.has_value());
  check(reply->mode == wire::Mode::server || reply->mode == wire::Mode::symmetric_passive);
  check(reply->version == asked->version && reply->origin == asked->transmit && reply->receive == received);
  const bool unsynchronized = reply->leap == foliot::LeapIndicator::unsynchronized;
  check(unsynchronized == (reply->stratum == 0));
  check(unsynchronized || now <= snapshot.void_after);
  check(!unsynchronized || wire::to_kiss_code(reply->reference_id) == wire::KissCode::other);
  check(!foliot::server::make_reply(made->view(), received, now, snapshot));
  return 0;
}
