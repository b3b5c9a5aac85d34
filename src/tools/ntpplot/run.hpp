// ntpplot without its edges: from statistics files, or a running daemon, to a page.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "time/points.hpp"
#include "tools/cli/command_line.hpp"
#include "tools/ntpq/query.hpp"

namespace foliot::ntpplot {

enum class Form : std::uint8_t { html, svg, json };

struct Options {
  std::vector<std::string> files;
  std::string host;  ///< asked when it is not empty
  int samples = 60;
  int interval_s = 10;
  std::uint16_t port = 123;
  Form form = Form::html;
  std::string title;
  std::string output;  ///< a file; empty: standard output
};

struct CommandLine {
  Options options;
  std::optional<cli::Ending> ending;
};

[[nodiscard]] CommandLine parse_command_line(std::vector<std::string> arguments);

struct Edges {
  ntpq::Client* client = nullptr;
  std::function<std::optional<std::string>(const std::string& path)> read_file;
  std::function<bool(const std::string& path, const std::string& text)> write_file;
  std::function<WallTime()> now;
  std::function<void(int seconds)> sleep;
};

/// The exit status is 1 when there is nothing to draw, or a file cannot be read or written.
[[nodiscard]] cli::Ending run(const Options& options, const Edges& edges);

}  // namespace foliot::ntpplot
