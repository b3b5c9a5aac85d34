#include "platform/quiet_thread.hpp"

#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace foliot::platform {

std::optional<std::thread> start_quiet_thread(std::function<void()> body) {
  sigset_t all{};
  sigset_t before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::optional<std::thread> thread;
  try {
    thread.emplace(std::move(body));
  } catch (const std::system_error&) {
    thread.reset();
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

unsigned usable_processors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  // More processors than the set has room for: all of them.
  if (sched_getaffinity(0, sizeof allowed, &allowed) < 0) return std::max(1U, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
}

}  // namespace foliot::platform
