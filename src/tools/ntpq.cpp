// ntpq: asks NTP servers by mode 6 what they know. Everything testable is in src/tools/ntpq/.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string_view>

#include "tools/ntpq/options.hpp"
#include "tools/ntpq/run.hpp"
#include "tools/ntpq/terminal_screen.hpp"
#include "tools/ntpq/this_machine.hpp"
#include "tools/ntpq/udp_channel.hpp"

namespace ntpq = foliot::ntpq;

namespace {

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

}  // namespace

int main(int argc, char** argv) {
  const ntpq::CommandLine line = ntpq::parse_command_line({argv + 1, argv + argc});
  if (line.exit_status) return *line.exit_status;
  ntpq::Interrupts interrupts;
  ntpq::UdpChannel channel(line.options.port, interrupts);
  ntpq::ThisMachine machine(interrupts);
  const bool typed = is_terminal(STDIN_FILENO);
  const bool shown = is_terminal(STDOUT_FILENO);
  const bool clever = !environment("TERM").empty() && environment("TERM") != "dumb";
  std::optional<ntpq::TerminalScreen> screen;
  if (line.options.watch) screen.emplace(interrupts, typed && shown && clever && !line.options.json);
  const bool talks = typed && is_terminal(STDERR_FILENO);
  const bool edits = talks && shown && clever && line.options.commands.empty() && !line.options.watch;
  const auto lines = edits ? ntpq::make_terminal_reader(interrupts) : nullptr;
  return ntpq::run(line.options, channel, machine,
                   {.in = &std::cin,
                    .out = &std::cout,
                    .err = &std::cerr,
                    .terminal = talks,
                    .lines = lines.get(),
                    .screen = screen ? &*screen : nullptr,
                    .colour = environment("NO_COLOR").empty(),
                    .progress = is_terminal(STDERR_FILENO)});
}
