// ntpq: the tables of variables, to the character.
#include <gtest/gtest.h>

#include "support/ntpq_session.hpp"
#include "tools/ntpq/tables.hpp"

namespace foliot::ntpq {
namespace {

using test::Mode6Request;
using test::NtpqBench;
using wire::ControlError;

/// A daemon that knows these variables, and refuses a question with any other.
NtpqBench::Server server_with(const std::string& known, std::uint16_t status = 0x0615) {
  return [known, status](const Mode6Request& request) {
    const VariablePairs all = parse_variables(known);
    std::string text;
    for (const VariablePair& wanted : parse_variables(request.data)) {
      const auto value = find_value(all, wanted.name);
      if (!value) return test::refuse(request, ControlError::unknown_variable);
      text += (text.empty() ? "" : ", ") + wanted.name + '=' + std::string(*value);
    }
    return test::answer_text(request, text + "\r\n", status);
  };
}

struct Golden {
  const char* command;
  const char* variables;
  const char* printed;
};

const Golden kGoldens[] = {
    {"sysinfo",
     "peeradr=\"192.0.2.1:123\", peermode=4, leap=0, stratum=2, precision=-24, rootdelay=12.346, rootdisp=45.600, "
     "refid=192.0.2.1, reftime=0xe0b1e2ff.80000000, sys_jitter=0.034500, clk_jitter=0.020, clk_wander=0.010, "
     "bcastdelay=-50.000, authdelay=0.000",
     "associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,\n"
     "system peer:        192.0.2.1:123\n"
     "system peer mode:   server\n"
     "leap indicator:     00\n"
     "stratum:            2\n"
     "log2 precision:     -24\n"
     "root delay:         12.346\n"
     "root dispersion:    45.600\n"
     "reference ID:       192.0.2.1\n"
     "reference time:     e0b1e2ff.80000000  Mon, Jun 17 2019  9:59:27.500\n"
     "system jitter:      0.034500\n"
     "clock jitter:       0.020\n"
     "clock wander:       0.010\n"
     "broadcast delay:    -50.000\n"
     "symm. auth. delay:  0.000\n"},
    {"sysstats",
     "ss_uptime=86412, ss_reset=86412, ss_received=5200, ss_thisver=5000, ss_oldver=100, ss_badformat=1, ss_badauth=2, "
     "ss_declined=3, ss_restricted=4, ss_limited=5, ss_kodsent=6, ss_processed=70",
     "uptime:                 86412\n"
     "sysstats reset:         86412\n"
     "packets received:       5200\n"
     "current version:        5000\n"
     "older version:          100\n"
     "bad length or format:   1\n"
     "authentication failed:  2\n"
     "declined:               3\n"
     "restricted:             4\n"
     "rate limited:           5\n"
     "KoD responses:          6\n"
     "processed for time:     70\n"},
    {"kerninfo",
     "koffset=-0.012, kfreq=-12.346, kmaxerr=16, kesterr=0.033, kstflags=\"pll nano\", ktimeconst=6, kprecis=0.001, "
     "kfreqtol=500, kppsfreq=0, kppsstab=0, kppsjitter=0, kppscalibdur=0, kppscalibs=0, kppsjitexc=0, kppsstbexc=0, "
     "kppscaliberrs=0",
     "associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,\n"
     "pll offset:            -0.012\n"
     "pll frequency:         -12.346\n"
     "maximum error:         16\n"
     "estimated error:       0.033\n"
     "kernel status:         pll nano\n"
     "pll time constant:     6\n"
     "precision:             0.001\n"
     "frequency tolerance:   500\n"
     "pps frequency:         0\n"
     "pps stability:         0\n"
     "pps jitter:            0\n"
     "calibration interval   0\n"
     "calibration cycles:    0\n"
     "jitter exceeded:       0\n"
     "stability exceeded:    0\n"
     "calibration errors:    0\n"},
    {"monstats",
     "mru_enabled=0x3, mru_depth=12, mru_deepest=15, mru_maxdepth=11915, mru_mindepth=600, mru_maxage=3600, mru_mem=1, "
     "mru_maxmem=1024",
     "enabled:              0x3\n"
     "addresses:            12\n"
     "peak addresses:       15\n"
     "maximum addresses:    11915\n"
     "reclaim above count:  600\n"
     "reclaim older than:   3600\n"
     "kilobytes:            1\n"
     "maximum kilobytes:    1024\n"},
    {"iostats",
     "iostats_reset=60, total_rbuf=10, free_rbuf=9, used_rbuf=1, rbuf_lowater=0, io_dropped=0, io_ignored=2, "
     "io_received=90, io_sent=88, io_sendfailed=0, io_wakeups=91, io_goodwakeups=90",
     "time since reset:       60\n"
     "receive buffers:        10\n"
     "free receive buffers:   9\n"
     "used receive buffers:   1\n"
     "low water refills:      0\n"
     "dropped packets:        0\n"
     "ignored packets:        2\n"
     "received packets:       90\n"
     "packets sent:           88\n"
     "packet send failures:   0\n"
     "input wakeups:          91\n"
     "useful input wakeups:   90\n"},
    {"timerstats", "timerstats_reset=60, timer_overruns=0, timer_xmts=8",
     "time since reset:    60\n"
     "timer overruns:      0\n"
     "calls to transmit:   8\n"},
    {"authinfo",
     "authreset=60, authkeys=3, authfreek=13, authklookups=9, authknotfound=0, authkuncached=1, authkexpired=0, "
     "authencrypts=4, authdecrypts=5",
     "time since reset:  60\n"
     "stored keys:       3\n"
     "free keys:         13\n"
     "key lookups:       9\n"
     "keys not found:    0\n"
     "uncached keys:     1\n"
     "expired keys:      0\n"
     "encryptions:       4\n"
     "decryptions:       5\n"},
};

TEST(NtpqTables, PrintEachLabelAndValue) {
  for (const Golden& golden : kGoldens) {
    NtpqBench bench(server_with(golden.variables));
    EXPECT_EQ(bench.say(golden.command), golden.printed) << golden.command;
    EXPECT_TRUE(bench.good);
    EXPECT_EQ(bench.channel.requests.size(), 1U) << "one question is enough";
  }
}

TEST(NtpqTables, ShowTheStatisticsOfAnAssociation) {
  const char* const variables =
      "srcadr=192.0.2.1, dstadr=192.0.2.100, timerec=33, timer=31, timereach=90, sent=12, received=11, badauth=0, "
      "bogusorg=0, oldpkt=0, seldisp=0, selbroken=0, candidate=1";
  NtpqBench bench(server_with(variables, 0x961a));
  bench.surroundings.names[base::IpAddress::v4(192, 0, 2, 1)] = "ntp1.example.net";
  const std::string expected =
      "associd=17 status=961a conf, reach, sel_sys.peer, 1 event, sys_peer,\n"
      "remote host:           ntp1.example.net\n"
      "local address:         192.0.2.100\n"
      "time last received:    33\n"
      "time until next send:  31\n"
      "reachability change:   90\n"
      "packets sent:          12\n"
      "packets received:      11\n"
      "bad authentication:    0\n"
      "bogus origin:          0\n"
      "duplicate:             0\n"
      "bad dispersion:        0\n"
      "bad reference time:    0\n"
      "candidate order:       1\n";
  EXPECT_EQ(bench.say("pstats 17"), expected);
  EXPECT_EQ(bench.say("ps 17"), expected);
  EXPECT_EQ(bench.say("pstatus 17"), expected);
  EXPECT_EQ(bench.say("pstats"), "usage: pstats assocID\n");
}

TEST(NtpqTables, LeaveOutWhatADaemonDoesNotKnow) {
  NtpqBench bench(server_with("timerstats_reset=60, timer_xmts=8"));
  EXPECT_EQ(bench.say("timerstats"), "time since reset:    60\ncalls to transmit:   8\n");
  NtpqBench ignorant(server_with("leap=0"));
  EXPECT_EQ(ignorant.say("authinfo"), "***A request variable unknown to the server\n");
  EXPECT_FALSE(ignorant.good);
}

TEST(NtpqTables, SayWhenThereIsNothing) {
  NtpqBench bench([](const Mode6Request& request) { return test::answer_text(request, ""); });
  EXPECT_EQ(bench.say("sysinfo"), "No system variables returned\n");
  EXPECT_EQ(bench.say("pstats 3"), "No information returned for association 3\n");
}

TEST(NtpqTables, EscapeWhatAServerSends) {
  NtpqBench bench(server_with("timerstats_reset=\"\x1b[2J\", timer_overruns=\x07, timer_xmts=1"));
  EXPECT_EQ(bench.say("timerstats"),
            "time since reset:    \\x1b[2J\ntimer overruns:      \\x07\ncalls to transmit:   1\n");
}

TEST(NtpqTables, AreOneObjectAsJson) {
  NtpqBench bench(server_with("timerstats_reset=60, timer_overruns=0, timer_xmts=8"));
  bench.session.settings.json = true;
  EXPECT_EQ(bench.say("timerstats"),
            "{\"server\":\"localhost\",\"association_id\":0,\"status\":1557,\"variables\":{\"timerstats_reset\":60,"
            "\"timer_overruns\":0,\"timer_xmts\":8}}\n");
}

TEST(NtpqTables, PrintAsSentWhenRaw) {
  NtpqBench bench(server_with("timerstats_reset=60, timer_overruns=0, timer_xmts=8"));
  EXPECT_EQ(bench.say("raw"), "Output set to raw\n");
  EXPECT_EQ(bench.say("timerstats"), "timerstats_reset=60, timer_overruns=0, timer_xmts=8\n");
}

TEST(NtpqTables, ShowUnitsWhenAsked) {
  NtpqBench bench(server_with("timerstats_reset=86400, timer_overruns=0, timer_xmts=8"));
  EXPECT_EQ(bench.say("units"), "Units are shown\n");
  EXPECT_EQ(bench.say("timerstats"), "time since reset:    86.400ks\ntimer overruns:      0\ncalls to transmit:   8\n");
}

TEST(NtpqTables, HaveLabelsThatFitTheirColumn) {
  for (const Table& table : all_tables()) {
    std::size_t widest = 0;
    for (const TableRow& row : table.rows) widest = std::max(widest, row.label.size());
    EXPECT_LE(widest, table.label_width) << table.command;
  }
}

}  // namespace
}  // namespace foliot::ntpq
