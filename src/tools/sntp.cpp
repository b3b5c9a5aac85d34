// sntp: asks NTP servers once. Everything testable is in src/tools/sntp/ and src/tools/oneshot/.
#include <fstream>
#include <iostream>

#include "platform/kernel_rng.hpp"
#include "tools/oneshot/machine.hpp"
#include "tools/oneshot/udp_network.hpp"
#include "tools/sntp/run.hpp"

namespace oneshot = foliot::oneshot;
namespace sntp = foliot::sntp;

int main(int argc, char** argv) {
  const sntp::CommandLine line = sntp::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  const sntp::Options& options = line.options;
  const auto clock = oneshot::open_clock(options.clock_file, options.step || options.slew);
  if (!clock) {
    std::cerr << "sntp: " << clock.error() << '\n';
    return 1;
  }
  std::ofstream log;
  if (!options.log_file.empty()) log.open(options.log_file, std::ios::app);
  if (log.fail()) {
    std::cerr << "logfile open of " << options.log_file << " failed.\n";
    return 1;
  }
  oneshot::UdpNetwork network(**clock);
  foliot::platform::KernelRng rng;
  return sntp::run(options, {.network = &network,
                             .clock = clock->get(),
                             .rng = &rng,
                             .out = &std::cout,
                             .log = options.log_file.empty() ? &std::cerr : &log,
                             .look_up = oneshot::look_up,
                             .read_file = oneshot::read_key_file,
                             .zone_offset_s = oneshot::zone_offset_s});
}
