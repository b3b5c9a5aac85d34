// Responder: everything that decides about a datagram on the service port, and the reply to a time request.
//
// Whoever serves has one: the daemon's control thread, each server worker. The restrict list is shared and immutable;
// the clients, budgets and counters are its own. The order is that of the classic daemon: what the list refuses is
// refused before the packet is looked at, and a request counts against its client's rate before authentication does.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "access/client_monitor.hpp"
#include "access/query_budget.hpp"
#include "access/restrict_list.hpp"
#include "auth/key_ring.hpp"
#include "server/reply.hpp"
#include "server/transmit_memory.hpp"

namespace foliot::server {

/// What came and what became of it: the sysstats of mode 6.
struct ServerCounts {
  std::uint64_t received = 0;      ///< all packets
  std::uint64_t this_version = 0;  ///< time packets of version 4
  std::uint64_t old_version = 0;   ///< and of older ones
  std::uint64_t answered = 0;      ///< time requests, with time
  std::uint64_t kisses = 0;
  std::uint64_t crypto_naks = 0;  ///< answered, but with a crypto-NAK
  std::uint64_t interleaved = 0;  ///< answered in interleaved mode
  std::uint64_t replies = 0;      ///< to requests of ours, let through
  std::uint64_t queries = 0;      ///< mode 6, let through
  std::uint64_t version1 = 0;     ///< of `old_version`, those of version 1
  std::uint64_t version1_client = 0;
  std::uint64_t version1_mode0 = 0;
  std::uint64_t version1_symmetric = 0;
  std::array<std::uint64_t, kServerDrops> drops{};

  void add(const ServerCounts& other);
};

/// Keys looked for and used on this side.
struct KeyCounts {
  std::uint64_t lookups = 0;
  std::uint64_t not_found = 0;
  std::uint64_t digests_made = 0;
  std::uint64_t cmacs_made = 0;
  std::uint64_t digests_checked = 0;
  std::uint64_t digests_failed = 0;
  std::uint64_t cmacs_checked = 0;
  std::uint64_t cmacs_failed = 0;

  void made(auth::KeyType type, std::uint64_t how_many = 1);
  void checked(auth::KeyType type, bool good);
  void add(const KeyCounts& other);
};

struct TimeRequest {
  std::span<const std::uint8_t> bytes;
  base::SocketAddress from;
  Timestamp received;  ///< t2, served clock
  MonoTime now;
  base::IpAddress local = {};  ///< where it came in; unspecified: not known
};

/// What the sender of a mode 6 query may do.
struct QueryRights {
  bool may_modify = true;
  bool may_read_mru = true;
  bool budgeted = false;  ///< a stranger: its answers count against QueryBudget
};

/// What the MAC of a request says.
struct Authentication {
  const auth::SymmetricKey* key = nullptr;  ///< it is that key's
  bool failed = false;                      ///< there is one, and it is no key's that may be used
};

class Responder {
 public:
  /// rng: for the secrets of hash tables. start: no packet comes before.
  Responder(access::SharedRestrictList list, const access::MonitorOptions& options, base::Rng& rng, MonoTime start);

  /// From now on `list` holds; hits are counted anew.
  void use(access::SharedRestrictList list);
  /// From now on these hold. The clients are forgotten, as the old rule judged them.
  void use(const access::MonitorOptions& options, base::Rng& rng, MonoTime now);
  /// From now on requests are verified, and replies to them sealed, with these keys. Not null.
  void use(std::shared_ptr<const auth::KeyRing> keys) { keys_ = std::move(keys); }

  /// Who is going to be answered next: the records of a whole batch of clients are fetched at once (MruList::expect).
  void expect(std::span<const base::SocketAddress> clients) const { monitor_.expect(clients); }
  /// The reply to a time request of any mode but 6. Its transmit timestamp and its seal are left to
  /// `finish`, which has to come before the keys change.
  [[nodiscard]] std::expected<ReplyBytes, ServerDrop> answer(const TimeRequest& request,
                                                             const clock::TimeSnapshot& snapshot, base::Rng& rng);
  /// When a reply that wants a stamp left, by the served clock; for the next one in interleaved mode.
  void on_sent(const ReplyBytes& reply, const base::SocketAddress& to, Timestamp transmit);
  /// A better stamp of it, from the kernel or the network card. reply: its first octets.
  void on_transmitted(std::span<const std::uint8_t> reply, Timestamp transmit);
  /// The served clock was stepped: what left before tells nothing now.
  void on_clock_jump() { sent_.clear(); }
  /// Whether a reply to a request of ours may be looked at. It is never too fast, and `nopeer` and `limited` are not
  /// meant for it. has_key: the association authenticates it, else `notrust` refuses it.
  [[nodiscard]] bool admit_reply(std::span<const std::uint8_t> bytes, const base::SocketAddress& from, bool has_key,
                                 base::Rng& rng);
  /// How many associations the address of `from` may have when it makes itself one, -1: any number; nothing: it may
  /// not.
  [[nodiscard]] std::optional<int> ippeerlimit(const base::SocketAddress& from) const;
  /// The trusted key that seals a packet of mode 1; nothing: it is not sealed, or not rightly.
  [[nodiscard]] std::optional<std::uint32_t> key_of_equal(std::span<const std::uint8_t> bytes,
                                                          const base::SocketAddress& from) const;
  /// What a mode 6 query may do; nothing: no answer.
  [[nodiscard]] std::optional<QueryRights> admit_query(const base::SocketAddress& from);
  /// Whether an answer of so many octets to such a query may be sent.
  [[nodiscard]] bool spend(const QueryRights& rights, const base::SocketAddress& to, std::size_t octets, MonoTime now);
  /// A datagram that never got as far as the above: no message, or a reply that nobody waits for.
  void count_malformed() { count_unseen(ServerDrop::malformed); }
  void count_declined() { count_unseen(ServerDrop::not_a_request); }

  [[nodiscard]] const ServerCounts& counts() const { return counts_; }
  [[nodiscard]] const KeyCounts& key_counts() const { return key_counts_; }
  /// Mode 6 uses keys as well.
  [[nodiscard]] KeyCounts& key_counts() { return key_counts_; }
  void reset_counts() { counts_ = {}; }
  void reset_query_count() { counts_.queries = 0; }
  void reset_key_counts() { key_counts_ = {}; }
  void reset_client_counts() { monitor_.reset_counts(); }
  [[nodiscard]] const access::ClientMonitor& monitor() const { return monitor_; }
  [[nodiscard]] const access::RestrictList& list() const { return *list_; }
  [[nodiscard]] const access::SharedRestrictList& shared_list() const { return list_; }
  /// How often each entry of the list was the one, by its number.
  [[nodiscard]] std::span<const std::uint64_t> hits() const { return hits_; }

 private:
  [[nodiscard]] bool is_named(const base::IpAddress& address) const;
  [[nodiscard]] access::RestrictFlags look_up(const base::SocketAddress& from);
  [[nodiscard]] std::optional<ServerDrop> refuse(access::RestrictFlags flags, std::span<const std::uint8_t> bytes,
                                                 base::Rng& rng);
  [[nodiscard]] std::expected<ReplyBytes, ServerDrop> judge(const TimeRequest& request,
                                                            const clock::TimeSnapshot& snapshot, base::Rng& rng);
  std::unexpected<ServerDrop> count(ServerDrop reason);
  void count_unseen(ServerDrop reason);
  void interleave_if_remembered(ReplyBytes& reply, const wire::Header& asked, const base::SocketAddress& from);
  void count_version(std::uint8_t first_octet);
  [[nodiscard]] Authentication authenticate(const wire::Packet& packet, const TimeRequest& request);

  access::SharedRestrictList list_;
  std::vector<std::uint64_t> hits_;
  access::ClientMonitor monitor_;
  access::QueryBudget budget_;
  std::shared_ptr<const auth::KeyRing> keys_ = std::make_shared<const auth::KeyRing>();
  ServerCounts counts_;
  TransmitMemory sent_;
  KeyCounts key_counts_;
};

}  // namespace foliot::server
