// What a broadcast client knows of its server besides samples (RFC 5905 section 3, figure 20 and A.5.1).
//
// A broadcast goes one way only, so first a few ordinary exchanges measure the path; from then on the broadcasts are
// enough. Their transmit timestamps must grow, so a recorded one is worthless (CVE-2015-7973), and one that comes too
// early is ignored and costs the true one nothing (CVE-2016-7427, -7428).
#pragma once

#include <optional>

#include "association/drop.hpp"
#include "time/points.hpp"
#include "time/timestamp.hpp"

namespace foliot::association {

/// Classic default of `broadcastdelay` where nothing could be measured, s.
inline constexpr double kDefaultBroadcastDelay_s = 0.004;

struct BroadcastOptions {
  bool volley = true;                         ///< measure the delay by exchanges first
  double delay_s = kDefaultBroadcastDelay_s;  ///< of the path, both ways, where that does not work
};

class BroadcastPath {
 public:
  BroadcastPath() = default;
  explicit BroadcastPath(const BroadcastOptions& options) : listening_(!options.volley), delay_s_(options.delay_s) {
    uncertainty_s_ = options.delay_s;
  }

  /// A request of the volley was sent.
  void on_question();
  /// It was answered, at the server's time `transmit`.
  void on_answer(double delay_s, Timestamp transmit);
  /// Whether the volley is over: requests are not needed any more.
  [[nodiscard]] bool listening() const { return listening_; }
  /// The round trip that stands for the path, s, and how far it may be off.
  [[nodiscard]] double delay_s() const { return delay_s_; }
  [[nodiscard]] double uncertainty_s() const { return uncertainty_s_; }

  /// Whether a broadcast cannot be the next one. interval: at which they are expected.
  [[nodiscard]] std::optional<Drop> refuse(Timestamp transmit, MonoTime arrival, Interval interval) const;
  /// It was authentic.
  void take(Timestamp transmit, MonoTime arrival);

 private:
  bool listening_ = true;
  double delay_s_ = kDefaultBroadcastDelay_s;
  double uncertainty_s_ = kDefaultBroadcastDelay_s;
  int unanswered_ = 0;
  int answers_ = 0;
  Timestamp last_;  ///< the newest that the server ever told
  std::optional<MonoTime> arrival_;
};

}  // namespace foliot::association
