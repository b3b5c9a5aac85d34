// The values that selection takes and gives: candidates in, verdicts and one SystemOffset out.
//
// Offsets are on the timeline (estimate/sample.hpp). Sign: > 0 means that the source is ahead of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/fixed_vector.hpp"

namespace foliot::selection {

inline constexpr std::size_t kMaxCandidates = 64;

/// RFC 9327 section 3.1 (peer selection status); the tally codes of `ntpq -p`, in order: space x . - + # * o
enum class SelectionStatus : std::uint8_t {
  reject = 0,
  falsetick = 1,
  excess = 2,
  outlier = 3,
  candidate = 4,
  backup = 5,
  sys_peer = 6,
  pps_peer = 7,
};

/// One reachable source that passed the fitness tests of RFC 5905 section 11.2 (or did not: `fit`).
struct Candidate {
  std::size_t slot = 0;  ///< the engine's name for the association
  double offset_s = 0;
  double offset_sd_s = 0;  ///< statistical uncertainty, for weighing
  double jitter_s = 0;
  double root_distance_s = 0;  ///< lambda: half the root delay + root dispersion + own uncertainty
  double path_distance_s = 0;  ///< the part of it that this hop adds: delay/2 + dispersion
  double spare_above_s = 0;    ///< the true offset is at most lambda less this above `offset_s`
  double spare_below_s = 0;    ///< and at most lambda less this below it
  std::uint8_t stratum = 16;
  bool prefer = false;
  bool truechimer = false;   ///< `true`: counted as a truechimer whatever the others say
  bool last_resort = false;  ///< LOCAL clock or orphan parent: used only when nothing else is left
  bool survived = false;     ///< had a weight in the last selection; judged a little milder (hysteresis)
};

struct SystemOffset {
  double offset_s = 0;  ///< combined offset of the timeline
  double offset_sd_s = 0;
  double jitter_s = 0;          ///< RFC 5905 section 11.2.3: sys_jitter
  double bound_s = 0;           ///< the true offset lies within offset_s +- bound_s while a majority is truthful
  double low_s = 0;             ///< the truth lies between this offset of the timeline ...
  double high_s = 0;            ///< ... and this one
  std::size_t system_peer = 0;  ///< slot
};

struct Verdict {
  std::size_t slot = 0;
  SelectionStatus status = SelectionStatus::reject;
  double weight = 0;  ///< share in the combined offset; 0 when not a survivor
};

struct Selection {
  base::FixedVector<Verdict, kMaxCandidates> verdicts;  ///< one per candidate, in the order given
  std::optional<SystemOffset> system;                   ///< nothing: no majority, or too few (minsane)
};

}  // namespace foliot::selection
