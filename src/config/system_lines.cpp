// `tinker`, `tos`, `enable`, `disable`, `interface` and the directives with one value.
#include <algorithm>
#include <string>

#include "config/directives.hpp"
#include "config/flag_words.hpp"
#include "config/hosts.hpp"
#include "config/numbers.hpp"
#include "config/options.hpp"

namespace foliot::config {
namespace {

using discipline::DisciplineOptions;
using selection::SelectionOptions;

/// The documents switch orphan mode off with 16, the options with 17.
constexpr std::int64_t kOrphanOffInDocuments = 16;
constexpr std::uint8_t kOrphanOff = 17;

void require_word(Line& line, Group group) {
  if (line.peek() == nullptr) static_cast<void>(line.take_or_lose("one of " + working_words(group)));
}

void set_tinker(DisciplineOptions& draft, const Option& option) {
  const std::string_view word = option.keyword->word;
  if (word == "panic") draft.panic_s = option.number;
  if (word == "step" || word == "stepfwd") draft.step_forward_s = option.number;
  if (word == "step" || word == "stepback") draft.step_backward_s = option.number;
  if (word == "stepout") draft.stepout_s = option.number;
  if (word == "freq") draft.initial_frequency = Frequency::from_ppm(option.number);
  if (word == "dispersion") draft.dispersion_ppm = option.number;
}

void set_tos(SelectionOptions& draft, const Option& option) {
  const std::string_view word = option.keyword->word;
  const auto integer = static_cast<int>(option.integer);
  if (word == "minclock") draft.minclock = integer;
  if (word == "maxclock") draft.maxclock = integer;
  if (word == "minsane") draft.minsane = integer;
  if (word == "mindist") draft.mindist_s = option.number;
  if (word == "maxdist") draft.maxdist_s = option.number;
  if (word == "floor") draft.floor = static_cast<std::uint8_t>(integer);
  if (word == "ceiling") draft.ceiling = static_cast<std::uint8_t>(integer);
  if (word == "cohort") draft.cohort = integer == 1;
  if (word == "orphan") {
    draft.orphan_stratum = integer == kOrphanOffInDocuments ? kOrphanOff : static_cast<std::uint8_t>(integer);
  }
  if (word == "orphanwait") draft.orphanwait_s = integer;
}

/// A path, or nothing for "": both in `value`. Loses the line when there is neither.
void take_path(Line& line, std::optional<std::string>& value) {
  const Word* word = line.take_or_lose("PATH");
  if (word == nullptr) return;
  if (!is_path(word->text)) {
    return line.lose(*word, {.code = FindingCode::bad_value, .expected = "a path without control characters"});
  }
  if (word->text.empty()) {
    value.reset();
  } else {
    value = word->text;
  }
}

void read_path(Line& line, std::optional<std::string>& setting) {
  std::optional<std::string> value;
  take_path(line, value);
  line.expect_end();
  if (!line.lost()) setting = std::move(value);
}

/// all, ipv4, ipv6, wildcard, a name, an address or a prefix.
bool is_interface(std::string_view text) {
  return is_interface_name(text) || parse_prefix(text).has_value();
}

InterfaceAction action_of(std::string_view word) {
  if (word == "ignore") return InterfaceAction::ignore;
  return word == "drop" ? InterfaceAction::drop : InterfaceAction::listen;
}

}  // namespace

void read_tinker(Line& line, Config& config) {
  DisciplineOptions draft = config.discipline;
  require_word(line, Group::tinker);
  while (const auto option = next_option(line, Group::tinker)) set_tinker(draft, *option);
  if (!line.lost()) config.discipline = draft;
}

void read_tos(Line& line, Config& config) {
  SelectionOptions draft = config.selection;
  require_word(line, Group::tos);
  while (const auto option = next_option(line, Group::tos)) set_tos(draft, *option);
  if (!line.lost()) config.selection = draft;
}

void read_switches(Line& line, Config& config) {
  const bool on = line.directive().text == "enable";
  Switches draft = config.switches;
  bool steers = config.discipline.enabled;
  require_word(line, Group::toggle);
  while (const auto option = next_option(line, Group::toggle)) {
    const auto* found = std::ranges::find(kSwitchWords, option->keyword->word, &SwitchWord::word);
    bool& value = found == kSwitchWords.end() ? steers : draft.*found->member;
    value = on;
  }
  if (line.lost()) return;
  config.switches = draft;
  config.discipline.enabled = steers;
}

void read_interface(Line& line, Config& config) {
  require_word(line, Group::interface_action);
  const auto action = next_option(line, Group::interface_action);
  if (!action) return;
  const Word& what = *action->argument;
  if (!is_interface(what.text)) {
    line.lose(what, {.code = FindingCode::bad_address, .expected = std::string(action->keyword->arguments)});
  }
  line.expect_end();
  if (!line.lost()) config.interfaces.push_back({action_of(action->keyword->word), what.text, line.place_of(what)});
}

void read_driftfile(Line& line, Config& config) {
  std::optional<std::string> value;
  take_path(line, value);
  const Word* wander = line.peek();
  if (wander != nullptr && !wander->quoted && parse_number(wander->text)) {
    line.take();
    line.warn(*wander, {.code = FindingCode::no_effect, .expected = "a second value after the path is out of use"});
  }
  line.expect_end();
  if (!line.lost()) config.driftfile = std::move(value);
}

void read_pidfile(Line& line, Config& config) {
  read_path(line, config.pidfile);
}

void read_logfile(Line& line, Config& config) {
  read_path(line, config.logfile);
}

void read_leapfile(Line& line, Config& config) {
  std::optional<std::string> path;
  take_path(line, path);
  bool check_hash = true;
  if (const Word* how = line.take()) {
    check_hash = how->text == "checkhash";
    if (!check_hash && how->text != "ignorehash") {
      line.lose(*how, {.code = FindingCode::unknown_option, .expected = "checkhash or ignorehash"});
    }
  }
  line.expect_end();
  if (line.lost()) return;
  config.leapfile = path ? std::optional(LeapFile{*path, check_hash}) : std::nullopt;
}

void read_leap_smear(Line& line, Config& config) {
  Option option{.keyword = find_keyword(Group::directive, "leapsmearinterval"), .word = &line.directive()};
  if (!read_argument(line, option)) return;
  constexpr std::int64_t kShortest_s = 7200;
  if (option.integer != 0 && option.integer < kShortest_s) {
    line.lose(*option.argument, {.code = FindingCode::out_of_range, .expected = "0, or 7200 to 86400"});
  }
  line.expect_end();
  if (!line.lost()) config.leap_smear_s = static_cast<int>(option.integer);
}

void read_port(Line& line, Config& config) {
  Option option{.keyword = find_keyword(Group::directive, "port"), .word = &line.directive()};
  if (!read_argument(line, option)) return;
  line.expect_end();
  if (!line.lost()) config.port = static_cast<std::uint16_t>(option.integer);
}

}  // namespace foliot::config
