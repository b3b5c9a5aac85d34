// ntptime without its edges: shows what the kernel knows of its clock (adjtimex(2)), and changes it for the superuser.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/kernel_clock.hpp"
#include "tools/cli/command_line.hpp"

namespace foliot::ntptime {

struct Options {
  bool show_cost = false;
  bool raw = false;
  bool json = false;
  bool microseconds = false;
  bool nanoseconds = false;
  std::optional<int> tai_offset_s;
  std::optional<long> estimated_error_us;
  std::optional<double> frequency_ppm;
  std::optional<long> max_error_us;
  std::optional<long> offset;  ///< us, or ns while the kernel counts in them
  std::optional<int> status;
  std::optional<long> time_constant;
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

/// zone_offset_s: local time - UTC, s. The exit status is 1 when the kernel refuses.
[[nodiscard]] cli::Ending run(const Options& options, const platform::KernelCalls& calls,
                              const std::function<int(WallTime)>& zone_offset_s);

}  // namespace foliot::ntptime
