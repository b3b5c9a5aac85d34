// Association: one upstream server, its poll process and its packet tests (RFC 5905 sections 8, 9, 13).
//
// Everything about time here is on the timeline: t1 and t4 are readings of the free-running clock, so that
// steering and steps of the local clock cannot touch an exchange. The request carries a random transmit
// timestamp (RFC 9109, draft-ietf-ntp-data-minimization): the true t1 never leaves this object. An origin
// is good for one reply. Pure: time, randomness and bytes come in; requests, samples and reasons go out.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "association/drop.hpp"
#include "association/options.hpp"
#include "association/poll_process.hpp"
#include "auth/symmetric_key.hpp"
#include "base/ip_address.hpp"
#include "base/rng.hpp"
#include "estimate/sample.hpp"
#include "time/points.hpp"
#include "wire/header.hpp"
#include "wire/kiss_code.hpp"
#include "wire/packet.hpp"

namespace foliot::association {

/// A request to send at once.
struct Request {
  std::array<std::uint8_t, 128> bytes{};
  std::size_t size = 0;
  Timestamp nonce;  ///< its transmit timestamp: names it in `on_transmitted`
  [[nodiscard]] std::span<const std::uint8_t> view() const { return {bytes.data(), size}; }
};

/// What a valid reply brought.
struct Reply {
  std::optional<estimate::Sample> sample;  ///< nothing for a kiss
  std::optional<wire::KissCode> kiss;
};

/// What the last valid reply said about its server; the peer variables of RFC 5905 section 9.1.
struct ServerState {
  LeapIndicator leap = LeapIndicator::unsynchronized;
  std::uint8_t stratum = 16;
  std::int8_t poll = 0;
  std::int8_t precision = 0;
  wire::Mode mode = wire::Mode::reserved;
  Interval root_delay;
  Interval root_dispersion;
  wire::ReferenceId reference_id = wire::ReferenceId::from_text("INIT");
  Timestamp reference;
  std::optional<MonoTime> received_at;  ///< when it came; nothing: never
};

class Association {
 public:
  /// first_poll: when the first request is due.
  Association(base::SocketAddress remote, const AssociationOptions& options, MonoTime first_poll);

  /// The poll process: the request that is due at `now`, if one is; updates reach, back-off and burst state.
  /// RFC 5905 section 13.
  [[nodiscard]] std::optional<Request> on_timer(MonoTime now, base::Rng& rng);
  /// When on_timer wants to be called next.
  [[nodiscard]] MonoTime next_poll() const { return poll_.next_poll(); }

  /// A better t1 for the request `nonce`: the transmit stamp of the kernel or network card. Ignored when that
  /// request is not open any more.
  void on_transmitted(Timestamp nonce, MonoTime t1);

  /// Tests one datagram that came from `remote()`. t4: when it arrived. timeline_zero: timeline timestamp of
  /// MonoTime zero (see Engine). own_precision: log2 s. A Drop changes only its counter; but a reply that is
  /// authentic (tests 1-5) and only not usable uses up its origin and shows in `server()`, as in RFC 5905
  /// A.5.2 packet(), without counting for reach. An obeyed kiss is no Drop but Reply::kiss.
  [[nodiscard]] std::expected<Reply, Drop> on_reply(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                    Timestamp timeline_zero, std::int8_t own_precision);

  /// A datagram from `remote()` that the caller's own access list refused: counted, nothing else (test 4).
  void on_access_denied();

  /// Feedback of the estimator, after each sample.
  void advise_poll(PollExponent advised) { poll_.advise(advised); }
  /// The clock was stepped or its anchor moved: an open request can no longer be believed.
  void forget_open_request();
  /// Ask soon: the clock was disturbed. See PollProcess::hurry.
  void hurry(MonoTime now, bool burst);
  /// Start again as if new at `now` (after a step, or when the name gave another address). With the same
  /// address what a kiss demanded stays in force: the longer poll, or silence. Counters go on.
  void restart(base::SocketAddress remote, MonoTime now);

  /// The configuration line has other options now; all that was learnt stays. A reply that is still under way to a
  /// request made with the old ones is not believed. The kind must be the same.
  void set_options(const AssociationOptions& options);

  /// The key that `options().key_id` names, or nothing while there is none that may be used with `remote()`: then
  /// nothing is asked and nothing believed. Without a key id it has no effect.
  void set_key(const std::optional<auth::SymmetricKey>& key) { key_ = key; }

  /// What changed since the last call.
  [[nodiscard]] Changes take_changes() { return poll_.take_changes(); }

  [[nodiscard]] const base::SocketAddress& remote() const { return remote_; }
  [[nodiscard]] const AssociationOptions& options() const { return options_; }
  [[nodiscard]] const ServerState& server() const { return server_; }
  [[nodiscard]] const DropCounts& drops() const { return drops_; }
  /// Why the last datagram was refused; nothing when it was taken.
  [[nodiscard]] std::optional<Drop> last_drop() const { return last_drop_; }
  [[nodiscard]] std::uint8_t reach() const { return poll_.reach(); }
  [[nodiscard]] int unreach() const { return poll_.unreach(); }
  [[nodiscard]] PollExponent host_poll() const { return poll_.host_poll(); }
  [[nodiscard]] bool demobilized() const { return poll_.demobilized(); }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  /// Datagrams that came from `remote()`, refused ones too.
  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  struct OpenRequest {
    Timestamp nonce;
    MonoTime t1;
  };

  [[nodiscard]] std::expected<Reply, Drop> judge(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                 Timestamp timeline_zero, std::int8_t own_precision);
  [[nodiscard]] std::optional<Drop> refuse(const wire::Packet& packet, std::span<const std::uint8_t> bytes,
                                           MonoTime t4) const;
  [[nodiscard]] bool is_authentic(const wire::Packet& packet, std::span<const std::uint8_t> bytes) const;
  [[nodiscard]] std::optional<Drop> refuse_origin(Timestamp origin, MonoTime t4) const;
  OpenRequest close_request();
  void obey(wire::KissCode kiss, const wire::Header& header, MonoTime t4);
  void show(const wire::Header& header, MonoTime t4);
  void count(Drop reason);

  base::SocketAddress remote_;
  AssociationOptions options_;
  std::optional<auth::SymmetricKey> key_;
  PollProcess poll_;
  std::optional<OpenRequest> open_request_;
  std::optional<Timestamp> answered_;  ///< nonce of the last request whose reply was taken
  std::optional<Timestamp> given_up_;  ///< nonce of the last request that got none
  ServerState server_;
  DropCounts drops_{};
  std::optional<Drop> last_drop_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace foliot::association
