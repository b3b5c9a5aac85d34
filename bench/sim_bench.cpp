// What a simulated day of one client costs: at the default poll range, polled every 16 s, and with four servers.
#include <benchmark/benchmark.h>

#include <string>

#include "base/check.hpp"
#include "sim/run.hpp"

namespace {

namespace sim = foliot::sim;

constexpr double kDay_s = 86'400;

void run_days(benchmark::State& state, const std::string& servers, const sim::PollRange& poll) {
  const auto world = sim::parse_world(
      "oscillator offset 20ms frequency 20ppm wander 1e-9\n"
      "path internet delay 10ms jitter exponential 1ms\n" +
      servers);
  foliot::base::check(world.has_value());
  sim::RunOptions options;
  options.duration_s = kDay_s;
  options.poll = poll;
  for (auto _ : state) {
    benchmark::DoNotOptimize(sim::run(*world, options).report.rms_s);
    ++options.seed;
  }
  state.counters["simulated_days_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

const std::string& one_server() {
  static const std::string text = "server a path internet\n";
  return text;
}

const std::string& four_servers() {
  static const std::string text =
      "server a path internet\nserver b path internet\nserver c path internet\nserver d path internet\n";
  return text;
}

void one_client_default_polls(benchmark::State& state) {
  run_days(state, one_server(), {foliot::PollExponent(6), foliot::PollExponent(10)});
}
void one_client_poll_4(benchmark::State& state) {
  run_days(state, one_server(), {foliot::PollExponent(4), foliot::PollExponent(4)});
}
void four_servers_default_polls(benchmark::State& state) {
  run_days(state, four_servers(), {foliot::PollExponent(6), foliot::PollExponent(10)});
}

BENCHMARK(one_client_default_polls)->Unit(benchmark::kMillisecond);
BENCHMARK(one_client_poll_4)->Unit(benchmark::kMillisecond);
BENCHMARK(four_servers_default_polls)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
