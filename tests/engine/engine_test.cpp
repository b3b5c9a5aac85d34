#include "engine/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

constexpr ClockReading kNow{MonoTime::from_nanoseconds(1'000'000'000'000), testing::kStart};

/// An engine with its own randomness, and the actions it has asked for.
struct Bench {
  explicit Bench(const config::Config& config, engine::Setup setup = {}) : engine(config, std::move(setup), kNow, rng) {
    engine.start(kNow, actions);
  }
  void tick(double seconds) {
    const Interval later = Interval::from_seconds(seconds);
    engine.on_timer({kNow.mono + later, kNow.wall + later}, rng, actions);
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const Action& action : actions) {
      if (const auto* one = std::get_if<T>(&action)) found.push_back(*one);
    }
    return found;
  }

  base::SeededRng rng{testing::kSeed};
  Actions actions;
  Engine engine;
};

config::Config with_line(const std::string& host, association::AssociationKind kind) {
  config::Config config;
  config.associations.push_back(testing::server_line(host));
  config.associations.back().options.kind = kind;
  return config;
}

const std::vector<base::IpAddress> kFive{base::IpAddress::v4(192, 0, 2, 1), base::IpAddress::v4(192, 0, 2, 2),
                                         base::IpAddress::v4(192, 0, 2, 3), base::IpAddress::v4(192, 0, 2, 4),
                                         base::IpAddress::v4(192, 0, 2, 5)};

TEST(Engine, PollsANumericServerWithoutLookingItUp) {
  Bench bench(with_line("192.0.2.1", association::AssociationKind::server));
  bench.tick(0);
  EXPECT_TRUE(bench.all<SendRequest>().empty());
  bench.tick(0.3);
  EXPECT_TRUE(bench.all<ResolveName>().empty());
  ASSERT_EQ(bench.all<SendRequest>().size(), 1U);
  EXPECT_EQ(bench.all<SendRequest>().front().to.to_string(), "192.0.2.1:123");
}

TEST(Engine, LooksANameUpAndFollowsItsFirstAddress) {
  Bench bench(with_line("time.example", association::AssociationKind::server));
  ASSERT_EQ(bench.all<ResolveName>().size(), 1U);
  bench.engine.on_resolved(0, kFive, kNow, bench.actions);
  EXPECT_EQ(bench.engine.peer_views().size(), 1U);
  EXPECT_EQ(bench.engine.peer_views().front().host_name, "time.example");
}

TEST(Engine, TriesAnotherAddressOfTheNameWhenItsServerIsDead) {
  Bench bench(with_line("time.example", association::AssociationKind::server));
  bench.engine.on_resolved(0, kFive, kNow, bench.actions);
  const std::size_t before = bench.all<ResolveName>().size();
  for (int s = 0; s < 4000; ++s) bench.tick(s);
  ASSERT_GT(bench.all<ResolveName>().size(), before);
  bench.engine.on_resolved(0, kFive, kNow, bench.actions);
  EXPECT_EQ(bench.engine.peer_views().front().source.ip, kFive[1]);
}

TEST(Engine, MobilisesPoolMembersUpToMaxclock) {
  auto config = with_line("pool.example", association::AssociationKind::pool);
  config.selection.maxclock = 4;
  Bench bench(config);
  bench.engine.on_resolved(0, kFive, kNow, bench.actions);
  EXPECT_EQ(bench.engine.peer_views().size(), 4U);
}

TEST(Engine, ReplacesPoolMembersThatNeverAnswer) {
  Bench bench(with_line("pool.example", association::AssociationKind::pool));
  bench.engine.on_resolved(0, std::span(kFive).first(2), kNow, bench.actions);
  for (int s = 0; s < 4000; ++s) bench.tick(s);
  EXPECT_EQ(bench.engine.peer_views().size(), 2U) << "as long as nobody else is known";
  EXPECT_GE(bench.all<ResolveName>().size(), 2U);
  bench.engine.on_resolved(0, kFive, kNow, bench.actions);
  EXPECT_EQ(bench.engine.peer_views().size(), 3U);
  EXPECT_EQ(bench.all<CloseAssociation>().size(), 2U);
  for (const auto& view : bench.engine.peer_views()) EXPECT_GE(view.source.ip.bytes()[3], 3);
}

TEST(Engine, IgnoresAnAnswerForALineThatIsNotThere) {
  Bench bench(with_line("time.example", association::AssociationKind::server));
  bench.engine.on_resolved(7, kFive, kNow, bench.actions);
  EXPECT_TRUE(bench.engine.peer_views().empty());
}

TEST(Engine, IgnoresTheSecondOfTwoEqualServers) {
  auto config = with_line("192.0.2.1", association::AssociationKind::server);
  config.associations.push_back(config.associations.front());
  Bench bench(config);
  EXPECT_EQ(bench.engine.peer_views().size(), 1U);
}

TEST(Engine, AsksAgainForANameThatWasNotFound) {
  Bench bench(with_line("time.example", association::AssociationKind::server));
  bench.engine.on_resolved(0, {}, kNow, bench.actions);
  bench.tick(3);
  EXPECT_EQ(bench.all<ResolveName>().size(), 2U);
  EXPECT_TRUE(std::ranges::any_of(bench.all<Report>(), [](const Report& report) {
    return report.code == EventCode::name_not_found && report.name == "time.example";
  }));
}

TEST(Engine, StartsWithTheFrequencyOfTheDriftFile) {
  engine::Setup setup;
  setup.drift = Frequency::from_ppm(12.5);
  Bench bench(with_line("192.0.2.1", association::AssociationKind::server), setup);
  const auto commands = bench.all<CommandClock>();
  ASSERT_FALSE(commands.empty());
  const auto* set = std::get_if<discipline::SetFrequency>(&commands.front().command);
  ASSERT_NE(set, nullptr);
  EXPECT_DOUBLE_EQ(set->frequency.ppm(), 12.5);
}

TEST(Engine, ServesTheLocalClockAtItsFudgedStratumOnceItMay) {
  auto config = with_line("127.127.1.0", association::AssociationKind::local_clock);
  config::FudgeLine fudge{
      .clock = base::IpAddress::v4(127, 127, 1, 0), .stratum = std::uint8_t{10}, .reference_id = {}, .place = {}};
  config.fudges.push_back(fudge);
  Bench bench(config);
  bench.tick(64);
  EXPECT_EQ(bench.engine.snapshot(kNow).leap, LeapIndicator::unsynchronized);
  for (int s = 65; s < 400; ++s) bench.tick(s);
  EXPECT_EQ(bench.engine.snapshot(kNow).leap, LeapIndicator::none);
  EXPECT_EQ(bench.engine.snapshot(kNow).stratum, 11);
}

TEST(Engine, TakesThePreferredLocalClockAtOnce) {
  auto config = with_line("127.127.1.0", association::AssociationKind::local_clock);
  config.associations.front().options.prefer = true;
  Bench bench(config);
  bench.tick(0);
  EXPECT_EQ(bench.engine.snapshot(kNow).stratum, LocalClock::kDefaultStratum + 1);
}

TEST(Engine, ServesTheLocalClockAsItIsAfterSomebodySetIt) {
  auto config = with_line("127.127.1.0", association::AssociationKind::local_clock);
  config.associations.front().options.prefer = true;
  Bench bench(config);
  for (int s = 0; s < 100; ++s) bench.tick(s);
  const auto set_ahead = [&](int s) {
    const Interval later = Interval::from_seconds(s);
    const ClockReading now{kNow.mono + later, kNow.wall + later + Interval::from_seconds(3600)};
    bench.engine.watch_clock(now, Interval{}, bench.actions);
    bench.engine.on_timer(now, bench.rng, bench.actions);
    return bench.engine.snapshot(now);
  };
  clock::TimeSnapshot served;
  for (int s = 100; s < 200; ++s) served = set_ahead(s);
  EXPECT_EQ(served.leap, LeapIndicator::none);
  EXPECT_LT(served.root_dispersion.seconds(), 0.01);
  const auto reports = bench.all<Report>();
  const auto is_set = [](const Report& report) { return report.code == EventCode::clock_set; };
  EXPECT_EQ(std::ranges::count_if(reports, is_set), 1);
}

TEST(Engine, NamesIpv6ServersByTheHashOfTheirAddress) {
  const auto address = base::IpAddress::parse("2001:db8::1");
  EXPECT_EQ(reference_id_of(*address).bits(), 0x39ab9b37U);
  EXPECT_EQ(reference_id_of(base::IpAddress::v4(1, 2, 3, 4)).bits(), 0x01020304U);
}

}  // namespace
}  // namespace foliot::engine
