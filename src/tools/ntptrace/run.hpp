// ntptrace without its edges: from a server to the one that it follows, up to the source of the time.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "tools/cli/command_line.hpp"
#include "tools/ntpq/query.hpp"

namespace foliot::ntptrace {

struct Options {
  bool numeric = false;
  bool json = false;
  int max_hosts = 99;
  std::string host = "127.0.0.1";
  std::uint16_t port = 123;
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

struct Streams {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
};

/// name_of: the name of an address; nothing when it has none. The exit status: 0, or 1 when the first host did not
/// answer.
[[nodiscard]] int run(const Options& options, ntpq::Client& client,
                      const std::function<std::optional<std::string>(const base::IpAddress&)>& name_of,
                      const Streams& streams);

}  // namespace foliot::ntptrace
