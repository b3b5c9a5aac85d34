// ntpplot: draws how a clock is doing. Everything testable is in src/tools/ntpplot/.
#include <unistd.h>

#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "tools/ntpplot/run.hpp"
#include "tools/ntpq/udp_channel.hpp"

namespace platform = foliot::platform;

namespace {

constexpr std::size_t kLargestFile = 512'000'000;

std::optional<std::string> read_file(const std::string& path) {
  auto text = platform::read_small_file(path, kLargestFile);
  if (!text) return std::nullopt;
  return std::move(*text);
}

}  // namespace

int main(int argc, char** argv) {
  const foliot::ntpplot::CommandLine line = foliot::ntpplot::parse_command_line({argv + 1, argv + argc});
  if (line.ending) return foliot::cli::finish(*line.ending);
  const foliot::ntpq::Interrupts interrupts;
  foliot::ntpq::UdpChannel channel(line.options.port, interrupts);
  foliot::ntpq::Client client(channel);
  return foliot::cli::finish(foliot::ntpplot::run(
      line.options,
      {.client = &client,
       .read_file = read_file,
       .write_file = [](const std::string& path,
                        const std::string& text) { return platform::write_file_atomically(path, text).has_value(); },
       .now = [] { return platform::system_clock_reading().wall; },
       .sleep = [](int seconds) { ::sleep(static_cast<unsigned>(seconds)); }}));
}
