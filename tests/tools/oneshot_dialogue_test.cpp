// Asking several servers: when, how often, and what counts; and the filter behind it.
#include <gtest/gtest.h>

#include "tools/one_shot_support.hpp"
#include "tools/oneshot/dialogue.hpp"

namespace foliot::oneshot {
namespace {

class DialogueTest : public ::testing::Test {
 protected:
  Dialogue make(int servers, const DialogueOptions& options) {
    std::vector<Target> targets;
    for (int i = 1; i <= servers; ++i) targets.push_back({"x", address(static_cast<std::uint8_t>(i))});
    return {targets, options, rng, clock.now().mono};
  }
  void run(Dialogue& dialogue) {
    while (const auto deadline = dialogue.deadline()) {
      if (const auto request = dialogue.next_request(clock.now())) {
        ASSERT_TRUE(network.send(request->to, request->bytes));
        continue;
      }
      if (const auto got = network.receive(*deadline - clock.now().mono)) {
        arrivals.push_back(dialogue.take(got->bytes, got->remote, got->at));
      }
    }
  }

  WorldTime time;
  FakeClock clock{time, Interval::from_seconds(-1)};
  FakeNetwork network{time, clock};
  base::SeededRng rng{1};
  std::vector<Arrival> arrivals;
};

TEST_F(DialogueTest, AsksServersOneAfterTheOtherAndEachAgainAfterAPause) {
  network.servers[address(1)] = {};
  network.servers[address(2)] = {};
  Dialogue dialogue = make(2, {.samples = 2});
  run(dialogue);
  ASSERT_EQ(network.sent_at_s.size(), 4U);
  const std::vector<double> expected{0, 0.2, 2.02, 2.22};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(network.sent_at_s[i], expected[i], 1e-3);
  for (const Server& server : dialogue.servers()) {
    EXPECT_EQ(server.transmitted, 2);
    const Filtered filtered = clock_filter(server, 2);
    EXPECT_NEAR(filtered.offset.seconds(), 1, 1e-6);
    EXPECT_NEAR(filtered.delay.seconds(), 0.02 + 1.0 / 64 + 0x28f / 65536.0, 2e-5);
  }
}

TEST_F(DialogueTest, PutsALostRequestIntoTheFilter) {
  network.servers[address(1)] = {.error = {}, .answers = 2};
  Dialogue dialogue = make(1, {.samples = 4});
  run(dialogue);
  const Server& server = dialogue.servers().front();
  EXPECT_EQ(server.transmitted, 4);
  EXPECT_EQ(server.filter.size(), 4U);
  EXPECT_EQ(std::ranges::count(server.filter, true, &Slot::has_value), 2);
  EXPECT_NEAR(clock_filter(server, 4).dispersion.seconds(), 64 * (0.25 + 0.125), 1e-3);
}

TEST_F(DialogueTest, EndsAtSilence) {
  Dialogue dialogue = make(1, {.samples = 3, .timeout = Interval::from_seconds(1)});
  run(dialogue);
  EXPECT_NEAR(static_cast<double>(time.ns) * 1e-9, 3, 0.01);
  EXPECT_FALSE(clock_filter(dialogue.servers().front(), 3).has_data());
  EXPECT_EQ(clock_filter(dialogue.servers().front(), 3).dispersion, Interval::from_seconds(64));
}

TEST_F(DialogueTest, LeavesAServerThatAsksForItAlone) {
  network.servers[address(1)] = {.error = {}, .spoil = [](wire::Header& header) {
                                   header.leap = LeapIndicator::unsynchronized;
                                   header.stratum = 0;
                                   header.reference_id = wire::ReferenceId::from_text("RATE");
                                 }};
  Dialogue dialogue = make(1, {.samples = 4});
  run(dialogue);
  EXPECT_EQ(arrivals, std::vector{Arrival::rate_limited});
  EXPECT_TRUE(dialogue.servers().front().rate_limited);
  EXPECT_EQ(dialogue.servers().front().transmitted, 1);
}

TEST_F(DialogueTest, TakesOneAnswerToOneRequest) {
  Dialogue dialogue = make(1, {.samples = 4});
  network.servers[address(1)] = {};
  const auto request = dialogue.next_request(clock.now());
  ASSERT_TRUE(request && network.send(request->to, request->bytes));
  const auto got = network.receive(Interval::from_seconds(1));
  ASSERT_TRUE(got);
  EXPECT_EQ(dialogue.take(got->bytes, address(9), got->at), Arrival::stranger);
  EXPECT_EQ(dialogue.take(got->bytes, address(1, 1123), got->at), Arrival::stranger);
  EXPECT_EQ(dialogue.take(got->bytes, got->remote, got->at), Arrival::sample);
  EXPECT_EQ(dialogue.take(got->bytes, got->remote, got->at), Arrival::wrong_origin);
  EXPECT_EQ(dialogue.servers().front().filter.size(), 1U);
}

TEST_F(DialogueTest, ARefusedReplyChangesNothingAndTheRealOneStillCounts) {
  const auto key = make_key(7, "secret");
  DialogueOptions options{.samples = 1};
  options.form.key = &key;
  Dialogue dialogue = make(1, options);
  network.servers[address(1)] = {.error = {}, .key = &key};
  const auto request = dialogue.next_request(clock.now());
  ASSERT_TRUE(request && network.send(request->to, request->bytes));
  auto got = network.receive(Interval::from_seconds(1));
  ASSERT_TRUE(got);
  auto forged = got->bytes;
  forged[1] = 1;  // another stratum under the same MAC
  EXPECT_EQ(dialogue.take(forged, got->remote, got->at), Arrival::unauthentic);
  EXPECT_FALSE(dialogue.servers().front().last);
  EXPECT_EQ(dialogue.take(got->bytes, got->remote, got->at), Arrival::sample);
}

TEST_F(DialogueTest, AServerWithoutTimesIsAskedAgain) {
  network.servers[address(1)] = {.error = {}, .spoil = [](wire::Header& header) { header.receive = {}; }};
  Dialogue dialogue = make(1, {.samples = 2});
  run(dialogue);
  EXPECT_EQ(arrivals, (std::vector{Arrival::no_times, Arrival::no_times}));
  EXPECT_FALSE(clock_filter(dialogue.servers().front(), 2).has_data());
}

TEST_F(DialogueTest, AnAnswerThatComesTooLateDoesNotCount) {
  network.servers[address(1)] = {.error = {}, .one_way = Interval::from_seconds(2)};
  Dialogue dialogue = make(1, {.samples = 1, .timeout = Interval::from_seconds(1)});
  run(dialogue);
  const auto late = network.receive(Interval::from_seconds(9));
  ASSERT_TRUE(late);
  EXPECT_EQ(dialogue.take(late->bytes, late->remote, late->at), Arrival::wrong_origin);
  EXPECT_TRUE(dialogue.finished());
  EXPECT_FALSE(clock_filter(dialogue.servers().front(), 1).has_data());
}

TEST_F(DialogueTest, NeedsNoServer) {
  EXPECT_TRUE(make(0, {}).finished());
}

TEST(OneShotFilter, TakesTheSampleOfTheLeastDelay) {
  Server server{.target = {}, .last = {}, .filter = {}, .sent = {}, .arrived = {}};
  const auto add = [&](double offset_s, double delay_s) {
    server.filter.push_back(Measurement{Interval::from_seconds(offset_s), Interval::from_seconds(delay_s)});
  };
  add(0.5, 0.25);
  add(0.25, 0.125);
  server.filter.push_back(std::nullopt);
  add(1, 0.5);
  const Filtered filtered = clock_filter(server, 4);
  EXPECT_DOUBLE_EQ(filtered.offset.seconds(), 0.25);
  EXPECT_DOUBLE_EQ(filtered.delay.seconds(), 0.125);
  EXPECT_DOUBLE_EQ(filtered.dispersion.seconds(), 0.25 / 2 + 0.75 / 4 + 64.0 / 8);
}

TEST(OneShotFilter, MakesDelaysAtLeastTwentyMilliseconds) {
  const auto slot = to_slot({.offset = {}, .delay = Interval::from_seconds(-0.02)}, -20);
  ASSERT_TRUE(slot);
  EXPECT_EQ(slot->delay.raw(), std::int64_t{0x51f} << 16);
  EXPECT_FALSE(to_slot({.offset = {}, .delay = Interval::from_seconds(-0.03)}, -20));
}

TEST(OneShotFilter, BoundsWhatAServerSaysOfItsPrecision) {
  for (const int precision : {-128, -32, -17, -16, -6, 0, 1, 127}) {
    const auto slot = to_slot({.offset = {}, .delay = Interval::from_seconds(1)}, static_cast<std::int8_t>(precision));
    ASSERT_TRUE(slot);
    EXPECT_LE(slot->delay, Interval::from_seconds(2.03)) << precision;
    EXPECT_GE(slot->delay, Interval::from_seconds(1.025)) << precision;
  }
}

}  // namespace
}  // namespace foliot::oneshot
