// The bytes that a one-shot client sends, and which replies it believes.
#include <gtest/gtest.h>

#include "tools/one_shot_support.hpp"
#include "tools/oneshot/exchange.hpp"

namespace foliot::oneshot {
namespace {

const Timestamp kNonce = Timestamp::from_bits(0x0123456789abcdefU);

std::vector<std::uint8_t> reply_bytes(const std::function<void(wire::Header&)>& spoil = {},
                                      const auth::SymmetricKey* key = nullptr) {
  wire::Header header;
  header.mode = wire::Mode::server;
  header.stratum = 2;
  header.origin = kNonce;
  header.receive = Timestamp::from_bits(0xe1000000'00000000U);
  header.transmit = Timestamp::from_bits(0xe1000000'00010000U);
  if (spoil) spoil(header);
  std::array<std::uint8_t, 128> buffer{};
  wire::ByteWriter out(buffer);
  header.write_to(out);
  if (key != nullptr) auth::seal(out, *key);
  return {out.written().begin(), out.written().end()};
}

TEST(OneShotRequest, IsTheClassicOneAndGivesNoTimeAway) {
  const std::vector<std::uint8_t> bytes = make_request(kNonce, {.version = 4});
  std::vector<std::uint8_t> expected(48, 0);
  expected[0] = 0xe3;  // leap 3, version 4, mode 3
  expected[2] = 3;
  expected[3] = 0xfa;  // 2^-6 s
  expected[5] = 1;     // root delay 1 s
  expected[9] = 1;     // root dispersion 1 s
  for (std::size_t i = 0; i < 8; ++i) expected[40 + i] = static_cast<std::uint8_t>(0x01 + 0x22 * i);
  EXPECT_EQ(bytes, expected);
  EXPECT_EQ(make_request(kNonce, {.version = 1})[0], 0xcb);
}

TEST(OneShotRequest, IsSealedWhenThereIsAKey) {
  const auto key = make_key(7, "secret");
  const auto bytes = make_request(kNonce, {.version = 4, .key = &key});
  ASSERT_EQ(bytes.size(), 48U + 4 + 16);
  const auto packet = wire::parse_packet(bytes);
  ASSERT_TRUE(packet && packet->mac);
  EXPECT_TRUE(auth::verifies(key, bytes, *packet->mac));
}

TEST(OneShotReply, IsBelievedOnlyWhenEverythingIsRight) {
  const auto key = make_key(7, "secret");
  const auto other = make_key(8, "secret");
  const auto wrong = make_key(7, "Secret");
  struct Row {
    const char* name;
    std::vector<std::uint8_t> bytes;
    const auth::SymmetricKey* key;
    std::optional<Refusal> refusal;
  };
  auto truncated = reply_bytes();
  truncated.pop_back();
  const std::vector<Row> rows{
      {"good", reply_bytes(), nullptr, {}},
      {"passive", reply_bytes([](auto& h) { h.mode = wire::Mode::symmetric_passive; }), nullptr, {}},
      {"kiss", reply_bytes([](auto& h) { h.stratum = 0; }), nullptr, {}},
      {"truncated", truncated, nullptr, Refusal::malformed},
      {"version 5", reply_bytes([](auto& h) { h.version = 5; }), nullptr, Refusal::malformed},
      {"a request", reply_bytes([](auto& h) { h.mode = wire::Mode::client; }), nullptr, Refusal::wrong_mode},
      {"a broadcast", reply_bytes([](auto& h) { h.mode = wire::Mode::broadcast; }), nullptr, Refusal::wrong_mode},
      {"stratum 16", reply_bytes([](auto& h) { h.stratum = 16; }), nullptr, Refusal::wrong_mode},
      {"zero origin", reply_bytes([](auto& h) { h.origin = {}; }), nullptr, Refusal::wrong_origin},
      {"no MAC", reply_bytes(), &key, Refusal::unauthentic},
      {"another key", reply_bytes({}, &other), &key, Refusal::unauthentic},
      {"another secret", reply_bytes({}, &wrong), &key, Refusal::unauthentic},
      {"sealed", reply_bytes({}, &key), &key, {}},
      {"sealed, not asked for", reply_bytes({}, &key), nullptr, {}},
  };
  for (const Row& row : rows) {
    const auto reply = read_reply(row.bytes, kNonce, row.key);
    EXPECT_EQ(reply.has_value(), !row.refusal) << row.name;
    if (row.refusal && !reply) {
      EXPECT_EQ(reply.error(), *row.refusal) << row.name;
    }
  }
}

TEST(OneShotReply, ToNothingThatWasAskedIsNeverBelieved) {
  const auto zero = reply_bytes([](auto& h) { h.origin = {}; });
  EXPECT_EQ(read_reply(zero, Timestamp{}, nullptr).error(), Refusal::wrong_origin);
}

TEST(OneShotMeasurement, IsPositiveWhenTheServerIsAhead) {
  wire::Header reply;
  const Timestamp sent = Timestamp::from_bits(0xe1000000'00000000U);
  reply.receive = sent + Interval::from_seconds(2.25);
  reply.transmit = sent + Interval::from_seconds(2.5);
  const Measurement measured = measure(reply, sent, sent + Interval::from_seconds(0.75));
  EXPECT_DOUBLE_EQ(measured.offset.seconds(), 2);
  EXPECT_DOUBLE_EQ(measured.delay.seconds(), 0.5);
}

TEST(OneShotMeasurement, SurvivesAnEraAndHalfALifetime) {
  wire::Header reply;
  const Timestamp sent = Timestamp::from_bits(0xffffffff'80000000U);
  reply.receive = reply.transmit = Timestamp::from_bits(0x00000001'80000000U);
  EXPECT_DOUBLE_EQ(measure(reply, sent, sent).offset.seconds(), 2);
  const Interval decades = Interval::from_seconds(2'000'000'000);
  reply.receive = reply.transmit = sent + decades;
  EXPECT_DOUBLE_EQ(measure(reply, sent, sent).offset.seconds(), 2e9);
}

TEST(OneShotReply, WithoutTimesIsUseless) {
  wire::Header reply;
  EXPECT_FALSE(has_times(reply));
  reply.receive = Timestamp::from_bits(0xe1000000'00010000U);
  reply.transmit = Timestamp::from_bits(0xe1000000'00000000U);
  EXPECT_FALSE(has_times(reply));
  reply.transmit = reply.receive;
  EXPECT_TRUE(has_times(reply));
}

}  // namespace
}  // namespace foliot::oneshot
