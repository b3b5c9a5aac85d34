// `server`, `pool`, `peer` and `fudge`.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "config/directives.hpp"
#include "config/hosts.hpp"
#include "config/options.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;
using association::AssociationOptions;

constexpr std::uint8_t kLocalClockType = 1;
constexpr int kLowestPoll = 3;
constexpr int kLowestInterleavedPoll = -4;
constexpr std::size_t kReferenceIdBytes = 4;

/// A line under way. Poll limits depend on each other and on `xleave`, so they wait for the end of the line.
struct Draft {
  AssociationLine line;
  std::optional<Option> minpoll;
  std::optional<Option> maxpoll;
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
    Setting{"xleave", [](Draft& d, const Option&) { d.line.options.xleave = true; }},
    Setting{"bias", [](Draft& d, const Option& o) { d.line.options.bias_s = o.number; }},
    Setting{"serviceport", [](Draft& d, const Option&) { d.line.options.from_service_port = true; }},
    Setting{"port", [](Draft& d, const Option& o) { d.line.port = static_cast<std::uint16_t>(o.integer); }},
};

/// Words without a setting, such as `xmtnonce`, ask for what is always done.
void apply(Draft& draft, const Option& option) {
  const auto* setting = std::ranges::find(kSettings, option.keyword->word, &Setting::word);
  if (setting != kSettings.end()) setting->apply(draft, option);
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
  if (address->bytes()[2] != kLocalClockType) return line.skip(*word, "127.127.1.U, the local clock");
  draft.options.kind = AssociationKind::local_clock;
}

void set_flag(FudgeLine& draft, unsigned number, bool on) {
  const unsigned bit = 1U << (number - 1);
  draft.flags = static_cast<std::uint8_t>(on ? draft.flags | bit : draft.flags & ~bit);
}

void set_reference_id(FudgeLine& draft, const Word& word, Line& line) {
  const auto is_printable = [](char c) { return c >= ' ' && c < '\x7f'; };
  if (word.text.empty() || !std::ranges::all_of(word.text, is_printable)) {
    return line.lose(word, {.code = FindingCode::bad_value, .expected = "one to four printable characters"});
  }
  draft.reference_id = word.text.substr(0, kReferenceIdBytes);
  if (word.text.size() > kReferenceIdBytes) {
    line.warn(word, {.code = FindingCode::bad_value,
                     .expected = "one to four printable characters, taken as '" + *draft.reference_id + "'"});
  }
}

void set_factor(FudgeLine& draft, const Option& option, Line& line) {
  const std::string_view word = option.keyword->word;
  if (word == "stratum") draft.stratum = static_cast<std::uint8_t>(option.integer);
  if (word == "refid") set_reference_id(draft, *option.argument, line);
  if (word == "time1") draft.time1_s = option.number;
  if (word == "time2") draft.time2_s = option.number;
  if (word.starts_with("flag")) set_flag(draft, static_cast<unsigned>(word.back() - '0'), option.integer == 1);
}

}  // namespace

void read_association(Line& line, Config& config) {
  Draft draft;
  read_host(line, draft.line);
  while (const auto option = next_option(line, Group::association)) apply(draft, *option);
  if (line.lost()) return;
  settle_poll_limits(draft, line);
  config.associations.push_back(std::move(draft.line));
}

void read_fudge(Line& line, Config& config) {
  FudgeLine draft;
  const Word* clock = line.take_or_lose("a reference clock, 127.127.T.U");
  if (clock == nullptr) return;
  const auto address = base::IpAddress::parse(clock->text);
  if (!address || !address->is_reference_clock()) {
    return line.lose(*clock, {.code = FindingCode::bad_address, .expected = "a reference clock, 127.127.T.U"});
  }
  draft.clock = *address;
  draft.place = line.place_of(*clock);
  if (line.peek() == nullptr) static_cast<void>(line.take_or_lose("one of " + working_words(Group::fudge)));
  while (const auto option = next_option(line, Group::fudge)) set_factor(draft, *option, line);
  if (!line.lost()) config.fudges.push_back(std::move(draft));
}

}  // namespace foliot::config
