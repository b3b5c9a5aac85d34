// PollProcess: when the next request to one server is due, and whether the server answers at all.
//
// RFC 5905 section 13 with the bursts of the reference implementation. One poll is one request, or a burst of
// eight that goes on only after its first request was answered, so that a dead server never gets a burst. The
// reach register shifts once per poll. The poll exponent follows the estimator's advice, up by one step per
// poll and down at once; a server that says RATE raises the floor under it for good.
// Deviation: RFC 5905 starts an iburst as soon as reach is 0. A server that has answered before gets one after four
// more polls without an answer: on a lossy path eight in a row are lost by chance several times a day.
// It ends as soon as the estimator would be content with the poll interval as it is: most gaps leave little to learn
// anew. Test: PollProcess.IburstStartsAgainWhenALostServerAnswers.
#pragma once

#include <cstdint>
#include <optional>

#include "association/options.hpp"
#include "base/rng.hpp"
#include "time/points.hpp"
#include "time/poll_exponent.hpp"

namespace foliot::association {

/// What happened to the association in one call; RFC 9327 section 3.2 names.
struct Changes {
  bool became_reachable = false;
  bool became_unreachable = false;
  bool demobilized = false;  ///< DENY or RSTR: do not poll any more
  bool rate_exceeded = false;
};

class PollProcess {
 public:
  PollProcess(const AssociationOptions& options, MonoTime first_poll);

  /// True: send a request at `now`. Shifts reach, counts unreach and backs off when this begins a new poll.
  [[nodiscard]] bool on_timer(MonoTime now, base::Rng& rng);
  /// A reply was accepted: the server is reachable, and a waiting burst goes on.
  void on_valid_reply();
  /// The server said RATE: at least one step slower from now on, or as slow as `server_poll` asks (RFC 5905
  /// section 7.4); no more bursts. Beyond `maxpoll` if need be, but at most 1024 s for that reason.
  void on_rate_kiss(PollExponent server_poll);
  /// The server said DENY or RSTR: no request is ever due again (RFC 5905 section 7.4).
  void demobilize();
  /// What the estimator would like; taken within [floor, maxpoll]. Ends the burst to a server that was lost when the
  /// present interval is short enough.
  void advise(PollExponent advised);
  /// As if new, first request at `now` (or 2 s after the last one). `same_server` keeps what kisses demanded.
  void restart(MonoTime now, bool same_server);
  /// Other limits and bursts from now on. What the server demanded by a RATE kiss stays in force.
  void set_options(const AssociationOptions& options);
  /// Ask at `now` (or 2 s after the last request) and often at first, as after a start, but without forgetting
  /// whether the server answers. burst: ask eight times, unless the server asked for less.
  void hurry(MonoTime now, bool burst);
  /// How often the other end of a symmetric association sends: we do as often, within our own limits (RFC 5905
  /// section 13).
  void set_peer_poll(PollExponent peer_poll) { peer_poll_ = peer_poll; }
  /// An equal sent something at `now`. Our own packet goes at once when it is nearly due, so that both measure over a
  /// moment instead of a poll interval; and as one of a few extra ones after the start, so that both are quick to
  /// know each other.
  /// True when it will be sent for that reason.
  bool answer_peer(MonoTime now);
  /// One more packet at once, which is no poll.
  void send_extra(MonoTime now);
  [[nodiscard]] Changes take_changes();

  [[nodiscard]] MonoTime next_poll() const { return next_poll_; }
  [[nodiscard]] PollExponent host_poll() const { return host_poll_; }
  /// Between two polls as things are, without the random spread.
  [[nodiscard]] Interval interval() const;
  [[nodiscard]] std::uint8_t reach() const { return reach_; }
  [[nodiscard]] int unreach() const { return unreach_; }
  [[nodiscard]] bool demobilized() const { return demobilized_; }

 private:
  void begin_poll(MonoTime now, base::Rng& rng);
  void back_off(bool was_reachable);
  void schedule();
  void end_burst();
  [[nodiscard]] bool may_burst() const;
  [[nodiscard]] PollExponent ceiling() const;

  PollExponent minpoll_;
  PollExponent maxpoll_;
  bool iburst_;
  bool burst_;

  MonoTime next_poll_;
  MonoTime poll_started_;  ///< first request of the present poll
  std::optional<MonoTime> last_sent_;
  double spread_ = 1;  ///< this poll's random factor on the interval
  std::uint8_t reach_ = 0;
  int unreach_ = 0;
  bool was_heard_ = false;  ///< has it ever answered
  int burst_left_ = 0;
  bool hurried_ = false;        ///< the next poll is a burst
  bool burst_running_ = false;  ///< its first request was answered
  bool refreshing_ = false;     ///< it goes to a server that was lost
  PollExponent host_poll_;
  PollExponent wanted_;
  std::optional<PollExponent> peer_poll_;
  int extra_answers_;
  bool answering_ = false;   ///< the next packet is an extra one
  PollExponent rate_floor_;  ///< minpoll, or longer after a RATE kiss
  bool demobilized_ = false;
  Changes changes_;
};

}  // namespace foliot::association
