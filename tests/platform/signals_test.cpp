// Signals: taken once each, in order of importance, and never lost between a look and a poll.
#include "platform/signals.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "platform/child_process.hpp"
#include "platform/machine_clock.hpp"
#include "platform/poller.hpp"

namespace foliot::platform {
namespace {

TEST(Signals, AreTakenOnceEachAndTheEndFirst) {
  const int status = status_of_child([] {
    if (!install_signals() || take_signal()) return 1;
    raise(SIGHUP);
    raise(SIGINT);
    raise(SIGTERM);
    raise(SIGTERM);
    if (take_signal() != Signal::terminate) return 2;
    if (take_signal() != Signal::interrupt) return 3;
    if (take_signal() != Signal::reload) return 4;
    return take_signal() ? 5 : 0;
  });
  EXPECT_EQ(status, 0);
}

TEST(Signals, InterruptAPollThatStartsAfterThem) {
  const int status = status_of_child([] {
    if (!install_signals()) return 1;
    raise(SIGTERM);  // as if between the last look at the flags and poll(2)
    Poller poller;
    const MonoTime start = system_clock_reading().mono;
    const auto ready = poller.wait(Interval::from_seconds(60));
    const double waited_s = (system_clock_reading().mono - start).seconds();
    if (!ready || !ready->empty() || waited_s > 10) return 2;
    return take_signal() == Signal::terminate ? 0 : 3;
  });
  EXPECT_EQ(status, 0);
}

TEST(Signals, StopRepeatingOnceTaken) {
  const int status = status_of_child([] {
    if (!install_signals()) return 1;
    raise(SIGHUP);
    static_cast<void>(take_signal());
    return alarm(0) == 0 ? 0 : 2;
  });
  EXPECT_EQ(status, 0);
}

TEST(Signals, ABrokenPipeDoesNotEndTheDaemon) {
  const int status = status_of_child([] {
    if (!install_signals()) return 1;
    raise(SIGPIPE);
    return take_signal() ? 2 : 0;
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace foliot::platform
