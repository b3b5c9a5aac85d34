// The steps of RFC 5905 section 11.2 in turn; who is fit at all is the engine's to say.
#include "selection/select.hpp"

#include <algorithm>
#include <cmath>

#include "selection/cluster.hpp"
#include "selection/combine.hpp"
#include "selection/intersect.hpp"

namespace foliot::selection {
namespace {

/// A rival of the same stratum takes the place of the system peer when it is nearer by this factor.
constexpr double kClearlyNearer = 0.67;

/// Beyond what any interval of ours can hold.
constexpr double kAbsurd_s = 0x1.0p32;

/// Whether its numbers can be reckoned with at all.
bool is_sound(const Candidate& candidate) {
  const auto finite = [](double value_s) { return std::abs(value_s) <= kAbsurd_s; };
  return finite(candidate.offset_s) && finite(candidate.offset_sd_s) && finite(candidate.jitter_s) &&
         finite(candidate.root_distance_s) && candidate.root_distance_s >= 0;
}

OffsetRange range_of(const Candidate& candidate, double least_half_width_s) {
  const double half_width_s = std::max(candidate.root_distance_s, least_half_width_s);
  return {.low_s = candidate.offset_s - half_width_s, .high_s = candidate.offset_s + half_width_s};
}

/// Where the truth lies if the candidate tells it. Who agrees with whom is judged by the whole root distance on both
/// sides (RFC 5905 section 11.2.1); here the side that is known better counts.
OffsetRange claim_of(const Candidate& candidate) {
  const OffsetRange range = range_of(candidate, 0);
  return {.low_s = range.low_s + candidate.spare_below_s, .high_s = range.high_s - candidate.spare_above_s};
}

/// The candidates to judge: all sound ones that are not a last resort.
IndexList regular_candidates(std::span<const Candidate> candidates) {
  IndexList places;
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    if (is_sound(candidates[index]) && !candidates[index].last_resort) places.push_back(index);
  }
  return places;
}

/// Falsetickers get their verdict; the rest is returned.
IndexList truechimers(std::span<const Candidate> candidates, const IndexList& judged, double mindist_s,
                      std::span<Verdict> verdicts) {
  RangeList ranges;
  for (const std::size_t index : judged) ranges.push_back(range_of(candidates[index], mindist_s));
  const auto agreed = agreement({ranges.begin(), ranges.end()});
  IndexList chimers;
  for (std::size_t place = 0; place < judged.size(); ++place) {
    const std::size_t index = judged[place];
    const bool agrees = agreed && ranges[place].overlaps(*agreed);
    verdicts[index].status =
        agrees || candidates[index].truechimer ? SelectionStatus::candidate : SelectionStatus::falsetick;
    if (verdicts[index].status == SelectionStatus::candidate) chimers.push_back(index);
  }
  return chimers;
}

/// Where the truth lies while a majority of `judged` is truthful, and those declared truechimers are.
/// mindist widens the ranges only when without it there is no majority: a bound wider than need be helps nobody.
OffsetRange trusted_range(std::span<const Candidate> candidates, const IndexList& judged, const IndexList& chimers,
                          double mindist_s) {
  const std::size_t least = majority_of(judged.size());
  RangeList claimed;
  for (const std::size_t index : judged) claimed.push_back(claim_of(candidates[index]));
  auto trusted = covered_by({claimed.begin(), claimed.end()}, least);
  if (!trusted) {
    RangeList widened;
    for (const std::size_t index : judged) widened.push_back(range_of(candidates[index], mindist_s));
    trusted = covered_by({widened.begin(), widened.end()}, least);
  }
  for (const std::size_t index : chimers) {
    if (!candidates[index].truechimer) continue;
    const OffsetRange declared = claim_of(candidates[index]);
    if (!trusted) trusted = declared;
    if (!trusted->overlaps(declared)) trusted = hull(*trusted, declared);
  }
  base::check(trusted.has_value());
  return *trusted;
}

bool is_clearly_better(const Candidate& rival, const Candidate& present) {
  if (rival.stratum != present.stratum) return rival.stratum < present.stratum;
  return rival.root_distance_s < kClearlyNearer * present.root_distance_s;
}

/// The best of `places` (one at least) by RFC 5905's metric; the previous peer stays unless that is clearly better.
std::size_t pick_system_peer(std::span<const Candidate> candidates, const IndexList& places,
                             const SelectionOptions& options, std::optional<std::size_t> previous_peer) {
  const std::size_t best = *std::ranges::min_element(
      places, {}, [&](std::size_t index) { return preference_metric(candidates[index], options); });
  const auto* present =
      std::ranges::find_if(places, [&](std::size_t index) { return candidates[index].slot == previous_peer; });
  if (present == places.end() || is_clearly_better(candidates[best], candidates[*present])) return best;
  return *present;
}

/// Those that `belongs` picks out of `places`.
template <class Predicate>
IndexList filtered(const IndexList& places, Predicate belongs) {
  IndexList chosen;
  for (const std::size_t index : places) {
    if (belongs(index)) chosen.push_back(index);
  }
  return chosen;
}

/// Nominates the best last resort as the only survivor. Nothing when there is none.
IndexList nominate_last_resort(std::span<const Candidate> candidates, const SelectionOptions& options,
                               std::optional<std::size_t> previous_peer) {
  IndexList resorts;
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    if (is_sound(candidates[index]) && candidates[index].last_resort) resorts.push_back(index);
  }
  if (resorts.empty()) return resorts;
  const std::size_t nominee = pick_system_peer(candidates, resorts, options, previous_peer);
  return filtered(resorts, [&](std::size_t index) { return index == nominee; });
}

}  // namespace

Selection select(std::span<const Candidate> candidates, const SelectionOptions& options,
                 std::optional<std::size_t> previous_peer) {
  candidates = candidates.first(std::min(candidates.size(), kMaxCandidates));
  Selection selection;
  for (const Candidate& candidate : candidates) selection.verdicts.push_back({.slot = candidate.slot});
  const std::span<Verdict> verdicts{selection.verdicts.begin(), selection.verdicts.end()};

  IndexList judged = regular_candidates(candidates);
  IndexList survivors = truechimers(candidates, judged, options.mindist_s, verdicts);
  // A last resort is used because nobody is left who could agree with it.
  const std::size_t least = survivors.empty() ? 1 : static_cast<std::size_t>(std::max(1, options.minsane));
  if (survivors.empty()) survivors = judged = nominate_last_resort(candidates, options, previous_peer);
  for (const std::size_t index : survivors) verdicts[index].status = SelectionStatus::candidate;
  if (survivors.size() < least) return selection;

  const OffsetRange trusted = trusted_range(candidates, judged, survivors, options.mindist_s);
  cluster(candidates, options, survivors, verdicts);
  const IndexList preferred = filtered(survivors, [&](std::size_t index) { return candidates[index].prefer; });
  const IndexList& eligible = preferred.empty() ? survivors : preferred;
  const std::size_t peer = pick_system_peer(candidates, eligible, options, previous_peer);
  IndexList speakers = survivors;
  if (!preferred.empty()) speakers = filtered(survivors, [&](std::size_t index) { return index == peer; });
  verdicts[peer].status = SelectionStatus::sys_peer;
  selection.system = combine(candidates, speakers, peer, trusted, verdicts);
  return selection;
}

}  // namespace foliot::selection
