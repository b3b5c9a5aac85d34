// Header: every field at the place that RFC 5905 figure 8 gives it.
#include "wire/header.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "support/packets.hpp"
#include "wire/kiss_code.hpp"

namespace foliot::wire {
namespace {

Header sample_header() {
  Header header;
  header.leap = LeapIndicator::insert_second;
  header.version = 4;
  header.mode = Mode::server;
  header.stratum = 2;
  header.poll = 10;
  header.precision = -23;
  header.root_delay = ShortInterval::from_bits(0x00010203);
  header.root_dispersion = ShortInterval::from_bits(0x04050607);
  header.reference_id = ReferenceId::from_text("GPS");
  header.reference = Timestamp::from_bits(0x1011121314151617);
  header.origin = Timestamp::from_bits(0x2021222324252627);
  header.receive = Timestamp::from_bits(0x3031323334353637);
  header.transmit = Timestamp::from_bits(0x4041424344454647);
  return header;
}

TEST(Header, PutsEveryFieldInItsPlace) {
  const test::Bytes expected{0x64, 2,    10,   0xe9, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
                             'G',  'P',  'S',  0,    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
                             0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x30, 0x31, 0x32, 0x33,
                             0x34, 0x35, 0x36, 0x37, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47};
  EXPECT_EQ(test::to_bytes(sample_header()), expected);
}

TEST(Header, ReadsBackWhatItWrote) {
  const test::Bytes bytes = test::to_bytes(sample_header());
  ByteReader in(bytes);
  const auto header = Header::parse(in);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(*header, sample_header());
  EXPECT_EQ(in.remaining(), 0U);
}

TEST(Header, RandomBytesSurviveTheRoundTrip) {
  base::SeededRng rng(5905);
  for (int round = 0; round < 2000; ++round) {
    test::Bytes bytes(Header::kSize);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng.next_u64());
    ByteReader in(bytes);
    const auto header = Header::parse(in);
    ASSERT_TRUE(header.has_value());
    EXPECT_EQ(test::to_bytes(*header), bytes) << "seed 5905, round " << round;
  }
}

TEST(Header, IsTruncatedAtEveryShorterLength) {
  const test::Bytes bytes = test::to_bytes(sample_header());
  for (std::size_t length = 0; length < Header::kSize; ++length) {
    ByteReader in{std::span(bytes).first(length)};
    const auto header = Header::parse(in);
    ASSERT_FALSE(header.has_value()) << length;
    EXPECT_EQ(header.error(), ParseError::truncated);
  }
}

TEST(Header, FirstOctetTellsModeAndVersion) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const auto first = static_cast<std::uint8_t>(octet);
    EXPECT_EQ(static_cast<unsigned>(mode_of(first)), octet % 8);
    EXPECT_EQ(version_of(first), octet / 8 % 8);
  }
}

TEST(ReferenceId, TakesFourCharactersLeftJustified) {
  EXPECT_EQ(ReferenceId::from_text("GPS").bits(), 0x47505300U);
  EXPECT_EQ(ReferenceId::from_text("").bits(), 0U);
  EXPECT_EQ(ReferenceId::from_text("TOOLONG"), ReferenceId::from_text("TOOL"));
  EXPECT_EQ(ReferenceId::from_bits(0xc0000201).bytes(), (std::array<std::uint8_t, 4>{192, 0, 2, 1}));
}

TEST(KissCode, KnowsTheCodesThatAreActedUpon) {
  EXPECT_EQ(to_kiss_code(ReferenceId::from_text("DENY")), KissCode::deny);
  EXPECT_EQ(to_kiss_code(ReferenceId::from_text("RSTR")), KissCode::rstr);
  EXPECT_EQ(to_kiss_code(ReferenceId::from_text("RATE")), KissCode::rate);
  EXPECT_EQ(to_kiss_code(ReferenceId::from_text("NTSN")), KissCode::ntsn);
  for (const std::string_view text : {"INIT", "STEP", "XFOO", "rate", ""}) {
    EXPECT_EQ(to_kiss_code(ReferenceId::from_text(text)), KissCode::other) << text;
  }
}

}  // namespace
}  // namespace foliot::wire
