// ntpstat without its edges: asks the daemon of this machine by mode 6 and says how it is doing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/command_line.hpp"
#include "tools/ntpq/query.hpp"
#include "tools/ntpstat/report.hpp"

namespace foliot::ntpstat {

struct Options {
  std::optional<double> allowed_ms;
  bool json = false;
  std::uint16_t port = 123;
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

/// What the daemon at the other end of `client` lets know; nothing when it does not answer.
[[nodiscard]] std::optional<Facts> read_facts(ntpq::Client& client);

/// Asks the loopback addresses, IPv4 first.
[[nodiscard]] cli::Ending run(const Options& options, ntpq::Client& client);

}  // namespace foliot::ntpstat
