// ntp-keygen without its edges: makes keys and writes them where nobody else can read them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "time/points.hpp"
#include "tools/cli/command_line.hpp"
#include "tools/keygen/keys.hpp"

namespace foliot::keygen {

struct Options {
  std::optional<auth::KeyType> type;  ///< nothing: the classic set
  Dialect dialect = Dialect::classic;
  std::uint32_t first = 1;
  int count = 10;
  std::string host;  ///< in the name of the file
  std::string directory = ".";
  std::string output;  ///< this file instead, without a link; `-`: standard output
  bool json = false;
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments, const std::string& host_name);

struct Edges {
  base::Rng* rng = nullptr;  ///< must not be guessable
  WallTime now;
  std::function<int(WallTime)> zone_offset_s;
};

/// The exit status is 1 when a file could not be written; then none is left behind.
[[nodiscard]] cli::Ending run(const Options& options, const Edges& edges);

}  // namespace foliot::keygen
