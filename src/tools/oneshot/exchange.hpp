// Exchange: one request of a one-shot client and the reply to it, as bytes (RFC 5905 section 7.3, RFC 8573).
//
// The transmit timestamp of the request is a random number that only the server that got it can give back; when it was
// really sent stays here (RFC 9109, draft-ietf-ntp-data-minimization). Replies are verified whole before anything of
// them counts.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "auth/symmetric_key.hpp"
#include "time/interval.hpp"
#include "time/timestamp.hpp"
#include "wire/header.hpp"

namespace foliot::oneshot {

struct RequestForm {
  std::uint8_t version = wire::kVersion;
  const auth::SymmetricKey* key = nullptr;  ///< seals requests; replies must be sealed with it too
};

/// What is sent: 48 octets and perhaps a MAC. nonce: given back by the server as the origin timestamp.
[[nodiscard]] std::vector<std::uint8_t> make_request(Timestamp nonce, const RequestForm& form);

enum class Refusal : std::uint8_t {
  malformed,     ///< no NTP message
  wrong_mode,    ///< neither a server's reply nor a stratum that exists
  wrong_origin,  ///< not the reply to what was asked last
  unauthentic,   ///< no MAC, a wrong one, or of another key
};

/// The header of a reply to the request with `nonce`.
[[nodiscard]] std::expected<wire::Header, Refusal> read_reply(std::span<const std::uint8_t> bytes, Timestamp nonce,
                                                              const auth::SymmetricKey* key);

/// The server has read and answered in that order: a reply without is useless.
[[nodiscard]] bool has_times(const wire::Header& reply);

struct Measurement {
  Interval offset;  ///< > 0: the server is ahead
  Interval delay;   ///< round trip; may be negative when a clock was stepped meanwhile
};

/// RFC 5905 section 8. sent, arrived: t1 and t4, by the local clock.
[[nodiscard]] Measurement measure(const wire::Header& reply, Timestamp sent, Timestamp arrived);

}  // namespace foliot::oneshot
