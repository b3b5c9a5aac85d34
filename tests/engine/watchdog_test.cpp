#include "engine/watchdog.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/packets.hpp"

namespace foliot::engine {
namespace {

constexpr std::uint64_t kSeed = 11;
constexpr MonoTime kNow = MonoTime::from_nanoseconds(1'000'000'000'000);
const Timestamp kZero = Timestamp::from_bits(0xe0000000'00000000U);
constexpr FollowedTime kFollowed{.offset_s = 0, .bound_s = 0.01};
constexpr auto kAnyone = [](const base::SocketAddress&) { return true; };

base::IpAddress address(int number) {
  return base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(number));
}

/// The reply to `request` by a server that is `offset_s` ahead.
wire::Header reply_to(const SendRequest& request, MonoTime at, double offset_s) {
  wire::Header header;
  header.mode = wire::Mode::server;
  header.stratum = 2;
  header.precision = -23;
  header.origin = request.request.nonce;
  header.receive = kZero + (at - MonoTime{}) + Interval::from_seconds(offset_s);
  header.transmit = header.receive;
  header.reference = header.receive;
  return header;
}

/// A watchdog with a crop, and servers that answer as they are told.
struct Bench {
  explicit Bench(int servers = 6, int crop = 40) : dog(servers, kNow) {
    for (int i = 1; i <= crop; ++i) dog.crop().add(std::vector{address(i)}, 123, kAnyone);
  }
  [[nodiscard]] MonoTime after(double seconds) const { return now + Interval::from_seconds(seconds); }
  /// Lets time pass until the next round has sent everything; what it sent.
  std::vector<SendRequest> ask() {
    while (!dog.round_due(now)) now = std::max(after(0.001), *dog.next_deadline());
    dog.begin_round(table, now, rng);
    std::vector<SendRequest> sent;
    for (bool more = dog.asking(); more;) {
      Actions out;
      dog.send_due(now, rng, out);
      for (const Action& action : out) sent.push_back(std::get<SendRequest>(action));
      for (const SendRequest& request : sent) sent_at.try_emplace(request.request.nonce.bits(), now);
      more = sent.size() < dog.asked().size();
      if (more) now = std::max(after(0.001), *dog.next_deadline());
    }
    return sent;
  }
  /// A server that is `offset_s` ahead and 10 ms away.
  [[nodiscard]] wire::Header reply(const SendRequest& request, double offset_s) const {
    return reply_to(request, arrival(request) - Interval::from_seconds(0.01), offset_s);
  }
  [[nodiscard]] MonoTime arrival(const SendRequest& request) const {
    return sent_at.at(request.request.nonce.bits()) + Interval::from_seconds(0.02);
  }
  void answer(const SendRequest& request, const wire::Header& header) {
    dog.on_reply(request.association, test::to_bytes(header), request.to, arrival(request),
                 {.zero = kZero, .rate = {}});
  }
  WatchdogChange settle(FollowedTime followed = kFollowed) {
    while (!dog.round_over(now)) now = std::max(after(0.001), *dog.next_deadline());
    return dog.settle(followed, now, rng, actions);
  }
  /// A whole round of servers that are `offset_s` ahead.
  WatchdogChange round(double offset_s, FollowedTime followed = kFollowed) {
    const auto sent = ask();
    for (const SendRequest& request : sent) answer(request, reply(request, offset_s));
    last_size = sent.size();
    return settle(followed);
  }
  WatchdogChange silent_round() {
    ask();
    return settle();
  }

  base::SeededRng rng{kSeed};
  SourceTable table{1};
  Watchdog dog;
  Actions actions;
  MonoTime now = kNow;
  std::size_t last_size = 0;
  std::map<std::uint64_t, MonoTime> sent_at;
};

TEST(Watchdog, IsOffByDefault) {
  const Watchdog dog(0, kNow);
  EXPECT_EQ(dog.state(), WatchdogState::off);
  EXPECT_FALSE(dog.next_deadline());
}

TEST(Watchdog, AsksDifferentServersOnceEachWithRandomNonces) {
  Bench bench;
  const MonoTime begin = bench.now;
  const auto sent = bench.ask();
  ASSERT_EQ(sent.size(), 6U);
  std::set<base::IpAddress> servers;
  std::set<std::uint64_t> nonces;
  std::set<AssociationId> ids;
  for (const SendRequest& request : sent) {
    servers.insert(request.to.ip);
    nonces.insert(request.request.nonce.bits());
    ids.insert(request.association);
    EXPECT_FALSE(request.from_service_port);
  }
  EXPECT_EQ(servers.size(), 6U);
  EXPECT_EQ(nonces.size(), 6U);
  EXPECT_EQ(ids.size(), 6U);
  EXPECT_GT((bench.now - begin).seconds(), 0.1) << "not all at once";
}

TEST(Watchdog, NeverAsksWhoIsFollowed) {
  Bench bench(6, 10);
  for (int i = 1; i <= 5; ++i) {
    bench.table.add(0, association::Association({address(i), 123}, {}, kNow));
  }
  const auto sent = bench.ask();
  EXPECT_EQ(sent.size(), 5U);
  for (const SendRequest& request : sent) EXPECT_GT(request.to.ip.bytes()[3], 5);
}

TEST(Watchdog, DoesNotAskWhileItKnowsTooFew) {
  Bench bench(6, 2);
  bench.now = bench.after(1000);
  bench.dog.begin_round(bench.table, bench.now, bench.rng);
  EXPECT_FALSE(bench.dog.asking());
  EXPECT_GT(*bench.dog.next_deadline(), bench.now);
  EXPECT_EQ(bench.dog.state(), WatchdogState::gathering);
}

TEST(Watchdog, IsContentForHalfAnHourMoreOrLess) {
  Bench bench;
  EXPECT_EQ(bench.round(0.001), WatchdogChange::agreed);
  EXPECT_EQ(bench.dog.state(), WatchdogState::agreeing);
  const double pause_s = (*bench.dog.next_deadline() - bench.now).seconds();
  EXPECT_GE(pause_s, 900);
  EXPECT_LE(pause_s, 2700);
  EXPECT_EQ(bench.actions.size(), 6U) << "every socket is closed";
}

TEST(Watchdog, HoldsAfterThreeRoundsThatDisagreeTheLastOfWhichIsLarger) {
  Bench bench;
  EXPECT_EQ(bench.round(0), WatchdogChange::agreed);
  EXPECT_EQ(bench.round(0.3), WatchdogChange::none);
  const MonoTime first = bench.now;
  EXPECT_TRUE(bench.dog.doubting());
  EXPECT_EQ(bench.round(0.3), WatchdogChange::none);
  EXPECT_EQ(bench.last_size, 6U);
  EXPECT_EQ(bench.round(0.3), WatchdogChange::held);
  EXPECT_EQ(bench.last_size, 18U);
  EXPECT_TRUE(bench.dog.holding());
  EXPECT_LT((bench.now - first).seconds(), 110) << "before a step is due";
  EXPECT_NEAR(bench.dog.verdict()->difference_s, 0.3, 1e-6);
}

TEST(Watchdog, ForgetsADoubtThatIsNotConfirmed) {
  Bench bench;
  EXPECT_EQ(bench.round(0.3), WatchdogChange::none);
  EXPECT_EQ(bench.round(0), WatchdogChange::agreed);
  EXPECT_EQ(bench.round(0.3), WatchdogChange::none);
  EXPECT_EQ(bench.round(0.3), WatchdogChange::none);
  EXPECT_FALSE(bench.dog.holding());
}

TEST(Watchdog, LetsGoAfterTwoRoundsThatAgree) {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.round(0.3);
  ASSERT_TRUE(bench.dog.holding());
  EXPECT_EQ(bench.round(0), WatchdogChange::none);
  EXPECT_EQ(bench.round(0.3), WatchdogChange::none);
  EXPECT_EQ(bench.round(0), WatchdogChange::none);
  EXPECT_TRUE(bench.dog.holding());
  EXPECT_EQ(bench.round(0), WatchdogChange::released);
  EXPECT_FALSE(bench.dog.holding());
}

TEST(Watchdog, IsNotTalkedOutOfAHoldBySilence) {
  Bench bench(6, 200);
  for (int i = 0; i < 3; ++i) bench.round(0.3);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(bench.silent_round(), WatchdogChange::none);
  EXPECT_TRUE(bench.dog.holding());
  EXPECT_NEAR(bench.dog.verdict()->difference_s, 0.3, 1e-6) << "the last word of the crop stands";
}

TEST(Watchdog, DoesNotDoubtForEverWhenNobodyAnswersAnyMore) {
  Bench bench(6, 200);
  bench.round(0.3);
  ASSERT_TRUE(bench.dog.doubting());
  for (int i = 0; i < 5; ++i) bench.silent_round();
  EXPECT_FALSE(bench.dog.doubting());
}

TEST(Watchdog, AsksEverMoreRarelyWhileItHolds) {
  Bench bench(6, 200);
  for (int i = 0; i < 3; ++i) bench.round(0.3);
  const MonoTime held = bench.now;
  const auto before = bench.dog.sent();
  while (bench.now < held + Interval::from_seconds(86'400)) bench.round(0.3);
  EXPECT_LT(bench.dog.sent() - before, 900U) << "seed " << kSeed;
  EXPECT_GT(bench.dog.sent() - before, 300U);
}

TEST(Watchdog, ChangesOneCounterOnlyForAReplyThatFailsATest) {
  Bench bench;
  const auto sent = bench.ask();
  const SendRequest& request = sent.front();
  const wire::Header good = bench.reply(request, 5);
  auto guessed = good;
  guessed.origin = Timestamp::from_bits(good.origin.bits() ^ 1U);
  auto zeroed = good;
  zeroed.origin = Timestamp{};
  auto request_back = good;
  request_back.mode = wire::Mode::client;
  auto unanswered = good;
  unanswered.transmit = Timestamp{};
  auto newer = good;
  newer.version = 5;
  std::vector<test::Bytes> bad;
  for (const auto& header : {guessed, zeroed, request_back, unanswered, newer}) bad.push_back(test::to_bytes(header));
  bad.push_back({});
  bad.push_back(test::Bytes(47, 0x24));
  bad.push_back(test::with_trailer(test::to_bytes(good), 4));  // a crypto-NAK
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const auto deadline = bench.dog.next_deadline();
    bench.dog.on_reply(request.association, bad[i], request.to, bench.arrival(request), {.zero = kZero, .rate = {}});
    EXPECT_EQ(bench.dog.drops(), i + 1) << i;
    EXPECT_EQ(bench.dog.next_deadline(), deadline) << i;
    EXPECT_EQ(bench.dog.asked().size(), 6U) << i;
    EXPECT_EQ(bench.dog.state(), WatchdogState::gathering) << i;
  }
  bench.dog.on_refused(request.association, request.to);
  EXPECT_EQ(bench.dog.drops(), bad.size() + 1);
  bench.dog.on_reply(request.association, test::to_bytes(good), {address(99), 123}, bench.now,
                     {.zero = kZero, .rate = {}});
  EXPECT_EQ(bench.dog.drops(), bad.size() + 1) << "not from whom was asked: not even that";
  for (const SendRequest& one : sent) bench.answer(one, bench.reply(one, 0));
  EXPECT_EQ(bench.settle(), WatchdogChange::agreed);
  EXPECT_EQ(bench.dog.verdict()->answers, 6U) << "the question was still open";
}

TEST(Watchdog, LeavesAServerAloneThatSaysSo) {
  Bench bench(3, 4);
  const auto sent = bench.ask();
  for (const SendRequest& request : sent) {
    auto kiss = bench.reply(request, 0);
    kiss.stratum = 0;
    kiss.leap = LeapIndicator::unsynchronized;
    kiss.reference_id = wire::ReferenceId::from_text("RATE");
    bench.answer(request, kiss);
  }
  bench.settle();
  bench.now = bench.after(7200);
  bench.dog.begin_round(bench.table, bench.now, bench.rng);
  EXPECT_FALSE(bench.dog.asking()) << "one is left, which is too few";
}

TEST(Watchdog, TakesNoWitnessWhoIsLostItself) {
  Bench bench;
  const auto sent = bench.ask();
  for (const SendRequest& request : sent) {
    auto header = bench.reply(request, 5);
    header.root_dispersion = ShortInterval::ceil(Interval::from_seconds(2));
    bench.answer(request, header);
  }
  bench.settle();
  EXPECT_EQ(bench.dog.verdict()->finding, CropFinding::too_few);
}

TEST(Watchdog, BlamesNobodyForALineThatIsDown) {
  Bench bench(6, 8);
  for (int i = 0; i < 30; ++i) {
    bench.silent_round();
    bench.now = bench.after(60);
  }
  EXPECT_EQ(bench.dog.crop().size(), 8U);
}

TEST(Watchdog, AnswersAnAlarmAtOnceAndWithholdsStepsMeanwhile) {
  Bench bench;
  EXPECT_FALSE(bench.dog.judged_since(bench.now));
  const MonoTime begin = bench.now;
  bench.round(0);
  EXPECT_TRUE(bench.dog.judged_since(begin));
  EXPECT_TRUE(bench.dog.judged_since(bench.now));
  EXPECT_FALSE(bench.dog.judged_since(bench.after(0.001))) << "what came after it was not judged";
  bench.now = bench.after(600);
  EXPECT_FALSE(bench.dog.withholds_steps(bench.now));
  bench.dog.alarm(bench.now);
  EXPECT_TRUE(bench.dog.round_due(bench.now));
  EXPECT_TRUE(bench.dog.withholds_steps(bench.now));
  EXPECT_EQ(bench.round(0), WatchdogChange::agreed);
  EXPECT_FALSE(bench.dog.withholds_steps(bench.now));
}

TEST(Watchdog, DoesNotWithholdStepsForEver) {
  Bench bench;
  bench.dog.alarm(bench.now);
  EXPECT_FALSE(bench.dog.withholds_steps(bench.after(300))) << "nobody let it ask";
  for (int i = 0; i < 5; ++i) bench.silent_round();
  EXPECT_FALSE(bench.dog.withholds_steps(bench.now)) << "nobody answered";
  Bench empty(6, 2);
  empty.dog.alarm(empty.now);
  EXPECT_FALSE(empty.dog.withholds_steps(empty.now)) << "there is nobody to ask";
}

TEST(Watchdog, WaitsForWitnessesThatWereAskedAMomentAgo) {
  Bench bench(3, 3);
  ASSERT_EQ(bench.round(0), WatchdogChange::agreed);
  bench.dog.alarm(bench.now);
  const MonoTime begin = bench.now;
  while (!bench.dog.asking()) {
    bench.now = std::max(bench.after(0.001), *bench.dog.next_deadline());
    if (bench.dog.round_due(bench.now)) bench.dog.begin_round(bench.table, bench.now, bench.rng);
    ASSERT_TRUE(bench.dog.withholds_steps(bench.now)) << "seed " << kSeed;
    ASSERT_LT((bench.now - begin).seconds(), 60);
  }
}

TEST(Watchdog, MovesWithTheTimeline) {
  Bench bench;
  const auto sent = bench.ask();
  for (const SendRequest& request : sent) bench.answer(request, bench.reply(request, 1));
  bench.dog.rebase(1);
  EXPECT_EQ(bench.settle(), WatchdogChange::agreed);
}

TEST(Watchdog, EndsARoundWithoutAVerdictWhenTimeWasDisturbed) {
  Bench bench;
  bench.ask();
  bench.dog.abandon(bench.now, bench.actions);
  EXPECT_EQ(bench.actions.size(), 6U);
  EXPECT_FALSE(bench.dog.asking());
  EXPECT_FALSE(bench.dog.verdict());
}

TEST(Watchdog, LetsGoWhenItIsSwitchedOff) {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.round(0.3);
  bench.dog.set_servers(0, bench.actions);
  EXPECT_FALSE(bench.dog.holding());
  EXPECT_EQ(bench.dog.crop().size(), 0U);
}

}  // namespace
}  // namespace foliot::engine
