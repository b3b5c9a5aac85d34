// The differential test: what the XDP program answers is, octet for octet, what server::make_reply and
// server::make_kiss make of the same request; only the timestamps are its own, and these are those of the clock.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "access/rate_rule.hpp"
#include "base/rng.hpp"
#include "daemon/xdp_time.hpp"
#include "platform/xdp_support.hpp"
#include "server/reply.hpp"
#include "support/packets.hpp"

namespace foliot::daemon {
namespace {

constexpr std::int64_t kWall_ns = 1'800'000'000'250'000'000;
constexpr MonoTime kMono = MonoTime::from_nanoseconds(7'000'000'000'000);

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// A served clock that shows `kWall_ns` at this moment, and runs as the monotonic one.
platform::XdpBase base_now() {
  return {platform::XdpClock::monotonic, monotonic_ns(), {kMono, WallTime::from_nanoseconds(kWall_ns)}, 0};
}

clock::TimeSnapshot good_snapshot() {
  clock::TimeSnapshot snapshot;
  snapshot.as_of = kMono;
  snapshot.void_after = kMono + Interval::from_seconds(16);
  snapshot.leap = LeapIndicator::none;
  snapshot.stratum = 2;
  snapshot.reference_id = wire::ReferenceId::from_bits(0xc0000201);
  snapshot.reference = Timestamp::from_bits(0xed01'0203'0405'0607);
  snapshot.root_delay = Interval::from_seconds(0.0123456);
  snapshot.root_dispersion = Interval::from_seconds(0.00789);
  snapshot.dispersion_rate = 0;
  return snapshot;
}

wire::Header parsed(std::span<const std::uint8_t> bytes) {
  wire::ByteReader in(bytes);
  return wire::Header::parse(in).value();
}

class XdpReplies : public testing::Test {
 protected:
  void SetUp() override {
    if (program == nullptr) GTEST_SKIP() << "no XDP program can be loaded here";
    platform::open_to_all(*program);
  }

  void serve(const clock::TimeSnapshot& snapshot) {
    auto time = to_xdp_time(snapshot, base_now());
    ASSERT_TRUE(time);
    base = time->base;
    program->publish(*time);
  }

  /// The reply to `request`, if it is one; else nothing.
  std::optional<test::Bytes> ask(const test::Bytes& request, const test::FrameOptions& options = {}) {
    const auto trial = platform::try_out(*program, make_frame(options, request));
    if (trial.action != XDP_TX) return std::nullopt;
    const auto answer = answer_in(trial.frame, options);
    EXPECT_EQ(answer.complaint, "");
    return answer.payload;
  }

  /// What the sockets would say, were the request to arrive when the program says that it did.
  void expect_same(const test::Bytes& request, const clock::TimeSnapshot& snapshot, const test::Bytes& reply,
                   const std::string& about) {
    const wire::Header got = parsed(reply);
    const MonoTime now = kMono + (got.receive - base);
    auto expected = server::make_reply(request, got.receive, now, snapshot);
    ASSERT_TRUE(expected) << about;
    server::finish(*expected, got.transmit);
    EXPECT_TRUE(std::ranges::equal(reply, expected->view())) << about;
    EXPECT_GE((got.receive - base).raw(), 0) << about;
    EXPECT_GT((got.transmit - got.receive).raw(), 0) << about;
  }

  std::unique_ptr<platform::XdpProgram> program = platform::load_or_say();
  Timestamp base;
};

TEST_F(XdpReplies, AreThoseOfTheSocketsForEveryFirstOctetPollAndPrecision) {
  const auto snapshot = good_snapshot();
  serve(snapshot);
  for (unsigned value = 0; value < 256; ++value) {
    const auto octet = static_cast<std::uint8_t>(value);
    for (const std::size_t at : {0U, 1U, 2U, 3U}) {
      test::Bytes request = test::to_bytes(wire::Header{});
      request[at] = octet;
      request[47] = 0x5a;
      const bool is_plain = at != 0 || ((value & 7U) == 3 && (value >> 3U & 7U) >= 1 && (value >> 3U & 7U) <= 4);
      const auto reply = ask(request);
      ASSERT_EQ(reply.has_value(), is_plain) << at << ' ' << value;
      if (reply) expect_same(request, snapshot, *reply, fmt::format("octet {} is {}", at, value));
    }
  }
}

TEST_F(XdpReplies, AreThoseOfTheSocketsForRandomRequests) {
  constexpr std::uint64_t kSeed = 11;
  base::SeededRng rng(kSeed);
  const auto snapshot = good_snapshot();
  serve(snapshot);
  int answered = 0;
  for (int i = 0; i < 3000; ++i) {
    test::Bytes request(wire::Header::kSize);
    for (std::uint8_t& octet : request) octet = static_cast<std::uint8_t>(rng.next_u64());
    if (rng.next_u64() % 4 != 0) request[0] = static_cast<std::uint8_t>((request[0] & 0xc0U) | 0x23U);
    if (rng.next_u64() % 2 == 0) std::fill_n(request.begin() + 24, 8, std::uint8_t{0});  // no origin: not interleaved
    const auto options = rng.next_u64() % 2 == 0 ? test::FrameOptions{} : platform::over_ip6();
    const auto asked = server::parse_request(request);
    const bool is_interleaved =
        asked && server::asks_interleaved(asked->header) && (asked->header.origin.bits() & 1U) == 0;
    const bool is_plain = asked && asked->header.mode == wire::Mode::client && !is_interleaved;
    const auto reply = ask(request, options);
    ASSERT_EQ(reply.has_value(), is_plain) << "seed " << kSeed << ", request " << i;
    if (!reply) continue;
    ++answered;
    expect_same(request, snapshot, *reply, fmt::format("seed {}, request {}", kSeed, i));
  }
  EXPECT_GT(answered, 1000);
}

TEST_F(XdpReplies, TellEverySnapshotThatHasATimeAndNoOther) {
  const std::vector<std::function<void(clock::TimeSnapshot&)>> served{
      [](auto& s) { s.stratum = 15; },
      [](auto& s) { s.leap = LeapIndicator::insert_second; },
      [](auto& s) { s.leap = LeapIndicator::delete_second; },
      [](auto& s) { s.precision = -6; },
      [](auto& s) { s.root_delay = Interval::from_seconds(-0.5); },
      [](auto& s) { s.root_delay = Interval::from_seconds(100'000); },
      [](auto& s) { s.root_dispersion = Interval::from_seconds(70'000); },
      [](auto& s) { s.root_dispersion = {}; },
  };
  const test::Bytes request = test::to_bytes(wire::Header{});
  for (std::size_t i = 0; i < served.size(); ++i) {
    auto snapshot = good_snapshot();
    served[i](snapshot);
    serve(snapshot);
    const auto reply = ask(request);
    ASSERT_TRUE(reply) << i;
    expect_same(request, snapshot, *reply, fmt::format("snapshot {}", i));
  }
  const std::vector<std::function<void(clock::TimeSnapshot&)>> refused{
      [](auto& s) { s.leap = LeapIndicator::unsynchronized; },
      [](auto& s) { s.stratum = 0; },
      [](auto& s) { s.stratum = 16; },
      [](auto& s) { s.smear = Interval::from_seconds(0.1); },
      [](auto& s) { s.smear_rate = 1e-5; },
  };
  for (std::size_t i = 0; i < refused.size(); ++i) {
    auto snapshot = good_snapshot();
    refused[i](snapshot);
    EXPECT_FALSE(to_xdp_time(snapshot, base_now())) << i;
  }
}

TEST_F(XdpReplies, GrowTheDispersionWithTheAge) {
  auto snapshot = good_snapshot();
  snapshot.dispersion_rate = 0.1;  // so that a microsecond counts
  serve(snapshot);
  const test::Bytes request = test::to_bytes(wire::Header{});
  for (int i = 0; i < 200; ++i) {
    const auto reply = ask(request);
    ASSERT_TRUE(reply);
    const wire::Header got = parsed(*reply);
    const MonoTime now = kMono + (got.receive - base);
    const auto expected = parsed(server::make_reply(request, got.receive, now, snapshot)->view());
    const auto more = static_cast<std::int64_t>(got.root_dispersion.bits()) - expected.root_dispersion.bits();
    EXPECT_LE(std::abs(more), 1) << "2^-16 s";
  }
}

TEST_F(XdpReplies, StopNearALeapSecondAndWhenTheSnapshotIsVoid) {
  constexpr std::int64_t kMidnight_ns = 1'798'761'600'000'000'000;  // 2027-01-01
  static_assert(kMidnight_ns % 86'400'000'000'000 == 0);
  auto snapshot = good_snapshot();
  for (const int second : {-6, -5, -1, 0, 4, 5}) {
    platform::XdpBase base_at = base_now();
    base_at.served.wall = WallTime::from_nanoseconds(kMidnight_ns + second * 1'000'000'000LL);
    snapshot.leap = LeapIndicator::insert_second;
    EXPECT_EQ(to_xdp_time(snapshot, base_at).has_value(), second == -6 || second == 5) << second;
    snapshot.leap = LeapIndicator::none;
    EXPECT_TRUE(to_xdp_time(snapshot, base_at)) << second;
  }
  snapshot.void_after = kMono;
  serve(snapshot);
  EXPECT_FALSE(ask(test::to_bytes(wire::Header{})));
}

TEST_F(XdpReplies, KissAsTheSocketsDo) {
  platform::open_to_all(*program, XDP_VERDICT_LIMITED_KOD);
  serve(good_snapshot());
  std::uint8_t host = 1;
  for (const int poll : {-128, -8, -7, 0, 2, 3, 10, 17, 18, 127}) {
    wire::Header asked;
    asked.poll = static_cast<std::int8_t>(poll);
    asked.precision = static_cast<std::int8_t>(poll / 2);
    asked.version = static_cast<std::uint8_t>(1 + host % 4);
    asked.transmit = Timestamp::from_bits(0x0102'0304'0506'0708);
    test::FrameOptions options;
    options.from.ip = base::IpAddress::v4(198, 51, 100, host++);
    ASSERT_TRUE(ask(test::to_bytes(asked), options)) << "the first one is answered";
    const auto kiss = ask(test::to_bytes(asked), options);
    ASSERT_TRUE(kiss);
    EXPECT_TRUE(std::ranges::equal(*kiss, server::make_kiss(asked, 3).view())) << poll;
  }
}

TEST_F(XdpReplies, LimitAsTheSocketsDoAtAnyPaceOfOneMoment) {
  std::uint8_t host = 1;
  const auto expect_same = [&](const access::DiscardOptions& discard, bool kod) {
    platform::open_to_all(*program, kod ? XDP_VERDICT_LIMITED_KOD : XDP_VERDICT_LIMITED);
    auto time = to_xdp_time(good_snapshot(), base_now());
    time->headway_log2_s = static_cast<std::uint32_t>(discard.average_log2_s);
    time->minimum_s = static_cast<std::uint32_t>(discard.minimum_s);
    program->publish(*time);
    const access::RateRule rule({.discard = discard, .score = {}});
    access::PaceState pace = rule.first();
    test::FrameOptions options;
    options.from.ip = base::IpAddress::v4(203, 0, 113, host++);
    const auto frame = make_frame(options, test::to_bytes(wire::Header{}));
    EXPECT_EQ(platform::try_out(*program, frame).action, static_cast<std::uint32_t>(XDP_TX));
    for (int i = 0; i < 30; ++i) {
      const access::Pace expected = rule.judge(pace, Interval{}, kod);
      EXPECT_EQ(platform::try_out(*program, frame).action == XDP_DROP, expected == access::Pace::too_fast)
          << discard.average_log2_s << ' ' << discard.minimum_s << ' ' << kod << ' ' << i;
    }
  };
  for (const int average_log2_s : {0, 1, 2, 3, 17}) {
    for (const int minimum_s : {0, 1, 2, 5}) {
      expect_same({average_log2_s, minimum_s, 3000}, false);
      expect_same({average_log2_s, minimum_s, 3000}, true);
    }
  }
}

}  // namespace
}  // namespace foliot::daemon
