// JumpVote: whether the free-running clock itself has jumped, by the word of the majority of the sources.
//
// A virtual machine that stood still, or was moved to another host, has lost time on all its clocks, and nothing in
// it shows that. Sources show it: every one of them suddenly is ahead by the same amount, and by more than round
// trips can explain. One source alone can be a server that was stepped. So all are asked at once, and more than half
// must say the same.
#pragma once

#include <cstddef>
#include <optional>

#include "base/fixed_vector.hpp"
#include "time/points.hpp"

namespace foliot::engine {

/// One fresh sample against what was foretold for it.
struct JumpEvidence {
  double jump_s = 0;   ///< measured minus foretold offset; > 0: the timeline fell back
  double limit_s = 0;  ///< as much can be explained by round trips and uncertainty
  [[nodiscard]] bool contradicts() const { return jump_s > limit_s || jump_s < -limit_s; }
};

class JumpVote {
 public:
  static constexpr std::size_t kMostVoters = 64;

  /// voters: sources that are asked. rounds: how often each must say the same to be heard.
  void begin(std::size_t voters, int rounds, MonoTime now);
  void end() { active_ = false; }
  [[nodiscard]] bool active() const { return active_; }
  [[nodiscard]] std::size_t voters() const { return voters_; }
  void add(std::size_t slot, const JumpEvidence& evidence);
  /// By how much the timeline jumped, s; 0: it did not; nothing: not known yet. It is about so much where sources agree
  /// that it jumped and on nothing more. Who does not answer in time is not
  /// waited for.
  [[nodiscard]] std::optional<double> verdict(MonoTime now) const;
  /// The largest jump that is believed possible meanwhile, s: when at least half of the votes so far speak for one.
  [[nodiscard]] double suspected_s() const;

 private:
  struct Voter {
    std::size_t slot = 0;
    JumpEvidence evidence;  ///< the newest
    int rounds = 0;         ///< how often in a row it said so
  };
  [[nodiscard]] std::size_t supporters(double jump_s) const;
  [[nodiscard]] std::size_t heard() const;
  [[nodiscard]] double without_agreement() const;

  bool active_ = false;
  std::size_t voters_ = 0;
  int rounds_ = 1;
  MonoTime begun_;
  base::FixedVector<Voter, kMostVoters> votes_;
};

}  // namespace foliot::engine
