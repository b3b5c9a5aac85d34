// Engine: the one facade behind which daemon, simulator and tests find the same time client.
//
// It owns associations, estimator, selection and discipline by value, takes events with their time, and
// answers with actions. It opens no socket, reads no clock, draws no random number and starts no thread; that
// it links without the platform room is the proof.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "auth/key_ring.hpp"
#include "base/fixed_vector.hpp"
#include "base/rng.hpp"
#include "clock/time_snapshot.hpp"
#include "config/config.hpp"
#include "control/views.hpp"
#include "discipline/discipline.hpp"
#include "engine/actions.hpp"
#include "engine/clock_watch.hpp"
#include "engine/crop_gathering.hpp"
#include "engine/jump_vote.hpp"
#include "engine/leap_watch.hpp"
#include "engine/line_changes.hpp"
#include "engine/name_resolution.hpp"
#include "engine/orphan_watch.hpp"
#include "engine/reference_id_of.hpp"
#include "engine/shunned.hpp"
#include "engine/source_table.hpp"
#include "engine/system_state.hpp"
#include "engine/timeline.hpp"
#include "engine/watchdog.hpp"
#include "estimate/estimator.hpp"
#include "time/leap_table.hpp"

namespace foliot::engine {

/// How far a drift file may be off: crystals move by some tenths of a ppm with temperature and age.
inline constexpr double kDriftFileSd = 0.5e-6;

/// What the shell knows and the configuration file does not.
struct Setup {
  std::optional<Frequency> drift;  ///< of the drift file
  Frequency max_frequency = kMaxFrequency;
  Frequency running;                  ///< what the clock runs at before the first command
  Interval asleep;                    ///< time that the machine has slept since it was started
  std::int8_t precision = -20;        ///< of the local clock, log2 s
  std::int8_t stamp_precision = -24;  ///< of packet stamps: the kernel makes them, so not the time of a reading, log2 s
  bool clock_leaps = false;           ///< the clock takes leap seconds by itself when SetStatus announces them
  std::vector<base::IpAddress> own_addresses;  ///< for loop detection
  std::string version;                         ///< mode 6 `version`, `processor`, `system`
  std::string processor;
  std::string system;
};

/// A packet of mode 5 that came in.
struct Broadcast {
  std::span<const std::uint8_t> bytes;
  base::SocketAddress from;
  MonoTime arrival;
};

class Engine final {
 public:
  Engine(const config::Config& config, Setup setup, const ClockReading& now, base::Rng& rng);

  /// First actions: look-ups and the drift file's frequency.
  void start(const ClockReading& now, Actions& out);
  /// To be called when next_deadline() has passed; calling early or late does no harm.
  void on_timer(const ClockReading& now, base::Rng& rng, Actions& out);
  [[nodiscard]] MonoTime next_deadline() const;

  /// The true send time of a request (kernel or hardware stamp), against the free-running clock.
  void on_transmitted(AssociationId id, Timestamp nonce, MonoTime t1);
  /// A datagram for an association: `from` is checked against its remote. arrival: t4. now: both clocks, now.
  void on_reply(AssociationId id, std::span<const std::uint8_t> bytes, const base::SocketAddress& from,
                MonoTime arrival, const ClockReading& now, Actions& out);
  /// The association whose requests go to `remote` from the service port: a datagram that came in there may be for it.
  [[nodiscard]] std::optional<AssociationId> service_association(const base::SocketAddress& remote) const;
  /// Whether an association with an equal at `remote` takes what comes from there in mode 1.
  [[nodiscard]] bool has_peer(const base::SocketAddress& remote) const;
  /// Begins a passive association with an equal whose packet was sealed with `key_id`, unless there are enough of
  /// them; ippeerlimit: most associations with its address, -1: any number. The packet itself goes to `on_reply`.
  bool mobilize_passive(const base::SocketAddress& remote, std::uint32_t key_id, int ippeerlimit, MonoTime now,
                        Actions& out);
  /// Whether broadcast or multicast servers are followed.
  [[nodiscard]] bool listens_to_broadcasts() const;
  /// Whether only those count that a key makes authentic.
  [[nodiscard]] bool authenticates_broadcasts() const { return config_.switches.auth; }
  /// A broadcast; a server that is new, authentic and within `ippeerlimit` becomes an association.
  void on_broadcast(const Broadcast& heard, int ippeerlimit, const ClockReading& now, Actions& out);
  /// Whether an association authenticates what it believes.
  [[nodiscard]] bool has_key(AssociationId id) const;
  /// The access list refused a datagram that came for an association: counted there, if it was from its remote.
  void on_refused_reply(AssociationId id, const base::SocketAddress& from);
  /// Most associations and servers that the watchdog asks at a time.
  static constexpr std::size_t kMostAddresses = SourceTable::kCapacity + Watchdog::kMostAsked;
  /// The addresses of all network associations and of the servers that the watchdog asks, for `restrict source`.
  [[nodiscard]] base::FixedVector<base::IpAddress, kMostAddresses> source_addresses() const;
  /// The configuration line that an association came from; nothing for one that nobody configured.
  [[nodiscard]] std::optional<std::size_t> line_of(AssociationId id) const;
  /// Removes one association of a pool; the pool looks for another, and leaves this one alone for a day.
  void remove_pool_member(AssociationId id, MonoTime now, Actions& out);
  /// Our end of an association's socket, for mode 6.
  void on_local_address(AssociationId id, const base::SocketAddress& local);
  /// The addresses of a configuration line's name, best first; none: not found.
  void on_resolved(std::size_t line, std::span<const base::IpAddress> addresses, const ClockReading& now, Actions& out);
  /// The configuration changed. Associations whose line is there still are kept with all that was learnt, their
  /// options applied in place; new ones are mobilised, gone ones closed; everything else is taken over whole. Look-ups
  /// that are under way for a line that stays must be answered under its new number.
  LineChanges reconfigure(const config::Config& config, const ClockReading& now, Actions& out);
  /// The keys that `key N` of an association means from now on. Not null.
  void set_keys(std::shared_ptr<const auth::KeyRing> keys);
  /// Another clock took over: whether it takes leap seconds by itself.
  void set_clock_leaps(bool clock_leaps) { setup_.clock_leaps = clock_leaps; }
  /// By how much the stamps of packets may be off all alike, which no sample shows: the clocks of network cards are
  /// read no better. It goes into every root distance.
  void set_stamp_error(Interval error) { stamp_error_s_ = error.seconds(); }
  /// The machine's addresses, for loop detection.
  void set_own_addresses(std::vector<base::IpAddress> addresses) { setup_.own_addresses = std::move(addresses); }
  /// Links or addresses of this machine came or went. own: for loop detection. local: all there are now. Sources that
  /// do not answer, or were asked from an address that is gone, are asked at once; so is for names that were not found.
  void on_network_changed(std::vector<base::IpAddress> own, std::span<const base::IpAddress> local,
                          const ClockReading& now);
  /// A command was not carried out.
  void on_clock_disturbed(const ClockReading& now) { discipline_.clock_was_stepped(now.mono); }
  /// A command was carried out between two readings.
  void on_clock_command(const discipline::ClockCommand& command, const ClockReading& before, const ClockReading& after);
  /// Looks whether somebody else changed the clock, or the machine slept; to be called after every wait, before what
  /// came in is handed over. asleep: time that the machine has slept since it was started.
  void watch_clock(const ClockReading& now, Interval asleep, Actions& out);

  /// The leap second list as it is now; it outranks what servers announce until it expires. Nothing: there is none.
  void set_leap_table(std::optional<LeapTable> table);
  /// The program ends: the clock is left running at the learnt frequency, without any slew.
  void finish(const ClockReading& now, Actions& out);

  /// What a server may say at `now`.
  [[nodiscard]] clock::TimeSnapshot snapshot(const ClockReading& now) const;
  /// The local clock's state for mode 6; `set_view_time` before each query says when "now" is.
  void set_view_time(const ClockReading& now) { view_time_ = now; }
  [[nodiscard]] control::SystemView system_view() const;
  [[nodiscard]] std::vector<control::PeerView> peer_views() const;
  /// An administrator has seen the events of the system (0) or an association.
  void clear_events(AssociationId id);
  /// What the associations sent, received and refused is counted from zero again.
  void reset_source_counts();

  [[nodiscard]] bool synchronized() const { return system_.leap != LeapIndicator::unsynchronized; }
  /// The frequency worth saving, once there is one.
  [[nodiscard]] std::optional<Frequency> learnt_frequency() const;
  [[nodiscard]] bool panicking() const { return in_panic_; }
  /// Beyond this offset nothing is corrected, s.
  [[nodiscard]] double panic_s() const { return config_.discipline.panic_s; }
  /// Timeline estimate minus steered clock at `now`, s: what the daemon believes its clock is off by.
  [[nodiscard]] double believed_offset_s(const ClockReading& now) const;

 private:
  using CandidateList = base::FixedVector<selection::Candidate, selection::kMaxCandidates>;

  void begin_line(std::size_t line, MonoTime now, Actions& out);
  void resolve_due_names(MonoTime now, Actions& out);
  void mobilize(std::size_t line, const base::IpAddress& address, MonoTime now, Actions& out);
  void adopt(std::size_t line, const base::SocketAddress& remote);
  void fudge(LocalClock& clock, const base::IpAddress& address, bool prefer) const;
  void fill_pool(std::size_t line, std::span<const base::IpAddress> addresses, MonoTime now, Actions& out);
  [[nodiscard]] bool is_pool(std::size_t line) const;
  [[nodiscard]] std::size_t network_sources() const;
  [[nodiscard]] std::size_t pool_limit() const;
  [[nodiscard]] bool pool_is_full() const { return network_sources() >= pool_limit(); }
  void shrink_pools(Actions& out);
  void apply_line(std::size_t slot, Source& source);
  void give_key(Source& source) const;
  void move_dead_server(std::size_t line, std::span<const base::IpAddress> addresses, MonoTime now);
  void look_after_sources(MonoTime now);
  void drop_preemptible(MonoTime now, Actions& out);
  void poll_sources(const ClockReading& now, base::Rng& rng, Actions& out);
  void poll_source(std::size_t slot, Source& source, const ClockReading& now, base::Rng& rng, Actions& out);
  void report_changes(std::size_t slot, Source& source, const ClockReading& now, Actions& out);
  [[nodiscard]] static bool is_dead(const Source& source);
  [[nodiscard]] static bool is_bad(const Source& source, MonoTime now);
  void drop_bad_member(std::size_t line, MonoTime now, Actions& out);
  void drop_refusing_member(std::size_t slot, MonoTime now, Actions& out);
  void remove_source(std::size_t slot, Actions& out);
  void forget_verdict(std::size_t slot);
  void accept_sample(std::size_t slot, Source& source, const estimate::Sample& sample, const ClockReading& now,
                     Actions& out);
  void update_system(std::size_t slot, const ClockReading& now, Actions& out);
  [[nodiscard]] bool may_set_clock(MonoTime now) const;
  void run_selection(const ClockReading& now);
  [[nodiscard]] std::optional<selection::Candidate> network_candidate(std::size_t slot, const Source& source,
                                                                      MonoTime now) const;
  [[nodiscard]] std::optional<selection::Candidate> local_candidate(std::size_t slot, const Source& source,
                                                                    const ClockReading& now) const;
  [[nodiscard]] std::uint16_t fitness_flash(const Source& source, double root_distance_s) const;
  [[nodiscard]] bool is_loop(const association::ServerState& server) const;
  [[nodiscard]] association::OwnState own_state(const ClockReading& now) const;
  [[nodiscard]] association::Rate clock_rate(MonoTime now) const;
  [[nodiscard]] association::Timebase timebase(const ClockReading& now) const;
  void clock_jumped();
  [[nodiscard]] std::optional<association::Request> next_packet(association::Association& association,
                                                                const ClockReading& now, base::Rng& rng) const;
  [[nodiscard]] association::AssociationOptions options_of(const config::AssociationLine& line) const;
  void remove_silent_ephemerals(Actions& out);
  [[nodiscard]] bool may_mobilize(const base::IpAddress& address, int ippeerlimit) const;
  Source* add_ephemeral(const base::SocketAddress& remote, const association::AssociationOptions& options, MonoTime now,
                        Actions& out);
  [[nodiscard]] std::optional<std::uint32_t> broadcast_key(const wire::Packet& packet,
                                                           std::span<const std::uint8_t> bytes,
                                                           const base::IpAddress& from) const;
  Source* mobilize_broadcast_client(const wire::Packet& packet, std::span<const std::uint8_t> bytes,
                                    const base::SocketAddress& from, MonoTime now, Actions& out);
  void elect_orphan_parent(CandidateList& candidates) const;
  [[nodiscard]] std::optional<MonoTime> orphan_deadline() const;
  void watch_for_orphanhood(const ClockReading& now, Actions& out);
  void serve_as_orphan(std::uint8_t stratum, const ClockReading& now, Actions& out);
  void leave_orphanhood(Actions& out);
  void follow_system_peer(Actions& out);
  void lose_system_peer(Actions& out);
  void use_local_clock(const Source& source, const ClockReading& now, Actions& out);
  void have_step_judged(bool wanted, MonoTime now);
  void discipline_clock(const ClockReading& now, Actions& out);
  [[nodiscard]] discipline::Measurement measurement(const ClockReading& now) const;
  void handle_outcome(discipline::Outcome outcome, double offset_s, Actions& out);
  void clock_is_good(const discipline::Measurement& measured, double remaining_s, const ClockReading& now,
                     Actions& out);
  /// How far the clock may be from the truth when the estimate says that it is off by `clock_error_s`.
  void measure_distance(double clock_error_s, const ClockReading& now);
  /// What the bound of the selection will have grown to after a while without another measurement.
  [[nodiscard]] double distance_later_s(double clock_error_s, const ClockReading& now) const;
  [[nodiscard]] double distance_from_clock_s(const selection::SystemOffset& system, double clock_error_s,
                                             double slew_left_s, double run_s) const;
  /// Keeps the bound true between measurements: doubt grows faster than linearly, sources come and go, and a spike
  /// that is being ignored may be the truth.
  void watch_distance(const ClockReading& now);
  void become_unsynchronized(EventCode code, control::SystemEvent event, double value_s, Actions& out);
  void rebase_timeline(double shift_s);
  static void carry_out(const discipline::Decision& decision, Actions& out);
  void stop_serving(Actions& out);
  void publish_status(double max_error_s, Actions& out) const;
  [[nodiscard]] WallTime true_time(const ClockReading& now) const;
  [[nodiscard]] LeapIndicator announced_leap(WallTime true_now) const;
  void watch_for_leap(const ClockReading& now, Actions& out);
  void note_tai(std::optional<int> offset_s, Actions& out);
  void smear(MonoTime now, clock::TimeSnapshot& snapshot) const;
  [[nodiscard]] double leap_doubt_s(const ClockReading& now) const;
  void check_leap_table(const ClockReading& now, Actions& out);
  void take_leap(const ClockReading& now, Actions& out);
  void housekeeping(const ClockReading& now, Actions& out);
  void refresh_bound(const ClockReading& now, Actions& out);
  [[nodiscard]] control::PeerView peer_view(std::size_t slot, const Source& source) const;
  [[nodiscard]] control::ClockView clock_view(const Source& source) const;
  [[nodiscard]] bool records(config::Statistics kind) const;
  void record_packet(const Source& source, const ClockReading& now, Actions& out) const;
  void record_source(std::size_t slot, const Source& source, const ClockReading& now, Actions& out) const;
  void record_loop(double offset_s, int poll_log2_s, Actions& out) const;
  void show_times(const Source& source, control::PeerView& view) const;
  void show_history(const Source& source, control::PeerView& view) const;
  void accept_other_hand(const Disturbance& seen, const ClockReading& now, Actions& out);
  void clock_moved(Interval by, const ClockReading& now, Actions& out);
  void clock_meddled(Frequency by, const ClockReading& now, Actions& out);
  void note_disturbance(EventCode code, double value, Actions& out);
  void begin_vote(int rounds, MonoTime now);
  bool settle_vote(const ClockReading& now, Actions& out);
  [[nodiscard]] bool can_foretell(const Source& source) const;
  void ask_everyone(MonoTime now);
  [[nodiscard]] std::optional<JumpEvidence> evidence_of(std::size_t slot, const Source& source,
                                                        const estimate::Sample& sample) const;
  bool belongs_to_vote(std::size_t slot, const Source& source, const estimate::Sample& sample, const ClockReading& now,
                       Actions& out);
  [[nodiscard]] bool may_suspect(const Source& source, MonoTime now) const;
  /// By what is known, without waiting for a measurement.
  void correct_at_once(const ClockReading& now, Actions& out);
  void learn_anew(double frequency_sd, const ClockReading& now, Actions& out);
  /// By how much the clock may be off beyond what sources said, because it or the time scale was disturbed since.
  [[nodiscard]] double suspected_error_s(const ClockReading& now) const;
  /// |true time - clock| is at most this, s.
  [[nodiscard]] double error_bound_s(const ClockReading& now) const {
    return system_.root_distance_at(now.mono) + suspected_error_s(now);
  }
  void report(Actions& out, EventCode code, const Source* source = nullptr, double value_s = 0);
  void watch_over(const ClockReading& now, base::Rng& rng, Actions& out);
  void gather_crop(MonoTime now, base::Rng& rng, Actions& out);
  [[nodiscard]] std::optional<std::size_t> next_crop_line() const;
  [[nodiscard]] bool is_for_crop(std::size_t line) const;
  std::size_t feed_crop(std::size_t line, std::span<const base::IpAddress> addresses);
  void take_crop(std::size_t line, std::span<const base::IpAddress> addresses);
  void leave_for_crop(std::size_t line, std::span<const base::IpAddress> addresses);
  void trust_frequency();
  [[nodiscard]] bool can_be_watched(const ClockReading& now) const;
  void settle_round(const ClockReading& now, base::Rng& rng, Actions& out);
  void hold_clock(double difference_s, const ClockReading& now, Actions& out);
  /// What the crop says the clock is off by beyond the bound of the sources, while it is held, s.
  [[nodiscard]] double disputed_s(const ClockReading& now) const;
  void remap_crop(const LineChanges& changes, Actions& out);

  config::Config config_;
  Setup setup_;
  std::shared_ptr<const auth::KeyRing> keys_ = std::make_shared<const auth::KeyRing>();
  Timeline timeline_;
  MonoTime started_;
  SourceTable sources_;
  NameResolution names_;
  Shunned shunned_;
  estimate::Estimator estimator_;
  discipline::Discipline discipline_;
  SystemState system_;
  selection::Selection selection_;
  ClockWatch watch_;
  JumpVote vote_;
  bool moved_ = false;  ///< a jump of the clock waits for the vote
  std::optional<MonoTime> asked_at_;
  std::optional<MonoTime> burst_at_;
  std::optional<MonoTime> suspected_at_;
  std::optional<MonoTime> meddled_told_at_;
  Watchdog watchdog_;
  std::optional<MonoTime> step_wanted_since_;  ///< by the sources, but it was not done yet
  CropGathering gathering_;
  base::FixedVector<Frequency, 8> trusted_frequencies_;  ///< of the last verdicts that agreed, oldest first
  LeapWatch leap_;
  std::optional<LeapTable> leap_table_;
  std::optional<MonoTime> next_expiry_check_;
  OrphanWatch orphan_;
  std::optional<MonoTime> leap_deadline_;
  std::optional<MonoTime> leap_at_;  ///< of the last one
  std::optional<MonoTime> first_sample_at_;
  double stamp_error_s_ = 0;
  bool in_panic_ = false;
  MonoTime next_housekeeping_;
  MonoTime next_drift_write_;
  ClockReading view_time_;
};

}  // namespace foliot::engine
