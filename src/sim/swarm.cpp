#include "sim/swarm.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "sim/draws.hpp"
#include "sim/run.hpp"
#include "sim/world_file.hpp"

namespace foliot::sim {
namespace {

constexpr double kDuration_s = 86'400;
constexpr int kMostServers = 7;
/// The greatest change of rate at once: what the bound assumes of every oscillator (docs/DISCIPLINE.md).
constexpr double kJump_ppm = 1;
/// The share of the round trip that one way of a lopsided path may lack. With all of it nothing but the samples says
/// where the truth is.
constexpr double kLopsided = 0.98;

/// Writes the statements of one world. A statement draws at most one of its numbers in the call that writes it: the
/// order of two would be the compiler's, and a seed would mean another world with each.
class SwarmWriter {
 public:
  explicit SwarmWriter(std::uint64_t seed) : draws_(seed ^ 0x5eedU) {
    text_ = fmt::format("world \"swarm {}\"\nduration {}s\n", seed, kDuration_s);
  }

  [[nodiscard]] std::string write();

 private:
  void write_oscillator();
  void write_client();
  void write_jitter();
  void write_path(const std::string& name);
  void write_server(int index, bool liar);
  void write_troubles();
  [[nodiscard]] double some_time_s() { return draws_.between(0, kDuration_s); }
  /// Either sign, of a size between the two, more or less.
  [[nodiscard]] double scattered(double low, double high) {
    const double share = draws_.normal();
    return share * draws_.log_between(low, high);
  }
  /// An event at some time, with one number.
  void add_event(fmt::format_string<double&> format, double number) {
    add("at {:.0f}s ", some_time_s());
    add(format, number);
    add("\n");
  }
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    text_ += fmt::format(format, std::forward<Args>(args)...);
  }

  Draws draws_;
  std::string text_;
  double scale_s_ = 1e-3;  ///< of the present path
};

std::string SwarmWriter::write() {
  write_client();
  write_oscillator();
  const int servers = 1 + draws_.below(kMostServers);
  const int liars = draws_.below((servers + 1) / 2);
  for (int i = 0; i < servers; ++i) write_server(i, i < liars);
  write_troubles();
  return text_;
}

void SwarmWriter::write_client() {
  const int low = 3 + draws_.below(5);
  const int high = low + draws_.below(11 - low);
  add("poll {} {}\n", low, high);
  if (draws_.chance(0.3)) add("client noise {:.3g}s\n", draws_.log_between(1e-8, 1e-5));
  if (draws_.chance(0.2)) add("client quantum {:.3g}s\n", draws_.log_between(1e-8, 1e-6));
}

void SwarmWriter::write_oscillator() {
  const double frequency_ppm = draws_.between(-100, 100);
  if (draws_.chance(0.3)) add("drift {:.6g}ppm\n", -frequency_ppm + 0.2 * draws_.normal());
  const double wander = draws_.log_between(1e-11, 3e-8);
  add("oscillator offset {:.6g}s frequency {:.6g}ppm wander {:.3g}", scattered(1e-4, 10), frequency_ppm, wander);
  if (draws_.chance(0.5)) {
    const double phase = draws_.unit();
    const double period_s = draws_.log_between(1800, 86'400);
    add(" thermal {:.3g}ppm every {:.5g}s phase {:.3g}", draws_.log_between(0.01, 3), period_s, phase);
  }
  add("\n");
  if (draws_.chance(0.3)) {
    const double jump_ppm = draws_.between(-kJump_ppm, kJump_ppm);
    add("at {:.0f}s clock frequency {:.3g}ppm\n", some_time_s(), jump_ppm);
  }
}

void SwarmWriter::write_jitter() {
  const double size_s = scale_s_ * draws_.log_between(0.003, 0.5);
  switch (draws_.below(5)) {
    case 0:
      return add("jitter exponential {:.3g}s", size_s);
    case 1:
      return add("jitter gaussian {:.3g}s", size_s * 0.2);
    case 2:
      return add("jitter mix {:.3g}s {:.2g} {:.3g}s", size_s, draws_.between(0.01, 0.4), size_s * 10);
    case 3:
      return add("jitter bimodal {:.3g}s {:.2g} {:.3g}s", size_s, draws_.between(0.05, 0.5), size_s * 5);
    default:
      return add("jitter pareto {:.3g}s {:.2g}", size_s, draws_.between(1.1, 3));
  }
}

void SwarmWriter::write_path(const std::string& name) {
  scale_s_ = draws_.log_between(2e-5, 0.1);
  const double lopsided = draws_.chance(0.2) ? draws_.between(-kLopsided, kLopsided) : 0;
  const double down_s = (1 - lopsided) * scale_s_ * draws_.between(0.7, 1.3);
  add("path {} up {:.4g}s down {:.4g}s ", name, (1 + lopsided) * scale_s_ * draws_.between(0.7, 1.3), down_s);
  write_jitter();
  if (draws_.chance(0.3)) add(" loss {:.2g}", draws_.between(0, 0.4));
  if (draws_.chance(0.2)) add(" duplicate {:.2g}", draws_.between(0, 0.2));
  add("\n");
  if (draws_.chance(0.3)) {
    const double extra_s = scale_s_ * draws_.between(0, 2);
    const double length_s = draws_.between(600, 9000);
    add("congestion {} at {:.0f}s for {:.0f}s every 30000s extra {:.3g}s ", name, some_time_s() / 3, length_s, extra_s);
    write_jitter();
    add("{}\n", draws_.chance(0.5) ? " down" : " up");
  }
  if (draws_.chance(0.2)) {
    const double length_s = draws_.between(60, 20'000);
    add("outage {} at {:.0f}s for {:.0f}s\n", name, some_time_s(), length_s);
  }
  if (draws_.chance(0.2)) {
    const double up_s = scale_s_ * draws_.between(0.5, 2);
    add("at {:.0f}s path {} up {:.4g}s\n", some_time_s(), name, up_s);
  }
}

void SwarmWriter::write_server(int index, bool liar) {
  const std::string name = fmt::format("s{}", index + 1);
  write_path(name);
  add("server {} path {} stratum {}", name, name, 1 + draws_.below(4));
  if (draws_.chance(0.3)) add(" rootdelay {0:.3g}s rootdispersion {0:.3g}s", draws_.log_between(1e-4, 1e-2));
  if (liar && draws_.chance(0.3)) add(" drift {:.3g}ppm", draws_.normal() * 20);
  if (liar) {
    const int direction = draws_.chance(0.5) ? 1 : -1;
    add(" offset {:.4g}s", direction * draws_.log_between(1e-3, 100));
  }
  add("\n");
  if (liar && draws_.chance(0.3)) {
    const double offset_s = scattered(1e-3, 100);
    add("at {:.0f}s server {} offset {:.4g}s\n", some_time_s(), name, offset_s);
  }
}

void SwarmWriter::write_troubles() {
  if (draws_.chance(0.15)) add("attacker forge rate {:.3g}/s\n", draws_.log_between(0.001, 1));
  if (draws_.chance(0.15)) add("attacker replay rate {:.3g}/s\n", draws_.log_between(0.001, 1));
  if (draws_.chance(0.15)) add("attacker kiss RATE rate {:.3g}/s\n", draws_.log_between(0.001, 1));
  if (draws_.chance(0.1)) add_event("clock step {:.3g}s", draws_.normal());
  if (draws_.chance(0.1)) add_event("machine pause {:.0f}s", draws_.between(1, 3600));
  if (draws_.chance(0.1)) {
    const double error_s = draws_.normal();
    const double length_s = draws_.between(60, 20'000);
    add("at {:.0f}s machine suspend {:.0f}s error {:.3g}s\n", some_time_s(), length_s, error_s);
  }
  if (draws_.chance(0.1)) add_event("clock meddle {:.3g}ppm", draws_.normal() * 200);
  if (draws_.chance(0.1)) add_event("machine pause {:.0f}s advanced", draws_.between(1, 3600));
  if (draws_.chance(0.1)) add_event("daemon restart {:.0f}s", draws_.between(1, 600));
}

}  // namespace

std::string swarm_world_text(std::uint64_t seed) {
  return SwarmWriter(seed).write();
}

SwarmVerdict run_swarm_world(std::uint64_t seed) {
  const auto file = parse_world(swarm_world_text(seed));
  base::check(file.has_value());
  Watchdog watchdog;
  RunOptions options;
  options.seed = seed;
  options.watch = [&](World& world) { watchdog.observe(world); };
  static_cast<void>(run(*file, options));
  return {watchdog.violations()};
}

}  // namespace foliot::sim
