// Printing: what was understood comes back from its own text.
#include "config/print.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "config/check.hpp"
#include "config/random_config.hpp"

namespace foliot::config {
namespace {

TEST(Print, SaysNothingOfDefaults) {
  EXPECT_EQ(print(Config{}), "");
}

TEST(Print, WritesEachLineInOneWay) {
  for (const std::string line : {
           "driftfile /var/lib/ntp/ntp.drift",
           "pidfile \"/run/my ntpd.pid\"",
           "logfile \"#\"",
           "rtcfile /var/lib/ntp/rtc",
           "rtcdevice /dev/rtc1",
           "rtcsync",
           "leapfile /usr/share/zoneinfo/leap-seconds.list",
           "leapfile \"/my list\" ignorehash",
           "leapsmearinterval 7200",
           "port 1123",
           "tinker panic 0 stepfwd 0.5 stepback 0 stepout 600 dispersion 10 freq -12.345678",
           "tos minclock 4 maxclock 5 minsane 2 mindist 0.01 maxdist 30 floor 1 ceiling 16 cohort 1 orphan 6 "
           "orphanwait 100000",
           "enable bclient panicexit",
           "disable ntp auth stats",
           "interface drop 10.0.0.0/8",
           "restrict default",
           "restrict -6 default nomodify nopeer",
           "restrict source ippeerlimit -1 noquery limited kod serverresponse fuzz",
           "restrict \"default\" ignore",
           "restrict 2001:db8:: mask ffff:ffff:: ntpport",
           "restrict 10.0.5.0 mask 255.0.255.0 ignore",
           "server a.example",
           "server -4 a.example port 1123 version 3 key 5 iburst burst xleave minpoll -4 maxpoll 17 prefer",
           "pool a.example noselect true preempt bias -0.001",
           "peer fe80::1%eth0 minpoll 3 maxpoll 10",
           "server 127.127.1.0",
           "server 127.127.1.0 minpoll 6 maxpoll 10",
           "fudge 127.127.1.0 stratum 10 refid \"A B\" time1 0.25 time2 -1 flag1 1 flag4 1",
           "fudge 127.127.1.0 time1 0",
           "fudge 127.127.20.3 flag1 0 flag3 1 minjitter 0.001 abbrev GPS mode 5",
           "keys /etc/ntp/keys",
           "trustedkey (1 ... 9)\ntrustedkey 12",
           "controlkey 12",
           "ntpsigndsocket /var/lib/samba/ntp_signd",
           "nts enable cert /a key /b ca /c cookie /d mintls 1.2 maxtls 1.3 port 4460",
           "statistics loopstats peerstats",
           "statsdir /var/log/ntpstats/",
           "filegen loopstats file loops type week nolink disable",
           "logconfig =clockall +syncevents",
           "logconfig =all -all",
           "setvar \"a.b\" = \"c d\" default",
           "saveconfigdir /var/lib/ntp/",
           "nonvolatile 1e-08",
           "dscp 0",
           "workers 3",
           "xdp eth0",
           "xdp auto native",
           "xdp eth0.5 generic off",
           "extra port 1123",
           "pollskewlist 3 1|2 10 0|512 default 8|9",
           "rlimit memlock -1 stacksize 50 filenum 1024",
           "tos maxdisp 8 basedate 45290",
           "discard average 5 minimum 1 monitor 100",
           "limit average 1 burst 20 kod 0.25",
           "mru maxdepth 5000 mindepth 6 maxage 7 minage 8 initalloc 9 incalloc 10",
           "broadcastclient novolley",
           "broadcastclient",
           "multicastclient 224.0.1.1 ff05::101",
           "broadcastdelay 0.008",
           "broadcast 224.0.1.1 key 5 ttl 4",
           "server 127.127.20.1 mode 17 path /dev/gps1 ppspath /dev/pps1 baud 9600",
           "server a.example nts noval ask b.example ca /x",
       }) {
    EXPECT_EQ(print(accepted(line)), line + '\n');
  }
}

TEST(Print, WritesOfStampingCardsOnlyWhatIsUnusual) {
  for (const std::string line : {
           "hwtimestamp eth0",
           "hwtimestamp * minpoll -6 maxpoll 0 precision 1e-06 txcomp 3e-07 rxcomp -6e-07 minsamples 4 maxsamples 64 "
           "rxfilter all nocrossts off",
       }) {
    EXPECT_EQ(print(accepted(line)), line + '\n');
  }
}

TEST(Print, FindsTheExactFrequency) {
  base::SeededRng rng(5);
  for (int i = 0; i < 2000; ++i) {
    Config config;
    config.discipline.initial_frequency = Frequency::from_ppm((rng.next_unit() - 0.5) * 1000);
    EXPECT_TRUE(same_settings(clean(print(config)), config)) << "seed 5, round " << i;
  }
}

TEST(Print, GivesTextThatParsesToTheSameConfiguration) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Config config = RandomConfig(seed).config();
    const std::string text = print(config);
    const Config again = accepted(text);
    ASSERT_TRUE(same_settings(again, config)) << "seed " << seed << "\n" << text;
    ASSERT_EQ(print(again), text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace foliot::config
