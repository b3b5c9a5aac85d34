// ntpq: fragments of a server that may be hostile.
#include <gtest/gtest.h>

#include "tools/ntpq/reassembly.hpp"

namespace foliot::ntpq {
namespace {

using wire::ControlHeader;
using wire::ControlOpcode;

constexpr std::uint16_t kSequence = 7;

ControlHeader header(std::uint16_t offset, bool more) {
  ControlHeader result;
  result.response = true;
  result.opcode = ControlOpcode::read_variables;
  result.sequence = kSequence;
  result.status = 0x0615;
  result.offset = offset;
  result.more = more;
  return result;
}

Bytes datagram(const ControlHeader& frame, std::string_view text) {
  Bytes bytes(ControlHeader::kSize + (text.size() + 3) / 4 * 4);
  wire::ByteWriter out(bytes);
  wire::write_control_message(out, frame, Bytes(text.begin(), text.end()));
  return bytes;
}

Bytes fragment(std::uint16_t offset, std::string_view text, bool more) {
  return datagram(header(offset, more), text);
}

Reassembly fresh() {
  return {ControlOpcode::read_variables, kSequence};
}

std::string text_of(const Reassembly& reassembly) {
  const Bytes bytes = reassembly.data();
  return {bytes.begin(), bytes.end()};
}

TEST(Reassembly, TakesASingleFragment) {
  Reassembly r = fresh();
  EXPECT_TRUE(r.empty());
  EXPECT_EQ(r.add(fragment(0, "leap=0", false)), Progress::complete);
  EXPECT_EQ(text_of(r), "leap=0");
  EXPECT_EQ(r.status(), 0x0615);
}

TEST(Reassembly, TakesAnEmptyAnswer) {
  Reassembly r = fresh();
  EXPECT_EQ(r.add(fragment(0, "", false)), Progress::complete);
  EXPECT_TRUE(r.data().empty());
}

TEST(Reassembly, TakesFragmentsInAnyOrder) {
  const Bytes parts[] = {fragment(0, "abc", true), fragment(3, "defg", true), fragment(7, "h", false)};
  const std::size_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (const auto& order : orders) {
    Reassembly r = fresh();
    EXPECT_EQ(r.add(parts[order[0]]), Progress::added);
    EXPECT_EQ(r.add(parts[order[1]]), Progress::added);
    EXPECT_EQ(r.add(parts[order[2]]), Progress::complete);
    EXPECT_EQ(text_of(r), "abcdefgh");
  }
}

TEST(Reassembly, IgnoresWhatDoesNotBelong) {
  const auto with = [](auto change) {
    ControlHeader frame = header(0, false);
    change(frame);
    return datagram(frame, "x");
  };
  Reassembly r = fresh();
  EXPECT_EQ(r.add(with([](auto& h) { h.response = false; })), Progress::ignored);
  EXPECT_EQ(r.add(with([](auto& h) { h.sequence = kSequence + 1; })), Progress::ignored);
  EXPECT_EQ(r.add(with([](auto& h) { h.opcode = ControlOpcode::read_status; })), Progress::ignored);
  EXPECT_EQ(r.add(with([](auto& h) { h.version = 5; })), Progress::ignored);
  EXPECT_EQ(r.add(with([](auto& h) { h.version = 0; })), Progress::ignored);
  EXPECT_EQ(r.add(Bytes{}), Progress::ignored);
  EXPECT_EQ(r.add(Bytes(11)), Progress::ignored);
  Bytes lying = fragment(0, "abcd", false);
  lying[11] = 200;
  EXPECT_EQ(r.add(lying), Progress::ignored);
  EXPECT_TRUE(r.empty());
}

TEST(Reassembly, IgnoresOverlapsAndRepeats) {
  Reassembly r = fresh();
  EXPECT_EQ(r.add(fragment(4, "efgh", true)), Progress::added);
  EXPECT_EQ(r.add(fragment(4, "EFGH", true)), Progress::ignored);
  EXPECT_EQ(r.add(fragment(2, "cdEF", true)), Progress::ignored);
  EXPECT_EQ(r.add(fragment(6, "GHij", false)), Progress::ignored);
  EXPECT_EQ(r.add(fragment(0, "abcdefghij", false)), Progress::ignored);
  EXPECT_EQ(r.add(fragment(2, "", true)), Progress::ignored);
  EXPECT_EQ(r.add(fragment(0, "abcd", true)), Progress::added);
  EXPECT_EQ(r.add(fragment(8, "ij", false)), Progress::complete);
  EXPECT_EQ(text_of(r), "abcdefghij");
}

TEST(Reassembly, DoesNotEndBeforeALaterFragment) {
  Reassembly r = fresh();
  EXPECT_EQ(r.add(fragment(4, "late", true)), Progress::added);
  EXPECT_EQ(r.add(fragment(0, "abcd", false)), Progress::added);
  EXPECT_EQ(r.add(fragment(8, "last", false)), Progress::ignored);
}

TEST(Reassembly, TellsTheServersError) {
  ControlHeader frame = header(0, false);
  frame.error = true;
  frame.status = 0x0400;
  Reassembly r = fresh();
  EXPECT_EQ(r.add(datagram(frame, "")), Progress::refused);
  EXPECT_EQ(r.error(), 4);
}

TEST(Reassembly, BoundsSizeAndNumber) {
  Reassembly large = fresh();
  EXPECT_EQ(large.add(fragment(65000, std::string(1000, 'x'), true)), Progress::too_much);
  Reassembly many = fresh();
  for (std::size_t i = 0; i < kMaxFragments; ++i) {
    ASSERT_EQ(many.add(fragment(static_cast<std::uint16_t>(2 * i), "x", true)), Progress::added);
  }
  EXPECT_EQ(many.add(fragment(60000, "x", true)), Progress::too_much);
}

}  // namespace
}  // namespace foliot::ntpq
