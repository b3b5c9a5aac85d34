// ntp-keygen: makes keys for NTP. Everything testable is in src/tools/keygen/.
#include <unistd.h>

#include <array>
#include <cstdio>

#include "platform/kernel_rng.hpp"
#include "platform/machine_clock.hpp"
#include "tools/keygen/run.hpp"
#include "tools/oneshot/machine.hpp"

int main(int argc, char** argv) {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) name = {"localhost"};
  const auto line = foliot::keygen::parse_command_line({argv + 1, argv + argc}, name.data());
  if (line.ending) return foliot::cli::finish(*line.ending);
  foliot::platform::KernelRng rng;
  return foliot::cli::finish(foliot::keygen::run(line.options, {.rng = &rng,
                                                                .now = foliot::platform::system_clock_reading().wall,
                                                                .zone_offset_s = foliot::oneshot::zone_offset_s}));
}
