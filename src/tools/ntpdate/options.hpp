// The command line of ntpdate: the classic options, and our own --json, --clock and --port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "time/interval.hpp"
#include "tools/cli/command_line.hpp"

namespace foliot::ntpdate {

enum class SetRule : std::uint8_t {
  by_size,  ///< step from half a second on, else slew
  step,     ///< -b
  slew,     ///< -B
};

struct Options {
  std::optional<base::IpFamily> family;
  std::optional<std::uint32_t> key_id;
  SetRule rule = SetRule::by_size;
  bool query_only = false;
  bool to_syslog = false;
  bool unprivileged_port = false;
  bool verbose = false;
  bool json = false;
  int debug = 0;
  Interval sealing_delay;
  std::string key_file = "/etc/ntp.keys";
  std::string clock_file;  ///< a virtual clock; empty: the machine's
  std::uint8_t version = 4;
  int samples = 4;
  Interval timeout = Interval::from_seconds(2);
  std::uint16_t port = 123;
  std::vector<std::string> servers;

  [[nodiscard]] bool sets_the_clock() const { return !query_only && debug == 0; }
  /// Whether requests leave from port 123, which shows whether a daemon runs.
  [[nodiscard]] bool uses_service_port() const { return !query_only && debug == 0 && !unprivileged_port; }
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

/// Reads the arguments, without the program's name.
[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

}  // namespace foliot::ntpdate
