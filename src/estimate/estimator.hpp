// Estimator: what all sources together say about the one local oscillator, and each about its offset.
//
// Each source has its own path and its own filter; the frequency belongs to the one oscillator, so a new source
// starts with what the settled ones agree on.
//
// Pure: samples in, estimates out; bounded memory; no clock, no randomness. The engine owns one Estimator,
// gives each association a slot, adds each accepted sample and asks for estimates when it selects and steers.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "estimate/sample.hpp"
#include "estimate/source_filter.hpp"

namespace foliot::estimate {

/// Slots for sources; one per association.
inline constexpr std::size_t kMaxSources = 64;

/// What the sources together say about the local oscillator.
struct OscillatorEstimate {
  Frequency frequency;      ///< rate of true time against the free-running clock: what to apply to the clock
  double frequency_sd = 0;  ///< s/s
  double wander = 0;        ///< random walk of the frequency: s/s per sqrt(s)
  int sources = 0;          ///< sources that agree on it
};

class Estimator {
 public:
  /// Takes one sample of the source in `slot` (< kMaxSources). Samples may arrive late but not before the
  /// newest of the same source; an older one is ignored.
  void add(std::size_t slot, const Sample& sample);

  /// The source's offset, frequency and uncertainty at `at` (not before its newest sample). Nothing before
  /// the first sample.
  [[nodiscard]] std::optional<SourceEstimate> estimate(std::size_t slot, MonoTime at) const;

  /// The frequency that most settled sources agree on: sources whose frequency is off (a falseticker that drifts)
  /// do not count. Nothing before a source has settled.
  [[nodiscard]] std::optional<OscillatorEstimate> oscillator(MonoTime at) const;

  /// The poll exponent that the source's own prediction asks for, within [low, high].
  [[nodiscard]] PollExponent advised_poll(std::size_t slot, PollExponent low, PollExponent high) const;

  /// Starts the source in `slot` afresh: association demobilised, or its server changed.
  void forget(std::size_t slot);

  /// The anchor of the timeline moved by `shift_s`: all offsets become smaller by it.
  void rebase(double shift_s);

  /// A frequency known from before (drift file), relative to the free-running clock. It serves sources that
  /// have no sample yet, until settled sources know better. sd > 0, s/s.
  void set_initial_frequency(Frequency frequency, double sd);

 private:
  std::array<SourceFilter, kMaxSources> sources_;
  std::optional<OscillatorEstimate> initial_;
};

}  // namespace foliot::estimate
