// ByteReader and ByteWriter: big-endian, and sticky once the end was passed.
#include "wire/byte_reader.hpp"

#include <gtest/gtest.h>

#include <array>

#include "wire/byte_writer.hpp"

namespace foliot::wire {
namespace {

TEST(ByteReader, ReadsMostSignificantFirst) {
  const std::array<std::uint8_t, 15> bytes{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
                                           0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0xff};
  ByteReader in(bytes);
  EXPECT_EQ(in.be<std::uint8_t>(), 0x01);
  EXPECT_EQ(in.be<std::uint16_t>(), 0x0203);
  EXPECT_EQ(in.be<std::uint32_t>(), 0x04050607U);
  EXPECT_EQ(in.be<std::uint64_t>(), 0x08090a0b0c0d0effU);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.remaining(), 0U);
}

TEST(ByteReader, StaysBrokenAfterTheEnd) {
  const std::array<std::uint8_t, 3> bytes{0xff, 0xff, 0xff};
  ByteReader in(bytes);
  EXPECT_EQ(in.be<std::uint32_t>(), 0U);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.be<std::uint8_t>(), 0U) << "three octets were left, but nothing may be read any more";
  EXPECT_EQ(in.remaining(), 0U);
  EXPECT_FALSE(in.ok());
}

TEST(ByteReader, TakesViewsWithoutCopying) {
  const std::array<std::uint8_t, 5> bytes{1, 2, 3, 4, 5};
  ByteReader in(bytes);
  const auto taken = in.take(2);
  EXPECT_EQ(taken.data(), bytes.data());
  EXPECT_EQ(in.rest().data(), bytes.data() + 2);
  EXPECT_EQ(in.rest().size(), 3U);
  EXPECT_TRUE(in.take(4).empty());
  EXPECT_FALSE(in.ok());
}

TEST(ByteReader, AnEmptyInputIsFineUntilItIsRead) {
  ByteReader in({});
  EXPECT_TRUE(in.ok());
  EXPECT_TRUE(in.take(0).empty());
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.be<std::uint8_t>(), 0);
  EXPECT_FALSE(in.ok());
}

TEST(ByteWriter, WritesWhatTheReaderReads) {
  std::array<std::uint8_t, 15> bytes{};
  ByteWriter out(bytes);
  out.be<std::uint8_t>(0x11);
  out.be<std::uint16_t>(0x2233);
  out.be<std::uint32_t>(0x44556677);
  out.be<std::uint64_t>(0x8899aabbccddeeff);
  ASSERT_TRUE(out.ok());
  ASSERT_EQ(out.size(), bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) EXPECT_EQ(bytes[i], (i + 1) * 0x11);
}

TEST(ByteWriter, NeverWritesPastTheEnd) {
  std::array<std::uint8_t, 4> bytes{9, 9, 9, 9};
  ByteWriter out{std::span(bytes).first(3)};
  out.be<std::uint16_t>(1);
  out.be<std::uint16_t>(2);
  EXPECT_FALSE(out.ok());
  out.be<std::uint8_t>(3);
  EXPECT_EQ(out.size(), 2U) << "a broken writer stays broken, even when something would fit";
  EXPECT_EQ(bytes[2], 9);
  EXPECT_EQ(bytes[3], 9);
}

TEST(ByteWriter, PadsWithZeros) {
  std::array<std::uint8_t, 8> bytes{9, 9, 9, 9, 9, 9, 9, 9};
  ByteWriter out(bytes);
  out.be<std::uint8_t>(1);
  out.pad_to(4);
  EXPECT_EQ(out.size(), 4U);
  EXPECT_EQ(bytes[3], 0);
  out.pad_to(4);
  EXPECT_EQ(out.size(), 4U);
}

TEST(ByteWriter, PaddingThatDoesNotFitEnds) {
  std::array<std::uint8_t, 3> bytes{};
  ByteWriter out(bytes);
  out.be<std::uint8_t>(1);
  out.pad_to(4);
  EXPECT_FALSE(out.ok());
}

TEST(ByteWriter, CopiesBytesWholeOrNotAtAll) {
  const std::array<std::uint8_t, 3> source{1, 2, 3};
  std::array<std::uint8_t, 4> bytes{};
  ByteWriter out(bytes);
  out.bytes(source);
  EXPECT_EQ(out.written()[2], 3);
  out.bytes(source);
  EXPECT_FALSE(out.ok());
  EXPECT_EQ(out.size(), 3U);
}

}  // namespace
}  // namespace foliot::wire
