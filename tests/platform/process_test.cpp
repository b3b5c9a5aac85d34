// Leaving the terminal: the starter's exit status tells whether the daemon got ready.
#include "platform/process.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include "platform/child_process.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

TEST(Daemonize, EndsTheStarterWithSuccessOnceReady) {
  const TemporaryFolder folder;
  const std::string report = folder.file("report");
  const pid_t tester = getpid();
  const int status = status_of_child([&] {
    auto readiness = daemonize();
    if (!readiness) return 7;
    const std::string facts = std::string(getsid(0) == getpid() ? "leader" : "member") + " " +
                              (getsid(0) != getsid(tester) ? "own" : "same") + " " +
                              (isatty(STDERR_FILENO) != 0 ? "tty" : "none");
    static_cast<void>(write_file_atomically(report, facts));
    readiness->announce();
    return 9;  // not what the starter ends with
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_small_file(report, 100).value_or("nothing"), "member own none");
}

TEST(Daemonize, EndsTheStarterWithFailureWhenTheDaemonDiesFirst) {
  const int status = status_of_child([] {
    const auto readiness = daemonize();
    _exit(readiness ? 0 : 0);
    return 0;
  });
  EXPECT_EQ(status, 1);
}

TEST(Daemonize, EndsTheStarterWithTheStatusThatTheDaemonSays) {
  const int status = status_of_child([] {
    auto readiness = daemonize();
    if (readiness) readiness->announce(timed_out_status());
    return 9;
  });
  EXPECT_EQ(status, 110);
}

TEST(RealtimePriority, IsSetOrRefusedAsAValue) {
  const int status = status_of_child([] {
    const auto done = set_realtime_priority(1'000'000);
    if (!done) return done.error().is_not_permitted() ? 0 : 1;
    return sched_getscheduler(0) == SCHED_FIFO ? 0 : 2;
  });
  EXPECT_EQ(status, 0);
}

TEST(LockMemory, IsDoneOrRefusedAsAValue) {
  const int status = status_of_child([] {
    const auto done = lock_memory();
    return done || done.error().is_not_permitted() || done.error().errno_value == ENOMEM ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace foliot::platform
