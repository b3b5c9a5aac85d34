// ntpq: status words in words.
#include <gtest/gtest.h>

#include "tools/ntpq/refclock_names.hpp"
#include "tools/ntpq/status_text.hpp"

namespace foliot::ntpq {
namespace {

struct Case {
  std::uint16_t word;
  const char* text;
};

TEST(SystemStatusText, NamesLeapSourceCountAndEvent) {
  const Case cases[] = {
      {0x0615, "leap_none, sync_ntp, 1 event, clock_sync"},
      {0xc016, "leap_alarm, sync_unspec, 1 event, restart"},
      {0xc000, "leap_alarm, sync_unspec, no events, unspecified"},
      {0x45ff, "leap_add_sec, sync_local, 15 events, stale_leapsecond_values"},
      {0x8a28, "leap_del_sec, sync_10, 2 events, no_sys_peer"},
  };
  for (const Case& c : cases) EXPECT_EQ(system_status_text(c.word), c.text);
}

TEST(PeerStatusText, NamesFlagsSelectionCountAndEvent) {
  const Case cases[] = {
      {0x961a, "conf, reach, sel_sys.peer, 1 event, sys_peer"},
      {0x8011, "conf, sel_reject, 1 event, mobilize"},
      {0xf424, "conf, authenb, auth, reach, sel_candidate, 2 events, reachable"},
      {0x0800, "bcast, sel_reject, no events"},
      {0x0000, ", sel_reject, no events"},
      {0x97f0, "conf, reach, sel_pps.peer, 15 events"},
  };
  for (const Case& c : cases) EXPECT_EQ(peer_status_text(c.word), c.text);
}

TEST(StatusText, TakesEveryWord) {
  for (unsigned word = 0; word <= 0xffff; ++word) {
    ASSERT_FALSE(system_status_text(static_cast<std::uint16_t>(word)).empty());
    ASSERT_FALSE(peer_status_text(static_cast<std::uint16_t>(word)).empty());
  }
}

TEST(TallyCode, IsTheClassicOne) {
  std::string codes;
  for (unsigned i = 0; i < 8; ++i) codes += tally_code(static_cast<selection::SelectionStatus>(i));
  EXPECT_EQ(codes, " x.-+#*o");
}

TEST(FlashText, NamesEachBit) {
  EXPECT_EQ(flash_text(0), "");
  EXPECT_EQ(flash_text(0x1600), "peer_stratum, peer_dist, peer_unreach");
  EXPECT_EQ(flash_text(0x1fff),
            "pkt_dup, pkt_bogus, pkt_unsync, pkt_denied, pkt_auth, pkt_stratum, pkt_header, pkt_autokey, pkt_crypto, "
            "peer_stratum, peer_dist, peer_loop, peer_unreach");
  EXPECT_EQ(flash_text(0x2000), "");
}

TEST(ReferenceClockName, GivesTypeAndUnit) {
  using base::IpAddress;
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 1, 0)), "LOCAL(0)");
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 20, 3)), "GPS_NMEA(3)");
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 22, 0)), "PPS(0)");
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 28, 255)), "SHM(255)");
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 46, 128)), "GPSD_JSON(128)");
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 15, 2)), "REFCLK(15,2)");
  EXPECT_EQ(reference_clock_name(IpAddress::v4(127, 127, 200, 0)), "REFCLK(200,0)");
}

}  // namespace
}  // namespace foliot::ntpq
