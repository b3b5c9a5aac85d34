// What estimation costs: a sample in must stay below 20 us, an estimate out below a few.
#include <benchmark/benchmark.h>

#include <cmath>

#include "base/rng.hpp"
#include "estimate/estimator.hpp"

namespace foliot::estimate {
namespace {

// The k-th exchange of a path of 20 ms with exponential jitter of 1 ms each way.
Sample exchange(base::SeededRng& rng, std::int64_t k) {
  const double up_s = -1e-3 * std::log(1 - rng.next_unit());
  const double down_s = -1e-3 * std::log(1 - rng.next_unit());
  Sample sample;
  sample.at = MonoTime{} + Interval::from_seconds(64.0 * static_cast<double>(k));
  sample.offset_s = (up_s - down_s) / 2;
  sample.delay_s = 20e-3 + up_s + down_s;
  sample.precision_s = 1e-7;
  return sample;
}

void add_sample(benchmark::State& state) {
  Estimator estimator;
  base::SeededRng rng(1);
  std::int64_t k = 0;
  for (auto _ : state) estimator.add(0, exchange(rng, k++));
  state.counters["bytes_per_source"] = sizeof(SourceFilter);
}
BENCHMARK(add_sample);

void ask_estimate(benchmark::State& state) {
  Estimator estimator;
  base::SeededRng rng(1);
  for (std::int64_t k = 0; k < 200; ++k) estimator.add(0, exchange(rng, k));
  const MonoTime later = MonoTime{} + Interval::from_seconds(200 * 64.0);
  for (auto _ : state) benchmark::DoNotOptimize(estimator.estimate(0, later));
}
BENCHMARK(ask_estimate);

void ask_poll(benchmark::State& state) {
  Estimator estimator;
  base::SeededRng rng(1);
  for (std::int64_t k = 0; k < 200; ++k) estimator.add(0, exchange(rng, k));
  for (auto _ : state) benchmark::DoNotOptimize(estimator.advised_poll(0, PollExponent(4), PollExponent(10)));
}
BENCHMARK(ask_poll);

}  // namespace
}  // namespace foliot::estimate

BENCHMARK_MAIN();
