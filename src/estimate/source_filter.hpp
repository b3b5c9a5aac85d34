// SourceFilter: the offset and frequency of one source from its noisy samples.
//
// A two-state Kalman filter (offset, frequency; the frequency walks randomly) whose trust in a sample falls
// with the sample's delay beyond the least delay seen.
#pragma once

#include <optional>

#include "estimate/sample.hpp"

namespace foliot::estimate {

class SourceFilter {
 public:
  /// Takes one sample; one that is not finite, absurd or older than the newest is ignored.
  void add(const Sample& sample);

  /// Offset, frequency and uncertainty at `at`. Nothing before the first sample.
  [[nodiscard]] std::optional<SourceEstimate> estimate(MonoTime at) const;

  /// The poll exponent that the predicted uncertainty asks for, within [low, high].
  [[nodiscard]] PollExponent advised_poll(PollExponent low, PollExponent high) const;

  /// All offsets become smaller by `shift_s`.
  void rebase(double shift_s) { offset_s_ -= shift_s; }

  /// What is known of the frequency (s/s) before the first sample; no effect later.
  void set_prior(double frequency, double sd);

 private:
  void predict(double span_s);
  void correct(double offset_s, double variance);

  MonoTime newest_;
  int samples_ = 0;
  double offset_s_ = 0;
  double frequency_ = 0;
  double offset_variance_ = 0;
  double covariance_ = 0;
  double frequency_variance_ = 3e-5 * 3e-5;
  double base_delay_s_ = 0;
  double mean_excess_s_ = 0;
  double sample_variance_ = 0;
};

}  // namespace foliot::estimate
