// ntpq: the billboard, to the character.
#include <gtest/gtest.h>

#include "tools/ntpq/peers.hpp"

namespace foliot::ntpq {
namespace {

PeersStyle in(PeersLayout layout) {
  PeersStyle style;
  style.layout = layout;
  return style;
}

constexpr Timestamp kNow = Timestamp::from_bits(0xe0b1e320'80000000U);
constexpr std::uint16_t kSystemPeer = 0x961a;

constexpr const char* kGoodServer =
    "srcadr=192.0.2.1, srcport=123, dstadr=192.0.2.100, dstport=123, leap=0,\r\n"
    "stratum=1, precision=-23, rootdelay=0.000, rootdisp=1.000, refid=GPS,\r\n"
    "reftime=0xe0b1e2f0.80000000, rec=0xe0b1e2ff.80000000, reach=0xff,\r\n"
    "unreach=0, hmode=3, pmode=4, hpoll=6, ppoll=10, headway=0, flash=0x0,\r\n"
    "keyid=0, offset=0.045, delay=0.123, dispersion=2.100, jitter=0.012\r\n";

PeerFacts facts(const std::string& text) {
  return read_peer_facts(parse_variables(text));
}

PeersStyle style(PeersLayout layout = PeersLayout::reference) {
  PeersStyle result;
  result.layout = layout;
  result.now = kNow;
  result.name_of = [](const base::IpAddress& address) -> std::optional<std::string> {
    if (address == base::IpAddress::v4(192, 0, 2, 1)) return "ntp1.example.net";
    return std::nullopt;
  };
  return result;
}

std::string line(const std::string& variables, std::uint16_t status = kSystemPeer, const PeersStyle& how = style()) {
  return peer_line(facts(variables), 4711, status, "server.example", how);
}

TEST(PeersHeader, IsTheClassicOne) {
  EXPECT_EQ(peers_header(style()),
            "     remote           refid      st t when poll reach   delay   offset  jitter\n"
            "==============================================================================\n");
  EXPECT_EQ(peers_header(style(PeersLayout::association)),
            "     remote       refid   assid  st t when poll reach   delay   offset  jitter\n"
            "==============================================================================\n");
  EXPECT_EQ(peers_header(style(PeersLayout::local)),
            "     remote           local      st t when poll reach   delay   offset    disp\n"
            "==============================================================================\n");
}

TEST(PeerLine, KeepsEachColumn) {
  EXPECT_EQ(line(kGoodServer), "*ntp1.example.ne .GPS.            1 u   33   64  377    0.123   +0.045   0.012\n");
  PeersStyle numeric = style();
  numeric.numeric = true;
  EXPECT_EQ(line(kGoodServer, 0x9424, numeric),
            "+192.0.2.1       .GPS.            1 u   33   64  377    0.123   +0.045   0.012\n");
  EXPECT_EQ(line(kGoodServer, kSystemPeer, style(PeersLayout::association)),
            "*ntp1.example.ne .GPS.    4711    1 u   33   64  377    0.123   +0.045   0.012\n");
  EXPECT_EQ(line(kGoodServer, kSystemPeer, style(PeersLayout::local)),
            "*ntp1.example.ne 192.0.2.100      1 u   33   64  377    0.123   +0.045   2.100\n");
}

TEST(PeerLine, ShowsServersThatHaveNotAnswered) {
  EXPECT_EQ(
      line("srcadr=198.51.100.7, stratum=16, refid=INIT, reftime=0x00000000.00000000, rec=0x00000000.00000000,\r\n"
           "reach=0x0, hmode=3, pmode=0, hpoll=6, ppoll=6, offset=0.000, delay=0.000, jitter=0.000\r\n",
           0x8011),
      " 198.51.100.7    .INIT.          16 u    -   64    0    0.000   +0.000   0.000\n");
  EXPECT_EQ(line("srcadr=0.0.0.0, srchost=\"0.pool.example.org\", stratum=16, refid=POOL, hmode=3, hpoll=6, ppoll=10",
                 0x8811),
            " 0.pool.example. .POOL.          16 p    -   64    0    0.000   +0.000   0.000\n");
}

TEST(PeerLine, ShowsReferenceClocks) {
  const char* local =
      "srcadr=127.127.1.0, stratum=5, refid=LOCL, rec=0xe0b1e320.00000000, reach=0x1, hmode=3, hpoll=6,"
      "ppoll=6, offset=0.000, delay=0.000, jitter=0.000";
  EXPECT_EQ(line(local, 0x9114), "xLOCAL(0)        .LOCL.           5 l    -   64    1    0.000   +0.000   0.000\n");
  PeersStyle numeric = style();
  numeric.numeric = true;
  EXPECT_EQ(line(local, 0x9114, numeric),
            "x127.127.1.0     .LOCL.           5 l    -   64    1    0.000   +0.000   0.000\n");
}

TEST(PeerLine, CutsNumbersToSevenCharacters) {
  const std::string line_text =
      line("srcadr=192.0.2.9, hmode=3, delay=12345.678, offset=-38908575.181, jitter=999999.5");
  EXPECT_EQ(line_text, "*192.0.2.9                        0 u    -    1    0  12345.6  -389085 999999.\n");
}

TEST(PeerLine, TakesDispersionWhenThereIsNoJitter) {
  EXPECT_TRUE(line("srcadr=192.0.2.9, hmode=3, dispersion=7.5").ends_with("   +0.000   7.500\n"));
}

TEST(PeerLine, GivesLongNamesTheirOwnLineWhenWide) {
  PeersStyle wide = style();
  wide.wide = true;
  EXPECT_EQ(line(kGoodServer, kSystemPeer, wide),
            "*ntp1.example.net\n"
            "                 .GPS.            1 u   33   64  377    0.123   +0.045   0.012\n");
  wide.numeric = true;
  EXPECT_TRUE(line(kGoodServer, kSystemPeer, wide).starts_with("*192.0.2.1       .GPS."));
}

TEST(PeerLine, NamesTheServerWhenThereAreSeveral) {
  PeersStyle several = style();
  several.server_width = 14;
  EXPECT_EQ(peers_header(several),
            "server (local)      remote           refid      st t when poll reach   delay   offset  jitter\n"
            "=============================================================================================\n");
  EXPECT_TRUE(line(kGoodServer, kSystemPeer, several).starts_with("192.0.2.100    *ntp1.example.ne .GPS."));
  EXPECT_TRUE(line("srcadr=192.0.2.1", kSystemPeer, several).starts_with("server.example *ntp1.example.ne "));
  several.layout = PeersLayout::local;
  EXPECT_TRUE(line(kGoodServer, kSystemPeer, several).starts_with("server.example *ntp1.example.ne 192.0.2.100"));
}

TEST(ReferenceColumn, FollowsTheFormOfTheValue) {
  struct Case {
    const char* refid;
    const char* reference;
    const char* association;
  };
  const Case cases[] = {
      {"GPS", ".GPS.", ".GPS."},
      {"RATE", ".RATE.", ".RATE."},
      {"", "", ""},
      {"10.1.2.3", "10.1.2.3", "a010203"},
      {"127.127.20.0", "GPS_NMEA(0)", "GPS_NMEA(0)"},
      {"0.0.0.0", "0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255", "ffffffff"},
      {"nonsense", "", ""},
      {"\x1b[2J", ".\\x1b[2J.", ".\\x1b[2J."},
  };
  for (const Case& c : cases) {
    PeerFacts peer;
    peer.reference_id = c.refid;
    EXPECT_EQ(reference_column(peer, in(PeersLayout::reference)), c.reference);
    EXPECT_EQ(reference_column(peer, in(PeersLayout::association)), c.association);
  }
  EXPECT_EQ(reference_column(PeerFacts{}, in(PeersLayout::reference)), "");
}

TEST(ReferenceColumn, KeepsTheEndOfALongLocalAddress) {
  PeerFacts peer;
  peer.destination = base::IpAddress::parse("2001:db8:1:2:3:4:5:6");
  EXPECT_EQ(reference_column(peer, in(PeersLayout::local)), "_b8:1:2:3:4:5:6");
}

TEST(TypeCode, FollowsModeAndAddress) {
  struct Case {
    std::int64_t mode;
    const char* source;
    char code;
  };
  const Case cases[] = {
      {3, "192.0.2.1", 'u'}, {3, "2001:db8::1", 'u'}, {3, "0.0.0.0", 'p'},     {3, "::", 'p'},
      {3, "224.0.1.1", 'a'}, {3, "ff05::101", 'a'},   {3, "127.127.1.0", 'l'}, {1, "192.0.2.1", 's'},
      {2, "192.0.2.1", 'S'}, {5, "192.0.2.255", 'B'}, {5, "224.0.1.1", 'M'},   {6, "192.0.2.1", 'b'},
      {0, "192.0.2.1", '?'}, {-7, "192.0.2.1", '?'},  {99, "192.0.2.1", '?'},
  };
  for (const Case& c : cases) {
    PeerFacts peer;
    peer.host_mode = c.mode;
    peer.source = base::IpAddress::parse(c.source);
    EXPECT_EQ(type_code(peer), c.code) << c.mode << ' ' << c.source;
  }
}

TEST(WhenS, CountsFromTheLastPacketOrTheReferenceTime) {
  PeerFacts peer;
  EXPECT_EQ(when_s(peer, kNow), 0);
  peer.reference_time = kNow + Interval::from_seconds(-100);
  EXPECT_EQ(when_s(peer, kNow), 100);
  peer.receive_time = kNow + Interval::from_seconds(-7);
  EXPECT_EQ(when_s(peer, kNow), 7);
  peer.receive_time = kNow + Interval::from_seconds(9);
  EXPECT_EQ(when_s(peer, kNow), -9);
}

TEST(WhenS, CrossesTheEra) {
  PeerFacts peer;
  peer.receive_time = Timestamp::from_bits(0xfffffff0'00000000U);
  EXPECT_EQ(when_s(peer, Timestamp::from_bits(0x00000010'00000000U)), 32);
}

TEST(PollS, IsThatOfTheShorterExponentWithinReason) {
  struct Case {
    std::int64_t host;
    std::int64_t peer;
    std::int64_t poll_s;
  };
  for (const Case& c : {Case{6, 10, 64}, Case{10, 6, 64}, Case{17, 17, 131072}, Case{-4, 3, 1}, Case{0, 0, 1},
                        Case{INT64_MAX, INT64_MAX, 1 << 30}, Case{INT64_MIN, 3, 1}}) {
    PeerFacts facts_of_case;
    facts_of_case.host_poll_log2_s = c.host;
    facts_of_case.peer_poll_log2_s = c.peer;
    EXPECT_EQ(poll_s(facts_of_case), c.poll_s);
  }
}

TEST(RemoteText, PrefersTheConfiguredName) {
  const PeerFacts named = facts("srcadr=192.0.2.1, srchost=\"time.example.org\"");
  EXPECT_EQ(remote_text(named, style()), "time.example.org");
  PeersStyle numeric = style();
  numeric.numeric = true;
  EXPECT_EQ(remote_text(named, numeric), "192.0.2.1");
  EXPECT_EQ(remote_text(facts("srcadr=\"\x1b[0m\""), style()), "\\x1b[0m");
  EXPECT_EQ(remote_text(facts("srchost=\"a\x07\""), style()), "a\\x07");
  EXPECT_EQ(remote_text(facts("stratum=1"), style()), "");
}

}  // namespace
}  // namespace foliot::ntpq
