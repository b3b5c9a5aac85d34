// Association: what it sends, what it takes, and the one reason for each reply that it refuses.
#include "association/association.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "association/upstream.hpp"

namespace foliot::association {
namespace {

using test::kServer;
using test::kTimelineZero;
using test::seconds;
using test::Upstream;
using test::Visible;
using wire::Header;

TEST(AssociationRequest, CarriesNothingButVersionModePollAndNonce) {
  for (std::uint8_t version = 1; version <= 4; ++version) {
    AssociationOptions options;
    options.version = version;
    Upstream upstream(options);
    const Request request = upstream.send();
    Header expected;
    expected.version = version;
    expected.mode = wire::Mode::client;
    expected.poll = 6;
    expected.transmit = request.nonce;
    ASSERT_EQ(request.size, Header::kSize);
    wire::ByteReader in(request.view());
    EXPECT_EQ(*Header::parse(in), expected);
    EXPECT_FALSE(request.nonce.is_unknown());
  }
}

TEST(AssociationRequest, PollFieldIsTheHostPoll) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  upstream.association.advise_poll(PollExponent(10));
  EXPECT_EQ(upstream.send().bytes[2], 7);
}

TEST(AssociationReply, GivesOffsetAndDelayOnTheTimeline) {
  Upstream upstream;
  const Request request = upstream.send();
  const auto reply = upstream.deliver(upstream.reply_to(request));
  ASSERT_TRUE(reply.has_value());
  ASSERT_TRUE(reply->sample.has_value());
  EXPECT_FALSE(reply->kiss.has_value());
  EXPECT_NEAR(reply->sample->offset_s, 0.25, 1e-9);
  EXPECT_NEAR(reply->sample->delay_s, 0.020, 1e-9);
  EXPECT_NEAR((reply->sample->at - upstream.now).seconds(), 0.0105, 1e-9);
  EXPECT_DOUBLE_EQ(reply->sample->precision_s, 0x1.0p-24 + 0x1.0p-23);
  EXPECT_EQ(upstream.association.reach(), 1);
  EXPECT_FALSE(upstream.association.last_drop().has_value());
}

TEST(AssociationReply, ShowsThePeerVariables) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  const ServerState& server = upstream.association.server();
  EXPECT_EQ(server.leap, LeapIndicator::none);
  EXPECT_EQ(server.stratum, 2);
  EXPECT_EQ(server.poll, 6);
  EXPECT_EQ(server.precision, -23);
  EXPECT_EQ(server.mode, wire::Mode::server);
  EXPECT_DOUBLE_EQ(server.root_delay.seconds(), 0.0625);
  EXPECT_DOUBLE_EQ(server.root_dispersion.seconds(), 0.03125);
  EXPECT_EQ(server.reference_id.bits(), 0x0a000001U);
  EXPECT_EQ(server.received_at, upstream.now + seconds(0.021));
}

TEST(AssociationReply, BiasIsAddedToTheOffset) {
  AssociationOptions options;
  options.bias_s = -0.125;
  Upstream upstream(options);
  EXPECT_NEAR(upstream.exchange()->sample->offset_s, 0.125, 1e-9);
}

TEST(AssociationReply, ABetterTransmitStampCorrectsTheSample) {
  Upstream upstream;
  const Request request = upstream.send();
  const Header reply = upstream.reply_to(request);
  upstream.association.on_transmitted(Timestamp::from_bits(request.nonce.bits() ^ 1U), upstream.now - seconds(5));
  upstream.association.on_transmitted(request.nonce, upstream.now + seconds(0.004));
  const auto sample = upstream.deliver(reply)->sample;
  ASSERT_TRUE(sample.has_value());
  EXPECT_NEAR(sample->delay_s, 0.016, 1e-9);
  EXPECT_NEAR(sample->offset_s, 0.248, 1e-9);
  upstream.association.on_transmitted(request.nonce, upstream.now);  // too late: no effect, no harm
}

TEST(AssociationReply, TakesALowerVersionButNoHigherOne) {
  for (std::uint8_t version = 1; version <= 4; ++version) {
    AssociationOptions options;
    options.version = 3;
    Upstream upstream(options);
    Header reply = upstream.reply_to(upstream.send());
    reply.version = version;
    EXPECT_EQ(upstream.deliver(reply).has_value(), version <= 3) << unsigned{version};
  }
}

struct Refusal {
  std::string_view name;
  Drop reason;
  std::function<void(Header&)> spoil;
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class EarlyRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(EarlyRefusal, ChangesItsCounterOnlyAndTheTrueReplyIsStillTaken) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  const Request request = upstream.send();
  const Header good = upstream.reply_to(request);
  const Visible before(upstream.association);
  Header bad = good;
  GetParam().spoil(bad);
  const auto refused = upstream.deliver(bad);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), GetParam().reason);
  EXPECT_EQ(upstream.count(GetParam().reason), 1U);
  EXPECT_EQ(upstream.association.last_drop(), GetParam().reason);
  const auto& drops = upstream.association.drops();
  EXPECT_EQ(std::accumulate(drops.begin(), drops.end(), std::uint64_t{0}), 1U) << "exactly one reason";
  EXPECT_EQ(Visible(upstream.association), before);
  EXPECT_TRUE(upstream.deliver(good).has_value());
  EXPECT_FALSE(upstream.association.last_drop().has_value()) << "it tells about the last datagram";
}

INSTANTIATE_TEST_SUITE_P(
    Association, EarlyRefusal,
    testing::Values(
        Refusal{"version 0", Drop::wrong_version, [](Header& h) { h.version = 0; }},
        Refusal{"version 5", Drop::wrong_version, [](Header& h) { h.version = 5; }},
        Refusal{"mode 6", Drop::wrong_mode, [](Header& h) { h.mode = wire::Mode::control; }},
        Refusal{"mode 3", Drop::wrong_mode, [](Header& h) { h.mode = wire::Mode::client; }},
        Refusal{"mode 2", Drop::wrong_mode, [](Header& h) { h.mode = wire::Mode::symmetric_passive; }},
        Refusal{"mode 5", Drop::wrong_mode, [](Header& h) { h.mode = wire::Mode::broadcast; }},
        Refusal{"zero origin", Drop::bogus_origin, [](Header& h) { h.origin = Timestamp{}; }},
        Refusal{"near origin", Drop::bogus_origin,
                [](Header& h) { h.origin = Timestamp::from_bits(h.origin.bits() + 1); }},
        Refusal{"no receive stamp", Drop::unanswered_timestamps, [](Header& h) { h.receive = Timestamp{}; }},
        Refusal{"no transmit stamp", Drop::unanswered_timestamps, [](Header& h) { h.transmit = Timestamp{}; }}));

class LateRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(LateRefusal, GivesNoSampleAndDoesNotCountForReach) {
  Upstream upstream;
  Header bad = upstream.reply_to(upstream.send());
  GetParam().spoil(bad);
  const auto refused = upstream.deliver(bad);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), GetParam().reason);
  EXPECT_EQ(upstream.count(GetParam().reason), 1U);
  EXPECT_EQ(upstream.association.reach(), 0);
  EXPECT_TRUE(upstream.association.server().received_at.has_value()) << "authentic, so the billboard shows it";
  EXPECT_EQ(upstream.deliver(bad).error(), Drop::duplicate) << "its origin is used up";
}

INSTANTIATE_TEST_SUITE_P(
    Association, LateRefusal,
    testing::Values(Refusal{"leap 3", Drop::unsynchronized, [](Header& h) { h.leap = LeapIndicator::unsynchronized; }},
                    Refusal{"stratum 16", Drop::unsynchronized, [](Header& h) { h.stratum = 16; }},
                    Refusal{"stratum 255", Drop::unsynchronized, [](Header& h) { h.stratum = 255; }},
                    Refusal{"stratum 0, INIT", Drop::unsynchronized,
                            [](Header& h) {
                              h.stratum = 0;
                              h.reference_id = wire::ReferenceId::from_text("INIT");
                            }},
                    Refusal{"root delay 32 s", Drop::bad_root_distance,
                            [](Header& h) { h.root_delay = ShortInterval::from_bits(32U << 16U); }},
                    Refusal{"root dispersion 16 s", Drop::bad_root_distance,
                            [](Header& h) { h.root_dispersion = ShortInterval::from_bits(16U << 16U); }},
                    Refusal{"root values at their maximum", Drop::bad_root_distance,
                            [](Header& h) { h.root_delay = h.root_dispersion = ShortInterval::from_bits(0xffffffff); }},
                    Refusal{"reference after transmit", Drop::bad_root_distance,
                            [](Header& h) { h.reference = h.transmit + seconds(0.001); }},
                    Refusal{"answered before it was asked", Drop::negative_delay,
                            [](Header& h) { h.transmit = h.receive + seconds(-0.5); }},
                    Refusal{"held longer than the exchange", Drop::negative_delay,
                            [](Header& h) { h.transmit = h.receive + seconds(1); }}));

TEST(AssociationReply, AnUnsynchronizedServerShowsWhyOnTheBillboard) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  Header reply = upstream.kiss_to(upstream.send(), "STEP");
  EXPECT_EQ(upstream.deliver(reply).error(), Drop::unsynchronized);
  EXPECT_EQ(upstream.association.server().leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(upstream.association.server().stratum, 16);
  EXPECT_EQ(upstream.association.server().reference_id, wire::ReferenceId::from_text("STEP"));
}

TEST(AssociationReply, AnUnknownReferenceTimeIsNoFault) {
  Upstream upstream;
  Header reply = upstream.reply_to(upstream.send());
  reply.reference = Timestamp{};
  EXPECT_TRUE(upstream.deliver(reply).has_value());
}

TEST(AssociationReply, RootDistanceCountsHalfTheDelay) {
  Upstream upstream;
  Header reply = upstream.reply_to(upstream.send());
  reply.root_delay = ShortInterval::from_bits(20U << 16U);
  reply.root_dispersion = ShortInterval::from_bits((6U << 16U) - 1);
  EXPECT_TRUE(upstream.deliver(reply).has_value());
  reply = upstream.reply_to(upstream.send());
  reply.root_delay = ShortInterval::from_bits(20U << 16U);
  reply.root_dispersion = ShortInterval::from_bits(6U << 16U);
  EXPECT_EQ(upstream.deliver(reply).error(), Drop::bad_root_distance);
}

TEST(AssociationReply, RubbishIsMalformed) {
  Upstream upstream;
  const auto good = foliot::test::to_bytes(upstream.reply_to(upstream.send()));
  std::uint64_t refused = 0;
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_EQ(upstream.deliver(std::span(good).first(length)).error(), Drop::malformed) << length;
    EXPECT_EQ(upstream.count(Drop::malformed), ++refused);
  }
  EXPECT_EQ(upstream.association.received(), refused);
  EXPECT_TRUE(upstream.deliver(good).has_value());
}

TEST(AssociationReply, AReplyAfterSixteenSecondsIsTooLate) {
  Upstream upstream;
  const Header reply = upstream.reply_to(upstream.send());
  const auto bytes = foliot::test::to_bytes(reply);
  const auto late = upstream.association.on_reply(bytes, upstream.now + seconds(16.1), kTimelineZero, -24);
  EXPECT_EQ(late.error(), Drop::too_late);
  EXPECT_EQ(upstream.association.reach(), 0);
}

TEST(AssociationReply, AReplyToTheRequestBeforeIsTooLate) {
  Upstream upstream;
  const Header old = upstream.reply_to(upstream.send());
  const Header fresh = upstream.reply_to(upstream.send());
  EXPECT_EQ(upstream.deliver(old).error(), Drop::too_late);
  EXPECT_TRUE(upstream.deliver(fresh).has_value());
}

TEST(AssociationReply, AForgottenRequestCannotBeAnswered) {
  Upstream upstream;
  const Header reply = upstream.reply_to(upstream.send());
  upstream.association.forget_open_request();
  EXPECT_EQ(upstream.deliver(reply).error(), Drop::too_late);
}

TEST(AssociationReply, AccessDeniedIsCountedByTheCallersWord) {
  Upstream upstream;
  const Request request = upstream.send();
  upstream.association.on_access_denied();
  EXPECT_EQ(upstream.count(Drop::access_denied), 1U);
  EXPECT_TRUE(upstream.deliver(upstream.reply_to(request)).has_value());
}

TEST(AssociationRestart, StartsAfreshAndSaysSTEPForTheSameServer) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  const Header pending = upstream.reply_to(upstream.send());
  upstream.association.restart(kServer, upstream.now + seconds(10));
  EXPECT_EQ(upstream.association.reach(), 0);
  EXPECT_EQ(upstream.association.server().stratum, 16);
  EXPECT_EQ(upstream.association.server().reference_id, wire::ReferenceId::from_text("STEP"));
  EXPECT_EQ(upstream.deliver(pending).error(), Drop::too_late);
  EXPECT_TRUE(upstream.exchange().has_value());
}

TEST(AssociationRestart, AnotherAddressMakesItNew) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  const base::SocketAddress other{base::IpAddress::v4(192, 0, 2, 99), 123};
  upstream.association.restart(other, upstream.now + seconds(1));
  EXPECT_EQ(upstream.association.remote(), other);
  EXPECT_EQ(upstream.association.server().reference_id, wire::ReferenceId::from_text("INIT"));
  EXPECT_EQ(upstream.association.next_poll(), upstream.now + seconds(1));
}

}  // namespace
}  // namespace foliot::association
