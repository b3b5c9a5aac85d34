// Whole files in the shapes that administrators have: none may hold an error.
#include <gtest/gtest.h>

#include "config/check.hpp"

namespace foliot::config {
namespace {

using access::Restrict;
using association::AssociationKind;

/// Parses a file in which nothing is an error; its warnings go to `warnings`.
Config parse_example(std::string_view text, std::vector<std::string>& warnings) {
  const ParsedConfig parsed = parse(text, "ntp.conf");
  for (const Finding& finding : parsed.findings) {
    EXPECT_EQ(finding.severity, Severity::warning) << to_text(finding);
    warnings.push_back(to_text(finding));
  }
  return parsed.config;
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
  std::vector<std::string> warnings;
  const Config config = parse_example(kClassic, warnings);
  ASSERT_EQ(config.associations.size(), 4U);
  EXPECT_TRUE(config.associations[0].options.prefer);
  EXPECT_EQ(config.associations[1].host, "0.uk.pool.ntp.org");
  EXPECT_EQ(config.associations[3].options.kind, AssociationKind::local_clock);
  ASSERT_EQ(config.fudges.size(), 1U);
  EXPECT_EQ(config.fudges[0].stratum, 10);
  EXPECT_EQ(config.driftfile, "/var/lib/ntp/ntp.drift");
  EXPECT_EQ(warnings, (std::vector<std::string>{
                          "ntp.conf:10:1: 'broadcastdelay' is not supported yet and has no effect",
                          "ntp.conf:11:1: 'keys' is not supported yet and has no effect",
                      }));
}

constexpr std::string_view kEnterprise = R"(driftfile /var/lib/ntp/drift

# strangers may ask for the time and nothing else
restrict default kod nomodify notrap nopeer noquery
restrict -6 default kod nomodify notrap nopeer noquery
restrict 127.0.0.1
restrict -6 ::1
#restrict 192.168.1.0 mask 255.255.255.0 nomodify notrap

server 0.vendor.pool.example iburst
server 1.vendor.pool.example iburst
server 2.vendor.pool.example iburst

#broadcast 192.168.1.255 autokey
#multicastclient 224.0.1.1

includefile /etc/ntp/crypto/pw
keys /etc/ntp/keys
#trustedkey 4 8 42
#statistics clockstats cryptostats loopstats peerstats
disable monitor
)";

TEST(Examples, EnterpriseClient) {
  std::vector<std::string> warnings;
  const Config config = parse_example(kEnterprise, warnings);
  EXPECT_EQ(config.associations.size(), 3U);
  ASSERT_EQ(config.restricts.size(), 4U);
  EXPECT_EQ(config.restricts[0].target, RestrictTarget::default_entry);
  EXPECT_FALSE(config.restricts[0].family.has_value());
  EXPECT_TRUE(config.restricts[0].flags.has(Restrict::noquery));
  EXPECT_EQ(config.restricts[1].family, base::IpFamily::v6);
  EXPECT_EQ(config.restricts[3].flags.bits, 0U);
  EXPECT_FALSE(config.switches.monitor);
  EXPECT_EQ(warnings, (std::vector<std::string>{
                          "ntp.conf:4:18: 'kod' has no effect: it needs limited on the same line",
                          "ntp.conf:17:1: 'includefile' is not supported, line skipped",
                          "ntp.conf:18:1: 'keys' is not supported yet and has no effect",
                      }));
}

constexpr std::string_view kCommunity = R"(driftfile /var/lib/ntp/ntp.drift
leapfile /usr/share/zoneinfo/leap-seconds.list
statistics loopstats peerstats clockstats
filegen loopstats file loopstats type day enable
filegen peerstats file peerstats type day enable
filegen clockstats file clockstats type day enable

pool 0.vendor.pool.example iburst
pool 1.vendor.pool.example iburst
pool ntp.vendor.example

restrict -4 default kod notrap nomodify nopeer noquery limited
restrict -6 default kod notrap nomodify nopeer noquery limited
restrict 127.0.0.1
restrict ::1
restrict source notrap nomodify noquery
)";

TEST(Examples, CommunityPoolClient) {
  std::vector<std::string> warnings;
  const Config config = parse_example(kCommunity, warnings);
  ASSERT_EQ(config.associations.size(), 3U);
  EXPECT_EQ(config.associations[2].options.kind, AssociationKind::pool);
  ASSERT_EQ(config.restricts.size(), 5U);
  EXPECT_EQ(config.restricts[4].target, RestrictTarget::source);
  EXPECT_EQ(config.leapfile, (LeapFile{"/usr/share/zoneinfo/leap-seconds.list", true}));
  EXPECT_EQ(warnings.size(), 2U) << "statistics and filegen, each once";
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
  std::vector<std::string> warnings;
  const Config config = parse_example(kNewer, warnings);
  EXPECT_TRUE(warnings.empty()) << warnings[0];
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
  std::vector<std::string> warnings;
  const Config config = parse_example(kVeryOld, warnings);
  ASSERT_EQ(config.associations.size(), 1U);
  EXPECT_EQ(config.associations[0].options.version, 3);
  EXPECT_EQ(config.driftfile, "/etc/ntp.drift");
  EXPECT_EQ(warnings.size(), 6U);
}

}  // namespace
}  // namespace foliot::config
