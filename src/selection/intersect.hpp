// Intersection: the range of offsets on which most sources agree (RFC 5905 section 11.2.1, after Marzullo).
//
// Each source says "the true offset lies in my range"; a truthful one is right. Sweeping the sorted ends of all
// ranges tells how many cover each point. Two questions are asked of that sweep: where do as many as possible
// agree (who is a falseticker), and where can the truth be if no more than a minority lies (how far can the
// combined offset be wrong).
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/fixed_vector.hpp"
#include "selection/system_offset.hpp"

namespace foliot::selection {

/// A closed range of offsets, s. low_s <= high_s.
struct OffsetRange {
  double low_s = 0;
  double high_s = 0;

  [[nodiscard]] constexpr double midpoint_s() const { return low_s + (high_s - low_s) / 2; }
  [[nodiscard]] constexpr bool overlaps(const OffsetRange& other) const {
    return low_s <= other.high_s && other.low_s <= high_s;
  }
  [[nodiscard]] constexpr bool contains(double offset_s) const { return low_s <= offset_s && offset_s <= high_s; }
  friend constexpr bool operator==(const OffsetRange&, const OffsetRange&) = default;
};

/// The least range that holds both.
[[nodiscard]] OffsetRange hull(const OffsetRange& a, const OffsetRange& b);

/// Finite ranges, at most kMaxCandidates of them.
using RangeList = base::FixedVector<OffsetRange, kMaxCandidates>;

/// More than half of `count`.
[[nodiscard]] constexpr std::size_t majority_of(std::size_t count) {
  return count / 2 + 1;
}

/// From the lowest to the highest point that at least `least` (>= 1) of the ranges cover; nothing when no
/// point is covered so often. When at least `least` ranges hold the truth, so does the answer; and when `least`
/// is a majority, each point of the answer lies in the union of the truthful ranges.
[[nodiscard]] std::optional<OffsetRange> covered_by(std::span<const OffsetRange> ranges, std::size_t least);

/// The agreement of a majority with the fewest falsetickers f: what at least n - f ranges cover, so that at
/// most f midpoints lie outside. Nothing when there is no majority.
/// Deviation: when no f < n/2 satisfies the midpoint rule, the least f whose ranges intersect at all is taken.
/// Truthful sources whose paths are asymmetric in opposite directions overlap only at their ends; RFC 5905
/// would leave the clock alone then. Test: Agreement.TruthfulEndsThatBarelyMeetStillAgree.
[[nodiscard]] std::optional<OffsetRange> agreement(std::span<const OffsetRange> ranges);

}  // namespace foliot::selection
