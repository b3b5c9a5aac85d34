// parse_packet: header, extension fields and MAC told apart by RFC 7822, for every length there is.
#include "wire/packet.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "support/packets.hpp"

namespace foliot::wire {
namespace {

using test::Bytes;
using test::with_extension;
using test::with_trailer;

Bytes request(std::uint8_t version = 4, Mode mode = Mode::client) {
  Header header;
  header.version = version;
  header.mode = mode;
  header.transmit = Timestamp::from_bits(0x0123456789abcdef);
  return test::to_bytes(header);
}

TEST(ParsePacket, TakesABareHeader) {
  const Bytes bytes = request();
  const auto packet = parse_packet(bytes);
  ASSERT_TRUE(packet.has_value());
  EXPECT_EQ(packet->header.transmit.bits(), 0x0123456789abcdefU);
  EXPECT_TRUE(packet->extensions.empty());
  EXPECT_FALSE(packet->mac.has_value());
}

TEST(ParsePacket, IsTruncatedBelow48Octets) {
  const Bytes bytes = request();
  for (std::size_t length = 0; length < Header::kSize; ++length) {
    EXPECT_EQ(parse_packet(std::span(bytes).first(length)).error(), ParseError::truncated) << length;
  }
}

TEST(ParsePacket, TakesVersions1To4AndModes1To5) {
  for (unsigned octet = 0; octet < 64; ++octet) {
    Bytes bytes = request();
    bytes[0] = static_cast<std::uint8_t>(octet);
    const unsigned version = octet >> 3U;
    const unsigned mode = octet & 7U;
    const auto packet = parse_packet(bytes);
    if (version < 1 || version > 4) {
      EXPECT_EQ(packet.error(), ParseError::unsupported_version) << octet;
    } else if (mode < 1 || mode > 5) {
      EXPECT_EQ(packet.error(), ParseError::unsupported_mode) << octet;
    } else {
      EXPECT_TRUE(packet.has_value()) << octet;
    }
  }
}

TEST(ParsePacket, FindsMacsOfEveryKnownLength) {
  for (std::uint8_t version = 1; version <= 4; ++version) {
    for (const std::size_t length : {4U, 20U, 24U}) {
      Bytes bytes = with_trailer(request(version), length, 0xee);
      bytes[51] = 7;
      const auto packet = parse_packet(bytes);
      ASSERT_TRUE(packet.has_value()) << length;
      ASSERT_TRUE(packet->mac.has_value()) << length;
      EXPECT_EQ(packet->mac->key_id, 0xeeeeee07U);
      EXPECT_EQ(packet->mac->digest.size(), length - 4);
      EXPECT_EQ(packet->mac->offset, Header::kSize);
    }
  }
}

TEST(ParsePacket, KeepsTheSignatureTrailerOfDomainClientsApart) {
  for (std::uint8_t version = 3; version <= 4; ++version) {
    const Bytes plain = with_trailer(request(version), 20, 0x01);     // 68 octets: key id and MD5
    const Bytes extended = with_trailer(request(version), 72, 0x01);  // 120 octets: extended authenticator
    for (const Bytes& bytes : {plain, extended}) {
      const auto packet = parse_packet(bytes);
      ASSERT_TRUE(packet.has_value()) << bytes.size();
      ASSERT_TRUE(packet->mac.has_value());
      EXPECT_TRUE(packet->extensions.empty());
      EXPECT_EQ(packet->mac->digest.size(), bytes.size() - Header::kSize - 4);
    }
  }
}

TEST(ParsePacket, RefusesTrailersThatCanBeNothing) {
  for (std::size_t length = 1; length <= 24; ++length) {
    if (length == 4 || length == 20 || length == 24) continue;
    EXPECT_EQ(parse_packet(with_trailer(request(), length)).error(), ParseError::bad_mac_length) << length;
    EXPECT_EQ(parse_packet(with_trailer(request(3), length)).error(), ParseError::bad_mac_length) << length;
  }
  for (const std::size_t length : {25U, 28U, 40U, 68U, 100U}) {
    EXPECT_EQ(parse_packet(with_trailer(request(), length)).error(), ParseError::bad_extension_length) << length;
    if (length == 68) continue;  // a whole digest of SHA-512
    EXPECT_EQ(parse_packet(with_trailer(request(3), length)).error(), ParseError::bad_mac_length) << length;
  }
}

TEST(ParsePacket, TakesWholeDigestsBeforeVersionFour) {
  for (const std::size_t octets : {28U, 32U, 48U, 64U}) {
    const Bytes bytes = with_trailer(request(3), 4 + octets);
    const auto packet = parse_packet(bytes);
    ASSERT_TRUE(packet && packet->mac) << octets;
    EXPECT_EQ(packet->mac->digest.size(), octets);
    EXPECT_FALSE(parse_packet(with_trailer(request(), 4 + octets)).has_value()) << octets;
  }
}

TEST(ParsePacket, SkipsUnknownExtensionFieldsButKeepsThem) {
  const Bytes bytes = with_extension(with_extension(request(), 0xf00d, 24), 0x0104, 100);
  const auto packet = parse_packet(bytes);
  ASSERT_TRUE(packet.has_value());
  ASSERT_EQ(packet->extensions.size(), 2U);
  EXPECT_EQ(packet->extensions[0].type, 0xf00d);
  EXPECT_EQ(packet->extensions[0].offset, 48U);
  EXPECT_EQ(packet->extensions[0].value.size(), 24U);
  EXPECT_EQ(packet->extensions[1].type, 0x0104);
  EXPECT_EQ(packet->extensions[1].offset, 76U);
  EXPECT_EQ(packet->extensions[1].value[99], 0xa5);
  EXPECT_FALSE(packet->mac.has_value());
}

TEST(ParsePacket, FindsTheMacAfterExtensionFields) {
  for (const std::size_t mac : {4U, 20U, 24U}) {
    const Bytes bytes = with_trailer(with_extension(request(), 0x0104, 32), mac, 0x77);
    const auto packet = parse_packet(bytes);
    ASSERT_TRUE(packet.has_value()) << mac;
    EXPECT_EQ(packet->extensions.size(), 1U);
    ASSERT_TRUE(packet->mac.has_value());
    EXPECT_EQ(packet->mac->offset, 48U + 36U);
  }
}

TEST(ParsePacket, TakesAShortLastFieldWhenItCannotBeAMac) {
  const auto sixteen = parse_packet(with_extension(request(), 0x0104, 12));
  ASSERT_TRUE(sixteen.has_value());
  EXPECT_EQ(sixteen->extensions.size(), 1U);
  // 20 and 24 octets are read as a MAC even when they look like a field: RFC 7822 section 3.
  const auto twenty = parse_packet(with_extension(request(), 0x0104, 16));
  ASSERT_TRUE(twenty.has_value());
  EXPECT_TRUE(twenty->extensions.empty());
  EXPECT_TRUE(twenty->mac.has_value());
}

TEST(ParsePacket, RefusesFieldLengthsThatLie) {
  for (const unsigned length : {0U, 4U, 12U, 15U, 17U, 30U, 36U, 0xfffcU, 0xffffU}) {
    Bytes bytes = with_trailer(request(), 32);
    bytes[50] = static_cast<std::uint8_t>(length >> 8U);
    bytes[51] = static_cast<std::uint8_t>(length);
    EXPECT_EQ(parse_packet(bytes).error(), ParseError::bad_extension_length) << length;
  }
}

TEST(ParsePacket, BoundsTheNumberOfFields) {
  Bytes bytes = request();
  for (std::size_t i = 0; i < kMaxExtensions; ++i) bytes = with_extension(bytes, 0x0104, 28);
  EXPECT_TRUE(parse_packet(bytes).has_value());
  EXPECT_EQ(parse_packet(with_extension(bytes, 0x0104, 28)).error(), ParseError::too_many_extensions);
}

TEST(ParsePacket, EveryTruncationOfALongPacketIsJudgedWithoutReadingPastIt) {
  const Bytes whole = with_trailer(with_extension(with_extension(request(), 0x0104, 32), 0x0204, 100), 20, 1);
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const Bytes exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const auto packet = parse_packet(exact);
    if (!packet) continue;
    for (const ExtensionField& field : packet->extensions) {
      EXPECT_LE(field.offset + 4 + field.value.size(), length);
    }
    if (!packet->mac) continue;
    EXPECT_EQ(packet->mac->offset + 4 + packet->mac->digest.size(), length);
  }
  EXPECT_TRUE(parse_packet(whole).has_value());
}

TEST(WriteExtension, PadsToFourAndToSixteen) {
  struct Case {
    std::size_t value;
    std::size_t written;
  };
  for (const Case c : {Case{0, 16}, Case{1, 16}, Case{12, 16}, Case{13, 20}, Case{24, 28}, Case{25, 32}}) {
    Bytes room(64, 0xff);
    ByteWriter out(room);
    write_extension(out, 0x0104, Bytes(c.value, 0xa5));
    EXPECT_EQ(out.size(), c.written) << c.value;
    EXPECT_EQ(room[3], c.written);
    for (std::size_t i = 4 + c.value; i < c.written; ++i) EXPECT_EQ(room[i], 0);
  }
}

TEST(WriteExtension, FailsInsteadOfWritingAWrongLength) {
  Bytes room(100'000);
  ByteWriter fits(room);
  write_extension(fits, 0x0204, Bytes(65'528));
  EXPECT_TRUE(fits.ok());
  EXPECT_EQ(fits.size(), 65'532U);
  ByteWriter out(room);
  write_extension(out, 0x0204, Bytes(65'532));
  EXPECT_FALSE(out.ok());
  EXPECT_EQ(out.size(), 0U);
}

TEST(ParsePacket, RandomTrailersAreNeverReadPastTheirEnd) {
  base::SeededRng rng(7822);
  for (int round = 0; round < 5000; ++round) {
    Bytes bytes = request(4);
    const std::size_t extra = rng.next_u64() % 200;
    for (std::size_t i = 0; i < extra; ++i) {
      // Small octets make plausible lengths.
      bytes.push_back(static_cast<std::uint8_t>(rng.next_u64() % 4 == 0 ? rng.next_u64() % 64 : 0));
    }
    const auto packet = parse_packet(bytes);
    if (!packet) continue;
    std::size_t covered = Header::kSize;
    for (const ExtensionField& field : packet->extensions) {
      EXPECT_EQ(field.offset, covered);
      covered += 4 + field.value.size();
    }
    if (packet->mac) covered += 4 + packet->mac->digest.size();
    EXPECT_EQ(covered, bytes.size()) << "seed 7822, round " << round;
  }
}

}  // namespace
}  // namespace foliot::wire
