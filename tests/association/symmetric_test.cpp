// Two equals that exchange modes 1 and 2, and what an attacker may send in between (RFC 5905 sections 8 and 9).
#include "association/symmetric.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "association/association.hpp"
#include "support/packets.hpp"

namespace foliot::association {
namespace {

constexpr std::uint64_t kSeed = 20260101;
constexpr std::int8_t kPrecision = -24;
constexpr Timestamp kZero = Timestamp::from_bits(0xe800000000000000);
const base::SocketAddress kPeer{base::IpAddress::v4(192, 0, 2, 1), 123};
const MonoTime kStart = MonoTime::from_nanoseconds(1'000'000'000'000);

AssociationOptions peer_options(AssociationKind kind = AssociationKind::peer) {
  AssociationOptions options;
  options.kind = kind;
  return options;
}

/// Our end, and another one that we play by hand with a clock that is `offset_s` ahead.
struct Pair {
  explicit Pair(const AssociationOptions& options = peer_options()) : association(kPeer, options, kStart) {}

  [[nodiscard]] ClockReading reading() const {
    const Interval since = now - MonoTime{};
    return {now, to_wall_time(kZero + since, WallTime::from_nanoseconds(1'700'000'000'000'000'000))};
  }
  /// Our next packet, when it is due.
  wire::Header send() {
    now = std::max(now, association.next_poll());
    sent_at = now;
    OwnState own;
    own.now = reading();
    own.header.stratum = 3;
    own.header.precision = kPrecision;
    const auto request = association.on_symmetric_timer(own, rng);
    EXPECT_TRUE(request.has_value()) << "seed " << kSeed;
    const Request sent = request.value_or(Request{});
    wire::ByteReader in(sent.view());
    return *wire::Header::parse(in);
  }
  [[nodiscard]] Timestamp their_time() const { return kZero + (now - MonoTime{}) + Interval::from_seconds(offset_s); }
  /// A packet of theirs that refers to `ours` and left just now.
  [[nodiscard]] wire::Header answer(const wire::Header& ours, wire::Mode mode = wire::Mode::symmetric_active) const {
    wire::Header header;
    header.mode = mode;
    header.stratum = 2;
    header.poll = 6;
    header.precision = -23;
    header.root_delay = ShortInterval::from_bits(0x1000);
    header.reference_id = wire::ReferenceId::from_bits(0x0a000001);
    header.origin = ours.transmit;
    header.receive = their_time() + -std::min(now - sent_at, Interval::from_seconds(0.1));
    header.transmit = their_time();
    header.reference = header.transmit + Interval::from_seconds(-100);
    return header;
  }
  std::expected<Reply, Drop> deliver(const wire::Header& header) {
    return association.on_symmetric_packet(test::to_bytes(header), now, {kZero, kPrecision, {}});
  }
  void wait(double seconds) { now = now + Interval::from_seconds(seconds); }
  /// A chain that stands: one answer was taken. Returns it.
  wire::Header begin() {
    const wire::Header ours = send();
    wait(0.12);
    const wire::Header theirs = answer(ours);
    EXPECT_TRUE(deliver(theirs).has_value());
    wait(1);
    return theirs;
  }

  base::SeededRng rng{kSeed};
  MonoTime now = kStart;
  MonoTime sent_at = kStart;
  double offset_s = 0.25;
  Association association;
};

TEST(Symmetric, FirstPacketRefersToNothing) {
  Pair pair;
  const wire::Header first = pair.send();
  EXPECT_EQ(first.mode, wire::Mode::symmetric_active);
  EXPECT_EQ(first.stratum, 3);
  EXPECT_TRUE(first.origin.is_unknown());
  EXPECT_TRUE(first.receive.is_unknown());
  EXPECT_LT((first.transmit - to_timestamp(pair.reading().wall)).abs().seconds(), 1e-6) << "the peer measures with it";
}

TEST(Symmetric, TransmitTimestampsCannotBeGuessed) {
  int different = 0;
  for (std::uint64_t seed = 1; seed <= 64; ++seed) {
    Pair one;
    Pair other;
    other.rng = base::SeededRng(seed);
    different += one.send().transmit == other.send().transmit ? 0 : 1;
  }
  EXPECT_GE(different, 58) << "at a precision of 2^-24 s eight bits are random";
}

TEST(Symmetric, MeasuresOffsetAndDelayFromAnAnswer) {
  Pair pair;
  const wire::Header ours = pair.send();
  pair.wait(0.12);  // 10 ms there, 100 ms held, 10 ms back
  wire::Header theirs = pair.answer(ours);
  theirs.receive = theirs.receive + Interval::from_seconds(-0.01);
  theirs.transmit = theirs.transmit + Interval::from_seconds(-0.01);
  const auto reply = pair.deliver(theirs);
  ASSERT_TRUE(reply.has_value());
  ASSERT_TRUE(reply->sample.has_value());
  EXPECT_NEAR(reply->sample->offset_s, 0.25, 1e-6);
  EXPECT_NEAR(reply->sample->delay_s, 0.02, 1e-6);
  EXPECT_EQ(reply->sample->at, pair.now);
  EXPECT_EQ(pair.association.reach(), 1);
}

TEST(Symmetric, NextPacketRefersToWhatWasHeard) {
  Pair pair;
  const wire::Header theirs = pair.begin();
  const MonoTime heard = pair.now - Interval::from_seconds(1);
  const wire::Header next = pair.send();
  EXPECT_EQ(next.origin, theirs.transmit);
  const Interval held = next.transmit - next.receive;
  EXPECT_NEAR(held.seconds(), (pair.now - heard).seconds(), 1e-6);
}

TEST(Symmetric, ReceiveTimestampIsToldOnTheClockAsItIsNow) {
  SymmetricState state;
  wire::Header heard;
  heard.transmit = Timestamp::from_bits(1);
  state.hear(heard, kStart);
  wire::Header header;
  base::SeededRng rng(kSeed);
  const ClockReading slewed{kStart + Interval::from_seconds(64), WallTime::from_nanoseconds(1'777'000'000'123'000'000)};
  state.stamp(header, slewed, {Frequency::from_ppm(50), 0}, rng);
  EXPECT_NEAR((to_timestamp(slewed.wall) - header.receive).seconds(), 64 * (1 + 50e-6), 1e-8);
}

TEST(Symmetric, AnswerIsGoodOnce) {
  Pair pair;
  const wire::Header ours = pair.send();
  ASSERT_TRUE(pair.deliver(pair.answer(ours)).has_value());
  pair.wait(10);
  const wire::Header second = pair.answer(ours);
  const auto again = pair.deliver(second);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error(), Drop::bogus_origin);
  EXPECT_EQ(pair.send().origin, second.transmit) << "but the chain goes on from it";
}

TEST(Symmetric, LostPacketDoesNotEndTheChain) {
  Pair pair;
  const wire::Header first = pair.send();
  ASSERT_TRUE(pair.deliver(pair.answer(first)).has_value());
  const wire::Header second = pair.send();  // theirs to the first; lost
  static_cast<void>(second);
  pair.wait(1);
  EXPECT_FALSE(pair.deliver(pair.answer(first)).has_value());
  const wire::Header third = pair.send();
  pair.wait(0.12);
  EXPECT_TRUE(pair.deliver(pair.answer(third)).has_value());
}

TEST(Symmetric, TakesTheAnswerOfAServerThatKeepsNoAssociation) {
  Pair pair;
  EXPECT_TRUE(pair.deliver(pair.answer(pair.send(), wire::Mode::symmetric_passive)).has_value());
}

TEST(Symmetric, PassiveOneTakesModeOneOnlyAndAnswersInModeTwo) {
  Pair pair(peer_options(AssociationKind::passive));
  const wire::Header ours = pair.send();
  EXPECT_EQ(ours.mode, wire::Mode::symmetric_passive);
  const auto wrong = pair.deliver(pair.answer(ours, wire::Mode::symmetric_passive));
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error(), Drop::wrong_mode);
  EXPECT_TRUE(pair.deliver(pair.answer(ours)).has_value());
}

TEST(Symmetric, AnswersAtOnceWhenItsPacketIsNearlyDue) {
  Pair pair;
  for (int i = 0; i < 9; ++i) {  // the extra answers of the start
    const wire::Header ours = pair.send();
    pair.wait(1.5);
    static_cast<void>(pair.deliver(pair.answer(ours)));
  }
  const wire::Header ours = pair.send();
  pair.wait(30);
  ASSERT_TRUE(pair.deliver(pair.answer(ours)).has_value());
  EXPECT_GT(pair.association.next_poll(), pair.now);
  pair.wait(25);
  wire::Header later = pair.answer(ours);
  static_cast<void>(pair.deliver(later));
  EXPECT_LE(pair.association.next_poll(), pair.now);
}

TEST(Symmetric, AsksLikeAClientWhenItsEqualKnowsNoSymmetricModes) {
  Pair pair;
  int as_client = 0;
  int as_equal = 0;
  for (int poll = 0; poll < 6; ++poll) {
    const wire::Header ours = pair.send();
    ++(ours.mode == wire::Mode::client ? as_client : as_equal);
    if (ours.mode != wire::Mode::client) continue;
    EXPECT_FALSE(pair.association.from_service_port());
    pair.wait(0.05);
    wire::Header reply = pair.answer(ours, wire::Mode::server);
    ASSERT_TRUE(pair.association.on_reply(test::to_bytes(reply), pair.now, kZero, kPrecision).has_value());
  }
  EXPECT_LE(as_equal, 3);
  EXPECT_GE(as_client, 3) << "and goes on like that while it is answered";
  pair.wait(1);
  static_cast<void>(pair.deliver(pair.answer({})));
  EXPECT_EQ(pair.send().mode, wire::Mode::symmetric_active) << "until the equal speaks itself";
}

TEST(Symmetric, GivesOneThatAnswersAtOnceOnePacketMore) {
  Pair pair;
  for (int i = 0; i < 9; ++i) {
    const wire::Header ours = pair.send();
    pair.wait(1.5);
    static_cast<void>(pair.deliver(pair.answer(ours)));
  }
  pair.wait(40);
  const wire::Header ours = pair.send();
  pair.wait(0.01);
  ASSERT_TRUE(pair.deliver(pair.answer(ours)).has_value());
  ASSERT_LE(pair.association.next_poll(), pair.now);
  const wire::Header more = pair.send();
  pair.wait(0.01);
  ASSERT_TRUE(pair.deliver(pair.answer(more)).has_value());
  EXPECT_GT(pair.association.next_poll(), pair.now + Interval::from_seconds(5)) << "but only one";
}

TEST(Symmetric, NeverAnswersSoFastThatTwoEqualsPingPong) {
  Pair pair;
  int sent = 0;
  for (int s = 0; s < 6400; ++s) {
    if (pair.association.next_poll() <= pair.now) {
      ++sent;
      const wire::Header ours = pair.send();
      for (int i = 0; i < 5; ++i) static_cast<void>(pair.deliver(pair.answer(ours)));
    }
    wire::Header any = pair.answer({});
    static_cast<void>(pair.deliver(any));
    pair.wait(1);
  }
  EXPECT_LE(sent, 6400 / 24 + 10);
}

struct Attack {
  const char* name;
  void (*forge)(wire::Header& theirs, const wire::Header& heard);
  Drop drop;
};

const Attack kAttacks[] = {
    {"zero origin", [](wire::Header& h, const wire::Header&) { h.origin = Timestamp{}; }, Drop::bogus_origin},
    {"guessed origin", [](wire::Header& h, const wire::Header&) { h.origin = Timestamp::from_bits(4711); },
     Drop::bogus_origin},
    {"replay of what was heard", [](wire::Header& h, const wire::Header& heard) { h = heard; }, Drop::duplicate},
    {"replay with an older transmit timestamp",
     [](wire::Header& h, const wire::Header& heard) {
       h = heard;
       h.transmit = heard.transmit + Interval::from_seconds(-64);
     },
     Drop::bogus_origin},
    {"no transmit timestamp", [](wire::Header& h, const wire::Header&) { h.transmit = Timestamp{}; },
     Drop::unanswered_timestamps},
    {"answer without a receive timestamp", [](wire::Header& h, const wire::Header&) { h.receive = Timestamp{}; },
     Drop::unanswered_timestamps},
    {"client mode", [](wire::Header& h, const wire::Header&) { h.mode = wire::Mode::client; }, Drop::wrong_mode},
    {"server mode", [](wire::Header& h, const wire::Header&) { h.mode = wire::Mode::server; }, Drop::wrong_mode},
    {"broadcast mode", [](wire::Header& h, const wire::Header&) { h.mode = wire::Mode::broadcast; }, Drop::wrong_mode},
    {"forged kiss",
     [](wire::Header& h, const wire::Header&) {
       h.origin = Timestamp{};
       h.stratum = 0;
       h.reference_id = wire::ReferenceId::from_text("DENY");
     },
     Drop::bogus_origin},
};

TEST(SymmetricAttack, ChangesNothingWhileTheChainStands) {
  for (const Attack& attack : kAttacks) {
    Pair attacked;
    Pair alone;
    const wire::Header heard = attacked.begin();
    alone.begin();
    const wire::Header ours = attacked.send();
    static_cast<void>(alone.send());
    const MonoTime due = attacked.association.next_poll();
    wire::Header forged = attacked.answer(ours);
    attack.forge(forged, heard);
    const auto taken = attacked.deliver(forged);
    ASSERT_FALSE(taken.has_value()) << attack.name;
    EXPECT_EQ(taken.error(), attack.drop) << attack.name;
    EXPECT_EQ(attacked.association.next_poll(), due) << attack.name;
    EXPECT_EQ(attacked.association.reach(), alone.association.reach()) << attack.name;
    EXPECT_EQ(attacked.association.server().received_at, alone.association.server().received_at) << attack.name;
    EXPECT_TRUE(attacked.deliver(attacked.answer(ours)).has_value()) << attack.name << ": the true answer is taken";
    EXPECT_TRUE(alone.deliver(alone.answer(ours)).has_value());
    const wire::Header next = attacked.send();
    const wire::Header undisturbed = alone.send();
    EXPECT_EQ(next.origin, undisturbed.origin) << attack.name;
    EXPECT_EQ(next.receive, undisturbed.receive) << attack.name;
  }
}

// CVE-2015-7871, CVE-2016-1547, CVE-2016-4957
TEST(CryptoNak, IsNothingToAnEqualEither) {
  for (const auto kind : {AssociationKind::peer, AssociationKind::passive}) {
    Pair pair(peer_options(kind));
    pair.begin();
    const wire::Header ours = pair.send();
    pair.wait(0.12);
    const auto nak = test::with_trailer(test::to_bytes(pair.answer(ours)), 4);
    const auto refused = pair.association.on_symmetric_packet(nak, pair.now, {kZero, kPrecision, {}});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), Drop::bad_authentication);
    EXPECT_FALSE(pair.association.demobilized());
    EXPECT_TRUE(pair.deliver(pair.answer(ours)).has_value()) << "the true answer counts all the same";
  }
}

TEST(SymmetricAttack, FloodBeforeTheFirstAnswerCannotPreventIt) {
  Pair pair;
  for (int i = 1; i < 100; ++i) {
    wire::Header forged = pair.answer({});
    forged.origin = Timestamp::from_bits(static_cast<std::uint64_t>(i));
    forged.transmit = forged.transmit + Interval::from_seconds(i);
    static_cast<void>(pair.deliver(forged));
  }
  const wire::Header ours = pair.send();
  pair.wait(0.12);
  EXPECT_TRUE(pair.deliver(pair.answer(ours)).has_value());
}

TEST(Symmetric, StepOfTheClockBeginsANewChain) {
  Pair pair;
  pair.begin();
  const wire::Header ours = pair.send();
  pair.association.on_clock_jump();
  EXPECT_FALSE(pair.deliver(pair.answer(ours)).has_value()) << "told on the old clock";
  const wire::Header next = pair.send();
  EXPECT_TRUE(next.origin.is_unknown());
  EXPECT_TRUE(next.receive.is_unknown());
  pair.wait(0.12);
  EXPECT_TRUE(pair.deliver(pair.answer(next)).has_value());
}

TEST(Symmetric, KeyThatIsMissingSilencesIt) {
  AssociationOptions options = peer_options();
  options.key_id = 7;
  Association association(kPeer, options, kStart);
  base::SeededRng rng(kSeed);
  OwnState own;
  own.now.mono = kStart;
  EXPECT_FALSE(association.on_symmetric_timer(own, rng).has_value());
}

TEST(MeasureSlow, TakesTheRateOfTheClockOut) {
  const double elapsed_s = 60;
  const Frequency rate = Frequency::from_ppm(40);
  Exchange exchange;
  exchange.t1 = kStart;
  exchange.t4 = kStart + Interval::from_seconds(elapsed_s);
  exchange.t2 = kZero + (kStart - MonoTime{}) + Interval::from_seconds(0.5 + 0.01);
  exchange.t3 = exchange.t2 + Interval::from_seconds(elapsed_s * (1 + 40e-6) - 0.02);
  const auto sample = measure_slow(exchange, {rate, 1e-6}, kZero, kPrecision, kPrecision);
  ASSERT_TRUE(sample.has_value());
  EXPECT_NEAR(sample->delay_s, 0.02, 1e-6);
  EXPECT_NEAR(sample->offset_s, 0.5 + elapsed_s * 40e-6, 1e-6) << "as it is at t4";
  EXPECT_NEAR(sample->precision_s, elapsed_s * 15e-6, 1e-6);
  exchange.t3 = exchange.t2 + Interval::from_seconds(elapsed_s + 1);
  EXPECT_FALSE(measure_slow(exchange, {rate, 1e-6}, kZero, kPrecision, kPrecision).has_value());
}

}  // namespace
}  // namespace foliot::association
