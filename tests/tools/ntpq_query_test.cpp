// ntpq: timeouts, the one retry, and what is said when a question fails.
#include <gtest/gtest.h>

#include "support/ntpq_doubles.hpp"
#include "tools/ntpq/query.hpp"

namespace foliot::ntpq {
namespace {

using test::PlayedChannel;
using wire::ControlHeader;
using wire::ControlOpcode;
using Datagrams = std::vector<Bytes>;

const Question kQuestion{.opcode = ControlOpcode::read_variables, .association_id = 17, .data = "leap"};

Bytes reply(const Bytes& request, std::string_view text, std::uint16_t offset = 0, bool more = false) {
  wire::ByteReader in(request);
  ControlHeader header = *ControlHeader::parse(in);
  header.response = true;
  header.status = 0x961a;
  header.offset = offset;
  header.more = more;
  Bytes bytes(ControlHeader::kSize + (text.size() + 3) / 4 * 4);
  wire::ByteWriter out(bytes);
  wire::write_control_message(out, header, Bytes(text.begin(), text.end()));
  return bytes;
}

TEST(Client, SendsAWellFormedRequest) {
  PlayedChannel channel([](const Bytes& request) { return Datagrams{reply(request, "leap=0")}; });
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  const auto answer = client.ask(kQuestion);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text(), "leap=0");
  EXPECT_EQ(answer->status, 0x961a);
  EXPECT_EQ(channel.requests.front(), (Bytes{0x16, 2, 0, 1, 0, 0, 0, 17, 0, 0, 0, 4, 'l', 'e', 'a', 'p'}));
  (void)client.ask(kQuestion);
  EXPECT_EQ(channel.requests.back()[3], 2) << "each question has its own sequence number";
}

TEST(Client, AsksOnceMoreAfterSilence) {
  PlayedChannel channel([](const Bytes&) { return Datagrams{}; });
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  const auto answer = client.ask(kQuestion);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error, QueryError::timed_out);
  EXPECT_EQ(channel.requests.size(), 2U);
  EXPECT_EQ(channel.time_ms, 10'000);
}

TEST(Client, IsSavedByTheSecondTry) {
  int asked = 0;
  PlayedChannel channel(
      [&](const Bytes& request) { return ++asked == 1 ? Datagrams{} : Datagrams{reply(request, "leap=0")}; });
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  EXPECT_TRUE(client.ask(kQuestion));
}

TEST(Client, WaitsLessForLaterFragments) {
  PlayedChannel channel([](const Bytes& request) { return Datagrams{reply(request, "leap", 0, true)}; });
  channel.transit_ms = 0;
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  const auto answer = client.ask(kQuestion);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error, QueryError::incomplete);
  EXPECT_EQ(channel.time_ms, 6'000);
}

TEST(Client, GivesUpOnAServerThatBabbles) {
  PlayedChannel channel([](const Bytes&) { return std::vector<Bytes>(100'000, Bytes(12, 0x55)); });
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  EXPECT_EQ(client.ask(kQuestion).error().error, QueryError::timed_out);
  EXPECT_LT(channel.time_ms, 11'000);
}

TEST(Client, GivesUpOnAServerThatDripsForEver) {
  PlayedChannel channel([](const Bytes& request) {
    std::vector<Bytes> drops;
    for (std::uint16_t i = 0; i < 200; ++i) drops.push_back(reply(request, "x", i, true));
    return drops;
  });
  channel.transit_ms = 2'900;
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  EXPECT_FALSE(client.ask(kQuestion));
  EXPECT_LT(channel.time_ms, 80'000);
}

TEST(Client, DoesNotRepeatWhatTheServerRefused) {
  PlayedChannel channel([](const Bytes& request) {
    Bytes bytes = reply(request, "");
    bytes[1] = static_cast<std::uint8_t>(bytes[1] | 0x40U);
    bytes[4] = 5;
    return Datagrams{bytes};
  });
  Client client(channel);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  const auto answer = client.ask(kQuestion);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error, QueryError::refused);
  EXPECT_EQ(answer.error().code, 5);
  EXPECT_EQ(channel.requests.size(), 1U);
}

TEST(Client, AsksNothingItCannotSend) {
  PlayedChannel channel([](const Bytes&) { return Datagrams{}; });
  Client client(channel);
  EXPECT_EQ(client.ask(kQuestion).error().error, QueryError::no_host);
  ASSERT_TRUE(client.open("host", FamilyChoice::any));
  const std::string long_text(469, 'x');
  EXPECT_EQ(client.ask({.opcode = ControlOpcode::read_variables, .association_id = 0, .data = long_text}).error().error,
            QueryError::too_long);
  channel.broken = true;
  EXPECT_EQ(client.ask(kQuestion).error().error, QueryError::channel);
}

TEST(FailureText, IsTheClassicOne) {
  const auto refused = [](std::uint8_t code) {
    return failure_text({.error = QueryError::refused, .code = code}, 17, "");
  };
  EXPECT_EQ(refused(0), "***Server returned an unspecified error");
  EXPECT_EQ(refused(1), "***Server disallowed request (authentication?)");
  EXPECT_EQ(refused(2), "***Server reports a bad format request packet");
  EXPECT_EQ(refused(3), "***Server reports a bad opcode in request");
  EXPECT_EQ(refused(4), "***Association ID 17 unknown to server");
  EXPECT_EQ(refused(5), "***A request variable unknown to the server");
  EXPECT_EQ(refused(6), "***Server indicates a request variable was bad");
  EXPECT_EQ(refused(99), "***Server returns unknown error code 99");
  EXPECT_EQ(failure_text({.error = QueryError::timed_out}, 0, ""), "***Request timed out");
  EXPECT_EQ(failure_text({.error = QueryError::incomplete}, 0, ""), "***Response from server was incomplete");
  EXPECT_EQ(failure_text({.error = QueryError::too_much}, 0, ""), "***Buffer size exceeded for returned data");
  EXPECT_EQ(failure_text({.error = QueryError::no_host}, 0, ""), "***No host open, use `host' command");
  EXPECT_EQ(failure_text({.error = QueryError::channel}, 0, "read: refused"), "ntpq: read: refused");
}

}  // namespace
}  // namespace foliot::ntpq
