// Command line of ntpclock, and what each command does.
#include "tools/ntpclock/commands.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <sstream>

#include "platform/machine_clock.hpp"
#include "platform/virtual_clock.hpp"
#include "tools/ntpclock/report.hpp"

namespace foliot::ntpclock {
namespace {

using platform::VirtualClock;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr double kLongestShift_s = 2e9;  // within an Interval

/// Every option and argument of every command.
struct Options {
  std::string file;
  std::string reference;
  double offset_s = 0;
  double frequency_ppm = 0;
  double shift_s = 0;
  bool force = false;
  bool json = false;
};

Outcome failed(const std::string& file, const std::string& text) {
  return {kFailed, "", "ntpclock: " + file + ": " + text + "\n"};
}

std::string text_of(clock::ClockError error) {
  switch (error) {
    case clock::ClockError::not_permitted:
      return "not permitted";
    case clock::ClockError::out_of_range:
      return "out of range";
    case clock::ClockError::failed:
      break;
  }
  return "another program holds the clock";
}

Outcome create(const Options& options) {
  const auto existing = options.force ? VirtualClock::Existing::replace : VirtualClock::Existing::keep;
  const auto clock = VirtualClock::create(options.file, Interval::from_seconds(options.offset_s),
                                          Frequency::from_ppm(options.frequency_ppm), existing);
  return clock ? Outcome{} : failed(options.file, clock.error().text());
}

Outcome show(const Options& options) {
  const auto clock = VirtualClock::open(options.file, VirtualClock::Access::read_only);
  if (!clock) return failed(options.file, clock.error().text());
  const ClockFacts facts = facts_of(options.file, (*clock)->state(), platform::system_clock_reading());
  return {0, options.json ? to_json(facts) : to_text(facts), ""};
}

Outcome compare(const Options& options) {
  const auto clock = VirtualClock::open(options.file, VirtualClock::Access::read_only);
  if (!clock) return failed(options.file, clock.error().text());
  WallTime reference;
  // Both clocks at one reading of the machine's, so that reading them takes no time between them.
  const ClockReading machine = platform::system_clock_reading();
  if (options.reference.empty()) {
    reference = machine.wall;
  } else {
    const auto other = VirtualClock::open(options.reference, VirtualClock::Access::read_only);
    if (!other) return failed(options.reference, other.error().text());
    reference = reading_at((*other)->state(), machine.mono).wall;
  }
  const Interval offset = reading_at((*clock)->state(), machine.mono).wall - reference;
  return {0, options.json ? offset_json(offset) : offset_text(offset), ""};
}

Outcome step(const Options& options) {
  const auto clock = VirtualClock::open(options.file);
  if (!clock) return failed(options.file, clock.error().text());
  const auto done = (*clock)->apply(discipline::Step{Interval::from_seconds(options.shift_s)});
  return done ? Outcome{} : failed(options.file, text_of(done.error()));
}

Outcome crystal(const Options& options) {
  const auto clock = VirtualClock::open(options.file);
  if (!clock) return failed(options.file, clock.error().text());
  const auto done = (*clock)->set_crystal(Frequency::from_ppm(options.frequency_ppm));
  return done ? Outcome{} : failed(options.file, text_of(done.error()));
}

CLI::App* add_command(CLI::App& app, Options& options, const char* name, const char* text) {
  CLI::App* command = app.add_subcommand(name, text);
  command->add_option("FILE", options.file, "The virtual clock")->required();
  return command;
}

/// A number from -most to most; unlike CLI::Range it lets no NaN through.
CLI::Validator within(double most, const std::string& unit) {
  const auto judge = [most, unit](const std::string& text) {
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && std::abs(value) <= most) return std::string();
    return fmt::format("{} is not a number of {} from {} to {}", text, unit, -most, most);
  };
  return {judge, unit};
}

void describe(CLI::App& app, Options& options) {
  const CLI::Validator shift = within(kLongestShift_s, "seconds");
  const CLI::Validator ppm = within(platform::kMaxSoftwareFrequency.ppm(), "ppm");
  CLI::App* command =
      add_command(app, options, "create", "Make a clock that starts at the machine's UTC plus an offset");
  command->add_option("--offset", options.offset_s, "Seconds ahead of the machine's UTC")->check(shift);
  command->add_option("--frequency", options.frequency_ppm, "Frequency error of its crystal, ppm")->check(ppm);
  command->add_flag("--force", options.force, "Replace a clock that is there; programs that use it keep the old one");
  command = add_command(app, options, "show", "Print what the clock shows and how it runs");
  command->add_flag("--json", options.json, "Print one JSON object");
  command = add_command(app, options, "compare", "Print FILE minus the machine's UTC, or minus REFERENCE, in seconds");
  command->add_option("REFERENCE", options.reference, "Another virtual clock");
  command->add_flag("--json", options.json, "Print one JSON object");
  command = add_command(app, options, "step", "Move the clock, while programs use it");
  command->add_option("SECONDS", options.shift_s, "How far; above 0: forward")->required()->check(shift);
  command = add_command(app, options, "crystal", "Change the frequency error of the crystal, without a jump");
  command->add_option("PPM", options.frequency_ppm, "The new error, ppm")->required()->check(ppm);
}

Outcome carry_out(const std::string& command, const Options& options) {
  if (command == "create") return create(options);
  if (command == "show") return show(options);
  if (command == "compare") return compare(options);
  if (command == "step") return step(options);
  return crystal(options);
}

}  // namespace

Outcome run(std::vector<std::string> arguments) {
  Options options;
  CLI::App app("Makes, shows, compares and steps virtual clocks: clocks in files, for `ntpd --clock FILE`.",
               "ntpclock");
  app.require_subcommand(1);
  describe(app, options);
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    std::ostringstream output;
    std::ostringstream errors;
    const int status = app.exit(error, output, errors);
    return {status == 0 ? 0 : kWrongUsage, output.str(), errors.str()};
  }
  return carry_out(app.get_subcommands().front()->get_name(), options);
}

}  // namespace foliot::ntpclock
