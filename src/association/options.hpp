// AssociationOptions: what the words after an address on a `server`, `pool` or `peer` line ask for.
#pragma once

#include <cstdint>
#include <optional>

#include "time/poll_exponent.hpp"

namespace foliot::association {

/// How an association came to be and what it does.
enum class AssociationKind : std::uint8_t {
  server,
  pool,
  peer,
  local_clock,
  broadcast,
  reference_clock,
  passive,           ///< a peer that was not configured: it proved itself by a key
  broadcast_client,  ///< a broadcast server that was heard
};

/// Defaults are the classic ones: RFC 5905 section 7.2 MINPOLL and MAXPOLL of the reference implementation.
struct AssociationOptions {
  AssociationKind kind = AssociationKind::server;
  PollExponent minpoll{6};
  PollExponent maxpoll{10};
  std::uint8_t version = 4;
  bool iburst = false;
  bool burst = false;
  bool prefer = false;
  bool noselect = false;
  bool truechimer = false;  ///< the word `true`: never a falseticker
  bool preempt = false;
  bool xleave = false;
  bool from_service_port = false;  ///< send from the service port instead of a random one (RFC 9109 departs from it)
  std::optional<std::uint32_t> key_id;
  std::optional<std::uint8_t> ttl;  ///< hops of broadcast packets
  double bias_s = 0;                ///< added to every offset of this source

  friend bool operator==(const AssociationOptions&, const AssociationOptions&) = default;
};

}  // namespace foliot::association
