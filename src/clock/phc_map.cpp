#include "clock/phc_map.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::clock {
namespace {

/// A card's clock that differs more from the machine's was set between two readings.
constexpr double kMostGain = 1e-3;
/// So many times the error that was expected: the clock was set, and it is no noise.
constexpr double kSurprise = 10;
/// The map is worth something for so many intervals without a new reading.
constexpr int kPollsInReach = 8;
/// How much the frequencies of two quartzes may change against each other within seconds.
constexpr double kWander = 5e-8;
/// Of a median deviation: about three standard deviations.
constexpr double kWide = 4.5;
/// For where the line is now, the newest half of the samples is asked, but no fewer than these.
constexpr std::size_t kFewestForPlace = 3;

/// values: at least one; their order changes.
double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

Interval to_interval(double seconds) {
  return Interval::from_seconds(seconds);
}

/// A sample as seconds since the newest one: the card's clock, and what the free-running one gained on it.
struct Point {
  double x_s;
  double y_s;
};

double median_slope(const std::vector<Point>& points) {
  std::vector<double> slopes;
  slopes.reserve(points.size() * (points.size() - 1) / 2);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      slopes.push_back((points[i].y_s - points[j].y_s) / (points[i].x_s - points[j].x_s));
  }
  return median_of(slopes);
}

}  // namespace

std::optional<PlacedStamp> PhcMap::at(PhcTime stamp) const {
  const Interval distance = stamp - phc;
  if (distance.abs() > reach) return std::nullopt;
  const double distance_s = distance.seconds();
  return PlacedStamp{mono + distance + to_interval(distance_s * gain),
                     error + to_interval(std::abs(distance_s) * error_growth)};
}

PhcTracker::PhcTracker(const PhcOptions& options) : options_(options) {
  options_.minsamples = std::max<std::size_t>(options_.minsamples, 2);
  options_.maxsamples = std::max(options_.maxsamples, options_.minsamples);
}

/// The mean of those that are about as narrow as the narrowest: they differ by noise only.
std::optional<PhcTracker::Sample> PhcTracker::best_of(std::span<const PhcReading> readings) const {
  Interval narrowest = Interval::max();
  for (const PhcReading& one : readings) {
    if (one.after >= one.before) narrowest = std::min(narrowest, one.after - one.before);
  }
  if (narrowest == Interval::max()) return std::nullopt;
  std::optional<PhcReading> first;
  double sum_s = 0;
  int count = 0;
  for (const PhcReading& one : readings) {
    if (one.after < one.before || one.after - one.before > narrowest + options_.precision) continue;
    if (!first) first = one;
    const MonoTime middle = one.before + (one.after - one.before).half();
    sum_s += ((middle - first->before) - (one.phc - first->phc)).seconds();
    ++count;
  }
  return Sample{first->phc, first->before + to_interval(sum_s / count), narrowest.seconds() / 2};
}

bool PhcTracker::fits(const Sample& sample) const {
  const Sample& last = samples_.back();
  const double elapsed_s = (sample.phc - last.phc).seconds();
  const double gained_s = ((sample.mono - last.mono) - (sample.phc - last.phc)).seconds();
  const double noise_s = last.half_window_s + sample.half_window_s + options_.precision.seconds();
  if (elapsed_s <= 0 || std::abs(gained_s) > elapsed_s * kMostGain + noise_s) return false;
  if (!map_) return true;
  PhcMap far = *map_;
  far.reach = Interval::max();
  const auto expected = far.at(sample.phc);
  const double surprise_s = std::abs((sample.mono - expected->time).seconds());
  return surprise_s <= kSurprise * (expected->error.seconds() + sample.half_window_s);
}

void PhcTracker::add(std::span<const PhcReading> readings) {
  const auto sample = best_of(readings);
  if (!sample) return;
  if (!samples_.empty() && !fits(*sample)) {
    samples_.clear();
    ++resets_;
  }
  if (samples_.size() == options_.maxsamples) samples_.erase(samples_.begin());
  samples_.push_back(*sample);
  map_ = samples_.size() < options_.minsamples ? std::nullopt : std::optional(fit());
}

PhcMap PhcTracker::fit() const {
  const Sample& newest = samples_.back();
  std::vector<Point> points;
  double half_window_s = newest.half_window_s;
  for (const Sample& one : samples_) {
    const Interval x = one.phc - newest.phc;
    points.push_back({x.seconds(), ((one.mono - newest.mono) - x).seconds()});
    half_window_s = std::min(half_window_s, one.half_window_s);
  }
  const double gain = median_slope(points);
  std::vector<double> rests_s;
  rests_s.reserve(points.size());
  for (const Point& one : points) rests_s.push_back(one.y_s - gain * one.x_s);
  const std::size_t asked = std::min(std::max(rests_s.size() / 2, kFewestForPlace), rests_s.size());
  std::vector<double> newest_s(rests_s.end() - static_cast<std::ptrdiff_t>(asked), rests_s.end());
  const double place_s = median_of(newest_s);
  for (double& rest_s : rests_s) rest_s = std::abs(rest_s - place_s);
  const double noise_s = std::max(kWide * median_of(rests_s), options_.precision.seconds());
  const double span_s = -points.front().x_s;
  const auto others = static_cast<double>(points.size() - 1);
  return {newest.phc,
          newest.mono + to_interval(place_s),
          gain,
          to_interval(noise_s + half_window_s),
          2 * (noise_s + half_window_s / others) / span_s + kWander,
          to_interval(kPollsInReach * options_.poll.seconds())};
}

}  // namespace foliot::clock
