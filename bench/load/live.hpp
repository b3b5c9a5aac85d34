// The generator inside the kernel (live.bpf.c): some million requests per second, made and counted where frames are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frame.hpp"

namespace foliot::bench {

/// Whom to ask, in whose name, and how fast.
struct LivePlan {
  std::string interface;
  Route route;
  std::uint32_t first_client = 0;  ///< host order
  std::uint32_t clients = 0;
  std::uint32_t skip = 0;
  double rate = 0;  ///< requests per second; 0: as fast as it goes
  double seconds = 0;
};

struct LiveResult {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::uint64_t strange = 0;
  std::vector<std::int64_t> turns_raw;  ///< transmit minus receive timestamp of the first answers, 2^-32 s
};

/// Asks for `plan.seconds` and waits for the last answers. object: the compiled live.bpf.c. Throws std::runtime_error
/// where the kernel does not take it (root, Linux 6.1, a driver that can send frames of XDP).
[[nodiscard]] LiveResult run_live(const LivePlan& plan, const std::string& object);

/// Sends what comes in by `interface` back at the driver until SIGTERM comes. Throws as run_live does.
void send_back(const std::string& interface, const std::string& object);

}  // namespace foliot::bench
