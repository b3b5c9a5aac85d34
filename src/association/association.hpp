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

#include "association/broadcast.hpp"
#include "association/drop.hpp"
#include "association/exchange.hpp"
#include "association/interleave.hpp"
#include "association/options.hpp"
#include "association/poll_process.hpp"
#include "association/symmetric.hpp"
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
  Timestamp transmit;      ///< when it left, by the server's clock
  Timestamp receive = {};  ///< when our packet arrived there, by the server's clock
  std::uint8_t version = 4;
  std::optional<MonoTime> asked_at = {};  ///< when our packet left; nothing: none was answered
  std::optional<MonoTime> received_at;    ///< when it came; nothing: never
};

/// What a symmetric exchange is measured with.
struct Timebase {
  Timestamp zero;               ///< timeline timestamp of MonoTime zero
  std::int8_t precision = -20;  ///< of our stamps, log2 s
  Rate rate;
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

  /// Whether it talks to an equal: modes 1 and 2, both ends on their service ports.
  [[nodiscard]] bool is_symmetric() const {
    return options_.kind == AssociationKind::peer || options_.kind == AssociationKind::passive;
  }
  /// Whether it asks a configured equal like a client for a while, as that one does not know symmetric modes.
  [[nodiscard]] bool asks_as_client() const { return as_client_; }
  [[nodiscard]] bool from_service_port() const { return options_.from_service_port || (is_symmetric() && !as_client_); }
  /// `on_timer` of a symmetric association: the packet also says what we are.
  [[nodiscard]] std::optional<Request> on_symmetric_timer(const OwnState& own, base::Rng& rng);
  /// `on_reply` of a symmetric association. A packet that is authentic but answers none of ours is a Drop as well
  /// (bogus_origin), after it has begun or mended the chain. A valid one may come without a sample: next to exchanges
  /// of a moment those that lasted a poll interval tell nothing.
  [[nodiscard]] std::expected<Reply, Drop> on_symmetric_packet(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                               const Timebase& timebase);
  /// The served clock jumped: what was told on the old one is void.
  void on_clock_jump() { symmetric_.clear(); }

  /// `on_timer` of a broadcast server: what to send to all when it is due and we have the time.
  [[nodiscard]] std::optional<Request> on_broadcast_timer(const OwnState& own, base::Rng& rng);
  /// A broadcast client begins: with a volley of requests (`on_timer`, `on_reply`), unless it is not wanted.
  void begin_broadcast_client(const BroadcastOptions& options);
  /// Whether a broadcast client needs no requests any more; then `on_listening_timer` takes the place of `on_timer`.
  [[nodiscard]] bool listening() const { return broadcast_.listening(); }
  void on_listening_timer(MonoTime now, base::Rng& rng);
  /// A packet of mode 5 from `remote()`. Its sample is one way only: the delay is the one that the volley found. While
  /// that goes on a good broadcast comes back without a sample.
  [[nodiscard]] std::expected<Reply, Drop> on_broadcast(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                        const Timebase& timebase);

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
  /// The counters above, and those of refused datagrams, begin again at zero.
  void reset_counts() {
    drops_ = {};
    sent_ = 0;
    received_ = 0;
  }

 private:
  struct OpenRequest {
    Timestamp nonce;
    MonoTime t1;
    std::optional<Timestamp> interleaved_nonce;  ///< what an interleaved reply has as its origin
    [[nodiscard]] bool is_answered_by(Timestamp origin) const { return origin == nonce || origin == interleaved_nonce; }
  };

  [[nodiscard]] std::expected<Reply, Drop> judge(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                 Timestamp timeline_zero, std::int8_t own_precision);
  [[nodiscard]] std::optional<Drop> refuse(const wire::Packet& packet, std::span<const std::uint8_t> bytes,
                                           MonoTime t4) const;
  [[nodiscard]] bool is_authentic(const wire::Packet& packet, std::span<const std::uint8_t> bytes) const;
  [[nodiscard]] std::optional<Drop> refuse_origin(Timestamp origin, MonoTime t4) const;
  [[nodiscard]] std::expected<Reply, Drop> measure_reply(const wire::Header& header, const OpenRequest& request,
                                                         MonoTime t4, const Timebase& timebase);
  OpenRequest close_request();
  void obey(wire::KissCode kiss, const wire::Header& header, MonoTime t4);
  void show(const wire::Header& header, MonoTime t4);
  void count(Drop reason);
  [[nodiscard]] std::expected<Reply, Drop> judge_symmetric(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                           const Timebase& timebase);
  [[nodiscard]] std::expected<Reply, Drop> judge_broadcast(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                           const Timebase& timebase);
  void go_on_talking(const std::optional<MonoTime>& t1, MonoTime t4);
  void choose_how_to_ask();
  [[nodiscard]] bool is_symmetric_mode(wire::Mode mode) const;
  [[nodiscard]] std::expected<Reply, Drop> measure_peer(const wire::Header& header, const Exchange& exchange,
                                                        const Timebase& timebase);

  base::SocketAddress remote_;
  AssociationOptions options_;
  std::optional<auth::SymmetricKey> key_;
  PollProcess poll_;
  std::optional<OpenRequest> open_request_;
  std::optional<OpenRequest> answered_;  ///< the last request whose reply was taken
  std::optional<OpenRequest> given_up_;  ///< the last request that got none
  InterleaveState interleave_;
  bool prompted_ = false;   ///< the next packet to an equal is an answer
  bool initiated_ = false;  ///< the last one was none
  bool as_client_ = false;
  SymmetricState symmetric_;            ///< of symmetric associations
  std::optional<MonoTime> last_quick_;  ///< last symmetric exchange that took a moment only
  BroadcastPath broadcast_;             ///< of broadcast clients
  ServerState server_;
  DropCounts drops_{};
  std::optional<Drop> last_drop_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace foliot::association
