// ntpq: asks NTP servers by mode 6 what they know. Everything testable is in src/tools/ntpq/.
#include <unistd.h>

#include <iostream>

#include "tools/ntpq/options.hpp"
#include "tools/ntpq/run.hpp"
#include "tools/ntpq/this_machine.hpp"
#include "tools/ntpq/udp_channel.hpp"

namespace ntpq = foliot::ntpq;

int main(int argc, char** argv) {
  const ntpq::CommandLine line = ntpq::parse_command_line({argv + 1, argv + argc});
  if (line.exit_status) return *line.exit_status;
  ntpq::Interrupts interrupts;
  ntpq::UdpChannel channel(line.options.port, interrupts);
  ntpq::ThisMachine machine(interrupts);
  const bool terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
  return ntpq::run(line.options, channel, machine,
                   {.in = &std::cin,
                    .out = &std::cout,
                    .err = &std::cerr,
                    .terminal = terminal,
                    .progress = ::isatty(STDERR_FILENO) == 1});
}
