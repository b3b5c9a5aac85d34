// ClientMonitor: remembers who asks, and says who asks too often.
//
// One per server worker: nothing here is shared. Replies to our own requests never come here, so a flood with the
// forged address of a server cannot cut us off from it (CVE-2016-7426).
#pragma once

#include <optional>
#include <span>

#include "access/mru_list.hpp"
#include "access/rate_rule.hpp"

namespace foliot::access {

struct MonitorOptions {
  RateOptions rate;
  MruOptions mru;
  bool enabled = true;  ///< `enable monitor`, or some restrict entry says `limited`
  friend bool operator==(const MonitorOptions&, const MonitorOptions&) = default;
};

class ClientMonitor {
 public:
  ClientMonitor(const MonitorOptions& options, base::Rng& rng, MonoTime start);

  /// Takes note of a request under `flags` and judges it; whoever is not `limited` is never too fast, and only who is
  /// under `kod` besides is told. A client that the list has no room for is not limited. rng: see MruList::add.
  [[nodiscard]] Pace see(const Sighting& sighting, RestrictFlags flags, base::Rng& rng);

  /// Whom `see` will be about soon: MruList::expect.
  void expect(std::span<const base::SocketAddress> clients) const {
    if (clients_) clients_->expect(clients);
  }

  [[nodiscard]] bool enabled() const { return clients_.has_value(); }
  /// Nothing when it is not enabled.
  [[nodiscard]] const MruList* clients() const { return clients_ ? &*clients_ : nullptr; }
  void reset_counts() {
    if (clients_) clients_->reset_counts();
  }
  [[nodiscard]] const RateRule& rule() const { return rule_; }

 private:
  RateRule rule_;
  std::optional<MruList> clients_;
};

}  // namespace foliot::access
