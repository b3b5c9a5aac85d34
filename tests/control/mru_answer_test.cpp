// The list of clients over mode 6: nonce, rows, filters, and going on where the reader left off.
#include "control/mru_answer.hpp"

#include <gtest/gtest.h>

#include "support/control_exchange.hpp"

namespace foliot::control {
namespace {

using wire::ControlOpcode;

constexpr std::uint64_t kSeed = 7;
const base::IpAddress kReader = base::IpAddress::v4(192, 0, 2, 99);

ClockReading reading(double seconds) {
  return {MonoTime::from_nanoseconds(0) + Interval::from_seconds(seconds),
          WallTime::from_nanoseconds(1'560'765'600'000'000'000) + Interval::from_seconds(seconds)};
}

/// A daemon with a list of clients, and a reader.
class MruAnswer : public testing::Test {
 protected:
  MruAnswer() : rng_(kSeed), readers_(rng_), list_({}, 3000, rng_, reading(0).mono) { now_ = reading(100); }

  void see(const char* address, double seconds, access::RestrictFlags flags = {}, bool dropped = false) {
    const access::Sighting sighting{.remote = {*base::IpAddress::parse(address), 40123},
                                    .at = reading(seconds).mono,
                                    .local = base::IpAddress::v4(10, 0, 0, 1)};
    auto number = list_.find(sighting.remote.ip);
    if (number) static_cast<void>(list_.note(*number, sighting));
    if (!number) number = list_.add(sighting, 0.5);
    list_.set_pace(*number, {.score = 2.5, .drops = 0}, flags, dropped);
  }

  test::ControlWhole send(ControlOpcode opcode, std::string_view data) {
    state_.mru = &list_;
    readers_.calendar.look(now_);
    const ControlRights rights{.may_read_mru = true, .mru = &readers_, .from = kReader, .now = now_.mono};
    datagrams_ = answer_control(test::control_request(opcode, 0, data), state_, rights);
    return test::put_together(datagrams_);
  }
  std::string nonce() { return readers_.nonces.make(kReader, now_.mono); }
  /// The answer without its nonce.
  std::string read(const std::string& parameters) {
    const std::string text = send(ControlOpcode::read_mru, "nonce=" + nonce() + ", " + parameters).text;
    std::string rest = text;
    const std::size_t place = rest.find("nonce=" + nonce());
    EXPECT_NE(place, std::string::npos) << text;
    if (place != std::string::npos) rest.erase(place, nonce().size() + 6);
    return rest;
  }

  base::SeededRng rng_;
  MruReaders readers_;
  access::MruList list_;
  test::ControlState state_;
  ClockReading now_;
  std::vector<ControlDatagram> datagrams_;
};

TEST_F(MruAnswer, GivesANonceToWhoeverAsks) {
  EXPECT_EQ(send(ControlOpcode::request_nonce, "").text, "nonce=" + nonce() + "\r\n");
}

TEST_F(MruAnswer, IsSilentWithoutAGoodNonce) {
  see("10.0.0.2", 1);
  const std::string others = readers_.nonces.make(base::IpAddress::v4(192, 0, 2, 98), now_.mono);
  const std::string old = readers_.nonces.make(kReader, reading(80).mono);
  for (const std::string& text :
       std::initializer_list<std::string>{"frags=1", "nonce=" + others + ", frags=1", "nonce=" + old + ", frags=1",
                                          "nonce=" + nonce() + ", frags=x", "nonce=, frags=1"}) {
    send(ControlOpcode::read_mru, text);
    EXPECT_TRUE(datagrams_.empty()) << text;
  }
}

TEST_F(MruAnswer, RefusesToSendTooMuch) {
  for (const char* text : {"", "limit=257", "frags=129", "frags=0, limit=0"}) {
    const auto whole = send(ControlOpcode::read_mru, "nonce=" + nonce() + ", " + text);
    EXPECT_TRUE(whole.header.error) << text;
    EXPECT_EQ(wire::to_control_error(whole.header.status), wire::ControlError::bad_value) << text;
  }
}

TEST_F(MruAnswer, TellsClientsFromTheOldestOnToTheCharacter) {
  access::RestrictFlags flags;
  flags.add(access::Restrict::limited);
  flags.add(access::Restrict::kod);
  see("10.0.0.2", 1);
  see("2001:db8::5", 50.25);
  see("2001:db8::5", 60.5, flags, true);
  EXPECT_EQ(read("frags=2"),
            ", addr.0=10.0.0.2:40123,\r\n"
            "last.0=0xe0b1e321.00000000, first.0=0xe0b1e321.00000000, ct.0=1,\r\n"
            "mv.0=35, rs.0=0x0, sc.0=2.500, dr.0=0, addr.1=[2001:db8::5]:40123,\r\n"
            "last.1=0xe0b1e35c.80000000, first.1=0xe0b1e352.40000000, ct.1=2,\r\n"
            "mv.1=35, rs.1=0x420, sc.1=2.500, dr.1=1, now=0xe0b1e384.00000000,\r\n"
            "last.newest=0xe0b1e35c.80000000\r\n");
}

TEST_F(MruAnswer, SaysNowAloneWhenThereIsNobody) {
  EXPECT_EQ(read("frags=1"), ", now=0xe0b1e384.00000000\r\n");
  state_.mru = nullptr;
  const ControlRights rights{.may_read_mru = true, .mru = &readers_, .from = kReader, .now = now_.mono};
  const auto bytes = test::control_request(ControlOpcode::read_mru, 0, "frags=1, nonce=" + nonce());
  EXPECT_TRUE(test::put_together(answer_control(bytes, state_, rights)).text.ends_with("now=0xe0b1e384.00000000\r\n"));
}

TEST_F(MruAnswer, Filters) {
  access::RestrictFlags limited;
  limited.add(access::Restrict::limited);
  access::RestrictFlags both = limited;
  both.add(access::Restrict::kod);
  see("10.0.0.1", 10);
  for (int i = 0; i < 5; ++i) see("10.0.0.2", 20 + i, limited, true);
  see("10.0.0.3", 90, both);
  struct Case {
    const char* words;
    const char* addresses;
  };
  const Case cases[] = {{"mincount=2", "2"},    {"resany=0x20", "23"}, {"resall=0x420", "3"},
                        {"resany=0x420", "23"}, {"maxlstint=50", "3"}, {"minlstint=50", "12"},
                        {"mindrop=1", "2"},     {"minscore=3", ""},    {"laddr=10.0.0.1", "123"},
                        {"laddr=10.0.0.9", ""}, {"recent=2", "23"},    {"recent=9", "123"}};
  for (const Case& c : cases) {
    const std::string text = read(std::string("frags=9, ") + c.words);
    std::string found;
    for (std::size_t at = 0; (at = text.find("=10.0.0.", at)) != std::string::npos; at += 8) found += text[at + 8];
    EXPECT_EQ(found, c.addresses) << c.words;
    EXPECT_TRUE(text.contains("now=")) << c.words;
  }
}

TEST_F(MruAnswer, GoesOnWhereTheReaderLeftOff) {
  see("10.0.0.1", 1);
  see("10.0.0.2", 2);
  see("10.0.0.3", 3);
  const std::string second = "addr.0=10.0.0.2:40123, last.0=0xe0b1e322.00000000";
  const std::string text = read("frags=4, " + second);
  EXPECT_TRUE(text.starts_with("last.older=0xe0b1e322.00000000, addr.older=10.0.0.2:40123,")) << text;
  EXPECT_TRUE(text.contains("addr.0=10.0.0.3:40123")) << text;
  EXPECT_FALSE(text.contains("addr.1=")) << text;
  see("10.0.0.2", 4);  // it has moved: the next one that the reader has will do
  EXPECT_TRUE(read("frags=4, " + second + ", addr.1=10.0.0.1:40123, last.1=0xe0b1e321.00000000")
                  .contains("addr.older=10.0.0.1:40123"));
  const auto whole = send(ControlOpcode::read_mru, "frags=4, nonce=" + nonce() + ", " + second);
  EXPECT_EQ(wire::to_control_error(whole.header.status), wire::ControlError::unknown_variable);
}

TEST_F(MruAnswer, FindsOneClientByItsAddress) {
  see("10.0.0.1", 1);
  see("10.0.0.2", 2);
  const std::string text = read("limit=1, addr.0=10.0.0.1:123, last.0=0x00000000.00000000");
  EXPECT_TRUE(text.contains("addr.0=10.0.0.1:40123")) << text;
}

TEST_F(MruAnswer, GivesAReaderTheWholeListInPieces) {
  for (int i = 0; i < 200; ++i) see(("10.1." + std::to_string(i) + ".1").c_str(), i * 0.25);
  std::string where;
  int seen = 0;
  for (int round = 0; round < 200; ++round) {
    const std::string text = read("frags=1" + where);
    EXPECT_EQ(datagrams_.size(), 1U);
    EXPECT_LE(text.size() + 30, wire::kMaxControlData);
    std::size_t last_row = 0;
    for (std::size_t at = 0; (at = text.find("ct.", at)) != std::string::npos; ++at) last_row = at, ++seen;
    if (text.contains("now=")) break;
    ASSERT_NE(last_row, 0U) << text;
    const auto value = [&](const std::string& tag) {
      const std::size_t at = text.rfind(tag, last_row);
      const std::size_t begin = text.find('=', at) + 1;
      return text.substr(begin, text.find(',', begin) - begin);
    };
    where = ", addr.0=" + value("addr.") + ", last.0=" + value("last.");
  }
  EXPECT_EQ(seen, 200);
}

TEST_F(MruAnswer, KeepsItsCalendarWhileTheClockIsSlewed) {
  see("10.0.0.1", 1);
  see("10.0.0.2", 2);
  readers_.calendar.look(reading(100));
  const Timestamp before = readers_.calendar.at(reading(1).mono);
  ClockReading slewed = reading(130);
  slewed.wall = slewed.wall + Interval::from_seconds(0.01);
  readers_.calendar.look(slewed);
  EXPECT_EQ(readers_.calendar.at(reading(1).mono), before);
  ClockReading stepped = reading(131);
  stepped.wall = stepped.wall + Interval::from_seconds(2);
  readers_.calendar.look(stepped);
  EXPECT_EQ(readers_.calendar.at(reading(1).mono), before + Interval::from_seconds(2));
}

TEST_F(MruAnswer, NeedsThePermissionOfTheAccessList) {
  const ControlRights rights{.may_read_mru = false, .mru = &readers_, .from = kReader, .now = now_.mono};
  const auto bytes = test::control_request(ControlOpcode::read_mru, 0, "frags=1, nonce=" + nonce());
  const auto whole = test::put_together(answer_control(bytes, state_, rights));
  EXPECT_EQ(wire::to_control_error(whole.header.status), wire::ControlError::permission);
}

}  // namespace
}  // namespace foliot::control
