// same_settings sees every setting and no place.
#include <gtest/gtest.h>

#include "config/check.hpp"

namespace foliot::config {
namespace {

TEST(SameSettings, DoesNotSeePlaces) {
  const std::string text = "server a\nrestrict default\nfudge 127.127.1.0 stratum 3\ninterface listen all\n";
  EXPECT_TRUE(same_settings(clean(text), clean("# moved\n\n" + text)));
}

/// No two mean the same.
constexpr std::string_view kLines[] = {
    "server a",
    "server -4 a",
    "server a port 124",
    "server a prefer",
    "pool a",
    "server b",
    "peer a",
    "fudge 127.127.1.0 stratum 3",
    "fudge 127.127.1.1 stratum 3",
    "fudge 127.127.1.0 stratum 0",
    "fudge 127.127.1.0 refid A",
    "fudge 127.127.1.0 time1 1",
    "fudge 127.127.1.0 time2 1",
    "fudge 127.127.1.0 flag1 1",
    "restrict default",
    "restrict source",
    "restrict -6 default",
    "restrict a.example",
    "restrict 10.0.0.0",
    "restrict 10.0.0.0/8",
    "restrict default ippeerlimit 1",
    "restrict default nopeer",
    "interface listen all",
    "interface drop all",
    "interface listen eth0",
    "tos minsane 2",
    "tinker panic 0",
    "disable ntp",
    "disable stats",
    "driftfile /a",
    "driftfile /b",
    "pidfile /a",
    "rtcsync",
    "rtcfile /a",
    "rtcdevice /a",
    "logfile /a",
    "port 124",
    "server a ttl 1",
    "server a nts",
    "server 127.127.20.0",
    "server 127.127.20.0 mode 1",
    "server 127.127.20.0 path /a",
    "broadcast a",
    "tos maxdisp 1",
    "tos basedate 1",
    "leapfile /a",
    "leapfile /a ignorehash",
    "leapsmearinterval 86400",
    "keys /a",
    "statsdir /a",
    "saveconfigdir /a",
    "ntpsigndsocket /a",
    "extra port 124",
    "dscp 0",
    "workers 0",
    "xdp eth0",
    "xdp eth0 native",
    "xdp eth0 off",
    "hwtimestamp eth0",
    "hwtimestamp eth0 minpoll 1",
    "hwtimestamp eth0 rxfilter all",
    "hwtimestamp eth0 off",
    "nonvolatile 0",
    "trustedkey 1",
    "trustedkey (1 ... 2)",
    "controlkey 1",
    "nts enable",
    "nts ca /a",
    "statistics loopstats",
    "filegen loopstats",
    "filegen loopstats type week",
    "logconfig all",
    "setvar a = b",
    "setvar a = b default",
    "pollskewlist 3 1|2",
    "pollskewlist default 1|2",
    "rlimit memlock 1",
    "discard minimum 1",
    "limit burst 20",
    "mru maxdepth 1",
    "mru maxmem 1",
    "broadcastclient",
    "broadcastclient novolley",
    "multicastclient",
    "broadcastdelay 0",
    "",
};

TEST(SameSettings, SeesEverySetting) {
  for (const std::string_view a : kLines) {
    for (const std::string_view b : kLines)
      EXPECT_EQ(same_settings(accepted(a), accepted(b)), a == b) << a << " / " << b;
  }
}

TEST(SameSettings, SeesCountAndOrder) {
  EXPECT_FALSE(same_settings(clean("server a"), clean("server a\nserver a")));
  EXPECT_FALSE(same_settings(clean("server a\nserver b"), clean("server b\nserver a")));
}

}  // namespace
}  // namespace foliot::config
