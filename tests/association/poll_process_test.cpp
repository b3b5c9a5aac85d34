// PollProcess: RFC 5905 section 13: reach, bursts, back-off, poll exponent and kisses.
#include "association/poll_process.hpp"

#include <gtest/gtest.h>

#include "association/upstream.hpp"

namespace foliot::association {
namespace {

using test::kStart;
using test::seconds;

/// Drives one PollProcess to its next request; answers on demand.
struct Poller {
  explicit Poller(const AssociationOptions& options = {}) : process(options, kStart) {}

  base::SeededRng rng{test::kSeed};
  PollProcess process;
  MonoTime sent = kStart;

  /// Seconds from the previous request to this one.
  double send() {
    const MonoTime before = sent;
    sent = process.next_poll();
    EXPECT_TRUE(process.on_timer(sent, rng)) << "seed " << test::kSeed;
    return (sent - before).seconds();
  }
  double send_and_answer() {
    const double waited_s = send();
    process.on_valid_reply();
    return waited_s;
  }
};

AssociationOptions polls(int minpoll, int maxpoll) {
  AssociationOptions options;
  options.minpoll = PollExponent(minpoll);
  options.maxpoll = PollExponent(maxpoll);
  return options;
}

TEST(PollProcess, FirstRequestIsDueWhenItWasTold) {
  Poller poller;
  EXPECT_EQ(poller.process.next_poll(), kStart);
  EXPECT_FALSE(poller.process.on_timer(kStart - seconds(0.001), poller.rng));
  EXPECT_EQ(poller.process.unreach(), 0) << "a timer that is early counts nothing";
  EXPECT_TRUE(poller.process.on_timer(kStart, poller.rng));
  EXPECT_FALSE(poller.process.on_timer(kStart, poller.rng));
}

TEST(PollProcess, TakesNewLimitsAtOnceAndKeepsWhatItKnows) {
  Poller poller(polls(6, 10));
  for (int i = 0; i < 30; ++i) {
    poller.send_and_answer();
    poller.process.advise(PollExponent(10));
  }
  ASSERT_EQ(poller.process.host_poll(), PollExponent(10));
  poller.process.set_options(polls(4, 7));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(7));
  EXPECT_EQ(poller.process.reach(), 0xff);
  EXPECT_NEAR(poller.send_and_answer(), 128, 3);
  poller.process.set_options(polls(9, 10));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(9));
}

TEST(PollProcess, KeepsWhatARateKissDemandedOverNewLimits) {
  Poller poller(polls(4, 10));
  poller.send_and_answer();
  poller.process.on_rate_kiss(PollExponent(7));
  poller.process.set_options(polls(3, 10));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(7));
  poller.process.set_options(polls(8, 10));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(8));
}

TEST(PollProcess, PollsAreSpreadAFewPercentBeyondTheInterval) {
  Poller poller;
  poller.send_and_answer();
  double least_s = 1e9;
  double most_s = 0;
  for (int i = 0; i < 200; ++i) {
    const double waited_s = poller.send_and_answer();
    least_s = std::min(least_s, waited_s);
    most_s = std::max(most_s, waited_s);
  }
  EXPECT_GE(least_s, 64);
  EXPECT_LT(most_s, 64 * 1.03);
  EXPECT_GT(most_s - least_s, 1) << "packets must not be phase-locked";
}

TEST(PollProcess, ReachShiftsOncePerPollAndFillsWithAnswers) {
  Poller poller;
  EXPECT_EQ(poller.process.reach(), 0);
  for (const unsigned expected : {01U, 03U, 07U, 017U, 037U, 077U, 0177U, 0377U, 0377U}) {
    poller.send_and_answer();
    EXPECT_EQ(poller.process.reach(), expected);
  }
  poller.send();
  EXPECT_EQ(poller.process.reach(), 0376);
  poller.send_and_answer();
  EXPECT_EQ(poller.process.reach(), 0375);
}

TEST(PollProcess, HurriesAsAfterAStartButRemembersThatTheServerAnswers) {
  Poller poller;
  for (int i = 0; i < 3; ++i) poller.send_and_answer();
  poller.process.advise(PollExponent(8));
  poller.send_and_answer();
  const unsigned reach = poller.process.reach();
  poller.process.hurry(poller.sent + seconds(0.5), true);
  EXPECT_EQ(poller.process.host_poll().log2_s(), 6);
  EXPECT_EQ(poller.process.reach(), reach);
  for (int i = 0; i < 8; ++i) EXPECT_DOUBLE_EQ(poller.send_and_answer(), 2) << "a burst, 2 s after the request before";
  EXPECT_GT(poller.send_and_answer(), 40) << "and only one";
}

TEST(PollProcess, HurriesWithASingleRequestWhenNoBurstIsWanted) {
  Poller poller;
  for (int i = 0; i < 3; ++i) poller.send_and_answer();
  poller.process.hurry(poller.sent + seconds(10), false);
  EXPECT_DOUBLE_EQ(poller.send_and_answer(), 10);
  EXPECT_GT(poller.send_and_answer(), 40);
}

TEST(PollProcess, HurriesNoServerThatAskedForLessOrForNothing) {
  Poller poller;
  poller.send_and_answer();
  poller.process.on_rate_kiss(PollExponent(0));
  poller.process.hurry(poller.sent + seconds(10), true);
  EXPECT_DOUBLE_EQ(poller.send_and_answer(), 10);
  EXPECT_GT(poller.send_and_answer(), 100) << "no burst, and no poll shorter than it allows";
  poller.process.demobilize();
  poller.process.hurry(poller.sent + seconds(10), true);
  EXPECT_FALSE(poller.process.on_timer(poller.sent + seconds(1e6), poller.rng));
}

TEST(PollProcess, TellsWhenItBecomesReachableAndUnreachable) {
  Poller poller;
  poller.send();
  EXPECT_FALSE(poller.process.take_changes().became_reachable);
  poller.process.on_valid_reply();
  EXPECT_TRUE(poller.process.take_changes().became_reachable);
  EXPECT_FALSE(poller.process.take_changes().became_reachable) << "told once";
  for (int i = 0; i < 7; ++i) {
    poller.send();
    EXPECT_FALSE(poller.process.take_changes().became_unreachable) << i;
  }
  poller.send();
  EXPECT_TRUE(poller.process.take_changes().became_unreachable);
  EXPECT_EQ(poller.process.unreach(), 1);
  poller.send();
  EXPECT_FALSE(poller.process.take_changes().became_unreachable);
}

TEST(PollProcess, BacksOffFromADeadServerUpToMaxpoll) {
  Poller poller(polls(4, 7));
  for (int i = 0; i < 12; ++i) {
    poller.send();
    EXPECT_EQ(poller.process.host_poll(), PollExponent(4)) << i;
    EXPECT_EQ(poller.process.unreach(), i + 1);
  }
  for (const int expected : {5, 6, 7, 7, 7}) {
    poller.send();
    EXPECT_EQ(poller.process.host_poll(), PollExponent(expected));
  }
  EXPECT_GT(poller.send(), 128 * 0.97);
  poller.process.on_valid_reply();
  EXPECT_EQ(poller.process.unreach(), 0);
}

TEST(PollProcess, IburstSendsEightTwoSecondsApartOnceAnswered) {
  Poller poller(test::with_iburst());
  poller.send();
  poller.process.on_valid_reply();
  for (int i = 1; i < 8; ++i) {
    EXPECT_NEAR(poller.send(), 2, 1e-6) << i;
    if (i % 2 == 0) poller.process.on_valid_reply();
  }
  EXPECT_EQ(poller.process.reach(), 1) << "a burst is one poll";
  EXPECT_NEAR(poller.send(), 64 - 14, 2) << "the next poll counts from the start of the burst";
  EXPECT_EQ(poller.process.reach(), 2);
}

TEST(PollProcess, IburstToASilentServerIsOnePacketPerPoll) {
  Poller poller(test::with_iburst());
  poller.send();
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(poller.send(), 64, 2);
}

TEST(PollProcess, IburstStartsAgainWhenALostServerAnswers) {
  for (const int missed : {8, 9, 12}) {
    Poller poller(test::with_iburst());
    for (int i = 0; i < 8; ++i) poller.send_and_answer();
    poller.process.advise(PollExponent(8));
    for (int i = 0; i < 2; ++i) poller.send_and_answer();
    for (int i = 0; i < missed; ++i) poller.send();
    EXPECT_EQ(poller.process.reach(), 0);
    EXPECT_EQ(poller.process.host_poll(), PollExponent(8)) << "a dead server is not asked more often";
    poller.send_and_answer();
    const bool is_burst = missed == 12;  // fewer are lost by chance where packets are lost often
    EXPECT_NEAR(poller.send(), is_burst ? 2 : 256, is_burst ? 1e-6 : 10) << missed;
  }
}

TEST(PollProcess, TheBurstToALostServerEndsOnceItsAnswersSuffice) {
  for (const int advised : {5, 6, 9}) {
    Poller poller(test::with_iburst());
    for (int i = 0; i < 8; ++i) {
      poller.send_and_answer();
      poller.process.advise(PollExponent(advised));
    }
    EXPECT_NEAR(poller.send_and_answer(), 64 - 14, 2) << "the first burst is whole";
    for (int i = 0; i < 12; ++i) poller.send();
    poller.send_and_answer();
    poller.process.advise(PollExponent(5));
    EXPECT_DOUBLE_EQ(poller.send_and_answer(), 2);
    poller.process.advise(PollExponent(advised));
    EXPECT_NEAR(poller.send(), advised < 6 ? 2 : 62, 2) << advised;
  }
}

TEST(PollProcess, BurstSendsEightAtEachPollOfAReachableServer) {
  AssociationOptions options;
  options.burst = true;
  Poller poller(options);
  poller.send_and_answer();
  EXPECT_GT(poller.send_and_answer(), 60) << "no burst while unreachable without iburst";
  for (int poll = 0; poll < 2; ++poll) {
    for (int i = 1; i < 8; ++i) EXPECT_NEAR(poller.send_and_answer(), 2, 1e-6);
    EXPECT_NEAR(poller.send_and_answer(), 64 - 14, 2);
  }
}

TEST(PollProcess, ABurstNeverRunsIntoTheNextPoll) {
  AssociationOptions options = polls(3, 3);
  options.burst = true;
  Poller poller(options);
  poller.send_and_answer();
  for (int i = 0; i < 40; ++i) EXPECT_GE(poller.send_and_answer(), 2 - 1e-6);
}

TEST(PollProcess, PollGrowsByOneStepPerPollAndFallsAtOnce) {
  Poller poller(polls(6, 10));
  poller.send_and_answer();
  poller.process.advise(PollExponent(10));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(6));
  for (const int expected : {7, 8, 9, 10, 10}) {
    poller.send_and_answer();
    EXPECT_EQ(poller.process.host_poll(), PollExponent(expected));
  }
  poller.process.advise(PollExponent(6));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(6));
  EXPECT_NEAR(poller.send(), 64, 2) << "the wait under way becomes shorter too";
}

TEST(PollProcess, AdviceStaysWithinMinpollAndMaxpoll) {
  Poller poller(polls(5, 7));
  for (int i = 0; i < 8; ++i) {
    poller.process.advise(PollExponent(17));
    poller.send_and_answer();
  }
  EXPECT_EQ(poller.process.host_poll(), PollExponent(7));
  poller.process.advise(PollExponent(-7));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(5));
}

TEST(PollProcess, PollsBelowTwoSecondsAreAllowedWhenAskedFor) {
  Poller poller(polls(-4, 0));
  poller.send_and_answer();
  EXPECT_NEAR(poller.send_and_answer(), 0.0625, 0.003);
}

TEST(PollProcess, MaxpollBelowMinpollIsMinpoll) {
  Poller poller(polls(8, 4));
  poller.process.advise(PollExponent(4));
  for (int i = 0; i < 20; ++i) poller.send();
  EXPECT_EQ(poller.process.host_poll(), PollExponent(8));
}

TEST(PollProcess, MinpollAboveTheRateCeilingIsKeptByARateKiss) {
  Poller poller(polls(12, 4));
  poller.send();
  poller.process.on_rate_kiss(PollExponent(4));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(12));
}

TEST(PollProcess, NoBurstIsSentAnyMoreAfterARateKiss) {
  AssociationOptions options = test::with_iburst();
  options.burst = true;
  Poller poller(options);
  poller.send_and_answer();
  poller.process.on_rate_kiss(PollExponent(6));
  for (int i = 0; i < 5; ++i) EXPECT_GT(poller.send_and_answer(), 100);
}

TEST(PollProcess, RateKissSlowsDownForGoodAndEndsBursts) {
  Poller poller(test::with_iburst());
  poller.send_and_answer();
  poller.send();
  poller.process.on_rate_kiss(PollExponent(6));
  EXPECT_TRUE(poller.process.take_changes().rate_exceeded);
  EXPECT_EQ(poller.process.host_poll(), PollExponent(7));
  EXPECT_GT(poller.send(), 100) << "the burst is over, and the wait under way became longer";
  poller.process.advise(PollExponent(6));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(7)) << "advice cannot undo it";
  poller.process.on_rate_kiss(PollExponent(6));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(8)) << "each kiss counts";
}

TEST(PollProcess, RateKissRaisesToWhatTheServerAsksForWithinReason) {
  struct Case {
    int server_poll;
    int expected;
  };
  for (const Case c : {Case{-128, 7}, Case{0, 7}, Case{8, 8}, Case{10, 10}, Case{17, 10}, Case{127, 10}}) {
    Poller poller;
    poller.send();
    poller.process.on_rate_kiss(PollExponent(c.server_poll));
    EXPECT_EQ(poller.process.host_poll(), PollExponent(c.expected)) << c.server_poll;
  }
}

TEST(PollProcess, RateKissSlowsDownEvenBeyondMaxpoll) {
  Poller poller(polls(4, 4));
  poller.send();
  for (int i = 5; i < 20; ++i) {
    poller.process.on_rate_kiss(PollExponent(4));
    EXPECT_EQ(poller.process.host_poll(), PollExponent(std::min(i, 10)));
  }
}

TEST(PollProcess, ADemobilizedServerIsNeverAskedAgain) {
  Poller poller;
  poller.send_and_answer();
  poller.process.demobilize();
  EXPECT_TRUE(poller.process.take_changes().demobilized);
  EXPECT_EQ(poller.process.reach(), 0);
  EXPECT_FALSE(poller.process.on_timer(kStart + seconds(1e8), poller.rng));
  poller.process.advise(PollExponent(6));
  poller.process.restart(kStart + seconds(100), true);
  EXPECT_FALSE(poller.process.on_timer(kStart + seconds(1e8), poller.rng));
}

TEST(PollProcess, RestartWithAnotherAddressForgetsTheKisses) {
  Poller poller;
  poller.send();
  poller.process.on_rate_kiss(PollExponent(6));
  poller.process.demobilize();
  const MonoTime later = kStart + seconds(0.5);
  poller.process.restart(later, false);
  EXPECT_EQ(poller.process.next_poll(), later);
  EXPECT_EQ(poller.process.host_poll(), PollExponent(6));
  EXPECT_TRUE(poller.process.on_timer(later, poller.rng));
}

TEST(PollProcess, RestartOfTheSameServerKeepsTheHeadwayAndTheRateFloor) {
  Poller poller;
  poller.send_and_answer();
  poller.process.on_rate_kiss(PollExponent(6));
  poller.process.restart(kStart + seconds(0.5), true);
  EXPECT_EQ(poller.process.reach(), 0);
  EXPECT_EQ(poller.process.next_poll(), kStart + seconds(2));
  EXPECT_EQ(poller.process.host_poll(), PollExponent(7));
}

}  // namespace
}  // namespace foliot::association
