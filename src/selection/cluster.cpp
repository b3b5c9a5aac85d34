#include "selection/cluster.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace foliot::selection {
namespace {

/// How much of its selection jitter a former survivor is charged with. It counts both in the choice of the worst and
/// in the decision to stop: with many sources that differ by about their jitter, either alone lets the set of
/// survivors change at every measurement, and the mean with it.
constexpr double kFormerSurvivorShare = 0.7;

struct Worst {
  std::size_t place = 0;  ///< in the list of survivors
  double selection_jitter_s = 0;
};

Worst find_worst(std::span<const Candidate> candidates, const SelectionOptions& options, const IndexList& survivors) {
  Worst worst;
  double greatest = -1;
  for (std::size_t place = 0; place < survivors.size(); ++place) {
    const Candidate& candidate = candidates[survivors[place]];
    const double mildness = candidate.survived ? kFormerSurvivorShare : 1.0;
    const double jitter_s = mildness * selection_jitter(candidates, survivors, survivors[place]);
    const double charge = jitter_s * preference_metric(candidate, options);
    if (charge <= greatest) continue;
    greatest = charge;
    worst = {.place = place, .selection_jitter_s = jitter_s};
  }
  return worst;
}

double least_jitter_s(std::span<const Candidate> candidates, const IndexList& survivors) {
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t index : survivors) least = std::min(least, candidates[index].jitter_s);
  return least;
}

}  // namespace

double preference_metric(const Candidate& candidate, const SelectionOptions& options) {
  return candidate.stratum * options.maxdist_s + candidate.root_distance_s;
}

double selection_jitter(std::span<const Candidate> candidates, const IndexList& survivors, std::size_t index) {
  if (survivors.size() < 2) return 0;
  double sum = 0;
  for (const std::size_t other : survivors) {
    const double difference_s = candidates[other].offset_s - candidates[index].offset_s;
    sum += difference_s * difference_s;
  }
  return std::sqrt(sum / static_cast<double>(survivors.size() - 1));
}

void cluster(std::span<const Candidate> candidates, const SelectionOptions& options, IndexList& survivors,
             std::span<Verdict> verdicts) {
  const auto fewest = static_cast<std::size_t>(std::max(1, options.minclock));
  const auto most = static_cast<std::size_t>(std::max(1, options.maxclock));
  while (survivors.size() > fewest) {
    const Worst worst = find_worst(candidates, options, survivors);
    const std::size_t index = survivors[worst.place];
    const bool immune = candidates[index].prefer || candidates[index].truechimer;
    if (immune || worst.selection_jitter_s <= least_jitter_s(candidates, survivors)) return;
    verdicts[index].status = survivors.size() > most ? SelectionStatus::backup : SelectionStatus::outlier;
    survivors.erase_at(worst.place);
  }
}

}  // namespace foliot::selection
