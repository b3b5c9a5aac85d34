// The command line of ntpq: the classic options, and our own --json and --port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/ntpq/channel.hpp"

namespace foliot::ntpq {

struct Options {
  FamilyChoice family = FamilyChoice::any;
  std::vector<std::string> commands;  ///< of -c and -p, in the order given
  std::vector<std::string> hosts;     ///< localhost when none was given
  std::uint16_t port = 123;
  int debug_level = 0;
  bool interactive = false;
  bool numeric = false;
  bool wide = false;
  bool json = false;
  bool old_rv = false;
  bool units = false;
  bool watch = false;
  double interval_s = 2;   ///< of --watch
  std::int64_t count = 0;  ///< of --watch: ask so many times; 0: without end
  bool reference_hash = false;
  bool supplied_names = false;       ///< names that the server was told to follow are shown even when numeric
  std::optional<std::size_t> width;  ///< of the screen, in characters
  std::string log_file;
  std::optional<std::uint32_t> key_id;  ///< -a: seals what changes the server
  std::string key_file = "/etc/ntp.keys";
};

struct CommandLine {
  Options options;
  std::optional<int> exit_status;  ///< the program ends with it: help or version was shown, or the line was wrong
};

/// Reads the arguments, without the program's name. Help, version and complaints are printed here.
[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

}  // namespace foliot::ntpq
