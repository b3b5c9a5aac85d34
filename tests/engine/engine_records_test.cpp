// What the engine records for the statistics files, and what it does not.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/engine.hpp"
#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

constexpr ClockReading kNow{MonoTime::from_nanoseconds(1'000'000'000'000), testing::kStart};
constexpr Interval kAsked = Interval::from_seconds(0.3);
constexpr Interval kAnswered = Interval::from_seconds(0.31);

enum class Answer { good, unsynchronized, rate_kiss };

/// Of a server that received and sent at `time`.
std::vector<std::uint8_t> answer_to(std::span<const std::uint8_t> request, Timestamp time, Answer answer) {
  std::vector<std::uint8_t> bytes(48);
  bytes[0] = answer == Answer::good ? 0x24 : 0xe4;
  bytes[1] = answer == Answer::good ? 1 : 0;
  bytes[2] = 6;
  bytes[3] = 0xec;
  const std::string_view id = answer == Answer::rate_kiss ? "RATE" : answer == Answer::good ? "GPS" : "INIT";
  std::ranges::copy(id, bytes.begin() + 12);
  std::copy_n(request.begin() + 40, 8, bytes.begin() + 24);
  for (int i = 0; i < 8; ++i) bytes[32 + i] = bytes[40 + i] = static_cast<std::uint8_t>(time.bits() >> (56 - 8 * i));
  return bytes;
}

/// The records after one exchange, of which the files in `kinds` are wanted.
std::vector<Record> records(const std::vector<config::Statistics>& kinds, Answer answer, bool stats = true) {
  config::Config config;
  config.associations.push_back(testing::server_line("192.0.2.1"));
  config.switches.stats = stats;
  for (const config::Statistics kind : kinds) config.filegens[static_cast<std::size_t>(kind)].listed = true;
  base::SeededRng rng{testing::kSeed};
  Engine engine(config, {}, kNow, rng);
  Actions actions;
  engine.start(kNow, actions);
  engine.on_timer({kNow.mono + kAsked, kNow.wall + kAsked}, rng, actions);
  const auto sent =
      std::ranges::find_if(actions, [](const Action& a) { return std::holds_alternative<SendRequest>(a); });
  if (sent == actions.end()) return {};
  const SendRequest request = std::get<SendRequest>(*sent);
  const ClockReading later{kNow.mono + kAnswered, kNow.wall + kAnswered};
  const auto bytes = answer_to(request.request.view(), to_timestamp(later.wall), answer);
  actions.clear();
  engine.on_reply(request.association, bytes, request.to, later.mono, later, actions);
  std::vector<Record> found;
  for (const Action& action : actions) {
    if (const auto* record = std::get_if<Record>(&action)) found.push_back(*record);
  }
  return found;
}

TEST(EngineRecords, HoldEachPacketAndEachMeasurement) {
  const auto found = records({config::Statistics::rawstats, config::Statistics::peerstats}, Answer::good);
  ASSERT_EQ(found.size(), 2U);
  const auto& raw = std::get<control::RawRecord>(found[0].what);
  EXPECT_EQ(raw.source.to_string(), "192.0.2.1");
  EXPECT_EQ(raw.origin, to_timestamp(kNow.wall + kAsked));
  EXPECT_EQ(raw.receive, to_timestamp(kNow.wall + kAnswered));
  EXPECT_EQ(raw.transmit, raw.receive);
  EXPECT_EQ(raw.arrival, to_timestamp(kNow.wall + kAnswered));
  EXPECT_EQ(raw.stratum, 1);
  EXPECT_EQ(raw.precision_log2_s, -20);
  const auto& peer = std::get<control::PeerRecord>(found[1].what);
  EXPECT_NEAR(peer.delay_s, 0.01, 1e-4);
  EXPECT_NEAR(peer.offset_s, 0.005, 1e-4);
}

TEST(EngineRecords, HoldThePacketOfAServerThatIsNotSynchronized) {
  const auto found = records({config::Statistics::rawstats, config::Statistics::peerstats}, Answer::unsynchronized);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(std::get<control::RawRecord>(found[0].what).leap, LeapIndicator::unsynchronized);
}

TEST(EngineRecords, HoldNoKiss) {
  EXPECT_TRUE(records({config::Statistics::rawstats}, Answer::rate_kiss).empty());
}

TEST(EngineRecords, AreMadeOnlyOfWhatIsWanted) {
  EXPECT_TRUE(records({}, Answer::good).empty());
  EXPECT_EQ(records({config::Statistics::peerstats}, Answer::good).size(), 1U);
  EXPECT_TRUE(records({config::Statistics::peerstats, config::Statistics::rawstats}, Answer::good, false).empty());
}

}  // namespace
}  // namespace foliot::engine
