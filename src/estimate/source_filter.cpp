#include "estimate/source_filter.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::estimate {
namespace {

constexpr double kAbsurd_s = 1e9;       // 30 years: beyond the era, no measurement
constexpr double kLeastNoise_s = 1e-9;  // no stamp is finer
constexpr double kSharpEdge = 0.05;     // edges of the box, in typical excesses: a path that only queues ...
constexpr double kSoftEdge = 0.3;       // ... and one with noise that the round trip does not show
constexpr double kNoiseMemory = 32;     // samples
constexpr double kNoiseJump = 1.4;      // a sample beyond belief lets the noise grow by this factor
constexpr double kOutlierRate =
    1e-3;  // of samples that say nothing (congestion is no reason: the shapes allow for it) ...
constexpr double kGlitchRate = 1e-6;   // ... and of such with a round trip beyond doubt
constexpr double kOutlierWidth = 100;  // outliers lie within this many typical excesses
constexpr int kStubbornOutliers = 5;   // so many in a row are no accident: the clock or the server has moved
constexpr double kCrystalSd = 3e-5;    // s/s: what quartz without temperature control is sold with
constexpr int kNewSource = 8;          // samples
constexpr double kSigmas = 4;          // of a bound
constexpr double kLeastSigmas = 2;     // of the random part of a bound
constexpr double kOneSided = 2;        // a reference clock may be off by this many times its own scatter
// The error that is foretold for the next poll may reach this many times the scatter of the samples ...
constexpr double kPollNoise = 2.3;
constexpr double kPollExcess = 0.9;  // ... and typical excesses, which a few samples that scatter far do not move ...
constexpr double kSettledSamples = 32;  // ... and with the square of the samples less while the scatter is a guess

bool is_usable(const Sample& sample) {
  return std::abs(sample.offset_s) < kAbsurd_s && sample.delay_s >= 0 && sample.delay_s < kAbsurd_s &&
         sample.precision_s >= 0 && sample.precision_s < kAbsurd_s;
}

// However lopsided the path is.
double greatest_error_s(const Sample& sample) {
  return sample.delay_s / 2 + sample.precision_s;
}

double square(double x) {
  return x * x;
}

}  // namespace

void SourceFilter::set_prior(double frequency, double sd, bool is_certain) {
  if (samples_ > 0 || !std::isfinite(frequency) || !std::isfinite(sd) || sd <= 0) return;
  prior_frequency_ = frequency;
  prior_frequency_sd_ = sd;
  prior_is_certain_ = is_certain;
}

void SourceFilter::add(const Sample& sample) {
  if (!is_usable(sample) || (samples_ > 0 && sample.at < newest_)) return;
  if (samples_ == 0) first_ = newest_ = newest_fit_ = sample.at;
  if (!early_.full()) early_.push_back(sample);
  has_round_trip_ = sample.has_round_trip;
  if (has_round_trip_) path_.add_delay((sample.at - first_).seconds(), sample.delay_s, sample.precision_s);
  if (samples_ == 0) {
    start(sample, path_.excess_s());
  } else {
    learn(sample);
  }
  newest_ = sample.at;
  if (samples_ < (1 << 30)) ++samples_;
  if (samples_ == kEarly / 2 || samples_ == kEarly) relearn();
  if (samples_ <= static_cast<int>(kEarly)) {
    restate_facts();
  } else {
    state_facts(sample);
  }
}

// The first samples were judged before anything was known of the path; now they are judged again.
void SourceFilter::relearn() {
  if (!has_round_trip_) return;
  std::optional<MonoTime> before;
  for (const Sample& sample : early_) {
    if (path_.is_stray(sample.delay_s)) continue;
    if (before) {
      believe(sample, (sample.at - *before).seconds());
    } else {
      start(sample, path_.excess_s());
    }
    before = sample.at;
  }
}

// What a sample proves, whatever the filters believe. The interval has been carried on to the sample already.
void SourceFilter::state_facts(const Sample& sample) {
  const double at_s = (sample.at - first_).seconds();
  const double frequency = bank_.foretell(0).frequency;
  if (!has_round_trip_) return doubt_.add({at_s, sample.offset_s, kOneSided * noise_s_}, frequency);
  if (path_.is_stray(sample.delay_s)) return;
  feasible_.narrow(sample.offset_s, greatest_error_s(sample));
  const PathError error = path_.error_of(sample.delay_s);
  doubt_.add({at_s, sample.offset_s - error.bias_s, error.half_width_s + path_.excess_s()}, frequency);
}

// While little is known of the path the facts may look different after each sample.
void SourceFilter::restate_facts() {
  feasible_ = {};
  doubt_ = {};
  newest_ = early_[0].at;
  for (const Sample& sample : early_) {
    feasible_ = interval_after((sample.at - newest_).seconds(), doubt_.rate());
    state_facts(sample);
    newest_ = sample.at;
  }
}

void SourceFilter::start(const Sample& sample, double noise_s) {
  noise_s_ = std::max({noise_s, sample.precision_s, kLeastNoise_s});
  const ClockState state{sample.offset_s, prior_frequency_, square(noise_s_), 0, square(prior_frequency_sd_)};
  bank_.start(state, prior_is_certain_ ? 0 : kCrystalSd);
}

// Nothing but the scatter itself tells what a reference clock's samples are worth: several guesses, and the box
// of a coarse read-out.
Shapes SourceFilter::shapes_without_path(double floor_s) const {
  const double noise_s = std::max(noise_s_, floor_s);
  return {{{0, noise_s / 2}, {0, noise_s}, {0, 2 * noise_s}, {0, 4 * noise_s}, {std::sqrt(3.0) * noise_s, floor_s}}};
}

Shapes SourceFilter::shapes_of(const PathError& error, double floor_s) const {
  const double sharp_s = std::hypot(floor_s, kSharpEdge * path_.excess_s());
  const double soft_s = std::hypot(floor_s, kSoftEdge * path_.excess_s());
  return {{{error.half_width_s, sharp_s},
           {error.half_width_s, soft_s},
           {error.half_width_s, sharp_s, path_.tilt()},
           {error.unusual_half_width_s, std::max(path_.normal_noise_s(), floor_s)},
           {error.unusual_half_width_s, std::max(noise_s_, floor_s)}}};
}

// A short round trip leaves no room for an error of the path. If the oscillator may have moved that far, too, then
// a sample far off tells more likely of that than of a glitch.
bool SourceFilter::is_beyond_doubt(const Sample& sample, const PathError& error) const {
  const bool is_known = has_round_trip_ && samples_ > static_cast<int>(kEarly);
  return is_known && error.half_width_s <= path_.excess_s() &&
         feasible_.admits(sample.offset_s, greatest_error_s(sample));
}

Surprise SourceFilter::believe(const Sample& sample, double span_s) {
  const PathError error = has_round_trip_ ? path_.error_of(sample.delay_s) : PathError{};
  const double floor_s = std::max(sample.precision_s, kLeastNoise_s);
  const Shapes shapes = has_round_trip_ ? shapes_of(error, floor_s) : shapes_without_path(floor_s);
  const double outlier_width_s = std::max(sample.delay_s, kOutlierWidth * std::max(path_.excess_s(), noise_s_));
  const double rate = is_beyond_doubt(sample, error) ? kGlitchRate : kOutlierRate;
  return bank_.learn(span_s, sample.offset_s - error.bias_s, shapes, rate / outlier_width_s);
}

void SourceFilter::learn(const Sample& sample) {
  const double span_s = (sample.at - newest_).seconds();
  const FeasibleInterval confirmed = interval_after(span_s, doubt_.hidden_rate());
  feasible_ = interval_after(span_s, doubt_.rate());
  if (has_round_trip_ && path_.is_stray(sample.delay_s)) return bank_.wait(span_s);
  const double doubt_s = kSigmas * std::sqrt(bank_.foretell(span_s).offset_variance);
  const Surprise surprise = believe(sample, span_s);
  const double explained_s = doubt_s + path_.error_of(sample.delay_s).half_width_s + kSigmas * noise_s_;
  const bool is_known = samples_ > static_cast<int>(kEarly) && surprise.outlier_share < 0.5 && span_s > 0;
  if (is_known) doubt_.surprise(span_s, std::abs(surprise.innovation_s) - explained_s);
  if (has_round_trip_) path_.add_innovation(surprise.innovation_s);
  learn_noise(surprise);
  question(sample, surprise);
  // What was known before has stood the test of this sample: the oscillator has not done the worst in between.
  const bool stands = surprise.outlier_share < 0.5 && confirmed.admits(sample.offset_s, greatest_error_s(sample));
  if (stands) feasible_ = confirmed;
}

// Outliers in a row: the clock or the server has moved. At the start of a source whose scatter no round trip
// shows, the guess of its noise was too small.
void SourceFilter::question(const Sample& sample, const Surprise& surprise) {
  if (surprise.outlier_share <= 0.5) {
    outliers_in_a_row_ = 0;
    newest_fit_ = sample.at;
    return;
  }
  if (!has_round_trip_ && samples_ < kNewSource) {
    start(sample, std::abs(surprise.innovation_s));
  } else if (++outliers_in_a_row_ >= kStubbornOutliers) {
    bank_.doubt(std::max(1.0, (sample.at - newest_fit_).seconds()), sample.offset_s);
    outliers_in_a_row_ = 0;
  }
}

// For a filter with the right gains, innovation times residual is the noise variance on average (Mehra, "On the
// identification of variances and adaptive Kalman filtering", 1970).
void SourceFilter::learn_noise(const Surprise& surprise) {
  if (surprise.outlier_share > 0.5) {
    noise_s_ = std::min(noise_s_ * kNoiseJump, kAbsurd_s);
    return;
  }
  const double step = 1 / std::min(samples_ + 1.0, kNoiseMemory);
  const double variance = std::clamp(surprise.noise_variance, 0.0, square(5 * noise_s_));
  noise_s_ = std::max(kLeastNoise_s, std::sqrt(std::lerp(square(noise_s_), variance, step)));
}

FeasibleInterval SourceFilter::interval_after(double span_s, double rate_doubt) const {
  const ClockState now = bank_.foretell(0);
  const double walk_variance = square(bank_.wander()) * span_s * square(span_s) / 3;
  FeasibleInterval later = feasible_;
  const double known_s = kSigmas * std::sqrt(now.frequency_variance * square(span_s) + walk_variance);
  later.move(now.frequency * span_s, std::hypot(known_s, rate_doubt * span_s));
  return later;
}

// How far a sample without a round trip may be off: nothing but the samples themselves tells, and few tell little.
double SourceFilter::scatter_s(const ClockState& state, double span_s) const {
  double scatter_s = std::max(noise_s_, early_.back().precision_s);
  if (early_.full()) return scatter_s;
  for (const Sample& sample : early_) {
    const double age_s = span_s + (newest_ - sample.at).seconds();
    scatter_s = std::max(scatter_s, std::abs(state.offset_s - age_s * state.frequency - sample.offset_s));
  }
  return scatter_s;
}

// The two sides differ: a sample whose way back was slow says little about how far below the truth may be, and all
// about how far above.
void SourceFilter::bound(const ClockState& state, double span_s, SourceEstimate& result) const {
  const double sd_s = std::sqrt(state.offset_variance);
  if (has_round_trip_) {
    const FeasibleInterval feasible = interval_after(span_s, doubt_.rate());
    const double least_s = path_.base_s() / 2 + kLeastSigmas * sd_s;
    result.above_s = std::max(least_s, feasible.above_s(state.offset_s));
    result.below_s = std::max(least_s, feasible.below_s(state.offset_s));
  } else {
    // The path of a broadcast was measured once, and may be as crooked as any.
    const double doubt_s = kSigmas * sd_s + kOneSided * scatter_s(state, span_s) + doubt_.rate() * span_s;
    result.above_s = path_.base_s() / 2 + doubt_s;
    result.below_s = result.above_s;
  }
  result.dispersion_s = std::max(0.0, std::max(result.above_s, result.below_s) - path_.base_s() / 2);
}

std::optional<SourceEstimate> SourceFilter::estimate(MonoTime at) const {
  if (samples_ == 0) return std::nullopt;
  const double span_s = std::max(0.0, (at - newest_).seconds());
  const ClockState state = bank_.foretell(span_s);
  SourceEstimate result;
  result.at = at;
  result.offset_s = state.offset_s;
  result.offset_sd_s = std::sqrt(state.offset_variance);
  result.frequency = Frequency::from_ratio(state.frequency);
  result.frequency_sd = std::sqrt(state.frequency_variance);
  result.wander = bank_.wander();
  result.delay_s = path_.base_s();
  result.jitter_s = noise_s_;
  bound(state, span_s, result);
  result.samples = samples_;
  return result;
}

PollExponent SourceFilter::advised_poll(PollExponent low, PollExponent high) const {
  if (samples_ == 0) return low;
  double limit_s = kPollNoise * noise_s_;
  if (has_round_trip_) limit_s = std::min(limit_s, kPollExcess * path_.excess_s());
  limit_s *= std::min(1.0, square(samples_ / kSettledSamples));
  PollExponent poll = low;
  while (poll < high && bank_.foretell(poll.longer(high).seconds()).offset_variance <= square(limit_s))
    poll = poll.longer(high);
  return poll;
}

void SourceFilter::rebase(double shift_s) {
  for (Sample& sample : early_) sample.offset_s -= shift_s;
  bank_.rebase(shift_s);
  feasible_.move(-shift_s, 0);
  doubt_.rebase(shift_s);
}

}  // namespace foliot::estimate
