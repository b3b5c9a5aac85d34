// ntptrace: traces a chain of servers back to the source. Everything testable is in src/tools/ntptrace/.
#include <iostream>

#include "tools/ntpq/look_up.hpp"
#include "tools/ntpq/udp_channel.hpp"
#include "tools/ntptrace/run.hpp"

int main(int argc, char** argv) {
  const foliot::ntptrace::CommandLine line = foliot::ntptrace::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  const foliot::ntpq::Interrupts interrupts;
  foliot::ntpq::UdpChannel channel(line.options.port, interrupts);
  foliot::ntpq::Client client(channel);
  return foliot::ntptrace::run(line.options, client, foliot::ntpq::look_up_name,
                               {.out = &std::cout, .err = &std::cerr});
}
