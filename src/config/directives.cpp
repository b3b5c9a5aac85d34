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
    Entry{"fudge", read_fudge},
    Entry{"restrict", read_restrict},
    Entry{"tinker", read_tinker},
    Entry{"tos", read_tos},
    Entry{"enable", read_switches},
    Entry{"disable", read_switches},
    Entry{"interface", read_interface},
    Entry{"nic", read_interface},
    Entry{"driftfile", read_driftfile},
    Entry{"pidfile", read_pidfile},
    Entry{"logfile", read_logfile},
    Entry{"leapfile", read_leapfile},
    Entry{"leapsmearinterval", read_leap_smear},
    Entry{"port", read_port},
};

}  // namespace

Reader find_reader(std::string_view directive) {
  const auto* entry = std::ranges::find(kReaders, directive, &Entry::directive);
  return entry == kReaders.end() ? nullptr : entry->reader;
}

}  // namespace foliot::config
