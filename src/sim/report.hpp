// Report: what came of a run, in figures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "selection/system_offset.hpp"

namespace foliot::sim {

/// One source of the client at the end of the run.
struct SourceFigures {
  std::string host;
  selection::SelectionStatus status = selection::SelectionStatus::reject;
  int poll_log2_s = 0;
  unsigned reach = 0;
  double offset_s = 0;
  double delay_s = 0;
  double jitter_s = 0;
};

/// Errors are of the clock against true time. Where nothing else is said, of the part from `from_s` on.
struct Report {
  std::string world;
  std::uint64_t seed = 0;
  double duration_s = 0;
  double from_s = 0;
  double rms_s = 0;
  double max_s = 0;
  double mean_s = 0;
  double p50_s = 0;
  double p95_s = 0;
  double p99_s = 0;
  double frequency_rms = 0;        ///< rate error of the steered clock, s/s
  double settled_within_s = 0;     ///< the error that counts as settled
  std::optional<double> settle_s;  ///< of the whole run: when it was settled for an hour; nothing: never
  double packets_per_hour = 0;
  double synchronized = 0;    ///< share of the time
  double owed_coverage = 1;   ///< the same without the time in which nobody can know the error: World::deceived()
  double coverage = 1;        ///< of the whole run: share of the synchronised time with |error| <= bound
  double width_s = 0;         ///< median of the bound
  double worst_excess_s = 0;  ///< of the whole run: the most by which the error was beyond the bound
  int source_changes = 0;     ///< of the whole run
  int steps = 0;              ///< of the whole run, by the client
  int falsetickers = 0;       ///< at the end
  int poll_min_log2_s = 0;    ///< at the end
  int poll_max_log2_s = 0;
  double slew_max = 0;  ///< of the whole run: largest frequency that the clock was told, s/s
  std::vector<SourceFigures> sources;
};

}  // namespace foliot::sim
