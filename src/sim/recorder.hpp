// Recorder: watches a running world and makes the figures of it.
#pragma once

#include <optional>
#include <vector>

#include "sim/report.hpp"
#include "sim/world.hpp"

namespace foliot::sim {

/// One look at the clock. Floats: a month of them fits into memory.
struct Glance {
  float at_s = 0;
  float error_s = 0;
  float bound_s = -1;     ///< below zero: not synchronised
  bool deceived = false;  ///< World::deceived(): nobody could know the error
};

/// What the client would tell of its clock's error now, s; nothing while it is not synchronised.
[[nodiscard]] std::optional<double> bound_s(World& world);

class Recorder {
 public:
  /// from_s: figures count from there. settled_within_s: nothing: three times the RMS error.
  Recorder(World& world, double from_s, std::optional<double> settled_within_s)
      : world_(world), from_s_(from_s), settled_within_s_(settled_within_s) {}

  /// Call it at a steady pace.
  void observe();
  /// The figures of all that was observed.
  [[nodiscard]] Report report();
  [[nodiscard]] const std::vector<Glance>& glances() const { return glances_; }

 private:
  void judge_errors(Report& report) const;
  void judge_bounds(Report& report) const;
  void judge_events(Report& report) const;
  void judge_sources(Report& report);
  [[nodiscard]] std::optional<double> settle_s(double within_s) const;

  World& world_;
  double from_s_;
  std::optional<double> settled_within_s_;
  std::vector<Glance> glances_;
  double rate_square_sum_ = 0;
  std::size_t rates_ = 0;
  std::size_t synchronized_ = 0;
  std::uint64_t packets_before_ = 0;
};

}  // namespace foliot::sim
