// ntpstat: says whether the clock of this machine is synchronised. Everything testable is in src/tools/ntpstat/.
#include "tools/ntpq/udp_channel.hpp"
#include "tools/ntpstat/run.hpp"

int main(int argc, char** argv) {
  const foliot::ntpstat::CommandLine line = foliot::ntpstat::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  const foliot::ntpq::Interrupts interrupts;
  foliot::ntpq::UdpChannel channel(line.options.port, interrupts);
  foliot::ntpq::Client client(channel);
  return foliot::cli::finish(foliot::ntpstat::run(line.options, client));
}
