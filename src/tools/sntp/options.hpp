// The command line of sntp: the options of ntpsec's ntpdig, and those of the classic sntp that scripts use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "time/interval.hpp"
#include "tools/cli/command_line.hpp"

namespace foliot::sntp {

struct Options {
  std::optional<base::IpFamily> family;
  std::optional<std::uint32_t> key_id;
  std::string key_file;
  std::string log_file;    ///< of messages; empty: the error stream
  std::string clock_file;  ///< a virtual clock; empty: the machine's
  Interval gap = Interval::from_seconds(0.05);
  Interval timeout = Interval::from_seconds(5);
  Interval step_limit;  ///< with both step and slew: beyond it the clock is stepped
  int samples = 1;
  int debug = 0;
  std::uint8_t version = 4;
  bool json = false;
  bool step = false;
  bool slew = false;
  bool service_port = false;
  std::uint16_t port = 123;
  std::vector<std::string> servers;
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

/// Reads the arguments, without the program's name.
[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

}  // namespace foliot::sntp
