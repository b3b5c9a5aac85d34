// The error of all stamps alike is part of what the engine says of the time.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/engine.hpp"
#include "support/packets.hpp"
#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

constexpr ClockReading kBegin{MonoTime::from_nanoseconds(1'000'000'000'000),
                              WallTime::from_nanoseconds(1'700'000'000'000'000'000)};
constexpr Interval kTurn = Interval::from_nanoseconds(100'000'000);
constexpr Interval kWay = Interval::from_nanoseconds(50'000);
constexpr double kRun_s = 400;

/// A perfect server of stratum 1.
test::Bytes answer_to(std::span<const std::uint8_t> request, WallTime time) {
  wire::ByteReader in(request);
  const auto asked = wire::Header::parse(in);
  wire::Header header;
  header.version = 4;
  header.mode = wire::Mode::server;
  header.leap = LeapIndicator::none;
  header.stratum = 1;
  header.poll = asked->poll;
  header.precision = -24;
  header.origin = asked->transmit;
  header.reference = header.receive = header.transmit = to_timestamp(time);
  return test::to_bytes(header);
}

/// The root distance after some minutes, by stamps that may be off by so much.
double root_distance_s(Interval error) {
  config::Config config;
  config.associations.push_back(testing::server_line("192.0.2.1"));
  base::SeededRng rng{testing::kSeed};
  Engine engine(config, {}, kBegin, rng);
  engine.set_stamp_error(error);
  Actions actions;
  engine.start(kBegin, actions);
  ClockReading now = kBegin;
  for (; (now.mono - kBegin.mono).seconds() < kRun_s; now = {now.mono + kTurn, now.wall + kTurn}) {
    actions.clear();
    engine.on_timer(now, rng, actions);
    const Actions asked = actions;
    for (const Action& action : asked) {
      const auto* request = std::get_if<SendRequest>(&action);
      if (request == nullptr) continue;
      const ClockReading there{now.mono + kWay, now.wall + kWay};
      const ClockReading back{there.mono + kWay, there.wall + kWay};
      const auto bytes = answer_to(request->request.view(), there.wall);
      engine.on_reply(request->association, bytes, request->to, back.mono, back, actions);
    }
  }
  const clock::TimeSnapshot served = engine.snapshot(now);
  EXPECT_EQ(served.leap, LeapIndicator::none);
  return served.root_delay.seconds() / 2 + served.root_dispersion.seconds();
}

TEST(StampError, IsPartOfTheRootDistance) {
  const double without_s = root_distance_s({});
  EXPECT_LT(without_s, 5e-3);
  EXPECT_NEAR(root_distance_s(Interval::from_seconds(0.25)) - without_s, 0.25, 2e-4);
}

}  // namespace
}  // namespace foliot::engine
