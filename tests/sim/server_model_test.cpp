#include "sim/server_model.hpp"

#include <gtest/gtest.h>

#include <array>

#include "sim/attacker.hpp"
#include "wire/header.hpp"

namespace foliot::sim {
namespace {

constexpr WallTime kNow = WallTime::from_nanoseconds(1'777'593'600'000'000'123);

std::vector<std::uint8_t> request() {
  std::vector<std::uint8_t> bytes(wire::Header::kSize);
  wire::Header header;
  header.transmit = Timestamp::from_bits(0x1234'5678'9abc'def0U);
  wire::ByteWriter out(bytes);
  header.write_to(out);
  return bytes;
}

wire::Header parse(const std::vector<std::uint8_t>& bytes) {
  wire::ByteReader in(bytes);
  return wire::Header::parse(in).value_or(wire::Header{});
}

wire::Header reply_of(const ServerModel& server, double since_s = 0) {
  Draws draws(1);
  return parse(answer(server, request(), kNow, since_s, draws));
}

TEST(ServerModel, AnswersWithItsOwnTime) {
  ServerModel server;
  server.offset_s = 0.25;
  server.drift = Frequency::from_ppm(10);
  const wire::Header header = reply_of(server, 1000);
  EXPECT_EQ(header.origin.bits(), 0x1234'5678'9abc'def0U);
  EXPECT_NEAR((header.transmit - to_timestamp(kNow)).seconds(), 0.26, 1e-6);
  EXPECT_EQ(header.stratum, 1);
}

TEST(ServerModel, IsSilentWhenDead) {
  ServerModel server;
  server.alive = false;
  Draws draws(1);
  EXPECT_TRUE(answer(server, request(), kNow, 0, draws).empty());
}

TEST(ServerModel, QuantisesItsStamps) {
  ServerModel server;
  server.quantum_s = 1e-3;
  const WallTime shown = to_wall_time(reply_of(server).receive, kNow);
  EXPECT_EQ(shown.nanoseconds() % 1'000'000, 0);
}

TEST(ServerModel, TellsTheTruthWhenItsErrorIsWithinItsRootDistance) {
  ServerModel server;
  EXPECT_TRUE(server.is_truthful(0));
  server.offset_s = 0.01;
  EXPECT_FALSE(server.is_truthful(0));
  server.root_dispersion_s = 0.02;
  EXPECT_TRUE(server.is_truthful(0));
  EXPECT_NEAR(reply_of(server).root_dispersion.interval().seconds(), 0.02, 1e-4);
}

TEST(Attacker, ForgesWithoutKnowingTheOrigin) {
  Draws draws(7);
  const auto bytes = attack({.kind = AttackKind::forge, .server = {}, .offset_s = 5}, {}, kNow, draws);
  ASSERT_TRUE(bytes);
  const wire::Header header = parse(*bytes);
  EXPECT_NE(header.origin.bits(), 0x1234'5678'9abc'def0U);
  EXPECT_NEAR((header.transmit - to_timestamp(kNow)).seconds(), 5, 1e-6);
}

TEST(Attacker, ReplaysOnlyWhatItHasSeen) {
  Draws draws(7);
  const AttackerModel replay{.kind = AttackKind::replay, .server = {}};
  EXPECT_FALSE(attack(replay, {}, kNow, draws));
  const SeenReplies seen{{1, 2, 3}};
  EXPECT_EQ(attack(replay, seen, kNow, draws), (std::vector<std::uint8_t>{1, 2, 3}));
}

TEST(Attacker, ForgesKisses) {
  Draws draws(7);
  const auto bytes = attack({.kind = AttackKind::kiss, .server = {}}, {}, kNow, draws);
  const wire::Header header = parse(*bytes);
  EXPECT_EQ(header.stratum, 0);
  EXPECT_EQ(header.reference_id, wire::ReferenceId::from_text("DENY"));
}

}  // namespace
}  // namespace foliot::sim
