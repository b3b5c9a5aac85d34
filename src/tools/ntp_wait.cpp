// ntp-wait: waits until the daemon of this machine is synchronised. Everything testable is in src/tools/ntpwait/.
#include <unistd.h>

#include <iostream>

#include "tools/ntpq/udp_channel.hpp"
#include "tools/ntpwait/run.hpp"

int main(int argc, char** argv) {
  const foliot::ntpwait::CommandLine line = foliot::ntpwait::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  const foliot::ntpq::Interrupts interrupts;
  foliot::ntpq::UdpChannel channel(line.options.port, interrupts);
  foliot::ntpq::Client client(channel);
  return foliot::ntpwait::run(line.options, client, std::cout,
                              [](int seconds) { ::sleep(static_cast<unsigned>(seconds)); });
}
