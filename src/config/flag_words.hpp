// The words that are one bit or one bool each: shared by the readers and the printer.
#pragma once

#include <array>
#include <string_view>

#include "access/restrict_flags.hpp"
#include "config/config.hpp"

namespace foliot::config {

struct FlagWord {
  std::string_view word;
  access::Restrict flag;
};

/// Flags of `restrict`; `serverresponse fuzz` is two words and not among them.
inline constexpr std::array kFlagWords = {
    FlagWord{"ignore", access::Restrict::ignore},           FlagWord{"noserve", access::Restrict::noserve},
    FlagWord{"noquery", access::Restrict::noquery},         FlagWord{"nomodify", access::Restrict::nomodify},
    FlagWord{"nomrulist", access::Restrict::nomrulist},     FlagWord{"nopeer", access::Restrict::nopeer},
    FlagWord{"noepeer", access::Restrict::noepeer},         FlagWord{"notrap", access::Restrict::notrap},
    FlagWord{"lowpriotrap", access::Restrict::lowpriotrap}, FlagWord{"notrust", access::Restrict::notrust},
    FlagWord{"limited", access::Restrict::limited},         FlagWord{"kod", access::Restrict::kod},
    FlagWord{"version", access::Restrict::version},         FlagWord{"flake", access::Restrict::flake},
    FlagWord{"mssntp", access::Restrict::mssntp},           FlagWord{"ntpport", access::Restrict::ntpport},
};

struct SwitchWord {
  std::string_view word;
  bool Switches::*member;
};

/// Words of `enable` and `disable`; `ntp` belongs to the discipline and is not among them.
inline constexpr std::array kSwitchWords = {
    SwitchWord{"auth", &Switches::auth},           SwitchWord{"bclient", &Switches::bclient},
    SwitchWord{"calibrate", &Switches::calibrate}, SwitchWord{"kernel", &Switches::kernel},
    SwitchWord{"monitor", &Switches::monitor},     SwitchWord{"panicexit", &Switches::panicexit},
    SwitchWord{"stats", &Switches::stats},
};

}  // namespace foliot::config
