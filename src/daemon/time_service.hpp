// TimeService: what comes in on the service port, and what goes back (RFC 5905 section 9.2, RFC 9327).
//
// Requests (modes 1 and 3) are answered at once from the snapshot; mode 6 from the engine's views; replies
// (modes 2 and 4) belong to associations that send from this port. server::Responder decides who gets an answer;
// everything else is dropped and counted. With workers, client requests (mode 3) go to them and do not come here,
// except those to broadcast and multicast addresses; what all of them do and count is told as one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "control/mode6.hpp"
#include "daemon/activity.hpp"
#include "daemon/crew.hpp"
#include "daemon/rtc_keeper.hpp"
#include "daemon/stamp_reader.hpp"
#include "daemon/xdp_service.hpp"
#include "engine/engine.hpp"
#include "platform/kernel_rng.hpp"
#include "platform/platform_clock.hpp"
#include "platform/udp_socket.hpp"
#include "server/responder.hpp"

namespace foliot::daemon {

class TimeService {
 public:
  /// Open to all until `configure`.
  TimeService(platform::PlatformClock& clock, engine::Engine& engine, platform::KernelRng& rng);

  /// From now on these hold. monitor: `enable monitor`; an entry of `list` that says `limited` has clients remembered
  /// without it, too.
  void configure(access::SharedRestrictList list, access::MonitorOptions options, bool monitor);

  /// From now on requests are verified and replies sealed with these. Not null.
  void use(std::shared_ptr<const auth::KeyRing> keys);
  /// Who knows this key may change the daemon through `administration`, which outlives this; nothing: nobody may.
  void admit_administrator(std::optional<std::uint32_t> control_key, control::Administration& administration);

  /// What else mode 6 tells about; all of it outlives this.
  void report(const Activity& activity, const std::vector<LocalAddress>& local, const RtcKeeper& rtc);
  /// Answers from inside the kernel; it outlives this.
  void report(XdpService& xdp) { xdp_ = &xdp; }
  /// What this server did and whom it remembers.
  [[nodiscard]] control::ServiceView view(MonoTime now) const;
  void reset_counts(MonoTime now);
  /// The counters that `reset` names begin again at zero.
  void reset(config::Counters counters);
  /// From now on these sockets are served by workers, one each per place; what they no longer get is emptied when this
  /// returns. False when the system has no thread for them, so that nobody serves them.
  bool employ(WorkerSockets sockets);
  [[nodiscard]] std::size_t workers() const { return crew_.size(); }
  /// What workers tell from now on; they tell it for a while only (TimeSnapshot::void_after).
  void publish(const clock::TimeSnapshot& snapshot) { crew_.publish(snapshot); }
  /// The network cards that stamp packets from now on.
  void use(const clock::CardTable& cards);
  /// When a datagram arrived, in the machine's REALTIME; nothing when nobody stamped it.
  [[nodiscard]] std::optional<WallTime> arrival_of(const platform::Datagram& datagram);
  /// When one left; nothing when `stamp` says nothing new.
  [[nodiscard]] std::optional<WallTime> departure_of(const platform::TransmitStamp& stamp) {
    return stamps_.departure(stamp, cards_);
  }

  /// Answers one datagram that came in on `socket`. Replies to our own requests are handed to the engine.
  void handle(platform::UdpSocket& socket, const platform::Datagram& datagram, engine::Actions& actions);
  /// Whether the access list lets association `id` look at a reply to its request; the engine is told if not.
  [[nodiscard]] bool admit_reply(engine::AssociationId id, const platform::Datagram& datagram);

  /// A reply left at that time.
  void on_transmitted(const platform::TransmitStamp& stamp);
  /// The served clock was stepped.
  void on_clock_jump();

 private:
  void configure_own_share();
  void answer_time(platform::UdpSocket& socket, const platform::Datagram& datagram, const ClockReading& arrival);
  void answer_control(platform::UdpSocket& socket, const platform::Datagram& datagram, MonoTime now);
  [[nodiscard]] control::ControlRights rights_of(const server::QueryRights& rights, const base::IpAddress& from,
                                                 MonoTime now) const;
  /// An equal that nobody configured, but that has a key and may: true when it is an association now.
  bool mobilize_passive(const platform::Datagram& datagram, MonoTime now, engine::Actions& actions);
  void take_broadcast(const platform::Datagram& datagram, MonoTime arrival, engine::Actions& actions);
  void take_reply(const platform::Datagram& datagram, MonoTime arrival, engine::Actions& actions);
  friend class ServiceState;
  void view_clients(MonoTime now, const WorkerCounts& all, control::ServiceView& view) const;
  void view_xdp(control::XdpStatistics& view) const;
  void view_cards(const clock::CardCounts& counts, control::CardStatistics& view) const;
  void view_keys(MonoTime now, const server::KeyCounts& counts, control::KeyStatistics& view) const;

  platform::PlatformClock& clock_;
  engine::Engine& engine_;
  platform::KernelRng& rng_;
  MonoTime start_;
  bool monitor_ = true;
  server::Responder responder_;
  CrewOrders orders_;
  Crew crew_;
  std::optional<std::uint32_t> control_key_;
  control::Administration* administration_ = nullptr;
  control::MruReaders mru_readers_;
  const Activity* activity_ = nullptr;
  const RtcKeeper* rtc_ = nullptr;
  const std::vector<LocalAddress>* local_ = nullptr;
  XdpService* xdp_ = nullptr;
  StampReader stamps_;
  clock::CardTable cards_;
  MonoTime counts_reset_;
  MonoTime keys_reset_;
};

}  // namespace foliot::daemon
