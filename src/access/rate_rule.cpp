#include "access/rate_rule.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::access {
namespace {

constexpr double kBucketHeadways = 8;  // as many as there are stages in a clock filter: NTP_SHIFT of classic
constexpr double kHeadwayGrace_s = 2;
constexpr double kMinimumGrace_s = 1;
constexpr double kRounding = 1 + 1e-5;      // a burst of just as many packets as configured passes
constexpr int kLongestHeadway_log2_s = 17;  // RFC 5905 section 7.2 MAXPOLL

}  // namespace

PaceState RateRule::first() const {
  return {options_.score ? static_cast<float>(1.0 / options_.score->burst) : 0.0F, kNeverKissed};
}

Pace RateRule::judge(PaceState& state, Interval since_last, bool may_kiss) const {
  const Judgement found = options_.score ? limit(*options_.score, state, since_last) : discard(state, since_last);
  if (found.good) return Pace::good;
  if (may_kiss && found.kiss_due && state.drops >= std::min<double>(found.drops_per_kiss, kNeverKissed)) {
    state.drops = 0;
    return Pace::kiss;
  }
  if (state.drops != kNeverKissed) ++state.drops;
  return Pace::too_fast;
}

RateRule::Judgement RateRule::discard(PaceState& state, Interval since_last) const {
  const double headway_s = std::ldexp(1.0, std::clamp(options_.discard.average_log2_s, 0, kLongestHeadway_log2_s));
  const double limit_s = kBucketHeadways * headway_s;
  const double since_s = std::floor(std::max(since_last.seconds(), 0.0) + 0.5);  // classic counts whole seconds
  const double rest_s = std::max(0.0, static_cast<double>(state.score) - since_s);
  const bool near = since_s + kMinimumGrace_s < options_.discard.minimum_s;
  if (!near && rest_s + headway_s < limit_s) {
    state.score = static_cast<float>(std::max(0.0, rest_s + headway_s - kHeadwayGrace_s));
    return {};
  }
  // The first excess fills the bucket above its brim: the next kiss is due when that has leaked away. As seconds are
  // rounded it may leak twice as fast as time passes, and two kisses are never nearer than two requests may be.
  const bool first = rest_s < limit_s;
  const double above_s = std::max(headway_s, 2.0 * options_.discard.minimum_s);
  state.score = static_cast<float>(first ? limit_s + above_s : rest_s);
  return {.good = false, .kiss_due = first};
}

RateRule::Judgement RateRule::limit(const ScoreOptions& options, PaceState& state, Interval since_last) {
  const double since_s = std::max(since_last.seconds(), 0.0);
  const double score = static_cast<double>(state.score) * std::exp(-since_s / options.burst) + 1.0 / options.burst;
  state.score = static_cast<float>(score);
  if (score <= options.average_per_s * kRounding) return {};
  // So many packets come in the time between two kisses. While the score still climbs it is below the true rate.
  const double rate_per_s = std::max(score, 1.0 / std::max(since_s, 1e-9));
  const double drops_per_kiss = std::ceil(rate_per_s / options.kod_per_s);
  return {.good = false, .kiss_due = true, .drops_per_kiss = std::max<double>(drops_per_kiss, kDropsPerKiss)};
}

}  // namespace foliot::access
