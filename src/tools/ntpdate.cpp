// ntpdate: sets the clock once from NTP servers. Everything testable is in src/tools/ntpdate/ and src/tools/oneshot/.
#include <unistd.h>

#include <iostream>

#include "platform/kernel_rng.hpp"
#include "tools/ntpdate/run.hpp"
#include "tools/oneshot/machine.hpp"
#include "tools/oneshot/udp_network.hpp"

namespace ntpdate = foliot::ntpdate;
namespace oneshot = foliot::oneshot;
namespace platform = foliot::platform;

int main(int argc, char** argv) {
  const ntpdate::CommandLine line = ntpdate::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  const ntpdate::Options& options = line.options;
  const auto clock = oneshot::open_clock(options.clock_file, options.sets_the_clock());
  if (!clock) {
    std::cerr << "ntpdate: " << clock.error() << '\n';
    return 1;
  }
  platform::LogSink syslog("ntpdate");
  if (options.to_syslog) syslog.use_syslog();
  ntpdate::Messages messages(
      std::cout, std::cerr, ::getpid(), [&] { return (*clock)->now().wall; }, options.to_syslog ? &syslog : nullptr);
  oneshot::UdpNetwork network(**clock);
  platform::KernelRng rng;
  return ntpdate::run(options, {.network = &network,
                                .clock = clock->get(),
                                .rng = &rng,
                                .messages = &messages,
                                .look_up = oneshot::look_up,
                                .read_file = oneshot::read_key_file,
                                .zone_offset_s = oneshot::zone_offset_s});
}
