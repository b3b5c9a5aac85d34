#include "tools/ntpq/interrupts.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace foliot::ntpq {
namespace {

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

}  // namespace

void Interrupts::hold() {
  if (++holders_ > 1) return;
  const sigset_t set = watched();
  signals_.reset(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (signals_) ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void Interrupts::release() {
  if (holders_ == 0) return;
  --holders_;
  if (holders_ > 0) return;
  const bool blocked = static_cast<bool>(signals_);
  signals_.reset();
  const sigset_t set = watched();
  if (blocked) ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool Interrupts::take() {
  signalfd_siginfo info{};
  bool any = false;
  while (signals_ && ::read(signals_.get(), &info, sizeof info) == sizeof info) any = true;
  return any;
}

}  // namespace foliot::ntpq
