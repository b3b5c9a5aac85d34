#include "estimate/model_bank.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::estimate {
namespace {

// From a good oven (Allan deviation floor) to a virtual machine, in half decades; the last one is a clock that
// jumps (a changed load, a moved virtual machine) and catches a step of some ppm within one or two samples.
constexpr std::array<double, 9> kWander = {3.2e-11, 1e-10, 3.2e-10, 1e-9, 3.2e-9, 1e-8, 3.2e-8, 1e-7, 1e-6};
// Quartz without temperature control, give or take 0.7 decades (one standard deviation): what is believed before
// the first sample, and forgotten like any evidence.
constexpr double kUsualWander = 1e-9;
constexpr double kWanderDecades = 0.7;
// Evidence fades by 1/e in 50 samples: long enough to tell half decades apart, short enough to follow a changed
// network.
constexpr double kMemory = 0.98;
// One drift file in fifty is another machine's, or from before a repair.
constexpr double kDoubtfulShare = 0.02;
// No filter falls below this share, and one so low restarts from the mixture. It is also the prior of a jump.
constexpr double kLeastWeight = 1e-6;
constexpr double kRestartWeight = 1e-5;
// Wanders with less weight than this were held impossible; if more than half of it is theirs within a few samples, the
// oscillator jumped.
constexpr double kImpossible = 1e-4;
constexpr double kFewSamples = 8;
// A jump leaves this share of what the evidence said about the wander, in logarithms.
constexpr double kHabit = 0.5;
// No oscillator is off by more (RFC 5905); a gap that asks for more is a step.
constexpr double kGreatestRate = 500e-6;

Moments mix(Moments prior, const Posterior& posterior, double share) {
  const double gap = posterior.moments.mean - prior.mean;
  return {prior.mean + share * gap,
          share * posterior.moments.variance + (1 - share) * prior.variance + share * (1 - share) * gap * gap};
}

void accumulate(ClockState& sum, const ClockState& state, const ClockState& mean, double weight) {
  const double offset_gap_s = state.offset_s - mean.offset_s;
  const double frequency_gap = state.frequency - mean.frequency;
  sum.offset_variance += weight * (state.offset_variance + offset_gap_s * offset_gap_s);
  sum.covariance += weight * (state.covariance + offset_gap_s * frequency_gap);
  sum.frequency_variance += weight * (state.frequency_variance + frequency_gap * frequency_gap);
}

}  // namespace

double ModelBank::wander_of(std::size_t model) {
  return kWander[model / kShapes];
}

void ModelBank::start(const ClockState& state, double doubtful_sd) {
  const double doubtful_variance = doubtful_sd * doubtful_sd;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    const double decades = std::log10(wander_of(i) / kUsualWander);
    models_[i] = {state, -0.5 * decades * decades / (kWanderDecades * kWanderDecades), 0};
    const bool is_doubtful = i % kShapes == kShapes - 1 && doubtful_variance > state.frequency_variance;
    if (!is_doubtful) continue;
    models_[i].state.frequency_variance = doubtful_variance;
    models_[i].log_evidence += std::log(kDoubtfulShare * kShapes);
  }
  weigh();
  const Shares shares = wander_shares();
  for (std::size_t i = 0; i < kWanders; ++i) log_habit_[i] = std::log(shares[i]);
}

Surprise ModelBank::learn(double span_s, double measured_s, const Shapes& shapes, double outlier_density) {
  Surprise surprise;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    Model& model = models_[i];
    model.state.predict(span_s, wander_of(i));
    const Moments prior{model.state.offset_s, model.state.offset_variance};
    const Posterior posterior = update(prior, measured_s, shapes[i % kShapes]);
    const double density = posterior.density + outlier_density;
    const double inlier_share = 1 - outlier_density / density;
    model.state.learn_offset(mix(prior, posterior, inlier_share));
    model.log_evidence = kMemory * model.log_evidence + std::log(density);
    const double innovation_s = measured_s - prior.mean;
    surprise.innovation_s += model.weight * innovation_s;
    surprise.noise_variance += model.weight * innovation_s * (measured_s - model.state.offset_s);
    surprise.outlier_share += model.weight * (1 - inlier_share);
  }
  weigh();
  is_jump() ? keep_habits() : learn_habits();
  return surprise;
}

ModelBank::Shares ModelBank::wander_shares() const {
  Shares shares{};
  for (std::size_t i = 0; i < models_.size(); ++i) shares[i / kShapes] += models_[i].weight;
  return shares;
}

bool ModelBank::is_jump() const {
  const Shares shares = wander_shares();
  double surge = 0;
  for (std::size_t i = 0; i < kWanders; ++i) surge += log_habit_[i] < std::log(kImpossible) ? shares[i] : 0;
  return surge > 0.5;
}

void ModelBank::learn_habits() {
  const Shares shares = wander_shares();
  for (std::size_t i = 0; i < kWanders; ++i) log_habit_[i] += (std::log(shares[i]) - log_habit_[i]) / kFewSamples;
}

// Only a filter that expects the oscillator to walk far explains a jump. All go on from where that one has arrived, but
// one jump is no reason to believe that it walks that far at every step.
void ModelBank::keep_habits() {
  const Shares shares = wander_shares();
  const ClockState mixture = foretell(0);
  for (double& log_share : log_habit_) log_share *= kHabit;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    models_[i].state = mixture;
    models_[i].log_evidence += log_habit_[i / kShapes] - std::log(shares[i / kShapes]);
  }
  weigh();
}

void ModelBank::weigh() {
  double best = models_[0].log_evidence;
  for (const Model& model : models_) best = std::max(best, model.log_evidence);
  double sum = 0;
  for (Model& model : models_) {
    model.log_evidence = std::max(model.log_evidence - best, std::log(kLeastWeight));
    model.weight = std::exp(model.log_evidence);
    sum += model.weight;
  }
  for (Model& model : models_) model.weight /= sum;
  const ClockState mixture = foretell(0);
  for (Model& model : models_) {
    if (model.weight < kRestartWeight) model.state = mixture;
  }
}

void ModelBank::wait(double span_s) {
  for (std::size_t i = 0; i < models_.size(); ++i) models_[i].state.predict(span_s, wander_of(i));
}

void ModelBank::doubt(double span_s, double measured_s) {
  for (Model& model : models_) {
    const double gap_s = measured_s - model.state.offset_s;
    model.state.offset_variance += gap_s * gap_s;
    const double rate = std::min(std::abs(gap_s) / span_s, kGreatestRate);
    model.state.frequency_variance += rate * rate;
  }
}

ClockState ModelBank::mean() const {
  ClockState mean;
  for (const Model& model : models_) {
    mean.offset_s += model.weight * model.state.offset_s;
    mean.frequency += model.weight * model.state.frequency;
  }
  return mean;
}

ClockState ModelBank::foretell(double span_s) const {
  ClockState mixture = mean();
  const ClockState centre = mixture;
  for (const Model& model : models_) accumulate(mixture, model.state, centre, model.weight);
  mixture.predict(span_s, wander());
  return mixture;
}

double ModelBank::wander() const {
  double square = 0;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    // Filters in reserve have a weight that no sample gave them.
    if (models_[i].weight > kRestartWeight) square += models_[i].weight * wander_of(i) * wander_of(i);
  }
  return std::sqrt(square);
}

void ModelBank::rebase(double shift_s) {
  for (Model& model : models_) model.state.offset_s -= shift_s;
}

}  // namespace foliot::estimate
