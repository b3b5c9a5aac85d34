// SourceFilter: the offset and frequency of one source from its noisy samples.
//
// Ties together what the round trips say about the path, the bank of filters that turns samples into a belief,
// and the interval that holds whatever the filters believe.
#pragma once

#include <optional>

#include "base/fixed_vector.hpp"
#include "estimate/feasible_interval.hpp"
#include "estimate/model_bank.hpp"
#include "estimate/path_model.hpp"
#include "estimate/rate_doubt.hpp"
#include "estimate/sample.hpp"

namespace foliot::estimate {

class SourceFilter {
 public:
  /// Takes one sample; one that is not finite, absurd or older than the newest is ignored.
  void add(const Sample& sample);

  /// Offset, frequency and uncertainty at `at`. Nothing before the first sample.
  [[nodiscard]] std::optional<SourceEstimate> estimate(MonoTime at) const;

  /// The poll exponent that the predicted uncertainty asks for, within [low, high]: the longest interval after
  /// which the foretold error is still small against the noise of a sample. `low` before the first sample.
  [[nodiscard]] PollExponent advised_poll(PollExponent low, PollExponent high) const;

  /// All offsets become smaller by `shift_s`.
  void rebase(double shift_s);

  /// Samples taken so far.
  [[nodiscard]] int samples() const { return samples_; }

  /// What is known of the frequency (s/s) before the first sample; no effect later. is_certain: sources that are
  /// being heard now say so; else it may as well be nonsense (a drift file).
  void set_prior(double frequency, double sd, bool is_certain);

 private:
  static constexpr std::size_t kEarly = 8;  // an initial burst

  void start(const Sample& sample, double noise_s);
  void learn(const Sample& sample);
  void relearn();
  void state_facts(const Sample& sample);
  void restate_facts();
  [[nodiscard]] bool is_beyond_doubt(const Sample& sample, const PathError& error) const;
  Surprise believe(const Sample& sample, double span_s);
  void learn_noise(const Surprise& surprise);
  void question(const Sample& sample, const Surprise& surprise);
  [[nodiscard]] FeasibleInterval interval_after(double span_s, double rate_doubt) const;
  [[nodiscard]] Shapes shapes_of(const PathError& error, double floor_s) const;
  [[nodiscard]] Shapes shapes_without_path(double floor_s) const;
  [[nodiscard]] double scatter_s(const ClockState& state, double span_s) const;
  void bound(const ClockState& state, double span_s, SourceEstimate& result) const;

  ModelBank bank_;
  PathModel path_;
  FeasibleInterval feasible_;
  RateDoubt doubt_;
  base::FixedVector<Sample, kEarly> early_;
  MonoTime first_;
  MonoTime newest_;
  int samples_ = 0;
  MonoTime newest_fit_;  // the newest sample that was no outlier
  int outliers_in_a_row_ = 0;
  bool has_round_trip_ = true;
  double noise_s_ = 0;  // RMS of what the samples scatter around the estimate
  bool prior_is_certain_ = false;
  double prior_frequency_ = 0;
  // 30 ppm: what quartz without temperature control is sold with; RFC 5905 assumes 15 ppm.
  double prior_frequency_sd_ = 3e-5;
};

}  // namespace foliot::estimate
