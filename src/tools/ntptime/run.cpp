#include "tools/ntptime/run.hpp"

#include <fmt/format.h>
#include <sys/timex.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "tools/ntptime/report.hpp"

namespace foliot::ntptime {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr double kScaledPerPpm = 65'536;

void add_showing(CLI::App& app, Options& options) {
  app.add_flag("-c", options.show_cost, "Show how long it takes to read the clock");
  app.add_flag("-r", options.raw, "Show the time as the kernel and NTP count it too");
  app.add_flag("-j,--json", options.json, "Print one JSON object");
}

/// Each of these needs the privilege to set the clock.
void add_setting(CLI::App& app, Options& options) {
  app.add_flag("-M", options.microseconds, "Let the kernel count in microseconds");
  app.add_flag("-N", options.nanoseconds, "Let the kernel count in nanoseconds");
  app.add_option("-T", options.tai_offset_s, "Set TAI - UTC, seconds")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 1000));
  app.add_option("-e", options.estimated_error_us, "Set the estimated error, microseconds")
      ->type_name("US")
      ->check(CLI::NonNegativeNumber);
  app.add_option("-f", options.frequency_ppm, "Set the frequency, -500 to 500 ppm")
      ->type_name("PPM")
      ->check(CLI::Range(-500.0, 500.0));
  app.add_option("-m", options.max_error_us, "Set the maximum error, microseconds")
      ->type_name("US")
      ->check(CLI::NonNegativeNumber);
  app.add_option("-o", options.offset, "Set the offset, microseconds (or nanoseconds, see -N)")->type_name("OFFSET");
  app.add_option("-s", options.status, "Set the status bits, 0 to 255")->type_name("STATUS")->check(CLI::Range(0, 255));
  app.add_option("-t", options.time_constant, "Set the time constant of the kernel's loop, 0 to 10")
      ->type_name("LOG2")
      ->check(CLI::Range(0, 10));
}

template <class Field, class Value>
void set(timex& request, unsigned mode, Field& field, const std::optional<Value>& value) {
  if (!value) return;
  request.modes |= mode;
  field = static_cast<Field>(*value);
}

timex make_request(const Options& options) {
  timex request{};
  if (options.microseconds) request.modes |= ADJ_MICRO;
  if (options.nanoseconds) request.modes |= ADJ_NANO;
  set(request, ADJ_ESTERROR, request.esterror, options.estimated_error_us);
  set(request, ADJ_MAXERROR, request.maxerror, options.max_error_us);
  set(request, ADJ_OFFSET, request.offset, options.offset);
  set(request, ADJ_STATUS, request.status, options.status);
  set(request, ADJ_TIMECONST, request.constant, options.time_constant);
  set(request, ADJ_TAI, request.constant, options.tai_offset_s);
  if (options.frequency_ppm) {
    request.modes |= ADJ_FREQUENCY;
    request.freq = std::lround(*options.frequency_ppm * kScaledPerPpm);
  }
  return request;
}

std::string cost(const platform::KernelCalls& calls) {
  std::array<long, 20> fractions{};
  for (long& fraction : fractions) {
    timex kernel{};
    static_cast<void>(calls.adjtimex(&kernel));
    fraction = kernel.time.tv_usec;
  }
  return cost_text(fractions);
}

std::string refusal(const char* call) {
  const int error = errno;
  return fmt::format("{}{} call fails: {}\n", error == EPERM ? "Must be root to set kernel values\n" : "", call,
                     std::strerror(error));
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  CLI::App app{"ntptime - show and set what the kernel knows of its clock", "ntptime"};
  add_showing(app, line.options);
  add_setting(app, line.options);
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  if (!line.ending && line.options.time_constant && line.options.tai_offset_s) {
    line.ending = cli::Ending{.exit_status = kWrongUsage, .errors = "ntptime: -T and -t cannot be set together\n"};
  }
  return line;
}

cli::Ending run(const Options& options, const platform::KernelCalls& calls,
                const std::function<int(WallTime)>& zone_offset_s) {
  cli::Ending ending;
  timex kernel{};
  const int time_state = calls.adjtimex(&kernel);
  if (time_state < 0) return {.exit_status = kFailed, .output = {}, .errors = refusal("ntp_gettime()")};
  if (!options.json) {
    if (options.show_cost) ending.output += cost(calls);
    ending.output += time_text(time_state, kernel, options.raw, zone_offset_s);
  }
  timex request = make_request(options);
  const unsigned modes = request.modes;
  const int loop_state = calls.adjtimex(&request);
  if (loop_state < 0) {
    ending.exit_status = kFailed;
    ending.errors = refusal("ntp_adjtime()");
    return ending;
  }
  request.modes = modes;
  ending.output += options.json ? json_text(loop_state, request) : loop_text(loop_state, request);
  return ending;
}

}  // namespace foliot::ntptime
