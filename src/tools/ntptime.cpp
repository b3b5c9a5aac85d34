// ntptime: shows what the kernel knows of its clock. Everything testable is in src/tools/ntptime/.
#include "tools/ntptime/run.hpp"
#include "tools/oneshot/machine.hpp"

int main(int argc, char** argv) {
  const foliot::ntptime::CommandLine line = foliot::ntptime::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  return foliot::cli::finish(
      foliot::ntptime::run(line.options, foliot::platform::system_kernel_calls(), foliot::oneshot::zone_offset_s));
}
