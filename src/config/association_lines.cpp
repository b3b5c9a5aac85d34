// `server`, `pool`, `peer`, `broadcast` and `refclock`.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "config/directives.hpp"
#include "config/fudge.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"
#include "config/refclock_drivers.hpp"
#include "config/value_words.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;
using association::AssociationOptions;

constexpr int kLowestPoll = 3;
constexpr int kLowestInterleavedPoll = -4;

/// A line under way. Poll limits depend on each other and on `xleave`, so they wait for the end of the line.
struct Draft {
  AssociationLine line;
  std::optional<Option> minpoll;
  std::optional<Option> maxpoll;
  FudgeLine fudge;                   ///< from options of a reference clock
  const Word* fudge_word = nullptr;  ///< null: there were none
  const Word* clock_word = nullptr;  ///< a word that only a reference clock has use for
  NtsAssociation nts;
  const Word* nts_detail = nullptr;
  const Word* xleave_word = nullptr;
  int unit = 0;
};

struct Setting {
  std::string_view word;
  void (*apply)(Draft& draft, const Option& option);
};

constexpr std::array kSettings = {
    Setting{"iburst", [](Draft& d, const Option&) { d.line.options.iburst = true; }},
    Setting{"burst", [](Draft& d, const Option&) { d.line.options.burst = true; }},
    Setting{"minpoll", [](Draft& d, const Option& o) { d.minpoll = o; }},
    Setting{"maxpoll", [](Draft& d, const Option& o) { d.maxpoll = o; }},
    Setting{"version",
            [](Draft& d, const Option& o) { d.line.options.version = static_cast<std::uint8_t>(o.integer); }},
    Setting{"key", [](Draft& d, const Option& o) { d.line.options.key_id = static_cast<std::uint32_t>(o.integer); }},
    Setting{"prefer", [](Draft& d, const Option&) { d.line.options.prefer = true; }},
    Setting{"noselect", [](Draft& d, const Option&) { d.line.options.noselect = true; }},
    Setting{"true", [](Draft& d, const Option&) { d.line.options.truechimer = true; }},
    Setting{"preempt", [](Draft& d, const Option&) { d.line.options.preempt = true; }},
    Setting{"xleave",
            [](Draft& d, const Option& o) {
              d.line.options.xleave = true;
              d.xleave_word = o.word;
            }},
    Setting{"bias", [](Draft& d, const Option& o) { d.line.options.bias_s = o.number; }},
    Setting{"serviceport", [](Draft& d, const Option&) { d.line.options.from_service_port = true; }},
    Setting{"ttl", [](Draft& d, const Option& o) { d.line.options.ttl = static_cast<std::uint8_t>(o.integer); }},
    Setting{"nts", [](Draft& d, const Option&) { d.line.nts.emplace(); }},
    Setting{"port", [](Draft& d, const Option& o) { d.line.port = static_cast<std::uint16_t>(o.integer); }},
};

bool apply_to_clock(Draft& draft, const Option& option, Line& line) {
  const std::string_view word = option.keyword->word;
  if (word == "mode" || word == "subtype") {
    draft.line.refclock.mode = static_cast<std::uint32_t>(option.integer);
  } else if (word == "unit") {
    draft.unit = static_cast<int>(option.integer);
  } else if (set_factor(draft.fudge, option, line)) {
    draft.fudge_word = option.word;
  } else if (!set_word(kRefclockWords, draft.line.refclock, option)) {
    return false;
  }
  draft.clock_word = option.word;
  return true;
}

/// Words without a setting, such as `xmtnonce`, ask for what is always done.
void apply(Draft& draft, const Option& option, Line& line) {
  const auto* setting = std::ranges::find(kSettings, option.keyword->word, &Setting::word);
  if (setting != kSettings.end()) return setting->apply(draft, option);
  if (set_word(kNtsAssociationWords, draft.nts, option)) {
    draft.nts_detail = option.word;
  } else {
    static_cast<void>(apply_to_clock(draft, option, line));
  }
}

/// The limit that was asked for, brought into what this association may have; nothing when none was.
std::optional<int> poll_limit(const std::optional<Option>& option, int lowest, int highest, Line& line) {
  if (!option) return std::nullopt;
  const Range range{static_cast<double>(lowest), static_cast<double>(highest)};
  return static_cast<int>(bring_into(range, static_cast<double>(option->integer), line, *option->argument));
}

/// A default gives way to a limit that was asked for; of two that were, minpoll does, as in classic.
void settle_poll_limits(Draft& draft, Line& line) {
  AssociationOptions& options = draft.line.options;
  const int lowest = options.xleave ? kLowestInterleavedPoll : kLowestPoll;
  const int maxpoll =
      poll_limit(draft.maxpoll, lowest, PollExponent::kHighest, line).value_or(default_maxpoll(options.kind));
  const int minpoll = poll_limit(draft.minpoll, lowest, maxpoll, line).value_or(std::min(kDefaultMinpoll, maxpoll));
  options.minpoll = PollExponent(minpoll);
  options.maxpoll = PollExponent(maxpoll);
}

AssociationKind kind_of(std::string_view directive) {
  if (directive == "pool") return AssociationKind::pool;
  if (directive == "broadcast") return AssociationKind::broadcast;
  return directive == "peer" ? AssociationKind::peer : AssociationKind::server;
}

/// Reads `[-4|-6] HOST`, which may be a reference clock after `server`.
void read_host(Line& line, AssociationLine& draft) {
  draft.family = line.take_family();
  const Word* word = line.take_or_lose("a host name or an address");
  if (word == nullptr) return;
  draft.host = word->text;
  draft.place = line.place_of(*word);
  draft.options.kind = kind_of(line.directive().text);
  if (!is_host(word->text) || contradicts(word->text, draft.family)) {
    const std::string expected =
        draft.family ? "a host name or an address of that family" : "a host name or an address";
    return line.lose(*word, {.code = FindingCode::bad_address, .expected = expected});
  }
  const auto address = base::IpAddress::parse(word->text);
  if (!address || !address->is_reference_clock()) return;
  if (draft.options.kind != AssociationKind::server) {
    return line.lose(*word, {.code = FindingCode::bad_address, .expected = "server for a reference clock"});
  }
  draft.options.kind = clock_kind(address->bytes()[2]);
}

bool is_clock(const AssociationLine& line) {
  return line.options.kind == AssociationKind::local_clock || line.options.kind == AssociationKind::reference_clock;
}

/// Whether nothing acts on associations of this kind yet: as the table says of their directive.
bool is_unserved(AssociationKind kind) {
  const auto is_held = [](std::string_view word) {
    return find_keyword(Group::directive, word)->support == Support::held;
  };
  return (kind == AssociationKind::broadcast && is_held("broadcast")) ||
         (kind == AssociationKind::reference_clock && is_held("refclock"));
}

void warn_of_idle_words(const Draft& draft, Line& line) {
  const AssociationKind kind = draft.line.options.kind;
  const bool sends_otherwise = kind == AssociationKind::peer || kind == AssociationKind::broadcast;
  if (draft.xleave_word != nullptr && sends_otherwise) {
    line.warn(*draft.xleave_word, {.code = FindingCode::no_effect, .expected = "it is for server and pool"});
  }
  if (draft.clock_word != nullptr && !is_clock(draft.line)) {
    line.warn(*draft.clock_word, {.code = FindingCode::no_effect, .expected = "it is for reference clocks"});
  }
  if (draft.nts_detail != nullptr && !draft.line.nts) {
    line.warn(*draft.nts_detail, {.code = FindingCode::no_effect, .expected = "it needs nts on the same line"});
  }
}

void commit_clock(Draft& draft, Reading& reading) {
  if (draft.fudge_word == nullptr) return;
  draft.fudge.clock = *base::IpAddress::parse(draft.line.host);
  draft.fudge.place = draft.line.place;
  reading.config.fudges.push_back(std::move(draft.fudge));
}

void commit(Draft& draft, Line& line, Reading& reading) {
  if (line.lost()) return;
  settle_poll_limits(draft, line);
  warn_of_idle_words(draft, line);
  if (is_unserved(draft.line.options.kind)) line.hold(line.directive());
  if (draft.line.nts) draft.line.nts = draft.nts;
  if (is_clock(draft.line)) {
    commit_clock(draft, reading);
  } else {
    draft.line.refclock = {};
  }
  if (const Word* word = line.held()) line.warn(*word, {.code = FindingCode::not_supported_yet});
  auto& list = line.held() != nullptr ? reading.config.held_back : reading.config.associations;
  list.push_back(std::move(draft.line));
}

}  // namespace

void read_association(Line& line, Reading& reading) {
  Draft draft;
  read_host(line, draft.line);
  while (const auto option = next_option(line, Group::association)) apply(draft, *option, line);
  commit(draft, line, reading);
}

void read_refclock(Line& line, Reading& reading) {
  Draft draft;
  const auto type = take_driver(line, draft.line.place);
  if (!type) return;
  draft.line.options.kind = clock_kind(*type);
  while (const auto option = next_option(line, Group::association)) apply(draft, *option, line);
  draft.line.host = base::IpAddress::v4(127, 127, *type, static_cast<std::uint8_t>(draft.unit)).to_string();
  commit(draft, line, reading);
}

}  // namespace foliot::config
