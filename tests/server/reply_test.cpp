// make_reply: who is answered, with what, and what an old or void snapshot turns into.
#include "server/reply.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

#include "support/packets.hpp"
#include "time/poll_exponent.hpp"

namespace foliot::server {
namespace {

using test::Bytes;
using wire::Header;
using wire::Mode;

const MonoTime kNow = MonoTime::from_nanoseconds(1'000'000'000'000);
constexpr Timestamp kReceived = Timestamp::from_bits(0xe900000012345678);

clock::TimeSnapshot synchronized() {
  clock::TimeSnapshot snapshot;
  snapshot.as_of = kNow;
  snapshot.void_after = kNow + Interval::from_seconds(100);
  snapshot.leap = LeapIndicator::insert_second;
  snapshot.stratum = 2;
  snapshot.precision = -24;
  snapshot.reference_id = wire::ReferenceId::from_bits(0xc0000201);
  snapshot.reference = Timestamp::from_bits(0xe8fffff000000000);
  snapshot.root_delay = Interval::from_seconds(0.015625);
  snapshot.root_dispersion = Interval::from_seconds(0.03125);
  return snapshot;
}

Header asked(Mode mode = Mode::client, std::uint8_t version = 4) {
  Header header;
  header.version = version;
  header.mode = mode;
  header.poll = 6;
  header.origin = Timestamp::from_bits(0x1111);
  header.receive = Timestamp::from_bits(0x2222);
  header.transmit = Timestamp::from_bits(0xabcdef0123456789);
  return header;
}

Header parse(const ReplyBytes& reply) {
  wire::ByteReader in(reply.view());
  return *Header::parse(in);
}

Header answer(const Bytes& request, const clock::TimeSnapshot& snapshot = synchronized(), MonoTime now = kNow) {
  const auto reply = make_reply(request, kReceived, now, snapshot);
  EXPECT_TRUE(reply.has_value());
  return reply ? parse(*reply) : Header{};
}

TEST(MakeReply, AnswersAClientWithTheStateOfTheClock) {
  const Header reply = answer(test::to_bytes(asked()));
  EXPECT_EQ(reply.leap, LeapIndicator::insert_second);
  EXPECT_EQ(reply.version, 4);
  EXPECT_EQ(reply.mode, Mode::server);
  EXPECT_EQ(reply.stratum, 2);
  EXPECT_EQ(reply.poll, 6);
  EXPECT_EQ(reply.precision, -24);
  EXPECT_EQ(reply.root_delay.bits(), 0x400U);
  EXPECT_EQ(reply.reference_id.bits(), 0xc0000201U);
  EXPECT_EQ(reply.reference.bits(), 0xe8fffff000000000U);
  EXPECT_EQ(reply.origin, asked().transmit);
  EXPECT_EQ(reply.receive, kReceived);
  EXPECT_TRUE(reply.transmit.is_unknown());
}

TEST(MakeReply, ServesSmearedTimeInAllItsTimestamps) {
  clock::TimeSnapshot snapshot = synchronized();
  snapshot.smear = Interval::from_seconds(-0.25);
  auto made = make_reply(test::to_bytes(asked()), kReceived, kNow, snapshot);
  ASSERT_TRUE(made.has_value());
  finish(*made, kReceived);
  const Header reply = parse(*made);
  EXPECT_EQ(reply.receive, kReceived + snapshot.smear);
  EXPECT_EQ(reply.transmit, kReceived + snapshot.smear);
  EXPECT_EQ(reply.reference, snapshot.reference + snapshot.smear);
  EXPECT_EQ(reply.origin, asked().transmit);
}

TEST(MakeReply, KeepsTheLastBitOfReceiveTimestampsFree) {
  for (const std::uint64_t bits : {0xe900000012345678U, 0xe900000012345679U, 0xffffffffffffffffU}) {
    const auto reply = make_reply(test::to_bytes(asked()), Timestamp::from_bits(bits), kNow, synchronized());
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(parse(*reply).receive.bits(), bits & ~std::uint64_t{1}) << bits;
    EXPECT_EQ(receive_of(std::span(reply->bytes).first<Header::kSize>()), parse(*reply).receive) << bits;
  }
}

TEST(MakeReply, EchoesTheVersionAndAnswersMode1WithMode2) {
  for (std::uint8_t version = 1; version <= 4; ++version) {
    EXPECT_EQ(answer(test::to_bytes(asked(Mode::client, version))).version, version);
    const Header symmetric = answer(test::to_bytes(asked(Mode::symmetric_active, version)));
    EXPECT_EQ(symmetric.version, version);
    EXPECT_EQ(symmetric.mode, Mode::symmetric_passive);
    EXPECT_EQ(symmetric.origin, asked().transmit);
  }
}

TEST(MakeReply, NeverAnswersAnAnswer) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    Bytes request = test::to_bytes(asked());
    request[0] = static_cast<std::uint8_t>(octet);
    const unsigned version = octet >> 3U & 7U;
    const unsigned mode = octet & 7U;
    const auto reply = make_reply(request, kReceived, kNow, synchronized());
    if (version < 1 || version > 4) {
      EXPECT_EQ(reply.error(), ServerDrop::unknown_version) << octet;
    } else if (mode != 1 && mode != 3) {
      EXPECT_EQ(reply.error(), ServerDrop::not_a_request) << octet;
    } else {
      EXPECT_TRUE(reply.has_value()) << octet;
    }
  }
}

TEST(MakeReply, NoReplyProvokesAnother) {
  for (const Mode mode : {Mode::client, Mode::symmetric_active}) {
    const auto reply = make_reply(test::to_bytes(asked(mode)), kReceived, kNow, synchronized());
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(make_reply(reply->view(), kReceived, kNow, synchronized()).error(), ServerDrop::not_a_request);
  }
}

TEST(MakeReply, AnswersWindowsClients) {
  // Version 3, mode 1 or 3, plain, with key id and MD5 (68 octets), with the extended authenticator (120).
  for (const Mode mode : {Mode::symmetric_active, Mode::client}) {
    for (const std::size_t trailer : {0U, 20U, 72U}) {
      const Header reply = answer(test::with_trailer(test::to_bytes(asked(mode, 3)), trailer, 0x5a));
      EXPECT_EQ(reply.version, 3);
      EXPECT_EQ(reply.origin, asked().transmit);
      EXPECT_EQ(reply.stratum, 2);
    }
  }
}

TEST(MakeReply, IgnoresExtensionFieldsAndMacsItDoesNotKnow) {
  const Bytes plain = test::to_bytes(asked());
  for (const Bytes& request : {test::with_extension(plain, 0xf00d, 24), test::with_trailer(plain, 20, 1),
                               test::with_trailer(test::with_extension(plain, 0x0104, 32), 24, 1)}) {
    EXPECT_EQ(answer(request), answer(plain));
  }
}

TEST(MakeReply, DropsWhatIsNoMessage) {
  const Bytes plain = test::to_bytes(asked());
  for (std::size_t length = 0; length < plain.size(); ++length) {
    const auto reply = make_reply(std::span(plain).first(length), kReceived, kNow, synchronized());
    EXPECT_EQ(reply.error(), ServerDrop::malformed) << length;
  }
  EXPECT_EQ(make_reply(test::with_trailer(plain, 7), kReceived, kNow, synchronized()).error(), ServerDrop::malformed);
}

TEST(MakeReply, NeverSendsMoreThanItGot) {
  EXPECT_EQ(ReplyBytes{}.view().size(), 48U);
  for (std::size_t length = 0; length < 200; ++length) {
    const Bytes request = length < 48 ? Bytes(length, 0x23) : test::with_trailer(test::to_bytes(asked()), length - 48);
    const auto reply = make_reply(request, kReceived, kNow, synchronized());
    if (!reply) continue;
    EXPECT_LE(reply->view().size(), request.size());
  }
}

TEST(MakeReply, DispersionGrowsWithTheAgeOfTheSnapshot) {
  const Bytes request = test::to_bytes(asked());
  const auto dispersion_s = [&](double age_s) {
    return answer(request, synchronized(), kNow + Interval::from_seconds(age_s)).root_dispersion.seconds();
  };
  constexpr double kUnit = 0x1.0p-16;
  EXPECT_NEAR(dispersion_s(0), 0.03125 + 0x1.0p-24, kUnit);
  EXPECT_GE(dispersion_s(0), 0.03125 + 0x1.0p-24);
  EXPECT_NEAR(dispersion_s(100), 0.03125 + 100 * 15e-6, kUnit);
  EXPECT_GE(dispersion_s(100), 0.03125 + 100 * 15e-6);
  EXPECT_GE(dispersion_s(-5), 0.03125) << "a worker that reads the clock late does not make the bound smaller";
}

TEST(MakeReply, AVoidSnapshotSaysUnsynchronized) {
  const Bytes request = test::to_bytes(asked());
  const clock::TimeSnapshot snapshot = synchronized();
  const Header last = answer(request, snapshot, snapshot.void_after);
  EXPECT_EQ(last.leap, LeapIndicator::insert_second);
  const Header stale = answer(request, snapshot, snapshot.void_after + Interval::from_seconds(0.001));
  EXPECT_EQ(stale.leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(stale.stratum, 0);
  EXPECT_EQ(stale.reference_id, wire::ReferenceId::from_text("INIT"));
}

TEST(MakeReply, AnUnsynchronizedSnapshotGivesItsOwnReason) {
  clock::TimeSnapshot snapshot = synchronized();
  snapshot.leap = LeapIndicator::unsynchronized;
  snapshot.stratum = 16;
  snapshot.reference_id = wire::ReferenceId::from_text("STEP");
  const Header reply = answer(test::to_bytes(asked()), snapshot);
  EXPECT_EQ(reply.leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(reply.stratum, 0);
  EXPECT_EQ(reply.reference_id, wire::ReferenceId::from_text("STEP"));
}

TEST(MakeReply, EitherLeapOrStratumAloneMakesItUnsynchronized) {
  for (const std::uint8_t stratum : std::initializer_list<std::uint8_t>{0, 16, 17, 255}) {
    clock::TimeSnapshot snapshot = synchronized();
    snapshot.stratum = stratum;
    const Header reply = answer(test::to_bytes(asked()), snapshot);
    EXPECT_EQ(reply.leap, LeapIndicator::unsynchronized) << unsigned{stratum};
    EXPECT_EQ(reply.stratum, 0) << unsigned{stratum};
  }
}

TEST(MakeReply, AnUpstreamWhoseAddressSpellsAKissIsNoKiss) {
  for (const std::string_view text : {"DENY", "RSTR", "RATE"}) {
    clock::TimeSnapshot snapshot = synchronized();
    snapshot.reference_id = wire::ReferenceId::from_text(text);
    EXPECT_EQ(answer(test::to_bytes(asked()), snapshot).reference_id, snapshot.reference_id);
    snapshot.leap = LeapIndicator::unsynchronized;
    EXPECT_EQ(answer(test::to_bytes(asked()), snapshot).reference_id, wire::ReferenceId::from_text("INIT"));
  }
}

TEST(MakeReply, CopiesThePollWithinWhatAPollCanBe) {
  for (int poll = -128; poll <= 127; ++poll) {
    Header request = asked();
    request.poll = static_cast<std::int8_t>(poll);
    const int sent = answer(test::to_bytes(request)).poll;
    EXPECT_EQ(sent, PollExponent(poll).log2_s());
  }
}

TEST(MakeReply, BoundsThatDoNotFitAreClampedNotWrapped) {
  clock::TimeSnapshot snapshot = synchronized();
  snapshot.root_delay = Interval::from_seconds(-1);
  snapshot.root_dispersion = Interval::max();
  const Header reply = answer(test::to_bytes(asked()), snapshot);
  EXPECT_EQ(reply.root_delay.bits(), 0U);
  EXPECT_EQ(reply.root_dispersion.bits(), 0xffffffffU);
}

TEST(SetTransmit, ChangesTheTransmitTimestampOnly) {
  auto reply = make_reply(test::to_bytes(asked()), kReceived, kNow, synchronized());
  ASSERT_TRUE(reply.has_value());
  Header expected = parse(*reply);
  expected.transmit = Timestamp::from_bits(0xe9000000ffffffff);
  finish(*reply, expected.transmit);
  EXPECT_EQ(parse(*reply), expected);
}

}  // namespace
}  // namespace foliot::server
