#include "config/directives.hpp"

#include <algorithm>
#include <array>

namespace foliot::config {
namespace {

struct Entry {
  std::string_view directive;
  Reader reader;
};

constexpr std::array kReaders = {
    Entry{"server", read_association},
    Entry{"pool", read_association},
    Entry{"peer", read_association},
    Entry{"broadcast", read_association},
    Entry{"refclock", read_refclock},
    Entry{"unpeer", read_unpeer},
    Entry{"unconfig", read_unpeer},
    Entry{"fudge", read_fudge},
    Entry{"device", read_device},
    Entry{"broadcastclient", read_broadcastclient},
    Entry{"multicastclient", read_multicastclient},
    Entry{"broadcastdelay", read_broadcastdelay},
    Entry{"restrict", read_restrict},
    Entry{"unrestrict", read_unrestrict},
    Entry{"delrestrict", read_unrestrict},
    Entry{"discard", read_discard},
    Entry{"limit", read_limit},
    Entry{"mru", read_mru},
    Entry{"keys", read_path},
    Entry{"trustedkey", read_trustedkey},
    Entry{"controlkey", read_controlkey},
    Entry{"ntpsigndsocket", read_path},
    Entry{"nts", read_nts},
    Entry{"statistics", read_statistics},
    Entry{"statsdir", read_path},
    Entry{"filegen", read_filegen},
    Entry{"logconfig", read_logconfig},
    Entry{"setvar", read_setvar},
    Entry{"saveconfigdir", read_path},
    Entry{"reset", read_reset},
    Entry{"tinker", read_tinker},
    Entry{"tos", read_tos},
    Entry{"enable", read_switches},
    Entry{"disable", read_switches},
    Entry{"interface", read_interface},
    Entry{"nic", read_interface},
    Entry{"driftfile", read_driftfile},
    Entry{"pidfile", read_path},
    Entry{"logfile", read_path},
    Entry{"rtcsync", read_rtcsync},
    Entry{"rtcfile", read_path},
    Entry{"rtcdevice", read_path},
    Entry{"leapfile", read_leapfile},
    Entry{"leapsmearinterval", read_leap_smear},
    Entry{"port", read_port},
    Entry{"extra", read_extra},
    Entry{"dscp", read_dscp},
    Entry{"workers", read_workers},
    Entry{"xdp", read_xdp},
    Entry{"hwtimestamp", read_hwtimestamp},
    Entry{"nonvolatile", read_nonvolatile},
    Entry{"pollskewlist", read_pollskewlist},
    Entry{"rlimit", read_rlimit},
};

}  // namespace

Reader find_reader(std::string_view directive) {
  const auto* entry = std::ranges::find(kReaders, directive, &Entry::directive);
  return entry == kReaders.end() ? nullptr : entry->reader;
}

}  // namespace foliot::config
