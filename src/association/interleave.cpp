#include "association/interleave.hpp"

#include <algorithm>

namespace foliot::association {
namespace {

/// A server that answers none of these has forgotten the reply, and what it would tell is old (RFC 9769 section 2).
constexpr int kMostRequests = 4;

}  // namespace

std::optional<Timestamp> InterleaveState::stamp(wire::Header& header, base::Rng& rng) {
  if (heard_ && heard_->requests == kMostRequests) heard_.reset();
  if (!heard_) return std::nullopt;
  ++heard_->requests;
  header.origin = heard_->t2;
  header.receive = Timestamp::from_bits(std::max<std::uint64_t>(rng.next_u64(), 1));
  if (header.receive == header.transmit) header.receive = Timestamp::from_bits(header.receive.bits() ^ 1U);
  return header.receive;
}

std::optional<Exchange> InterleaveState::complete(const wire::Header& reply) const {
  if (!heard_ || heard_->measured) return std::nullopt;
  return Exchange{heard_->t1, heard_->t2, reply.transmit, heard_->t4};
}

void InterleaveState::hear(const wire::Header& reply, MonoTime t1, MonoTime t4, bool measured) {
  heard_ = Heard{.t1 = t1, .t2 = reply.receive, .t4 = t4, .measured = measured};
}

}  // namespace foliot::association
