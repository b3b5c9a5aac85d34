// Watchdog: servers that are not followed are asked, a few at random times, whether those that are followed lie.
//
// After RFC 9523 (Khronos). Who owns the servers that we follow, or the look-up that named them, owns our time. He does
// not own a larger crop that was gathered over days. A round asks some of it, at random, once each, and judges the
// answers (crop_verdict.hpp). A round that disagrees is repeated with other servers, and then with more of them; when
// all of that disagrees, the clock is to be held. It is never set to what the crop says: who can fool the watchdog can
// stop our steering, and no more. Pure: rounds go out as actions, replies and randomness come in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "association/association.hpp"
#include "base/rng.hpp"
#include "engine/actions.hpp"
#include "engine/crop_verdict.hpp"
#include "engine/server_crop.hpp"
#include "engine/source_table.hpp"
#include "time/points.hpp"

namespace foliot::engine {

enum class WatchdogState : std::uint8_t {
  off,
  gathering,  ///< no verdict yet
  agreeing,
  doubting,  ///< the last round disagreed: another one is coming
  holding,   ///< so did all of them: the clock must not follow its sources
};

/// What a settled round changes.
enum class WatchdogChange : std::uint8_t { none, agreed, held, released };

class Watchdog {
 public:
  static constexpr std::size_t kMostAsked = 64;

  /// servers: how many are asked in a round; 0: off.
  Watchdog(int servers, MonoTime now);
  /// Another number of servers, of a changed configuration. Off: a hold ends.
  void set_servers(int servers, Actions& out);
  /// Other servers are followed now: the crop and all verdicts are forgotten, a hold ends.
  void begin_anew(Actions& out);

  [[nodiscard]] bool enabled() const { return servers_ > 0; }
  [[nodiscard]] WatchdogState state() const { return enabled() ? state_ : WatchdogState::off; }
  [[nodiscard]] bool holding() const { return state() == WatchdogState::holding; }
  [[nodiscard]] bool doubting() const { return state() == WatchdogState::doubting; }
  [[nodiscard]] ServerCrop& crop() { return crop_; }
  [[nodiscard]] const ServerCrop& crop() const { return crop_; }
  /// Whether there are servers enough for a round at any time: look-ups may come less often.
  [[nodiscard]] bool has_enough() const;

  /// When to call again; nothing: off.
  [[nodiscard]] std::optional<MonoTime> next_deadline() const;
  /// Whether a round should begin. It is for the caller to know whether there is anything to compare it with.
  [[nodiscard]] bool round_due(MonoTime now) const { return enabled() && !asking() && now >= next_round_; }
  [[nodiscard]] bool asking() const { return !asked_.empty(); }
  /// The sources want something drastic: the next round begins at once, if there is a crop to ask.
  void alarm(MonoTime now);
  /// Whether a round was settled at `since` or after.
  [[nodiscard]] bool judged_since(MonoTime since) const;
  /// Whether the clock must not be stepped: an alarm was not answered yet, or the last round disagreed.
  [[nodiscard]] bool withholds_steps(MonoTime now) const;
  /// No round now; later.
  void put_off(MonoTime now, base::Rng& rng);
  /// Picks servers that are not in `table`; when there are too few of them the round is put off.
  void begin_round(SourceTable& table, MonoTime now, base::Rng& rng);
  /// Sends the requests of the round that are due.
  void send_due(MonoTime now, base::Rng& rng, Actions& out);
  /// Whether all have answered, or had the time to.
  [[nodiscard]] bool round_over(MonoTime now) const;
  /// Ends the round with a verdict.
  WatchdogChange settle(const FollowedTime& followed, MonoTime now, base::Rng& rng, Actions& out);
  /// Ends a round without a verdict: what was measured is void.
  void abandon(MonoTime now, Actions& out);
  /// The timeline was moved: offsets become smaller by `shift_s`.
  void rebase(double shift_s);

  /// Whether `id` is of a request of the round.
  [[nodiscard]] bool owns(AssociationId id) const;
  void on_transmitted(AssociationId id, Timestamp nonce, MonoTime t1);
  /// One datagram for `id`, from the server that it belongs to or not. arrival: t4. zero, precision: as in
  /// Association::on_reply. What fails any test changes its counter only.
  void on_reply(AssociationId id, std::span<const std::uint8_t> bytes, const base::SocketAddress& from,
                MonoTime arrival, const association::Timebase& timebase);
  /// The access list refused a datagram.
  void on_refused(AssociationId id, const base::SocketAddress& from);
  /// The servers of the round under way.
  [[nodiscard]] std::vector<base::SocketAddress> asked() const;

  /// The last verdict, and when it was; nothing before the first.
  [[nodiscard]] const std::optional<CropVerdict>& verdict() const { return verdict_; }
  [[nodiscard]] MonoTime judged_at() const { return judged_at_; }
  [[nodiscard]] std::uint64_t rounds() const { return rounds_; }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t drops() const;

 private:
  struct Asked {
    AssociationId id = 0;
    association::Association association;
    bool sent = false;
    bool done = false;  ///< answered, well or badly
    std::optional<CropAnswer> answer;
  };

  [[nodiscard]] std::size_t round_size() const;
  [[nodiscard]] std::size_t fewest_asked() const;
  [[nodiscard]] Asked* find(AssociationId id, const base::SocketAddress& from);
  [[nodiscard]] std::vector<CropAnswer> answers() const;
  void count(association::Drop reason) { ++drops_[static_cast<std::size_t>(reason)]; }
  void take(Asked& asked, const estimate::Sample& sample);
  void close_round(MonoTime now, Actions& out);
  WatchdogChange conclude(CropFinding finding, MonoTime now, base::Rng& rng);
  WatchdogChange conclude_holding(CropFinding finding, MonoTime now, base::Rng& rng);
  WatchdogChange conclude_disagreement(MonoTime now, base::Rng& rng);
  void conclude_nothing(CropFinding finding, MonoTime now, base::Rng& rng);
  void plan(MonoTime now, Interval mean, base::Rng& rng);

  std::size_t servers_;
  WatchdogState state_ = WatchdogState::gathering;
  ServerCrop crop_;
  std::vector<Asked> asked_;        ///< of the round under way, at most kMostAsked
  std::vector<AssociationId> ids_;  ///< for the requests of all rounds
  MonoTime round_end_;
  MonoTime next_round_;
  std::optional<MonoTime> alarm_ends_;
  std::optional<CropVerdict> verdict_;
  MonoTime judged_at_;
  int disagreements_ = 0;  ///< rounds in a row
  int agreements_ = 0;     ///< the same, while holding
  int empty_rounds_ = 0;   ///< without a verdict, in a row
  int held_rounds_ = 0;
  std::uint64_t rounds_ = 0;
  std::uint64_t sent_ = 0;
  association::DropCounts drops_{};
};

}  // namespace foliot::engine
