// Interleaved mode of a client (RFC 9769 section 2): true departure times, two nonces, and the way back to basic mode.
#include "association/interleave.hpp"

#include <gtest/gtest.h>

#include "association/upstream.hpp"

namespace foliot::association {
namespace {

using test::kTimelineZero;
using test::seconds;
using test::Upstream;
using test::Visible;
using wire::Header;

AssociationOptions with_xleave() {
  AssociationOptions options;
  options.xleave = true;
  return options;
}

Header parse(const Request& request) {
  wire::ByteReader in(request.view());
  return *Header::parse(in);
}

/// A server whose replies say a transmit timestamp that is early by `early_s`, as software stamps are. In interleaved
/// mode it tells the true one of the reply before.
struct Interleaving : Upstream {
  Interleaving() : Upstream(with_xleave()) { held_s = 0.001 + early_s; }

  double early_s = 0.0005;
  bool forgets = false;
  Timestamp last_receive;
  Timestamp last_transmit;  ///< the true one

  std::expected<Reply, Drop> answer(const Request& request) {
    const Header asked = parse(request);
    Header reply = reply_to(request);
    const Timestamp left = reply.transmit;
    reply.transmit = reply.transmit + seconds(-early_s);
    if (!forgets && !asked.origin.is_unknown() && asked.origin == last_receive) {
      reply.origin = asked.receive;
      reply.transmit = last_transmit;
    }
    last_receive = reply.receive;
    last_transmit = left;
    return deliver(reply);
  }
};

TEST(Interleave, FirstRequestIsInBasicModeAndSaysNothing) {
  Upstream upstream(with_xleave());
  const Header asked = parse(upstream.send());
  EXPECT_TRUE(asked.origin.is_unknown());
  EXPECT_TRUE(asked.receive.is_unknown());
}

TEST(Interleave, LaterRequestsNameTheLastReplyAndCarryTwoNonces) {
  Interleaving upstream;
  ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
  const Header asked = parse(upstream.send());
  EXPECT_EQ(asked.origin, upstream.last_receive);
  EXPECT_FALSE(asked.receive.is_unknown());
  EXPECT_NE(asked.receive, asked.transmit);
}

TEST(Interleave, WithoutTheWordNothingIsNamed) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  EXPECT_TRUE(parse(upstream.send()).origin.is_unknown());
}

TEST(Interleave, MeasuresTheExchangeBeforeWithTheTrueDeparture) {
  Interleaving upstream;
  const auto basic = upstream.answer(upstream.send());
  ASSERT_TRUE(basic && basic->sample);
  EXPECT_NEAR(basic->sample->offset_s, 0.25 - 0.00025, 1e-9) << "half of what the stamp is early by";
  const auto first = upstream.answer(upstream.send());
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(first->sample.has_value()) << "that exchange was measured already";
  for (int i = 0; i < 5; ++i) {
    const MonoTime before = upstream.now;
    const auto reply = upstream.answer(upstream.send());
    ASSERT_TRUE(reply && reply->sample);
    EXPECT_NEAR(reply->sample->offset_s, 0.25, 1e-9);
    EXPECT_NEAR(reply->sample->delay_s, 0.020, 1e-9);
    EXPECT_NEAR((reply->sample->at - before).seconds(), 0.01075, 1e-6);
  }
  EXPECT_EQ(upstream.association.reach(), 0x7f);
}

TEST(Interleave, AServerThatDoesNotKnowItIsFollowedInBasicMode) {
  Interleaving upstream;
  upstream.forgets = true;
  for (int i = 0; i < 6; ++i) {
    const auto reply = upstream.answer(upstream.send());
    ASSERT_TRUE(reply && reply->sample);
    EXPECT_NEAR((reply->sample->at - upstream.now).seconds(), 0.01075, 1e-6) << "the exchange itself";
  }
}

TEST(Interleave, ABasicReplyInBetweenIsMeasuredOnce) {
  Interleaving upstream;
  std::vector<bool> sampled;
  for (const bool forgets : {false, false, false, true, false, false}) {
    upstream.forgets = forgets;
    sampled.push_back(upstream.answer(upstream.send())->sample.has_value());
  }
  EXPECT_EQ(sampled, (std::vector{true, false, true, true, false, true}));
}

TEST(Interleave, GoesBackToBasicModeAfterFourLostReplies) {
  Interleaving upstream;
  ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(parse(upstream.send()).origin.is_unknown()) << i;
  EXPECT_TRUE(parse(upstream.send()).origin.is_unknown());
}

TEST(Interleave, BeginsAgainWhenTheClockWasDisturbed) {
  for (const bool restart : {false, true}) {
    Interleaving upstream;
    ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
    if (restart) {
      upstream.association.restart(test::kServer, upstream.now);
    } else {
      upstream.association.hurry(upstream.now + seconds(1), false);
    }
    EXPECT_TRUE(parse(upstream.send()).origin.is_unknown()) << restart;
  }
}

// CVE-2016-1548 and CVE-2018-7184: packets that look interleaved must not pull an association into another state.
TEST(Interleave, ForgedRepliesOfEitherModeChangeOneCounterOnly) {
  Interleaving upstream;
  ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
  const Request request = upstream.send();
  const Header asked = parse(request);
  for (const Timestamp origin : {asked.origin, Timestamp{}, Timestamp::from_bits(asked.receive.bits() ^ 1U),
                                 Timestamp::from_bits(asked.transmit.bits() ^ 1U)}) {
    const Visible before(upstream.association);
    Header forged = upstream.reply_to(request);
    forged.origin = origin;
    const auto refused = upstream.deliver(forged);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), Drop::bogus_origin);
    EXPECT_EQ(Visible(upstream.association), before);
  }
  EXPECT_TRUE(upstream.answer(request).has_value()) << "the true one is taken all the same";
}

TEST(Interleave, AReplyIsTakenOnceInEitherMode) {
  Interleaving upstream;
  ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
  const Request request = upstream.send();
  ASSERT_TRUE(upstream.answer(request).has_value());
  Header again = upstream.reply_to(request);
  EXPECT_EQ(upstream.deliver(again).error(), Drop::duplicate);
  again.origin = parse(request).receive;
  EXPECT_EQ(upstream.deliver(again).error(), Drop::duplicate);
}

TEST(Interleave, AnImpossibleDepartureIsRefusedAndBasicModeFollows) {
  Interleaving upstream;
  ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
  ASSERT_TRUE(upstream.answer(upstream.send()).has_value());
  upstream.last_transmit = upstream.last_receive + seconds(-1);
  const auto refused = upstream.answer(upstream.send());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), Drop::negative_delay);
  EXPECT_TRUE(parse(upstream.send()).origin.is_unknown());
}

}  // namespace
}  // namespace foliot::association
