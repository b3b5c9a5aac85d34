#include "sim/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <expected>
#include <sstream>

#include "config/parser.hpp"
#include "sim/report_text.hpp"
#include "sim/run.hpp"
#include "sim/svg.hpp"
#include "sim/swarm.hpp"
#include "sim/world_library.hpp"

namespace foliot::sim {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

struct Arguments {
  std::string world;
  std::string config;
  std::string duration;
  std::string poll;
  std::string plot;
  std::string directory;
  std::vector<std::string> directories;
  std::uint64_t seed = 1;
  int seeds = 1;
  int count = 20;
  bool json = false;
  bool print = false;
};

Outcome wrong(const std::string& text) {
  return {kUsage, {}, "ntpsim: " + text + (text.ends_with('\n') ? "" : "\n")};
}

std::expected<PollRange, std::string> parse_poll(const std::string& text) {
  LineReader in(text, 1);
  const std::string_view word = in.word("");
  const std::size_t dash = word.find('-', 1);
  const auto low = parse_quantity(word.substr(0, dash), Unit::number);
  const auto high = dash == std::string_view::npos ? low : parse_quantity(word.substr(dash + 1), Unit::number);
  if (!low || !high || *low > *high || *low < PollExponent::kLowest || *high > PollExponent::kHighest) {
    return std::unexpected("--poll " + text + ": expected a poll exponent such as 6, or a range such as 6-10");
  }
  return PollRange{PollExponent(static_cast<int>(*low)), PollExponent(static_cast<int>(*high))};
}

/// Errors of lines go to `warnings`: what is lost of a configuration must be seen.
std::expected<RunOptions, std::string> make_options(const Arguments& arguments, std::string& warnings) {
  RunOptions options;
  options.seed = arguments.seed;
  if (!arguments.duration.empty()) {
    options.duration_s = parse_quantity(arguments.duration, Unit::seconds);
    if (!options.duration_s || *options.duration_s < 1 || *options.duration_s > 4e8) {
      return std::unexpected("--duration " + arguments.duration + ": expected " +
                             std::string(examples_of(Unit::seconds)));
    }
  }
  if (!arguments.poll.empty()) {
    const auto poll = parse_poll(arguments.poll);
    if (!poll) return std::unexpected(poll.error());
    options.poll = *poll;
  }
  if (arguments.config.empty()) return options;
  const auto text = read_text_file(arguments.config);
  if (!text) return std::unexpected(text.error());
  auto parsed = config::parse(*text, arguments.config);
  for (const config::Finding& finding : parsed.findings) warnings += config::to_text(finding) + '\n';
  options.config = std::move(parsed.config);
  return options;
}

Outcome run_world(const Arguments& arguments, const std::string& program) {
  Outcome outcome;
  const auto world = load_world(find_world(arguments.world, library_directories(program)));
  if (!world) return wrong(world.error());
  const auto options = make_options(arguments, outcome.errors);
  if (!options) return wrong(options.error());
  for (const auto& finding : make_client_config(world->file, *options).findings) {
    outcome.errors += config::to_text(finding) + '\n';
  }
  const RunResult result = run(world->file, *options);
  outcome.output = arguments.json ? to_json(result.report) : to_text(result.report);
  if (arguments.plot.empty()) return outcome;
  const auto written = write_text_file(arguments.plot, to_svg(result.glances, result.report.world));
  if (!written) return wrong(written.error());
  return outcome;
}

Outcome list_worlds(const Arguments& arguments, const std::string& program) {
  const auto directories = arguments.directories.empty() ? library_directories(program) : arguments.directories;
  Outcome outcome;
  for (const std::string& directory : directories) {
    for (const std::string& path : world_paths(directory)) {
      const auto world = load_world(path);
      if (world) {
        outcome.output += fmt::format("{:<14} {}\n", world->name, world->file.title);
      } else {
        outcome.errors += world.error();
        outcome.exit_status = kUsage;
      }
    }
    if (!outcome.output.empty()) break;
  }
  if (outcome.output.empty() && outcome.errors.empty()) return wrong("no world files found; name their directory");
  return outcome;
}

/// Runs one world and compares; adds what failed to the outcome.
void check_world(const NamedWorld& world, std::uint64_t seed, Outcome& outcome) {
  RunOptions options;
  options.seed = seed;
  const Report report = run(world.file, options).report;
  int failed = 0;
  for (const Expectation& expectation : world.file.expectations) {
    if (holds(expectation, report)) continue;
    ++failed;
    const auto value = expectation.metric->value(report);
    outcome.errors +=
        fmt::format("{}:{}: expected {}, but it is {} (seed {})\n", world.path, expectation.line, expectation.text,
                    value ? quantity_text(*value, expectation.metric->unit) : "never", seed);
  }
  if (failed > 0) outcome.exit_status = kFailed;
  outcome.output += fmt::format(
      "{:<4} {:<14} rms {:>8}  max {:>8}  coverage {:>8}  width {:>8}  pkt/h {:>6.1f}  "
      "seed {}\n",
      failed > 0 ? "FAIL" : "ok", world.name, time_text(report.rms_s), time_text(report.max_s),
      quantity_text(report.coverage, Unit::share), time_text(report.width_s), report.packets_per_hour, seed);
}

Outcome check_worlds(const Arguments& arguments) {
  const auto paths = world_paths(arguments.directory);
  if (paths.empty()) return wrong(arguments.directory + ": no world files there");
  Outcome outcome;
  for (const std::string& path : paths) {
    const auto world = load_world(path);
    if (!world) {
      outcome.errors += world.error();
      outcome.exit_status = kUsage;
      continue;
    }
    for (int i = 0; i < arguments.seeds; ++i) {
      check_world(*world, arguments.seed + static_cast<std::uint64_t>(i), outcome);
    }
  }
  return outcome;
}

Outcome run_swarm(const Arguments& arguments) {
  Outcome outcome;
  if (arguments.print) {
    outcome.output = swarm_world_text(arguments.seed);
    return outcome;
  }
  int failed = 0;
  for (int i = 0; i < arguments.count; ++i) {
    const std::uint64_t seed = arguments.seed + static_cast<std::uint64_t>(i);
    const SwarmVerdict verdict = run_swarm_world(seed);
    if (verdict.violations.empty()) continue;
    ++failed;
    for (const Violation& violation : verdict.violations) {
      outcome.errors += fmt::format("seed {}: {}\n", seed, to_text(violation));
    }
  }
  outcome.output =
      fmt::format("swarm: {} worlds from seed {}, {} broke an invariant\n", arguments.count, arguments.seed, failed);
  if (failed > 0) {
    outcome.exit_status = kFailed;
    outcome.errors += "`ntpsim swarm --print --seed SEED` writes such a world for `ntpsim run`\n";
  }
  return outcome;
}

void describe(CLI::App& app, Arguments& arguments) {
  auto* const run = app.add_subcommand("run", "run one world and report");
  run->add_option("world", arguments.world, "a world file, or the name of a shipped world")->required();
  run->add_option("--config", arguments.config, "an ntp.conf to run in it; its hosts become the world's servers");
  run->add_option("--seed", arguments.seed, "the seed of every random thing in it [1]");
  run->add_option("--duration", arguments.duration, "how long to run, such as 200000s, 12h or 30d");
  run->add_option("--poll", arguments.poll, "poll exponent or range of every association, such as 4 or 6-10");
  run->add_flag("--json", arguments.json, "one JSON object instead of a table");
  run->add_option("--plot", arguments.plot, "write a figure of error and bound over time (SVG)");
  auto* const list = app.add_subcommand("list", "list the worlds that are known by name");
  list->add_option("directory", arguments.directories, "look there instead");
  auto* const check = app.add_subcommand("check", "run every world of a directory and check what it expects");
  check->add_option("directory", arguments.directory, "where the world files lie")->required();
  check->add_option("--seed", arguments.seed, "the first seed [1]");
  check->add_option("--seeds", arguments.seeds, "how many seeds to run each world with [1]")
      ->check(CLI::Range(1, 1000));
  auto* const swarm = app.add_subcommand("swarm", "run random worlds and check what must never happen");
  swarm->add_option("--count", arguments.count, "how many worlds [20]")->check(CLI::Range(1, 1'000'000));
  swarm->add_option("--seed", arguments.seed, "the seed of the first; each next one has the next number [1]");
  swarm->add_flag("--print", arguments.print, "print the world of --seed instead of running it");
  app.require_subcommand(1);
}

}  // namespace

Outcome run_command(const std::vector<std::string>& arguments_given, const std::string& program) {
  Arguments arguments;
  CLI::App app{"ntpsim - run the time client in simulated worlds", "ntpsim"};
  app.set_version_flag("--version", "ntpsim foliot-" FOLIOT_VERSION);
  app.set_help_flag("-h,--help", "print this help");
  describe(app, arguments);
  try {
    app.parse(std::vector<std::string>(arguments_given.rbegin(), arguments_given.rend()));
  } catch (const CLI::ParseError& error) {
    std::ostringstream standard;
    std::ostringstream errors;
    const int status = app.exit(error, standard, errors);
    return {status == 0 ? 0 : kUsage, standard.str(), errors.str()};
  }
  if (app.got_subcommand("run")) return run_world(arguments, program);
  if (app.got_subcommand("list")) return list_worlds(arguments, program);
  if (app.got_subcommand("check")) return check_worlds(arguments);
  return run_swarm(arguments);
}

}  // namespace foliot::sim
