// The program without its edges: runs what the options say over a channel, with any streams.
#pragma once

#include <iosfwd>

#include "tools/ntpq/channel.hpp"
#include "tools/ntpq/line_reader.hpp"
#include "tools/ntpq/options.hpp"
#include "tools/ntpq/screen.hpp"
#include "tools/ntpq/surroundings.hpp"

namespace foliot::ntpq {

struct Streams {
  std::istream* in = nullptr;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool terminal = false;        ///< a person sits at `in`: prompt
  LineReader* lines = nullptr;  ///< where commands come from instead of `in`
  Screen* screen = nullptr;     ///< for --watch
  bool colour = false;          ///< of the screen
  bool progress = false;        ///< a person looks at `err`: show how long things go on
};

/// The exit status: 0, or 1 when a host could not be asked or a command failed.
[[nodiscard]] int run(const Options& options, Channel& channel, Surroundings& surroundings, const Streams& streams);

}  // namespace foliot::ntpq
