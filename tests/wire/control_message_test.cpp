// The framing of mode 6 (RFC 9327 section 2).
#include "wire/control_message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace foliot::wire {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// LI 2, version 2, mode 6; R and M; READVAR; sequence 0x0102; status 0x0615; association 0x1234; offset 468; count 5.
const Bytes kHeaderBytes{0x96, 0xa2, 0x01, 0x02, 0x06, 0x15, 0x12, 0x34, 0x01, 0xd4, 0x00, 0x05};

ControlHeader sample_header() {
  return {.leap = LeapIndicator::delete_second,
          .version = 2,
          .response = true,
          .error = false,
          .more = true,
          .opcode = ControlOpcode::read_variables,
          .sequence = 0x0102,
          .status = 0x0615,
          .association_id = 0x1234,
          .offset = 468,
          .count = 5};
}

Bytes message_of(std::size_t count, std::size_t present) {
  Bytes bytes(ControlHeader::kSize + present, 0x41);
  std::ranges::fill(bytes.begin(), bytes.begin() + 10, std::uint8_t{0});
  bytes[0] = 0x16;
  bytes[10] = static_cast<std::uint8_t>(count >> 8U);
  bytes[11] = static_cast<std::uint8_t>(count);
  return bytes;
}

TEST(ControlHeader, ReadsEachFieldFromItsPlace) {
  ByteReader in(kHeaderBytes);
  const auto header = ControlHeader::parse(in);
  ASSERT_TRUE(header);
  EXPECT_EQ(*header, sample_header());
  EXPECT_EQ(in.remaining(), 0U);
}

TEST(ControlHeader, WritesWhatItReads) {
  std::array<std::uint8_t, ControlHeader::kSize> buffer{};
  ByteWriter out(buffer);
  sample_header().write_to(out);
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(Bytes(buffer.begin(), buffer.end()), kHeaderBytes);
}

TEST(ControlHeader, KeepsEveryValueOfTheSecondOctet) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    Bytes bytes = kHeaderBytes;
    bytes[1] = static_cast<std::uint8_t>(octet);
    ByteReader in(bytes);
    const auto header = ControlHeader::parse(in);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->response, (octet & 0x80U) != 0);
    EXPECT_EQ(header->error, (octet & 0x40U) != 0);
    EXPECT_EQ(header->more, (octet & 0x20U) != 0);
    Bytes again(ControlHeader::kSize);
    ByteWriter out(again);
    header->write_to(out);
    EXPECT_EQ(again, bytes);
  }
}

TEST(ControlHeader, RefusesEveryTruncation) {
  for (std::size_t size = 0; size < ControlHeader::kSize; ++size) {
    const std::span<const std::uint8_t> whole(kHeaderBytes);
    ByteReader in(whole.first(size));
    const auto header = ControlHeader::parse(in);
    ASSERT_FALSE(header) << size;
    EXPECT_EQ(header.error(), ParseError::truncated) << size;
  }
}

TEST(ControlHeader, RefusesEveryOtherMode) {
  for (unsigned mode = 0; mode < 8; ++mode) {
    Bytes bytes = kHeaderBytes;
    bytes[0] = static_cast<std::uint8_t>(0x10U | mode);
    ByteReader in(bytes);
    const auto header = ControlHeader::parse(in);
    EXPECT_EQ(header.has_value(), mode == 6) << mode;
    if (header) continue;
    EXPECT_EQ(header.error(), ParseError::not_a_control_message);
  }
}

TEST(ControlMessage, GivesDataWithoutPadding) {
  const Bytes bytes = message_of(5, 8);
  const auto message = parse_control_message(bytes);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->data.size(), 5U);
  EXPECT_EQ(message->data.data(), bytes.data() + ControlHeader::kSize);
  EXPECT_TRUE(message->mac.empty());
}

TEST(ControlMessage, RefusesACountThatGoesPastTheEnd) {
  for (const std::size_t count : {9U, 100U, 65535U}) {
    const auto message = parse_control_message(message_of(count, 8));
    ASSERT_FALSE(message) << count;
    EXPECT_EQ(message.error(), ParseError::not_a_control_message);
  }
}

TEST(ControlMessage, KeepsTheMacApart) {
  struct Case {
    std::size_t count;
    std::size_t present;
    std::size_t mac_offset;
    std::size_t mac_size;
  };
  // The MAC begins at a multiple of 8 from the start of the message.
  for (const Case& c : {Case{0, 4 + 20, 16, 20}, Case{4, 4 + 24, 16, 24}, Case{5, 12 + 20, 24, 20}, Case{12, 12, 24, 0},
                        Case{3, 4, 16, 0}, Case{0, 0, 12, 0}}) {
    const Bytes bytes = message_of(c.count, c.present);
    const auto message = parse_control_message(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->mac_offset, c.mac_offset) << c.count;
    EXPECT_EQ(message->mac.size(), c.mac_size) << c.count;
  }
}

TEST(ControlMessage, PadsDataWithZerosToFour) {
  for (std::size_t size = 0; size <= 8; ++size) {
    std::array<std::uint8_t, 32> buffer{};
    buffer.fill(0xff);
    ByteWriter out(buffer);
    write_control_message(out, sample_header(), Bytes(size, 0x42));
    EXPECT_EQ(out.size(), ControlHeader::kSize + (size + 3) / 4 * 4);
    const auto message = parse_control_message(out.written());
    ASSERT_TRUE(message);
    EXPECT_EQ(message->header.count, size);
    for (std::size_t i = ControlHeader::kSize + size; i < out.size(); ++i) EXPECT_EQ(buffer[i], 0);
  }
}

TEST(ControlMessage, SaysWhenItDoesNotFit) {
  std::array<std::uint8_t, 15> buffer{};
  ByteWriter out(buffer);
  write_control_message(out, sample_header(), Bytes(4, 0));
  EXPECT_FALSE(out.ok());
}

TEST(ControlError, TravelsInTheUpperOctetOfTheStatus) {
  EXPECT_EQ(to_status(ControlError::bad_association), 0x0400);
  EXPECT_EQ(to_control_error(0x0500), ControlError::unknown_variable);
  EXPECT_EQ(static_cast<unsigned>(to_control_error(0xff12)), 0xffU);
}

}  // namespace
}  // namespace foliot::wire
