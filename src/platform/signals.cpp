// Handlers and their flags.
#include "platform/signals.hpp"

#include <signal.h>
#include <unistd.h>

namespace foliot::platform {
namespace {

struct Caught {
  volatile sig_atomic_t terminate = 0;
  volatile sig_atomic_t interrupt = 0;
  volatile sig_atomic_t reload = 0;
};

/// The one mutable object of static duration in the suite: a signal handler gets no argument of ours, so what it
/// tells has to lie where it can be found without one. Function-local, constant-initialised (no guard to take in a
/// handler), and reached only through this file.
Caught& caught() {
  static constinit Caught flags;
  return flags;
}

bool any_caught() {
  return caught().terminate != 0 || caught().interrupt != 0 || caught().reload != 0;
}

void on_signal(int number) {
  if (number == SIGTERM) caught().terminate = 1;
  if (number == SIGINT) caught().interrupt = 1;
  if (number == SIGHUP) caught().reload = 1;
  if (any_caught()) alarm(1);
}

bool take(volatile sig_atomic_t& flag) {
  if (flag == 0) return false;
  flag = 0;
  return true;
}

std::optional<Signal> first_caught() {
  if (take(caught().terminate)) return Signal::terminate;
  if (take(caught().interrupt)) return Signal::interrupt;
  if (take(caught().reload)) return Signal::reload;
  return std::nullopt;
}

}  // namespace

std::expected<void, SysError> install_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;  // without SA_RESTART: poll(2) has to return
  sigfillset(&action.sa_mask);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGALRM}) {
    if (sigaction(number, &action, nullptr) < 0) return fail("sigaction");
  }
  action.sa_handler = SIG_IGN;
  if (sigaction(SIGPIPE, &action, nullptr) < 0) return fail("sigaction");
  return {};
}

std::optional<Signal> take_signal() {
  const auto signal = first_caught();
  if (signal && !any_caught()) alarm(0);
  return signal;
}

}  // namespace foliot::platform
