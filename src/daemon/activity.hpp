// Activity: what the event loop did with datagrams and timers, and what its sockets count (`iostats`, `timerstats`,
// `ifstats`).
#pragma once

#include <span>
#include <vector>

#include "control/state_source.hpp"
#include "daemon/association_sockets.hpp"
#include "daemon/listen_plan.hpp"
#include "daemon/service_sockets.hpp"

namespace foliot::daemon {

class Activity {
 public:
  /// All of them outlive this.
  Activity(const ServiceSockets& service, const AssociationSockets& associations, MonoTime start)
      : service_(service), associations_(associations), io_reset_(start), timer_reset_(start) {}

  /// poll(2) returned, with so many sockets that have something.
  void woke(std::size_t ready);
  /// A request became due.
  void transmits() { ++timer_.transmits; }
  /// The deadline was `late` ago.
  void was_late(Interval late);
  void reset_io(MonoTime now);
  void reset_timer(MonoTime now);

  [[nodiscard]] control::IoStatistics io(MonoTime now) const;
  [[nodiscard]] control::TimerStatistics timer(MonoTime now) const;
  /// local: the machine's addresses, for the names of interfaces.
  [[nodiscard]] std::vector<control::InterfaceView> interfaces(std::span<const LocalAddress> local,
                                                               std::span<const control::PeerView> peers) const;

 private:
  [[nodiscard]] control::IoStatistics all_io() const;

  const ServiceSockets& service_;
  const AssociationSockets& associations_;
  control::IoStatistics loop_;    ///< wakeups only
  control::IoStatistics before_;  ///< what there was at the reset
  control::TimerStatistics timer_;
  MonoTime io_reset_;
  MonoTime timer_reset_;
};

}  // namespace foliot::daemon
