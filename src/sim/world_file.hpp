// The world file: a simulated world as text that people write.
//
// One statement to a line, `#` begins a comment; ntpsim(1), WORLD FILES, is its manual. Pure: text in, values out.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/expectation.hpp"
#include "sim/line_reader.hpp"
#include "sim/scene.hpp"
#include "time/poll_exponent.hpp"

namespace foliot::sim {

/// `minpoll` and `maxpoll` of every association.
struct PollRange {
  PollExponent low{6};
  PollExponent high{10};
};

/// Command-line switches of the simulated daemon.
struct DaemonFlags {
  bool panic_gate = false;  ///< -g
  bool step_first = false;  ///< -G
  bool slew = false;        ///< -x
};

struct WorldFile {
  std::string title;
  Scene scene;
  double duration_s = 200'000;
  std::optional<double> from_s;            ///< figures count from here; nothing: from the half
  std::optional<double> settled_within_s;  ///< nothing: three times the RMS error
  std::optional<PollRange> poll;
  DaemonFlags flags;
  std::string config_text;  ///< ntp.conf lines; without associations every server is followed
  std::vector<Expectation> expectations;
};

inline constexpr std::size_t kMostWorldErrors = 100;
inline constexpr std::size_t kMostWorldServers = 64;

/// Reads a whole file. Errors: all that were found, at least one, at most kMostWorldErrors.
[[nodiscard]] std::expected<WorldFile, std::vector<WorldError>> parse_world(std::string_view text);

}  // namespace foliot::sim
