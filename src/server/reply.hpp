// make_reply: the whole time server, as a function of the request, two stamps and the published state.
//
// RFC 5905 section 9.2 (fast transmit): modes 1 and 3 are answered, nothing else ever is, so two servers
// cannot be made to talk to each other. Windows clients send both modes, with version 3 and sometimes with a
// signature trailer; they are answered without mobilising anything.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "auth/message_digest.hpp"
#include "auth/symmetric_key.hpp"
#include "base/ip_address.hpp"
#include "clock/time_snapshot.hpp"
#include "wire/header.hpp"
#include "wire/packet.hpp"

namespace foliot::server {

/// Why a request gets no answer. Each is counted.
enum class ServerDrop : std::uint8_t {
  malformed,        ///< not a message
  not_a_request,    ///< a mode that is never answered
  unknown_version,  ///< version outside 1..4
  access_denied,    ///< the access list says ignore or noserve
  rate_limited,     ///< the access list says limited, and the client is too fast
};
inline constexpr std::size_t kServerDrops = 5;

/// The bits of a receive timestamp that are kept: its last one, a fifth of a nanosecond, is 0, so that who answers
/// without a memory (the XDP program) can tell it from a transmit timestamp, whose last bit it sets.
/// Deviation: RFC 5905 section 6 wants the bits below the precision to be random; they are what nanoseconds convert to,
/// and this one tells what the timestamp is (MakeReply.KeepsTheLastBitOfReceiveTimestampsFree).
inline constexpr std::uint64_t kNamesReply = ~std::uint64_t{1};

struct ReplyBytes {
  std::array<std::uint8_t, wire::Header::kSize + wire::kMaxOldMacLength> bytes{};
  std::size_t size = wire::Header::kSize;
  Interval smear;                                     ///< `finish` adds it to the transmit timestamp
  bool is_kiss = false;                               ///< it tells no time, so none is written into it
  bool is_interleaved = false;                        ///< its transmit timestamp is that of the reply before
  bool wants_stamp = false;                           ///< `Responder::on_transmitted` is to be told when it left
  const auth::SymmetricKey* key = nullptr;            ///< seals it when it is finished; outlives it
  std::size_t digest_octets = auth::kMaxDigestBytes;  ///< at most so many of it, as the request had
  [[nodiscard]] std::span<const std::uint8_t> view() const { return std::span(bytes).first(size); }
};

/// Whether a packet on the wire may come from there. 127.127.t.u would be taken for a reference clock (CVE-2016-1551),
/// and nobody sends from port 0.
[[nodiscard]] constexpr bool is_plausible_source(const base::SocketAddress& from) {
  return !from.ip.is_reference_clock() && from.port != 0;
}

/// What a request asks, when it is one: mode 1 or 3.
/// Errors: malformed, not_a_request, unknown_version.
[[nodiscard]] std::expected<wire::Packet, ServerDrop> parse_request(std::span<const std::uint8_t> bytes);

/// The reply to `request`. received: t2, when it arrived, served clock. now: the free-running clock, which ages
/// the snapshot. The transmit timestamp is left zero for `finish`, so that it can be taken as late as possible. The
/// reply is never longer than the request. Unknown extension fields, MACs and domain signatures are left unanswered;
/// what follows the header and is none of these makes it malformed.
[[nodiscard]] std::expected<ReplyBytes, ServerDrop> make_reply(std::span<const std::uint8_t> request,
                                                               Timestamp received, MonoTime now,
                                                               const clock::TimeSnapshot& snapshot);

/// The same for a request that was parsed.
[[nodiscard]] ReplyBytes make_reply(const wire::Header& asked, Timestamp received, MonoTime now,
                                    const clock::TimeSnapshot& snapshot);

/// The kiss RATE (RFC 5905 section 7.4): leap 3, stratum 0, the request's transmit timestamp wherever the client looks
/// for one, so that it can tell that the kiss is meant for it and learns no time. headway_log2_s: the least poll
/// interval that it is told to keep.
[[nodiscard]] ReplyBytes make_kiss(const wire::Header& asked, int headway_log2_s);

/// Whether a request asks for interleaved mode (RFC 9769 section 2): it names a reply of ours by its receive timestamp.
[[nodiscard]] bool asks_interleaved(const wire::Header& asked);

/// Makes a reply one in interleaved mode. transmit: when the reply before left, as it goes on the wire.
void interleave(ReplyBytes& reply, const wire::Header& asked, Timestamp transmit);

/// The receive timestamp of a reply, which names it.
[[nodiscard]] Timestamp receive_of(std::span<const std::uint8_t, wire::Header::kSize> reply);

/// Randomises the fraction of the reference timestamp (`restrict ... serverresponse fuzz`), which else tells when the
/// server asked its own. It stays before `received`. noise: random bits.
void fuzz_reference(ReplyBytes& reply, Timestamp received, std::uint32_t noise);

/// Marks the reply to a request whose MAC does not verify: a MAC of key 0 without a digest, the crypto-NAK of RFC 5905
/// section 9.2.
void add_crypto_nak(ReplyBytes& reply);

/// Writes t3 into a reply, unless it is a kiss or interleaved, and seals it with its key, if it has one: the last thing
/// before it is sent, once. transmit: a reading of the served clock.
void finish(ReplyBytes& reply, Timestamp transmit);

}  // namespace foliot::server
