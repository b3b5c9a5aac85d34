// ntp-wait without its edges: asks the daemon of this machine until it is synchronised.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/command_line.hpp"
#include "tools/ntpq/query.hpp"

namespace foliot::ntpwait {

struct Options {
  int tries = 100;
  int sleep_s = 6;
  bool verbose = false;
  std::uint16_t port = 123;
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

/// The exit status: 0 once it is synchronised; 1 when it is not running or did not get there in time.
[[nodiscard]] int run(const Options& options, ntpq::Client& client, std::ostream& out,
                      const std::function<void(int seconds)>& sleep);

}  // namespace foliot::ntpwait
