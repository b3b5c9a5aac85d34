// The XDP program: what it answers, what it leaves alone, and how it counts. tests/daemon/xdp_replies_test.cpp compares
// the replies with those of the sockets.
#include "platform/xdp_program.hpp"

#include <gtest/gtest.h>
#include <time.h>

#include <utility>

#include "platform/xdp_support.hpp"
#include "support/packets.hpp"

namespace foliot::platform {
namespace {

using test::answer_in;
using test::FrameOptions;
using test::make_frame;

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

XdpTime good_time() {
  XdpTime time;
  time.clock = XdpClock::monotonic;
  time.base_ns = monotonic_ns();
  time.base = Timestamp::from_bits(0xe900'0000'0000'0000);
  time.life = Interval::from_seconds(4);
  time.header = {0x24, 2, 0, 0xec};
  return time;
}

wire::Header request() {
  wire::Header header;
  header.poll = 6;
  header.transmit = Timestamp::from_bits(0x1234'5678'9abc'def0);
  return header;
}

test::Bytes plain() {
  return test::to_bytes(request());
}

class XdpProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    if (program == nullptr) GTEST_SKIP() << "no XDP program can be loaded here";
    open_to_all(*program);
    program->publish(good_time());
  }

  std::uint32_t action(const test::Frame& frame) { return try_out(*program, frame).action; }
  std::uint32_t action(const FrameOptions& options) { return action(make_frame(options, plain())); }
  std::uint64_t counted(int what) { return program->counts().count[what]; }

  std::unique_ptr<XdpProgram> program = load_or_say();
};

TEST_F(XdpProgramTest, AnswersAPlainRequestOverBothProtocolsAndInVlans) {
  std::vector<FrameOptions> cases{{}, over_ip6()};
  for (const FrameOptions& untagged : {FrameOptions{}, over_ip6()}) {
    FrameOptions tagged = untagged;
    tagged.tags = {{0x8100, 5}};
    cases.push_back(tagged);
    tagged.tags = {{0x88a8, 0xe007}, {0x8100, 5}};  // the priority of a tag does not matter
    cases.push_back(tagged);
  }
  for (const FrameOptions& options : cases) {
    const XdpTrial trial = try_out(*program, make_frame(options, plain()));
    EXPECT_EQ(trial.action, static_cast<std::uint32_t>(XDP_TX));
    EXPECT_EQ(answer_in(trial.frame, options).complaint, "");
  }
  EXPECT_EQ(counted(XDP_COUNT_ANSWERED_V4), cases.size());
}

TEST_F(XdpProgramTest, PassesOnWhatIsNoPlainMessage) {
  const auto action_on = [this](const wire::Header& header) { return action(make_frame({}, test::to_bytes(header))); };
  wire::Header interleaved = request();
  interleaved.origin = Timestamp::from_bits(0xe900'0000'0000'0002);
  interleaved.receive = Timestamp::from_bits(2);
  EXPECT_EQ(action_on(interleaved), static_cast<std::uint32_t>(XDP_PASS));
  EXPECT_EQ(counted(XDP_COUNT_INTERLEAVED), 1U);
  interleaved.origin = Timestamp::from_bits(0xe900'0000'0000'0003);
  EXPECT_EQ(action_on(interleaved), static_cast<std::uint32_t>(XDP_TX)) << "a transmit timestamp names no reply";
  interleaved.origin = Timestamp::from_bits(0xe900'0000'0000'0002);
  interleaved.receive = interleaved.transmit;
  EXPECT_EQ(action_on(interleaved), static_cast<std::uint32_t>(XDP_TX)) << "RFC 9769: not if these are the same";
  for (unsigned mode = 0; mode < 8; ++mode) {
    for (unsigned version = 0; version < 8; ++version) {
      wire::Header header = request();
      header.mode = static_cast<wire::Mode>(mode);
      header.version = static_cast<std::uint8_t>(version);
      const bool is_answered = mode == 3 && version >= 1 && version <= 4;
      EXPECT_EQ(action_on(header) == XDP_TX, is_answered) << mode << ' ' << version;
    }
  }
}

TEST_F(XdpProgramTest, PassesOnWhatIsOfAnotherVlan) {
  for (const std::vector<test::VlanTag>& tags : std::vector<std::vector<test::VlanTag>>{
           {{0x8100, 6}}, {{0x8100, 5}, {0x8100, 7}}, {{0x88a8, 7}, {0x8100, 5}, {0x8100, 5}}}) {
    FrameOptions options;
    options.tags = tags;
    EXPECT_EQ(action(options), static_cast<std::uint32_t>(XDP_PASS)) << tags.size();
  }
}

TEST_F(XdpProgramTest, PassesOnWhatIsNotPlain) {
  const auto with = [](auto change, FrameOptions options = {}) {
    change(options);
    return make_frame(options, plain());
  };
  test::Bytes short_of_one = plain();
  short_of_one.pop_back();
  std::vector<std::pair<const char*, test::Frame>> cases{
      {"IP options", with([](auto& o) { o.ip_options.assign(4, 1); })},
      {"a first fragment", with([](auto& o) { o.fragment = 0x2000; })},
      {"a later fragment", with([](auto& o) { o.fragment = 0x0007; })},
      {"an extension header", with([](auto& o) { o.extension = {17, 0, 1, 4, 0, 0, 0, 0}; }, over_ip6())},
      {"TCP", with([](auto& o) { o.protocol = 6; })},
      {"another port", with([](auto& o) { o.to.port = 124; })},
      {"no UDP checksum", with([](auto& o) { o.with_checksum = false; })},
      {"no UDP checksum in IPv6", with([](auto& o) { o.with_checksum = false; }, over_ip6())},
      {"source port 0", with([](auto& o) { o.from.port = 0; })},
      {"another address", with([](auto& o) { o.to.ip = base::IpAddress::v4(192, 0, 2, 2); })},
      {"a multicast group", with([](auto& o) { o.to.ip = base::IpAddress::v4(224, 0, 1, 1); })},
      {"from a multicast group", with([](auto& o) { o.from.ip = base::IpAddress::v4(224, 0, 1, 1); })},
      {"from loopback", with([](auto& o) { o.from.ip = base::IpAddress::v4(127, 0, 0, 1); })},
      {"from nowhere", with([](auto& o) { o.from.ip = base::IpAddress::v4(0, 0, 0, 0); })},
      {"from ::1", with([](auto& o) { o.from.ip = *base::IpAddress::parse("::1"); }, over_ip6())},
      {"from ff02::1", with([](auto& o) { o.from.ip = *base::IpAddress::parse("ff02::1"); }, over_ip6())},
      {"to a multicast station", with([](auto& o) { o.target_mac[0] = 0x03; })},
      {"a MAC", make_frame({}, test::with_trailer(plain(), 20))},
      {"47 octets", make_frame({}, short_of_one)},
      {"nothing", make_frame({}, {})},
  };
  test::Frame padded = make_frame({}, plain());
  padded.push_back(0);
  cases.emplace_back("padding behind the packet", padded);
  for (const auto& [what, frame] : cases) {
    const XdpTrial trial = try_out(*program, frame);
    EXPECT_EQ(trial.action, static_cast<std::uint32_t>(XDP_PASS)) << what;
    EXPECT_EQ(trial.frame, frame) << what << ": it is another one now";
  }
  EXPECT_EQ(counted(XDP_COUNT_ANSWERED_V4), 0U);
  EXPECT_EQ(counted(XDP_COUNT_CHECKSUM), 2U);
}

TEST_F(XdpProgramTest, PassesOnWhatIsDamagedOrCutOff) {
  for (const FrameOptions& options : {FrameOptions{}, over_ip6()}) {
    const test::Frame frame = make_frame(options, plain());
    // Of the IPv6 header some bits are under no checksum: flow label, traffic class and hop limit.
    const std::size_t first = options.from.ip.is_v4() ? 14 : 22;
    for (std::size_t at = first; at < frame.size(); ++at) {
      test::Frame damaged = frame;
      damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ 0x10U);
      EXPECT_EQ(action(damaged), static_cast<std::uint32_t>(XDP_PASS)) << at;
    }
    for (std::size_t size = 14; size < frame.size(); ++size) {
      EXPECT_EQ(action(test::Frame(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size))),
                static_cast<std::uint32_t>(XDP_PASS))
          << size;
    }
  }
}

TEST_F(XdpProgramTest, ServesNoTimeThatIsNotRenewed) {
  XdpTime old = good_time();
  old.base_ns -= 4'000'000'000;
  program->publish(old);
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_PASS)) << "four seconds old";
  XdpTime ahead = good_time();
  ahead.base_ns += 1'000'000'000;
  program->publish(ahead);
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_PASS)) << "the clock was stepped back";
  old.base_ns += 1'000'000'000;
  program->publish(old);
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_TX)) << "three seconds old";
  program->withdraw();
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_PASS)) << "taken back";
  EXPECT_EQ(counted(XDP_COUNT_STALE), 3U);
}

TEST_F(XdpProgramTest, ServesOnThePortThatItIsTold) {
  XdpTime time = good_time();
  time.port = 1123;
  program->publish(time);
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_PASS));
  FrameOptions options;
  options.to.port = 1123;
  EXPECT_EQ(action(options), static_cast<std::uint32_t>(XDP_TX));
}

TEST_F(XdpProgramTest, TheLongestPrefixDecides) {
  const auto rule = [](const char* prefix, unsigned bits, xdp_verdict any, xdp_verdict ntp) {
    return XdpRule{base::IpAddress::parse(prefix).value(), bits, any, ntp};
  };
  const std::vector<XdpRule> rules{
      rule("0.0.0.0", 0, XDP_VERDICT_ANSWER, XDP_VERDICT_ANSWER),
      rule("10.0.0.0", 8, XDP_VERDICT_PASS, XDP_VERDICT_PASS),
      rule("10.1.0.0", 16, XDP_VERDICT_ANSWER, XDP_VERDICT_PASS),
      rule("10.1.2.3", 32, XDP_VERDICT_PASS, XDP_VERDICT_ANSWER),
      rule("2001:db8::", 32, XDP_VERDICT_ANSWER, XDP_VERDICT_ANSWER),
      rule("2001:db8::9", 128, XDP_VERDICT_PASS, XDP_VERDICT_PASS),
  };
  ASSERT_TRUE(program->set_rules(rules));
  struct Case {
    const char* from;
    std::uint16_t port;
    bool answered;
  };
  for (const Case& c : {Case{"9.9.9.9", 999, true},
                        {"10.0.0.1", 999, false},
                        {"10.1.0.1", 999, true},
                        {"10.1.0.1", 123, false},
                        {"10.1.2.3", 999, false},
                        {"10.1.2.3", 123, true},
                        {"10.1.2.4", 999, true},
                        {"2001:db8::8", 999, true},
                        {"2001:db8::9", 999, false},
                        {"2001:db9::9", 999, false}}) {
    const auto ip = base::IpAddress::parse(c.from).value();
    FrameOptions options = ip.is_v4() ? FrameOptions{} : over_ip6();
    options.from = {ip, c.port};
    EXPECT_EQ(action(options) == XDP_TX, c.answered) << c.from << ' ' << c.port;
  }
  EXPECT_EQ(counted(XDP_COUNT_RESTRICTED), 5U);
  ASSERT_TRUE(program->set_rules(std::span(rules).subspan(1, 1)));
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_PASS)) << "no rule is left for it";
  ASSERT_TRUE(program->set_rules(rules));
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_TX)) << "and again";
}

TEST_F(XdpProgramTest, LimitsEachClientByItself) {
  open_to_all(*program, XDP_VERDICT_LIMITED);
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_TX));
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_DROP)) << "sooner than discard minimum";
  EXPECT_EQ(action(over_ip6()), static_cast<std::uint32_t>(XDP_TX)) << "somebody else";
  EXPECT_EQ(counted(XDP_COUNT_LIMITED), 1U);
  EXPECT_EQ(counted(XDP_COUNT_LIMITED_V4), 1U);
  XdpTime time = good_time();
  time.minimum_s = 1;
  time.headway_log2_s = 0;
  program->publish(time);
  FrameOptions quick;
  quick.from.ip = base::IpAddress::v4(198, 51, 100, 1);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(action(quick), static_cast<std::uint32_t>(XDP_TX)) << "a headway of a second has two of grace";
  }
}

TEST_F(XdpProgramTest, SaysRateToWhoIsUnderKod) {
  open_to_all(*program, XDP_VERDICT_LIMITED_KOD);
  EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_TX));
  const XdpTrial trial = try_out(*program, make_frame({}, plain()));
  EXPECT_EQ(trial.action, static_cast<std::uint32_t>(XDP_TX)) << "the first excess";
  const auto answer = answer_in(trial.frame, {});
  EXPECT_EQ(answer.complaint, "");
  wire::ByteReader in(answer.payload);
  const auto kiss = wire::Header::parse(in).value();
  EXPECT_EQ(kiss.leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(kiss.stratum, 0);
  EXPECT_EQ(kiss.reference_id, wire::ReferenceId::from_text("RATE"));
  EXPECT_EQ(kiss.transmit, request().transmit);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(action(FrameOptions{}), static_cast<std::uint32_t>(XDP_DROP));
  EXPECT_EQ(counted(XDP_COUNT_KISSED), 1U);
  EXPECT_EQ(counted(XDP_COUNT_LIMITED), 11U);
}

TEST_F(XdpProgramTest, ManyClientsDoNotHarmEachOther) {
  open_to_all(*program, XDP_VERDICT_LIMITED);
  FrameOptions options;
  for (unsigned client = 0; client < 5000; ++client) {  // several for each place
    options.from.ip =
        base::IpAddress::v4(10, 0, static_cast<std::uint8_t>(client >> 8U), static_cast<std::uint8_t>(client));
    EXPECT_EQ(action(options), static_cast<std::uint32_t>(XDP_TX)) << client;
  }
}

TEST_F(XdpProgramTest, ReadsTheClockForEachTimestamp) {
  const XdpTime time = good_time();
  program->publish(time);
  const auto answer = answer_in(try_out(*program, make_frame({}, plain())).frame, {});
  ASSERT_EQ(answer.complaint, "");
  wire::ByteReader in(answer.payload);
  const auto reply = wire::Header::parse(in).value();
  const double received_s = (reply.receive - time.base).seconds();
  const double sent_s = (reply.transmit - reply.receive).seconds();
  EXPECT_GE(received_s, 0);
  EXPECT_LE(received_s, static_cast<double>(monotonic_ns() - time.base_ns) * 1e-9);
  EXPECT_GT(sent_s, 0);
  EXPECT_LT(sent_s, received_s + 1);
}

TEST(XdpProgramLink, CannotBeAttachedToWhatIsNotThere) {
  const auto program = load_or_say();
  if (program == nullptr) GTEST_SKIP() << "no XDP program can be loaded here";
  EXPECT_FALSE(program->attach(2'000'000'000, XdpMode::automatic));
}

}  // namespace
}  // namespace foliot::platform
