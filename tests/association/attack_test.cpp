// Attacks on an association that the field has seen, each with the behaviour that defeats it.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <set>

#include "association/upstream.hpp"

namespace foliot::association {
namespace {

using test::seconds;
using test::Upstream;
using test::Visible;
using wire::Header;

TEST(ZeroOriginAttack, ZeroOriginIsRefusedWithAndWithoutAnOpenRequest) {
  // CVE-2015-8138, CVE-2016-7431
  Upstream upstream;
  Header forged = upstream.reply_to(upstream.send());
  const Header honest = forged;
  forged.origin = Timestamp{};
  EXPECT_EQ(upstream.deliver(forged).error(), Drop::bogus_origin);
  EXPECT_TRUE(upstream.deliver(honest).has_value());
  const Visible before(upstream.association);
  EXPECT_EQ(upstream.deliver(forged).error(), Drop::bogus_origin) << "nothing is open now";
  EXPECT_EQ(Visible(upstream.association), before);
}

TEST(ZeroOriginAttack, AFloodOfForgeriesDoesNotKeepTheTrueReplyOut) {
  // CVE-2016-9042
  Upstream upstream;
  const Header honest = upstream.reply_to(upstream.send());
  base::SeededRng guesses(1);
  for (int i = 0; i < 10'000; ++i) {
    Header forged = honest;
    forged.origin = Timestamp::from_bits(i == 0 ? 0 : guesses.next_u64());
    EXPECT_EQ(upstream.deliver(forged).error(), Drop::bogus_origin);
  }
  EXPECT_EQ(upstream.count(Drop::bogus_origin), 10'000U);
  EXPECT_TRUE(upstream.deliver(honest).has_value());
}

TEST(ReplayAttack, TheSameReplyIsTakenOnce) {
  Upstream upstream;
  const Header reply = upstream.reply_to(upstream.send());
  EXPECT_TRUE(upstream.deliver(reply).has_value());
  const Visible before(upstream.association);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(upstream.deliver(reply).error(), Drop::duplicate);
  EXPECT_EQ(Visible(upstream.association), before);
}

TEST(ReplayAttack, OldRepliesAreNothingToALaterRequest) {
  Upstream upstream;
  std::vector<Header> captured;
  for (int i = 0; i < 5; ++i) {
    captured.push_back(upstream.reply_to(upstream.send()));
    ASSERT_TRUE(upstream.deliver(captured.back()).has_value());
  }
  const Header honest = upstream.reply_to(upstream.send());
  for (const Header& old : captured) EXPECT_FALSE(upstream.deliver(old).has_value());
  EXPECT_EQ(upstream.count(Drop::bogus_origin), 4U);
  EXPECT_EQ(upstream.count(Drop::duplicate), 1U);
  EXPECT_TRUE(upstream.deliver(honest).has_value());
}

TEST(KissForgery, AKissWithoutOurOriginChangesNothing) {
  // CVE-2015-7704, CVE-2015-7705
  for (const std::string_view code : {"DENY", "RSTR", "RATE"}) {
    Upstream upstream;
    ASSERT_TRUE(upstream.exchange().has_value());
    const Request request = upstream.send();
    const Visible before(upstream.association);
    static_cast<void>(upstream.association.take_changes());
    for (const std::uint64_t origin : {std::uint64_t{0}, std::uint64_t{1}, request.nonce.bits() + 1}) {
      Header forged = upstream.kiss_to(request, code);
      forged.origin = Timestamp::from_bits(origin);
      EXPECT_EQ(upstream.deliver(forged).error(), Drop::bogus_origin) << code;
    }
    EXPECT_EQ(Visible(upstream.association), before) << code;
    const Changes changes = upstream.association.take_changes();
    EXPECT_FALSE(changes.demobilized || changes.rate_exceeded) << code;
    EXPECT_TRUE(upstream.deliver(upstream.reply_to(request)).has_value()) << code;
  }
}

TEST(KissForgery, NoServerPollByteBreaksOrShortensThePoll) {
  // Classic aborted on some of these; 17 would silence a client for 36 hours.
  for (int poll = -128; poll <= 127; ++poll) {
    Upstream upstream;
    Header reply = upstream.reply_to(upstream.send());
    reply.poll = static_cast<std::int8_t>(poll);
    ASSERT_TRUE(upstream.deliver(reply).has_value());
    EXPECT_EQ(upstream.association.host_poll(), PollExponent(6)) << "a server cannot choose our poll";
    EXPECT_EQ(upstream.association.server().poll, std::clamp(poll, 3, 17));
    Header kiss = upstream.kiss_to(upstream.send(), "RATE");
    kiss.poll = static_cast<std::int8_t>(poll);
    ASSERT_TRUE(upstream.deliver(kiss).has_value());
    EXPECT_GE(upstream.association.host_poll(), PollExponent(7)) << poll;
    EXPECT_LE(upstream.association.host_poll(), PollExponent(10)) << poll;
  }
}

TEST(Kiss, DenyAndRstrEndTheAssociation) {
  for (const std::string_view code : {"DENY", "RSTR"}) {
    Upstream upstream;
    ASSERT_TRUE(upstream.exchange().has_value());
    const auto reply = upstream.deliver(upstream.kiss_to(upstream.send(), code));
    ASSERT_TRUE(reply.has_value()) << code;
    EXPECT_FALSE(reply->sample.has_value());
    EXPECT_EQ(reply->kiss, code == "DENY" ? wire::KissCode::deny : wire::KissCode::rstr);
    EXPECT_TRUE(upstream.association.demobilized());
    EXPECT_TRUE(upstream.association.take_changes().demobilized);
    EXPECT_EQ(upstream.association.reach(), 0);
    EXPECT_EQ(upstream.association.server().reference_id, wire::ReferenceId::from_text(code));
    EXPECT_FALSE(upstream.association.on_timer(upstream.now + seconds(1e7), upstream.rng).has_value());
  }
}

TEST(Kiss, RateSlowsDownAndKeepsTheServer) {
  Upstream upstream;
  ASSERT_TRUE(upstream.exchange().has_value());
  const auto reply = upstream.deliver(upstream.kiss_to(upstream.send(), "RATE"));
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->kiss, wire::KissCode::rate);
  EXPECT_TRUE(upstream.association.take_changes().rate_exceeded);
  EXPECT_EQ(upstream.association.host_poll(), PollExponent(7));
  EXPECT_EQ(upstream.association.server().stratum, 2);
  EXPECT_EQ(upstream.association.reach(), 2) << "a kiss is no answer: the bit stays open";
}

TEST(Kiss, RateKissNeedsNoTimestamps) {
  Upstream upstream;
  Header kiss = upstream.kiss_to(upstream.send(), "RATE");
  kiss.receive = Timestamp{};
  kiss.transmit = Timestamp{};
  EXPECT_EQ(upstream.deliver(kiss)->kiss, wire::KissCode::rate);
}

TEST(Kiss, OtherTextsAreNotObeyed) {
  for (const std::string_view code : {"NTSN", "AUTH", "CRYP", "rate", "XKIS", ""}) {
    Upstream upstream;
    EXPECT_EQ(upstream.deliver(upstream.kiss_to(upstream.send(), code)).error(), Drop::unsynchronized) << code;
    EXPECT_FALSE(upstream.association.demobilized());
    EXPECT_EQ(upstream.association.host_poll(), PollExponent(6));
  }
}

TEST(CryptoNak, IsNeverAnAnswer) {
  // CVE-2015-7871, CVE-2016-1547
  Upstream upstream;
  const auto plain = foliot::test::to_bytes(upstream.reply_to(upstream.send()));
  const Visible before(upstream.association);
  EXPECT_EQ(upstream.deliver(foliot::test::with_trailer(plain, 4)).error(), Drop::bad_authentication);
  EXPECT_EQ(Visible(upstream.association), before);
  EXPECT_TRUE(upstream.deliver(plain).has_value());
}

TEST(InterleavePivot, AStreamOfMixedForgeriesLeavesPollAndStateAlone) {
  // CVE-2016-1548: origin echoes the server's own earlier stamps, as an interleaved reply would.
  Upstream upstream;
  const Header first = upstream.reply_to(upstream.send());
  ASSERT_TRUE(upstream.deliver(first).has_value());
  const Request request = upstream.send();
  const Visible before(upstream.association);
  for (const Timestamp origin : {first.receive, first.transmit, first.reference, upstream.server_time(upstream.now)}) {
    Header forged = upstream.reply_to(request);
    forged.origin = origin;
    EXPECT_EQ(upstream.deliver(forged).error(), Drop::bogus_origin);
  }
  EXPECT_EQ(Visible(upstream.association), before);
}

TEST(PredictableTransmit, NoncesAreFreshRandomBits) {
  // CVE-2020-11868, CVE-2020-13817; RFC 9109
  Upstream upstream;
  std::set<std::uint64_t> seen;
  std::array<int, 64> ones{};
  constexpr int kRequests = 2000;
  for (int i = 0; i < kRequests; ++i) {
    const std::uint64_t nonce = upstream.send().nonce.bits();
    EXPECT_TRUE(seen.insert(nonce).second);
    for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>(nonce >> bit & 1U);
  }
  // Each bit is a fair coin: 2000 throws stay within 6 standard deviations (134) of half.
  for (const int count : ones) EXPECT_NEAR(count, kRequests / 2, 134) << "seed " << test::kSeed;
}

class BrokenRng final : public base::Rng {
 public:
  std::uint64_t next_u64() override { return 0; }
};

TEST(PredictableTransmit, EvenABrokenGeneratorMakesNoZeroNonce) {
  BrokenRng rng;
  Association association(test::kServer, {}, test::kStart);
  const auto request = association.on_timer(test::kStart, rng);
  ASSERT_TRUE(request.has_value());
  EXPECT_FALSE(request->nonce.is_unknown());
}

TEST(HostilePrecision, EveryByteGivesAUsableSample) {
  // CVE-2015-5219
  for (int precision = -128; precision <= 127; ++precision) {
    Upstream upstream;
    Header reply = upstream.reply_to(upstream.send());
    reply.precision = static_cast<std::int8_t>(precision);
    const auto taken = upstream.deliver(reply);
    ASSERT_TRUE(taken.has_value()) << precision;
    EXPECT_GT(taken->sample->precision_s, 0);
    EXPECT_LE(taken->sample->precision_s, 0.51);
  }
}

TEST(Fields, AuthenticUnknownExtensionFieldsDoNotHurtAReply) {
  Upstream upstream;
  const auto plain = foliot::test::to_bytes(upstream.reply_to(upstream.send()));
  EXPECT_TRUE(upstream.deliver(foliot::test::with_extension(plain, 0xf00d, 28)).has_value());
}

}  // namespace
}  // namespace foliot::association
