#include "platform/quiet_thread.hpp"

#include <gtest/gtest.h>
#include <signal.h>

namespace foliot::platform {
namespace {

TEST(QuietThread, BlocksEverySignalThatCanBeAndLeavesItsStarterAsItWas) {
  sigset_t before{};
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  bool quiet = false;
  auto thread = start_quiet_thread([&quiet] {
    sigset_t own{};
    pthread_sigmask(SIG_SETMASK, nullptr, &own);
    quiet = sigismember(&own, SIGTERM) == 1 && sigismember(&own, SIGHUP) == 1 && sigismember(&own, SIGALRM) == 1;
  });
  ASSERT_TRUE(thread);
  thread->join();
  EXPECT_TRUE(quiet);
  sigset_t after{};
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
}

TEST(UsableProcessors, IsAtLeastOne) {
  EXPECT_GE(usable_processors(), 1U);
}

}  // namespace
}  // namespace foliot::platform
