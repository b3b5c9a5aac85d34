// The server's side of interleaved mode (RFC 9769 section 2): what is remembered, for whom, and what a reply then says.
#include <gtest/gtest.h>

#include "access/restrict_support.hpp"
#include "server/responder.hpp"
#include "support/packets.hpp"

namespace foliot::server {
namespace {

using access::from;

constexpr Timestamp kReceived = Timestamp::from_bits(0xe900000012345678);

Interval milliseconds(std::int64_t count) {
  return Interval::from_nanoseconds(count * 1'000'000);
}

clock::TimeSnapshot synchronized() {
  clock::TimeSnapshot snapshot;
  snapshot.void_after = MonoTime{} + Interval::from_seconds(1e6);
  snapshot.leap = LeapIndicator::none;
  snapshot.stratum = 2;
  return snapshot;
}

wire::Header request(std::uint64_t origin, std::uint64_t receive, std::uint64_t transmit) {
  wire::Header header;
  header.origin = Timestamp::from_bits(origin);
  header.receive = Timestamp::from_bits(receive);
  header.transmit = Timestamp::from_bits(transmit);
  return header;
}

wire::Header parse(const ReplyBytes& reply) {
  wire::ByteReader in(reply.view());
  return *wire::Header::parse(in);
}

struct Server {
  Server() : responder(access::RestrictRules{}.build(), access::MonitorOptions{}, rng, MonoTime{}) {}

  /// Answers at `received`; `finish` says a millisecond later, and it leaves two after that.
  wire::Header ask(const wire::Header& header, Timestamp received, std::string_view client = "192.0.2.1") {
    const auto bytes = test::to_bytes(header);
    auto reply = responder.answer({bytes, from(client), received, MonoTime{}}, snapshot, rng);
    EXPECT_TRUE(reply.has_value());
    if (!reply) return {};
    finish(*reply, received + milliseconds(1));
    if (reply->wants_stamp) responder.on_sent(*reply, from(client), received + milliseconds(2));
    if (reply->wants_stamp && stamped) responder.on_transmitted(reply->view(), received + milliseconds(3));
    return parse(*reply);
  }

  base::SeededRng rng{1};
  clock::TimeSnapshot snapshot = synchronized();
  Responder responder;
  bool stamped = true;
};

TEST(ServerInterleave, TellsWhenTheReplyBeforeLeft) {
  Server server;
  const wire::Header first = server.ask(request(7, 8, 9), kReceived);
  EXPECT_EQ(first.origin.bits(), 9U) << "not remembered: basic mode";
  EXPECT_EQ(first.transmit, kReceived + milliseconds(1));
  const Timestamp later = kReceived + milliseconds(1000);
  const wire::Header second = server.ask(request(first.receive.bits(), 18, 19), later);
  EXPECT_EQ(second.origin.bits(), 18U);
  EXPECT_EQ(second.receive, later);
  EXPECT_EQ(second.transmit, kReceived + milliseconds(3));
  EXPECT_EQ(server.responder.counts().interleaved, 1U);
}

TEST(ServerInterleave, WithoutAStampOfTheKernelTheClockAfterSendingMustDo) {
  Server server;
  server.stamped = false;
  const wire::Header first = server.ask(request(7, 8, 9), kReceived);
  const wire::Header second = server.ask(request(first.receive.bits(), 18, 19), kReceived + milliseconds(1000));
  EXPECT_EQ(second.transmit, kReceived + milliseconds(2));
}

TEST(ServerInterleave, IsForItsClientOnlyAndOnce) {
  Server server;
  const wire::Header first = server.ask(request(7, 8, 9), kReceived);
  const auto named = request(first.receive.bits(), 18, 19);
  EXPECT_EQ(server.ask(named, kReceived + milliseconds(500), "192.0.2.2").origin.bits(), 19U);
  EXPECT_EQ(server.ask(named, kReceived + milliseconds(1000)).origin.bits(), 18U);
  EXPECT_EQ(server.ask(named, kReceived + milliseconds(1500)).origin.bits(), 19U);
}

TEST(ServerInterleave, RequestsInBasicModeAreNeitherRememberedNorStamped) {
  for (const auto& header : {request(0, 0, 9), request(7, 0, 9), request(0, 8, 9), request(7, 9, 9)}) {
    Server server;
    const auto bytes = test::to_bytes(header);
    const auto reply =
        server.responder.answer({bytes, from("192.0.2.1"), kReceived, MonoTime{}}, server.snapshot, server.rng);
    ASSERT_TRUE(reply.has_value());
    EXPECT_FALSE(reply->wants_stamp);
    EXPECT_FALSE(asks_interleaved(header));
  }
}

TEST(ServerInterleave, SymmetricRequestsAreAnsweredInBasicMode) {
  wire::Header header = request(7, 8, 9);
  header.mode = wire::Mode::symmetric_active;
  EXPECT_FALSE(asks_interleaved(header));
}

TEST(ServerInterleave, AStepOfTheClockForgetsAll) {
  Server server;
  const wire::Header first = server.ask(request(7, 8, 9), kReceived);
  server.responder.on_clock_jump();
  EXPECT_EQ(server.ask(request(first.receive.bits(), 18, 19), kReceived + milliseconds(1000)).origin.bits(), 19U);
}

TEST(ServerInterleave, BothTimestampsAreSmearedAlike) {
  Server server;
  server.snapshot.smear = milliseconds(250);
  const wire::Header first = server.ask(request(7, 8, 9), kReceived);
  EXPECT_EQ(first.receive, kReceived + milliseconds(250));
  const wire::Header second = server.ask(request(first.receive.bits(), 18, 19), kReceived + milliseconds(1000));
  EXPECT_EQ(second.transmit, kReceived + milliseconds(253));
}

TEST(ServerInterleave, WhileWeHaveNoTimeTheReplySaysSo) {
  Server server;
  const wire::Header first = server.ask(request(7, 8, 9), kReceived);
  server.snapshot.leap = LeapIndicator::unsynchronized;
  const wire::Header second = server.ask(request(first.receive.bits(), 18, 19), kReceived + milliseconds(1000));
  EXPECT_EQ(second.leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(second.stratum, 0);
}

TEST(TransmitMemory, AFloodTakesNoMoreThanItsPlaces) {
  base::SeededRng rng(20261124);
  TransmitMemory memory(rng);
  const base::IpAddress client = base::IpAddress::v4(192, 0, 2, 1);
  std::size_t kept = 0;
  std::vector<Timestamp> names;
  for (std::size_t i = 0; i < 4 * TransmitMemory::kPlaces; ++i) {
    names.push_back(Timestamp::from_bits(rng.next_u64()));
    memory.remember(client, names.back(), kReceived, {});
  }
  for (const Timestamp name : names) kept += memory.take(client, name) ? 1U : 0U;
  EXPECT_LE(kept, TransmitMemory::kPlaces);
  EXPECT_GT(kept, TransmitMemory::kPlaces / 2) << "the places are used evenly";
}

}  // namespace
}  // namespace foliot::server
