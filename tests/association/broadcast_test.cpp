#include "association/broadcast.hpp"

#include <gtest/gtest.h>

#include "association/association.hpp"
#include "support/packets.hpp"

namespace foliot::association {
namespace {

constexpr std::uint64_t kSeed = 20260101;
constexpr std::int8_t kPrecision = -24;
constexpr Timestamp kZero = Timestamp::from_bits(0xe800000000000000);
const base::SocketAddress kServer{base::IpAddress::v4(192, 0, 2, 1), 123};
const MonoTime kStart = MonoTime::from_nanoseconds(1'000'000'000'000);

MonoTime after(double seconds) {
  return kStart + Interval::from_seconds(seconds);
}

wire::Header broadcast_at(double seconds, double offset_s = 0.25) {
  wire::Header header;
  header.mode = wire::Mode::broadcast;
  header.stratum = 2;
  header.poll = 6;
  header.precision = -23;
  header.reference_id = wire::ReferenceId::from_bits(0x0a000001);
  header.transmit = kZero + (after(seconds) - MonoTime{}) + Interval::from_seconds(offset_s);
  header.reference = header.transmit + Interval::from_seconds(-100);
  return header;
}

AssociationOptions client_options() {
  AssociationOptions options;
  options.kind = AssociationKind::broadcast_client;
  options.maxpoll = options.minpoll;
  options.iburst = true;
  return options;
}

/// A client that measures no delay: it takes 20 ms for it.
struct Listener {
  Listener() { association.begin_broadcast_client({.volley = false, .delay_s = 0.02}); }
  std::expected<Reply, Drop> deliver(const wire::Header& header, double at_s) {
    return association.on_broadcast(test::to_bytes(header), after(at_s), {kZero, kPrecision, {}});
  }
  Association association{kServer, client_options(), kStart};
};

TEST(BroadcastClient, TakesHalfTheDelayOffEachBroadcast) {
  Listener listener;
  const auto reply = listener.deliver(broadcast_at(0), 0.01);
  ASSERT_TRUE(reply.has_value());
  ASSERT_TRUE(reply->sample.has_value());
  EXPECT_NEAR(reply->sample->offset_s, 0.25, 1e-6);
  EXPECT_FALSE(reply->sample->has_round_trip);
  EXPECT_GE(reply->sample->precision_s, 0.02) << "what was not measured may be off by all of it";
  EXPECT_EQ(listener.association.reach(), 1);
}

TEST(BroadcastClient, TakesNoRecordedBroadcast) {
  Listener listener;
  ASSERT_TRUE(listener.deliver(broadcast_at(0), 0.01).has_value());
  ASSERT_TRUE(listener.deliver(broadcast_at(64), 64.01).has_value());
  for (const double recorded_s : {0.0, 64.0, -1000.0}) {
    const auto replayed = listener.deliver(broadcast_at(recorded_s), 128);
    ASSERT_FALSE(replayed.has_value()) << recorded_s;
    EXPECT_EQ(replayed.error(), Drop::duplicate) << recorded_s;
  }
  EXPECT_TRUE(listener.deliver(broadcast_at(128), 128.01).has_value()) << "and the true one counts all the same";
}

TEST(BroadcastClient, IgnoresOneThatComesTooEarlyWithoutHarmToTheNext) {
  Listener listener;
  ASSERT_TRUE(listener.deliver(broadcast_at(0), 0.01).has_value());
  for (double s = 1; s < 32; s += 1) {
    const auto early = listener.deliver(broadcast_at(s), s + 0.01);
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error(), Drop::too_early);
  }
  EXPECT_TRUE(listener.deliver(broadcast_at(64), 64.01).has_value());
}

TEST(BroadcastClient, IgnoresWhatTheServerSaysOfItsPoll) {
  Listener listener;
  wire::Header header = broadcast_at(0);
  header.poll = 17;  // CVE-2016-7428: then all others would come too early
  ASSERT_TRUE(listener.deliver(header, 0.01).has_value());
  EXPECT_TRUE(listener.deliver(broadcast_at(64), 64.01).has_value());
}

TEST(BroadcastClient, RefusesOtherModesVersionsAndKeys) {
  struct Case {
    const char* name;
    void (*forge)(wire::Header& header);
    Drop drop;
  };
  const Case cases[] = {
      {"server", [](wire::Header& h) { h.mode = wire::Mode::server; }, Drop::wrong_mode},
      {"active", [](wire::Header& h) { h.mode = wire::Mode::symmetric_active; }, Drop::wrong_mode},
      {"no time", [](wire::Header& h) { h.transmit = Timestamp{}; }, Drop::unanswered_timestamps},
      {"leap 3", [](wire::Header& h) { h.leap = LeapIndicator::unsynchronized; }, Drop::unsynchronized},
      {"stratum 0", [](wire::Header& h) { h.stratum = 0; }, Drop::unsynchronized},
  };
  for (const Case& one : cases) {
    Listener listener;
    wire::Header header = broadcast_at(0);
    one.forge(header);
    const auto reply = listener.deliver(header, 0.01);
    ASSERT_FALSE(reply.has_value()) << one.name;
    EXPECT_EQ(reply.error(), one.drop) << one.name;
    EXPECT_EQ(listener.association.reach(), 0) << one.name;
  }
  AssociationOptions keyed = client_options();
  keyed.key_id = 7;
  Association association(kServer, keyed, kStart);
  association.begin_broadcast_client({.volley = false});
  const auto plain = association.on_broadcast(test::to_bytes(broadcast_at(0)), after(0.01), {kZero, kPrecision, {}});
  ASSERT_FALSE(plain.has_value());
  EXPECT_EQ(plain.error(), Drop::bad_authentication);
}

TEST(BroadcastPath, TakesTheLeastDelayOfTheVolley) {
  BroadcastPath path(BroadcastOptions{});
  const double delays[] = {0.03, 0.02, 0.05, 0.021, 0.04};
  for (const double delay_s : delays) {
    path.on_question();
    path.on_answer(delay_s, Timestamp::from_bits(1));
    EXPECT_FALSE(path.listening());
  }
  path.on_answer(0.06, Timestamp::from_bits(2));
  EXPECT_TRUE(path.listening());
  EXPECT_DOUBLE_EQ(path.delay_s(), 0.02);
  EXPECT_EQ(path.refuse(Timestamp::from_bits(2), kStart, Interval{}), Drop::duplicate)
      << "what is older than the volley was recorded";
}

TEST(BroadcastPath, GivesTheVolleyUpWhenNobodyAnswers) {
  BroadcastPath path({.volley = true, .delay_s = 0.006});
  for (int i = 0; i < 4; ++i) path.on_question();
  EXPECT_FALSE(path.listening());
  path.on_question();
  EXPECT_TRUE(path.listening());
  EXPECT_DOUBLE_EQ(path.delay_s(), 0.006);
  EXPECT_DOUBLE_EQ(path.uncertainty_s(), 0.006);
}

TEST(BroadcastServer, SendsOnlyWhenItHasTheTime) {
  AssociationOptions options;
  options.kind = AssociationKind::broadcast;
  options.maxpoll = options.minpoll;
  Association association({base::IpAddress::v4(192, 0, 2, 255), 123}, options, kStart);
  base::SeededRng rng(kSeed);
  OwnState own;
  own.now = {kStart, WallTime::from_nanoseconds(1'777'000'000'000'000'000)};
  own.header.leap = LeapIndicator::unsynchronized;
  EXPECT_FALSE(association.on_broadcast_timer(own, rng).has_value());
  own.header.leap = LeapIndicator::none;
  own.header.stratum = 2;
  own.now.mono = association.next_poll();
  const auto sent = association.on_broadcast_timer(own, rng);
  ASSERT_TRUE(sent.has_value());
  wire::ByteReader in(sent->view());
  const wire::Header header = *wire::Header::parse(in);
  EXPECT_EQ(header.mode, wire::Mode::broadcast);
  EXPECT_EQ(header.poll, 6);
  EXPECT_EQ(header.transmit, to_timestamp(own.now.wall));
  EXPECT_TRUE(header.origin.is_unknown());
  EXPECT_NEAR((association.next_poll() - own.now.mono).seconds(), 64, 2);
}

}  // namespace
}  // namespace foliot::association
