// Words whose value is one member of an option struct: shared by the readers and the printer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "config/config.hpp"
#include "config/numbers.hpp"
#include "config/options.hpp"

namespace foliot::config {

template <class Owner>
using NumberMember =
    std::variant<int Owner::*, std::int64_t Owner::*, double Owner::*, bool Owner::*, std::uint8_t Owner::*,
                 std::optional<int> Owner::*, std::optional<std::int64_t> Owner::*>;
template <class Owner>
using TextMember = std::variant<bool Owner::*, std::optional<int> Owner::*, std::optional<std::string> Owner::*>;

/// Which of the two an option struct has: a struct of numbers never holds a string.
template <class Owner>
struct MemberOf {
  using type = NumberMember<Owner>;
};
template <>
struct MemberOf<NtsSettings> {
  using type = TextMember<NtsSettings>;
};
template <>
struct MemberOf<NtsAssociation> {
  using type = TextMember<NtsAssociation>;
};
template <>
struct MemberOf<RefclockSettings> {
  using type = TextMember<RefclockSettings>;
};

template <class Owner>
struct ValueWord {
  std::string_view word;
  typename MemberOf<Owner>::type member;
};

using access::DiscardOptions;
using access::MruOptions;
using access::ScoreOptions;
using discipline::DisciplineOptions;
using selection::SelectionOptions;

inline constexpr std::array kDiscardWords = {
    ValueWord<DiscardOptions>{"average", &DiscardOptions::average_log2_s},
    ValueWord<DiscardOptions>{"minimum", &DiscardOptions::minimum_s},
    ValueWord<DiscardOptions>{"monitor", &DiscardOptions::monitor_age_s},
};

inline constexpr std::array kLimitWords = {
    ValueWord<ScoreOptions>{"average", &ScoreOptions::average_per_s},
    ValueWord<ScoreOptions>{"burst", &ScoreOptions::burst},
    ValueWord<ScoreOptions>{"kod", &ScoreOptions::kod_per_s},
};

inline constexpr std::array kMruWords = {
    ValueWord<MruOptions>{"maxdepth", &MruOptions::maxdepth},
    ValueWord<MruOptions>{"mindepth", &MruOptions::mindepth},
    ValueWord<MruOptions>{"maxage", &MruOptions::maxage_s},
    ValueWord<MruOptions>{"minage", &MruOptions::minage_s},
    ValueWord<MruOptions>{"initalloc", &MruOptions::initalloc},
    ValueWord<MruOptions>{"incalloc", &MruOptions::incalloc},
};

/// `step` stands for two of them and `freq` has a type of its own: neither is here.
inline constexpr std::array kTinkerWords = {
    ValueWord<DisciplineOptions>{"panic", &DisciplineOptions::panic_s},
    ValueWord<DisciplineOptions>{"stepfwd", &DisciplineOptions::step_forward_s},
    ValueWord<DisciplineOptions>{"stepback", &DisciplineOptions::step_backward_s},
    ValueWord<DisciplineOptions>{"stepout", &DisciplineOptions::stepout_s},
    ValueWord<DisciplineOptions>{"dispersion", &DisciplineOptions::dispersion_ppm},
};

/// `basedate` is no option of the selection.
inline constexpr std::array kTosWords = {
    ValueWord<SelectionOptions>{"minclock", &SelectionOptions::minclock},
    ValueWord<SelectionOptions>{"maxclock", &SelectionOptions::maxclock},
    ValueWord<SelectionOptions>{"minsane", &SelectionOptions::minsane},
    ValueWord<SelectionOptions>{"mindist", &SelectionOptions::mindist_s},
    ValueWord<SelectionOptions>{"maxdist", &SelectionOptions::maxdist_s},
    ValueWord<SelectionOptions>{"maxdisp", &SelectionOptions::maxdisp_s},
    ValueWord<SelectionOptions>{"floor", &SelectionOptions::floor},
    ValueWord<SelectionOptions>{"ceiling", &SelectionOptions::ceiling},
    ValueWord<SelectionOptions>{"cohort", &SelectionOptions::cohort},
    ValueWord<SelectionOptions>{"orphan", &SelectionOptions::orphan_stratum},
    ValueWord<SelectionOptions>{"orphanwait", &SelectionOptions::orphanwait_s},
    ValueWord<SelectionOptions>{"watchdog", &SelectionOptions::watchdog},
};

inline constexpr std::array kLimitsWords = {
    ValueWord<ProcessLimits>{"memlock", &ProcessLimits::memlock_mb},
    ValueWord<ProcessLimits>{"stacksize", &ProcessLimits::stack_pages},
    ValueWord<ProcessLimits>{"filenum", &ProcessLimits::files},
};

inline constexpr std::array kNtsWords = {
    ValueWord<NtsSettings>{"enable", &NtsSettings::server},
    ValueWord<NtsSettings>{"cert", &NtsSettings::cert},
    ValueWord<NtsSettings>{"key", &NtsSettings::key},
    ValueWord<NtsSettings>{"ca", &NtsSettings::ca},
    ValueWord<NtsSettings>{"cookie", &NtsSettings::cookie},
    ValueWord<NtsSettings>{"mintls", &NtsSettings::mintls},
    ValueWord<NtsSettings>{"maxtls", &NtsSettings::maxtls},
    ValueWord<NtsSettings>{"tlsciphersuites", &NtsSettings::tlsciphersuites},
    ValueWord<NtsSettings>{"tlsecdhcurves", &NtsSettings::tlsecdhcurves},
    ValueWord<NtsSettings>{"tlscipherserverpreference", &NtsSettings::tlscipherserverpreference},
    ValueWord<NtsSettings>{"aead", &NtsSettings::aead},
    ValueWord<NtsSettings>{"port", &NtsSettings::port},
    ValueWord<NtsSettings>{"pool", &NtsSettings::pool},
};

inline constexpr std::array kNtsAssociationWords = {
    ValueWord<NtsAssociation>{"noval", &NtsAssociation::noval},
    ValueWord<NtsAssociation>{"ask", &NtsAssociation::ask},
    ValueWord<NtsAssociation>{"require", &NtsAssociation::require},
    ValueWord<NtsAssociation>{"ca", &NtsAssociation::ca},
    ValueWord<NtsAssociation>{"cert", &NtsAssociation::cert},
    ValueWord<NtsAssociation>{"expire", &NtsAssociation::expire},
    ValueWord<NtsAssociation>{"aead", &NtsAssociation::aead},
};

inline constexpr std::array kRefclockWords = {
    ValueWord<RefclockSettings>{"path", &RefclockSettings::path},
    ValueWord<RefclockSettings>{"ppspath", &RefclockSettings::ppspath},
    ValueWord<RefclockSettings>{"baud", &RefclockSettings::baud},
};

template <class T>
struct ValueOf {
  using type = T;
};
template <class T>
struct ValueOf<std::optional<T>> {
  using type = T;
};

/// The value that was read for a word, as a T.
template <class T>
[[nodiscard]] T value_as(const Option& option) {
  if constexpr (std::is_same_v<T, bool>) {
    return option.argument == nullptr || option.integer == 1;
  } else if constexpr (std::is_same_v<T, double>) {
    return option.number;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return option.argument->text;
  } else {
    return static_cast<T>(option.integer);
  }
}

/// Sets the member that `words` has for the word of `option`; false when it is not among them.
template <class Words, class Owner>
bool set_word(const Words& words, Owner& owner, const Option& option) {
  for (const auto& entry : words) {
    if (entry.word != option.keyword->word) continue;
    std::visit(
        [&](auto member) {
          auto& target = owner.*member;
          target = value_as<typename ValueOf<std::remove_reference_t<decltype(target)>>::type>(option);
        },
        entry.member);
    return true;
  }
  return false;
}

}  // namespace foliot::config
