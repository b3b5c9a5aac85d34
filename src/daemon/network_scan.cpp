#include "daemon/network_scan.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace foliot::daemon {
namespace {

constexpr Interval kSettle = Interval::from_seconds(1);
constexpr Interval kBetweenChanges = Interval::from_seconds(16);

/// What of `a` is not in `b`.
std::vector<LocalAddress> without(const std::vector<LocalAddress>& a, const std::vector<LocalAddress>& b) {
  std::vector<LocalAddress> rest;
  std::ranges::copy_if(a, std::back_inserter(rest),
                       [&](const auto& one) { return std::ranges::find(b, one) == b.end(); });
  return rest;
}

}  // namespace

NetworkScan::NetworkScan(List list, std::vector<LocalAddress> known, std::optional<Interval> period, MonoTime now)
    : list_(std::move(list)), known_(std::move(known)), period_(period) {
  if (period_) next_look_ = now + *period_;
}

void NetworkScan::tell(const platform::NetworkChanges& changes, MonoTime now) {
  if (!changes.addresses && !changes.links) return;
  link_changed_ = link_changed_ || changes.links;
  MonoTime soon = now + kSettle;
  if (last_change_) soon = std::max(soon, *last_change_ + kBetweenChanges);
  look_by(soon);
}

bool NetworkScan::look(MonoTime now) {
  if (!due(now)) return false;
  next_look_.reset();
  if (period_) next_look_ = now + *period_;
  auto seen = list_();
  came_ = without(seen, known_);
  went_ = without(known_, seen);
  known_ = std::move(seen);
  const bool changed = std::exchange(link_changed_, false) || !came_.empty() || !went_.empty();
  if (changed) last_change_ = now;
  return changed;
}

}  // namespace foliot::daemon
