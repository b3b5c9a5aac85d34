// Whole files in the shapes that administrators have: none may hold an error.
#include <gtest/gtest.h>

#include <algorithm>

#include "config/check.hpp"
#include "config/print.hpp"

namespace foliot::config {
namespace {

using access::Restrict;
using association::AssociationKind;

/// A file in which nothing is an error, and which comes back from its own print; files that it includes are empty.
ParsedConfig parse_example(std::string_view text) {
  TextMap files({{"/etc/ntp/crypto/pw", {{"/etc/ntp/crypto/pw", "# the password\n"}}}});
  ParsedConfig parsed = parse(ParseRequest{.text = text, .file_name = "ntp.conf", .includes = &files});
  for (const Finding& finding : parsed.findings) EXPECT_EQ(finding.severity, Severity::warning) << to_text(finding);
  EXPECT_TRUE(same_settings(accepted(print(parsed.config)), parsed.config));
  return parsed;
}

/// The words that it was warned of.
std::vector<std::string> warned_of(const ParsedConfig& parsed) {
  std::vector<std::string> words;
  for (const Finding& finding : parsed.findings) words.push_back(finding.word);
  return words;
}

constexpr std::string_view kClassic = R"(# a relay for a small network
server 210.72.145.44 prefer   # the national time centre
server 0.uk.pool.ntp.org
server 1.uk.pool.ntp.org

fudge  127.127.1.0 stratum 10
server 127.127.1.0            # last resort

driftfile /var/lib/ntp/ntp.drift
broadcastdelay 0.008
keys /etc/ntp/keys
)";

TEST(Examples, ClassicRelay) {
  const ParsedConfig parsed = parse_example(kClassic);
  const Config& config = parsed.config;
  ASSERT_EQ(config.associations.size(), 4U);
  EXPECT_TRUE(config.associations[0].options.prefer);
  EXPECT_EQ(config.associations[1].host, "0.uk.pool.ntp.org");
  EXPECT_EQ(config.associations[3].options.kind, AssociationKind::local_clock);
  ASSERT_EQ(config.fudges.size(), 1U);
  EXPECT_EQ(config.fudges[0].stratum, 10);
  EXPECT_EQ(config.driftfile, "/var/lib/ntp/ntp.drift");
  EXPECT_EQ(config.broadcast_client.delay_s, 0.008);
  EXPECT_EQ(config.keys_file, "/etc/ntp/keys");
}

// Everything that the documents of the classic suite show on one campus server.
constexpr std::string_view kClassicCampus = R"(server pogo.example key 1 minpoll 4 iburst
peer barn.example key 2 autokey
peer howland.example key 2 version 3
broadcast 128.4.1.255 minpoll 4 key 5
broadcast 224.0.1.1 ttl 1
manycastserver 239.1.1.1
manycastclient 239.1.1.1 iburst key 6
multicastclient
broadcastclient novolley
tos minclock 3 maxclock 10 minsane 1 floor 1 ceiling 15 cohort 0 orphan 11 orphanwait 300 beacon 3600 bcpollbstep 0
tinker step 0.128 panic 1000 stepout 900 allan 11 dispersion 15 huffpuff 7200
enable auth monitor stats kernel ntp
disable bclient calibrate mode7
keys /usr/local/etc/ntp.keys
trustedkey 1 2 3 14 15 (20 ... 30)
requestkey 15
controlkey 15
keysdir /usr/local/etc
crypto pw serverpw host pogo digest sha1
revoke 17
automax 12
restrict default nomodify ntpport
restrict 128.4.0.0 mask 255.255.0.0 nopeer ippeerlimit 5
restrict source notrap noepeer serverresponse fuzz
restrict 128.175.0.0 mask 255.255.0.0 notrust kod limited lowpriotrap
discard average 3 minimum 2 monitor 3000
mru maxdepth 600 mindepth 60 maxage 64 initalloc 50 incmem 4
statistics loopstats peerstats clockstats rawstats sysstats cryptostats protostats timingstats
statsdir /var/NTP/
filegen peerstats file peerstats type day link enable
filegen rawstats type age nolink disable
logconfig =syncstatus +sysevents -peerinfo
logfile /var/log/ntpd
setvar foo = "bar baz" default
trap 128.4.2.7 port 18447
phone "atdt 1 303 494 4774"
server 127.127.20.0 mode 1 prefer minpoll 4 maxpoll 4
fudge 127.127.20.0 time1 0.0 time2 0.1 refid GPS flag1 1 flag3 1 minjitter 0.001 abbrev GPS
device 127.127.20.0 timedata /dev/ttyS0 ppsdata /dev/pps0
interface ignore wildcard
nic listen eth0
dscp 46
leapfile /etc/leap-seconds.list checkhash
leapsmearinterval 86400
pollskewlist 6 4|4 10 100|100 default 5|5
rlimit memlock 32 stacksize 50 filenum 100
ttl 31 63 95
mdnstries 5
saveconfigdir /var/lib/ntp/
nonvolatile 1e-7
pidfile /var/run/ntpd.pid
tick 10000
end
this is not read
)";

TEST(Examples, ClassicCampusServerWithEverything) {
  const ParsedConfig parsed = parse_example(kClassicCampus);
  const Config& config = parsed.config;
  EXPECT_EQ(config.associations.size(), 4U) << "two of them broadcasts";
  ASSERT_EQ(config.held_back.size(), 1U) << "a receiver";
  EXPECT_EQ(config.held_back[0].refclock.path, "/dev/ttyS0");
  EXPECT_EQ(config.trusted_keys, (KeyRanges{{1, 3}, {14, 15}, {20, 30}}));
  EXPECT_EQ(config.restricts.size(), 4U);
  EXPECT_EQ(config.selection.orphan_stratum, 11);
  EXPECT_EQ(config.poll_skews.list.size(), 2U);
  const auto words = warned_of(parsed);
  for (const std::string word : {"autokey", "manycastserver", "manycastclient", "requestkey", "keysdir", "crypto",
                                 "revoke", "automax", "cryptostats", "trap", "phone", "ttl", "tick", "mdnstries"}) {
    EXPECT_EQ(std::ranges::count(words, word), 1) << word;
  }
}

constexpr std::string_view kRhel5 = R"(# strangers may ask for the time and nothing else
restrict default kod nomodify notrap nopeer noquery
restrict -6 default kod nomodify notrap nopeer noquery
restrict 127.0.0.1
restrict -6 ::1
#restrict 192.168.1.0 mask 255.255.255.0 nomodify notrap

server 0.vendor.pool.example
server 1.vendor.pool.example
server 2.vendor.pool.example

#broadcast 192.168.1.255 key 42
#multicastclient 224.0.1.1

server 127.127.1.0
fudge  127.127.1.0 stratum 10

driftfile /var/lib/ntp/drift
keys /etc/ntp/keys
#trustedkey 4 8 42
)";

TEST(Examples, Rhel5Client) {
  const ParsedConfig parsed = parse_example(kRhel5);
  const Config& config = parsed.config;
  EXPECT_EQ(config.associations.size(), 4U);
  ASSERT_EQ(config.restricts.size(), 4U);
  EXPECT_EQ(config.restricts[0].target, RestrictTarget::default_entry);
  EXPECT_FALSE(config.restricts[0].family.has_value());
  EXPECT_TRUE(config.restricts[0].flags.has(Restrict::noquery));
  EXPECT_EQ(config.restricts[1].family, base::IpFamily::v6);
  EXPECT_EQ(config.restricts[3].flags.bits, 0U);
  EXPECT_EQ(warned_of(parsed), (std::vector<std::string>{"kod"}));
}

constexpr std::string_view kRhel6 = R"(driftfile /var/lib/ntp/drift
restrict default kod nomodify notrap nopeer noquery
restrict -6 default kod nomodify notrap nopeer noquery
restrict 127.0.0.1
restrict -6 ::1
server 0.vendor.pool.example iburst
server 1.vendor.pool.example iburst
server 2.vendor.pool.example iburst
server 3.vendor.pool.example iburst
#broadcastclient
#manycastclient 239.255.254.254 autokey
includefile /etc/ntp/crypto/pw
keys /etc/ntp/keys
#requestkey 8
#controlkey 8
#statistics clockstats cryptostats loopstats peerstats
disable monitor
)";

TEST(Examples, Rhel6Client) {
  const ParsedConfig parsed = parse_example(kRhel6);
  EXPECT_EQ(parsed.config.associations.size(), 4U);
  EXPECT_TRUE(parsed.config.associations[3].options.iburst);
  EXPECT_FALSE(parsed.config.switches.monitor);
}

constexpr std::string_view kRhel7 = R"(driftfile /var/lib/ntp/drift
restrict default nomodify notrap nopeer noquery
restrict 127.0.0.1
restrict ::1
#restrict 192.168.1.0 mask 255.255.255.0 nomodify notrap
server 0.vendor.pool.example iburst
server 1.vendor.pool.example iburst
includefile /etc/ntp/crypto/pw
keys /etc/ntp/keys
disable monitor
)";

TEST(Examples, Rhel7Client) {
  const ParsedConfig parsed = parse_example(kRhel7);
  EXPECT_EQ(parsed.config.restricts.size(), 3U);
  EXPECT_EQ(warned_of(parsed), std::vector<std::string>{});
}

constexpr std::string_view kDebian = R"(driftfile /var/lib/ntp/ntp.drift
leapfile /usr/share/zoneinfo/leap-seconds.list
statistics loopstats peerstats clockstats
filegen loopstats file loopstats type day enable
filegen peerstats file peerstats type day enable
filegen clockstats file clockstats type day enable

#server ntp.your-provider.example
pool 0.vendor.pool.example iburst
pool 1.vendor.pool.example iburst
pool ntp.vendor.example

restrict -4 default kod notrap nomodify nopeer noquery limited
restrict -6 default kod notrap nomodify nopeer noquery limited
restrict 127.0.0.1
restrict ::1
restrict source notrap nomodify noquery
)";

TEST(Examples, DebianPoolClient) {
  const ParsedConfig parsed = parse_example(kDebian);
  const Config& config = parsed.config;
  ASSERT_EQ(config.associations.size(), 3U);
  EXPECT_EQ(config.associations[2].options.kind, AssociationKind::pool);
  ASSERT_EQ(config.restricts.size(), 5U);
  EXPECT_EQ(config.restricts[4].target, RestrictTarget::source);
  EXPECT_EQ(config.leapfile, (LeapFile{"/usr/share/zoneinfo/leap-seconds.list", true}));
  EXPECT_TRUE(config.filegens[static_cast<std::size_t>(Statistics::loopstats)].is_enabled());
}

constexpr std::string_view kNtpsec = R"(driftfile /var/lib/ntpsec/ntp.drift
leapfile /usr/share/zoneinfo/leap-seconds.list
#statsdir /var/log/ntpsec/
tos maxclock 11
tos minclock 4 minsane 3
pool 0.vendor.pool.example iburst
server ntp.example nts noval
restrict default kod nomodify nopeer noquery limited
restrict 127.0.0.1
restrict ::1
restrict 192.168.0.0/16 nomodify
unrestrict 192.168.0.0/16 nomodify
limit average 1 burst 20 kod 0.5
nts enable
nts cert /etc/letsencrypt/fullchain.pem
nts key /etc/letsencrypt/privkey.pem
nts cookie /var/lib/ntpsec/nts-keys
extra port 1123
refclock shm unit 0 refid GPS time1 0.02 minpoll 4
refclock pps unit 0 ppspath /dev/pps0 flag3 1 prefer
mru maxage 3600 minage 64
statistics usestats ntsstats ntskestats
logconfig =syncall +clockall +peerall +sysall
)";

TEST(Examples, NtpsecServer) {
  const ParsedConfig parsed = parse_example(kNtpsec);
  const Config& config = parsed.config;
  EXPECT_EQ(config.associations.size(), 1U);
  EXPECT_EQ(config.held_back.size(), 3U);
  EXPECT_EQ(config.fudges.size(), 2U);
  EXPECT_TRUE(config.nts.server);
  EXPECT_EQ(config.extra_ports, (std::vector<std::uint16_t>{1123}));
  EXPECT_EQ(config.restricts[3].flags.bits, 0U);
  EXPECT_TRUE(config.rate.score.has_value());
}

constexpr std::string_view kSuse = R"(server 127.127.1.0              # local clock (LCL)
fudge  127.127.1.0 stratum 10   # LCL is unsynchronized
server 0.vendor.pool.example iburst dynamic
driftfile /var/lib/ntp/drift/ntp.drift
logfile   /var/log/ntp
restrict -4 default notrap nomodify nopeer noquery
restrict -6 default notrap nomodify nopeer noquery
restrict 127.0.0.1
restrict ::1
keys /etc/ntp.keys              # path for keys file
trustedkey 1                    # define trusted keys
requestkey 1                    # key (7) for accessing server variables
controlkey 1
)";

TEST(Examples, SuseClient) {
  const ParsedConfig parsed = parse_example(kSuse);
  EXPECT_EQ(parsed.config.associations.size(), 2U);
  EXPECT_EQ(parsed.config.control_key, 1U);
  EXPECT_EQ(warned_of(parsed), (std::vector<std::string>{"dynamic", "requestkey"}));
}

constexpr std::string_view kFreebsd = R"(tos minclock 3 maxclock 6
pool 0.vendor.pool.example iburst
pool 2.vendor.pool.example iburst
#server time.my-internal.example iburst
restrict default limited kod nomodify notrap noquery nopeer
restrict source  limited kod nomodify notrap noquery
restrict 127.0.0.1
restrict ::1
#server 127.127.1.0
#fudge 127.127.1.0 stratum 10
leapfile "/var/db/ntpd.leap-seconds.list"
)";

TEST(Examples, FreebsdClientIsWhollyServed) {
  const ParsedConfig parsed = parse_example(kFreebsd);
  EXPECT_TRUE(parsed.findings.empty());
  EXPECT_EQ(parsed.config.selection.maxclock, 6);
  EXPECT_EQ(parsed.config.leapfile->path, "/var/db/ntpd.leap-seconds.list");
}

constexpr std::string_view kNewer = R"(tos minclock 4 minsane 3 maxclock 8
tinker panic 0 stepback 0
pool time.example iburst minpoll 4 maxpoll 7
server -6 ntp6.example iburst xleave minpoll -2
peer relay-b.example key 7 port 1123
restrict default kod limited nomodify nopeer noquery ippeerlimit 2
restrict 10.0.0.0/8 nomodify
restrict 2001:db8::/32 serverresponse fuzz
interface ignore wildcard
interface listen eth0
logfile "/var/log/ntp d.log"
pidfile /run/ntpd.pid
port 1123
enable panicexit
)";

TEST(Examples, NewerRelayIsWhollyUnderstood) {
  const ParsedConfig parsed = parse_example(kNewer);
  const Config& config = parsed.config;
  EXPECT_TRUE(warned_of(parsed).empty());
  EXPECT_EQ(config.selection.minsane, 3);
  EXPECT_EQ(config.discipline.step_backward_s, 0);
  EXPECT_EQ(config.associations.at(1).options.minpoll.log2_s(), -2);
  EXPECT_EQ(config.associations.at(2).port, 1123);
  EXPECT_EQ(config.interfaces.size(), 2U);
  EXPECT_EQ(config.logfile, "/var/log/ntp d.log");
  EXPECT_TRUE(config.switches.panicexit);
}

constexpr std::string_view kVeryOld = R"(authenticate no
server 192.0.2.1 version 3 dynamic
precision -18
monitor yes
clientlimit 3
driftfile /etc/ntp.drift 0.1
disable bclient
)";

TEST(Examples, VeryOldFileStillGivesItsServer) {
  const ParsedConfig parsed = parse_example(kVeryOld);
  ASSERT_EQ(parsed.config.associations.size(), 1U);
  EXPECT_EQ(parsed.config.associations[0].options.version, 3);
  EXPECT_EQ(parsed.config.driftfile, "/etc/ntp.drift");
  EXPECT_EQ(parsed.findings.size(), 6U);
}

}  // namespace
}  // namespace foliot::config
