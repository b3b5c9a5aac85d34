#include "selection/intersect.hpp"

#include <algorithm>

namespace foliot::selection {
namespace {

/// One end of a range; `opens` is true for the lower one.
struct Edge {
  double at_s = 0;
  bool opens = false;
};

using EdgeList = base::FixedVector<Edge, 2 * kMaxCandidates>;

EdgeList sorted_edges(std::span<const OffsetRange> ranges) {
  EdgeList edges;
  for (const OffsetRange& range : ranges) {
    edges.push_back({.at_s = range.low_s, .opens = true});
    edges.push_back({.at_s = range.high_s, .opens = false});
  }
  // Ranges are closed: at one point those that open come first, so that ranges that touch share it.
  std::ranges::sort(
      edges, [](const Edge& a, const Edge& b) { return a.at_s < b.at_s || (a.at_s == b.at_s && a.opens && !b.opens); });
  return edges;
}

std::optional<OffsetRange> covered_between(const EdgeList& edges, std::size_t least) {
  std::optional<OffsetRange> covered;
  std::size_t depth = 0;
  for (const Edge& edge : edges) {
    if (edge.opens) {
      ++depth;
      if (depth >= least && !covered) covered = OffsetRange{.low_s = edge.at_s, .high_s = edge.at_s};
    } else {
      if (depth >= least) covered->high_s = edge.at_s;
      --depth;
    }
  }
  return covered;
}

std::size_t midpoints_outside(std::span<const OffsetRange> ranges, const OffsetRange& agreed) {
  return static_cast<std::size_t>(
      std::ranges::count_if(ranges, [&](const OffsetRange& range) { return !agreed.contains(range.midpoint_s()); }));
}

}  // namespace

OffsetRange hull(const OffsetRange& a, const OffsetRange& b) {
  return {.low_s = std::min(a.low_s, b.low_s), .high_s = std::max(a.high_s, b.high_s)};
}

std::optional<OffsetRange> covered_by(std::span<const OffsetRange> ranges, std::size_t least) {
  return covered_between(sorted_edges(ranges), least);
}

std::optional<OffsetRange> agreement(std::span<const OffsetRange> ranges) {
  const EdgeList edges = sorted_edges(ranges);
  std::optional<OffsetRange> first_overlap;
  for (std::size_t falsetickers = 0; 2 * falsetickers < ranges.size(); ++falsetickers) {
    const auto agreed = covered_between(edges, ranges.size() - falsetickers);
    if (!agreed) continue;
    if (midpoints_outside(ranges, *agreed) <= falsetickers) return agreed;
    if (!first_overlap) first_overlap = agreed;
  }
  return first_overlap;
}

}  // namespace foliot::selection
