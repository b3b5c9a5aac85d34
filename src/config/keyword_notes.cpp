// How words differ from the classic suite and from ntpsec, for the generated reference.
#include <algorithm>

#include "config/keywords.hpp"

namespace foliot::config {
namespace {

using enum Group;

struct Note {
  Group group;
  std::string_view word;
  std::string_view text;
};

constexpr std::string_view kClassicOnly = "classic only";
constexpr std::string_view kNtpsecOnly = "ntpsec only";
constexpr std::string_view kHereOnly = "only here";

constexpr Note kNotes[] = {
    {directive, "pool",
     "classic drops the answers under `restrict default nopeer` without `restrict source`; not here"},
    {directive, "peer", "ntpsec treats it as `server`"},
    {directive, "broadcast", kClassicOnly},
    {directive, "manycastclient", kClassicOnly},
    {directive, "broadcastclient", kClassicOnly},
    {directive, "multicastclient", kClassicOnly},
    {directive, "manycastserver", kClassicOnly},
    {directive, "unpeer", "applied after all associations, wherever it stands; `clock` is ntpsec's"},
    {directive, "refclock", "ntpsec only; the same as `server 127.127.T.U` with `fudge`"},
    {directive, "device", "classic since 4.2.8p16; ntpsec has `path` and `ppspath` on the line of the clock"},
    {directive, "extra", kNtpsecOnly},
    {directive, "includefile",
     "a relative path means the folder of the file it stands in, as in ntpsec, or else the folder in which the daemon "
     "was started, as in classic; folders are ntpsec's"},
    {directive, "restrict",
     "without any line all is open, as in classic, where ntpsec begins with `noquery limited`; PREFIX is ntpsec's"},
    {directive, "delrestrict", "classic since 4.2.8p18"},
    {directive, "unrestrict", kNtpsecOnly},
    {directive, "discard", "ntpsec has `limit` instead"},
    {directive, "limit", "ntpsec only; one such line, and it rules instead of `discard`"},
    {directive, "trustedkey", "several lines add up, as in ntpsec; in classic the last one replaces the others"},
    {directive, "requestkey", "there is no mode 7 here"},
    {directive, "nts", kNtpsecOnly},
    {directive, "crypto", "classic only; there is no Autokey here"},
    {directive, "keysdir", kClassicOnly},
    {directive, "revoke", kClassicOnly},
    {directive, "automax", kClassicOnly},
    {directive, "ident", kClassicOnly},
    {directive, "trap", kClassicOnly},
    {directive, "statsdir", "a folder; by default `/var/NTP/`"},
    {directive, "driftfile", "a second value, once the wander, is warned of and has no effect"},
    {directive, "dscp", "a value out of range loses the line"},
    {directive, "workers", "only here; 0 to 64, else the line is lost"},
    {directive, "xdp", "only here; see docs/XDP.md"},
    {directive, "hwtimestamp", "only here, and in chrony; see docs/HARDWARE_TIMESTAMPS.md"},
    {directive, "pollskewlist", "classic since 4.2.8p14; the bar may be left out"},
    {directive, "leapsmearinterval", "out of range loses the line"},
    {directive, "port", "only here; other daemons always serve on 123"},
    {directive, "rtcsync",
     "only here; chrony's word for what the kernel does by itself: here ntpd writes, also where the kernel does not"},
    {directive, "rtcfile", "only here, and in chrony with another format"},
    {directive, "rtcdevice", "only here and in chrony; a regular file is a virtual hardware clock, see ntp.conf(5)"},
    {directive, "simulate", "classic only; `ntpsim` has files of its own"},
    {association, "minpoll", "3 to 17 as in classic, where ntpsec begins at 0; with xleave from -4"},
    {association, "maxpoll", "a `maxpoll` below `minpoll` draws `minpoll` down"},
    {association, "xleave",
     "for server and pool, as in chrony; classic has it for peer and broadcast only, ntpsec not at all"},
    {association, "xmtnonce", "an option in classic since 4.2.8p14"},
    {association, "preempt", kClassicOnly},
    {association, "ttl", kClassicOnly},
    {association, "autokey", "without Autokey the server would not be authenticated, so it is not followed"},
    {association, "bias", kNtpsecOnly},
    {association, "port", kHereOnly},
    {association, "serviceport", "only here; classic and ntpsec always send from port 123"},
    {association, "nts", kNtpsecOnly},
    {association, "noval", kNtpsecOnly},
    {association, "ask", kNtpsecOnly},
    {association, "require", kNtpsecOnly},
    {association, "ca", kNtpsecOnly},
    {association, "cert", kNtpsecOnly},
    {association, "expire", kNtpsecOnly},
    {association, "aead", kNtpsecOnly},
    {association, "subtype", kNtpsecOnly},
    {association, "path", kNtpsecOnly},
    {association, "ppspath", kNtpsecOnly},
    {association, "baud", kNtpsecOnly},
    {association, "unit", "ntpsec only; after `refclock`"},
    {association, "time1", kNtpsecOnly},
    {association, "time2", kNtpsecOnly},
    {association, "flag1", kNtpsecOnly},
    {association, "flag2", kNtpsecOnly},
    {association, "flag3", kNtpsecOnly},
    {association, "flag4", kNtpsecOnly},
    {association, "refid", kNtpsecOnly},
    {association, "stratum", kNtpsecOnly},
    {fudge, "minjitter", "classic since 4.2.8p14"},
    {fudge, "abbrev", kClassicOnly},
    {restrict_word, "mask", "after a host name it has no effect and is warned of"},
    {restrict_word, "ippeerlimit", "classic since 4.2.8p11; not in ntpsec"},
    {restrict_word, "noepeer", "classic since 4.2.8p11; not in ntpsec"},
    {restrict_word, "epeer", "classic since 4.2.8p11; not in ntpsec"},
    {restrict_word, "nopeer", "does not stop servers of a `pool` line"},
    {restrict_word, "kod", "without `limited` it has no effect, as in classic, and is warned of"},
    {restrict_word, "serverresponse", "classic since 4.2.8p14; not in ntpsec"},
    {mru_word, "minage", kNtpsecOnly},
    {mru_word, "initialloc", "a spelling of the classic documents"},
    {statistics_word, "usestats", kNtpsecOnly},
    {statistics_word, "ntsstats", kNtpsecOnly},
    {statistics_word, "ntskestats", kNtpsecOnly},
    {statistics_word, "ntskelog", kNtpsecOnly},
    {tinker, "panic",
     "beyond it the clock is left alone and the daemon lives on; classic ends: see `enable panicexit`"},
    {tinker, "allan", "there is no such limit here"},
    {tinker, "huffpuff", "there is no such filter here"},
    {tos, "watchdog", "only here; after RFC 9523"},
    {tos, "maxdisp", kNtpsecOnly},
    {tos, "maxclock", "ntpsec's default is lower"},
    {tos, "orphan", "16 and 17 both mean off"},
    {tos, "beacon", kClassicOnly},
    {tos, "bcpollbstep", kClassicOnly},
    {toggle, "panicexit", kHereOnly},
    {toggle, "mode7", kClassicOnly},
    {toggle, "pps", "of old versions"},
};

}  // namespace

std::string_view note_of(const Keyword& keyword) {
  const auto* note =
      std::ranges::find_if(kNotes, [&](const Note& n) { return n.group == keyword.group && n.word == keyword.word; });
  return note == std::end(kNotes) ? std::string_view{} : note->text;
}

std::size_t count_notes() {
  return std::size(kNotes);
}

}  // namespace foliot::config
