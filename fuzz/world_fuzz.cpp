// Fuzz target: any bytes as a world file must parse or be told off, with places inside the text and printable messages.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "sim/world_file.hpp"

namespace {

namespace base = foliot::base;
namespace sim = foliot::sim;

void check_errors(const std::vector<sim::WorldError>& errors, std::string_view text) {
  base::check(!errors.empty() && errors.size() <= sim::kMostWorldErrors);
  const auto lines = std::ranges::count(text, '\n') + 1;
  for (const sim::WorldError& error : errors) {
    base::check(error.line >= 1 && error.line <= lines && error.column >= 1);
    for (const char c : sim::to_text(error, "fuzz.world")) base::check(c >= ' ' && c <= '~');
  }
}

void check_world(const sim::WorldFile& world) {
  base::check(!world.scene.servers.empty() && world.scene.servers.size() <= sim::kMostWorldServers);
  base::check(world.duration_s > 0);
  for (const sim::ServerModel& server : world.scene.servers) {
    base::check(server.path.up_s >= 0 && server.path.down_s >= 0 && server.path.loss <= 1);
  }
}

}  // namespace

// Called by libFuzzer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto world = sim::parse_world(text);
  if (world) {
    check_world(*world);
  } else {
    check_errors(world.error(), text);
  }
  return 0;
}
