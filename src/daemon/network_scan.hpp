// NetworkScan: when to look at the machine's addresses again, and whether they are others than before.
//
// The kernel tells of changes, which come in swarms: they are looked at together a little later, and when they go on,
// at most every quarter of a minute, so that an interface that flaps does not make us ask servers without end. Besides,
// and where nobody tells, the addresses are listed every so often (-U).
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "daemon/listen_plan.hpp"
#include "platform/network_watch.hpp"
#include "time/points.hpp"

namespace foliot::daemon {

class NetworkScan {
 public:
  using List = std::function<std::vector<LocalAddress>()>;

  /// known: the addresses at the start. period: between two looks without a reason; nothing: none.
  NetworkScan(List list, std::vector<LocalAddress> known, std::optional<Interval> period, MonoTime now);

  /// The kernel told of these changes at `now`.
  void tell(const platform::NetworkChanges& changes, MonoTime now);
  /// To look not later than at `when`.
  void look_by(MonoTime when) { next_look_ = next_look_ ? std::min(*next_look_, when) : when; }
  [[nodiscard]] std::optional<MonoTime> next_deadline() const { return next_look_; }
  [[nodiscard]] bool due(MonoTime now) const { return next_look_ && now >= *next_look_; }
  /// Looks when it is due. True: addresses came or went, or a link went up or down.
  [[nodiscard]] bool look(MonoTime now);
  /// The addresses as they were seen last.
  [[nodiscard]] const std::vector<LocalAddress>& addresses() const { return known_; }
  /// Those that were not there before the last look, and those that are gone since.
  [[nodiscard]] const std::vector<LocalAddress>& came() const { return came_; }
  [[nodiscard]] const std::vector<LocalAddress>& went() const { return went_; }

 private:
  List list_;
  std::vector<LocalAddress> known_;
  std::vector<LocalAddress> came_;
  std::vector<LocalAddress> went_;
  std::optional<Interval> period_;
  std::optional<MonoTime> next_look_;
  std::optional<MonoTime> last_change_;
  bool link_changed_ = false;
};

}  // namespace foliot::daemon
