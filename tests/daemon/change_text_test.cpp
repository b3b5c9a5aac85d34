#include "daemon/change_text.hpp"

#include <gtest/gtest.h>

#include "config/parser.hpp"

namespace foliot::daemon {
namespace {

using Texts = std::vector<std::string>;

Texts texts(const char* before, const char* after) {
  const auto old = config::parse(before, "old.conf").config;
  const auto next = config::parse(after, "ntp.conf").config;
  return change_texts(old, next, engine::match_lines(old.associations, next.associations));
}

TEST(ChangeText, SaysNothingWhenBothMeanTheSame) {
  EXPECT_EQ(texts("server 192.0.2.1\n", "# a comment\nserver 192.0.2.1 minpoll 6\n"), Texts{});
}

TEST(ChangeText, NamesEachAssociationWithItsPlace) {
  EXPECT_EQ(
      texts("server a.example\npool b.example\npeer 192.0.2.3\n", "server c.example\n\npool b.example minpoll 4\n"),
      (Texts{"server a.example removed (old.conf:1)", "peer 192.0.2.3 removed (old.conf:3)",
             "server c.example added (ntp.conf:1)", "pool b.example changed (ntp.conf:3)"}));
}

TEST(ChangeText, HasOneLineForEachGroupOfOtherSettings) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"tos minsane 2\n", "tos changed"},
      {"tinker step 1\n", "tinker, or enable and disable of ntp, changed"},
      {"disable ntp\n", "tinker, or enable and disable of ntp, changed"},
      {"disable monitor\n", "enable and disable changed"},
      {"restrict 192.0.2.0 mask 255.255.255.0 ignore\n", "restrict lines changed"},
      {"interface ignore ipv6\n", "interface rules changed"},
      {"fudge 127.127.1.0 stratum 3\n", "fudge changed"},
      {"driftfile /var/lib/ntp/drift\n", "driftfile is /var/lib/ntp/drift now"},
      {"logfile /var/log/ntp.log\n", "logfile is /var/log/ntp.log now"},
      {"port 1123\n", "port is 1123 now"},
      {"rtcfile /var/lib/ntp/rtc\n", "rtcfile is /var/lib/ntp/rtc now"},
      {"rtcsync\n", "rtcsync is on now"},
      {"rtcdevice /dev/rtc1\n", "rtcdevice changed: takes effect at the next start"},
      {"pidfile /run/other.pid\n", "pidfile changed: takes effect at the next start"},
  };
  for (const auto& [line, text] : cases) EXPECT_EQ(texts("", line), Texts{text}) << line;
  EXPECT_EQ(texts("driftfile /var/lib/ntp/drift\n", ""), Texts{"driftfile is none now"});
}

}  // namespace
}  // namespace foliot::daemon
