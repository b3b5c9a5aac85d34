// `tinker`, `tos`, `enable`, `disable`, `interface` and the directives with one value.
#include <algorithm>
#include <string>

#include "config/basedate.hpp"
#include "config/directives.hpp"
#include "config/flag_words.hpp"
#include "config/hosts.hpp"
#include "config/numbers.hpp"
#include "config/options.hpp"
#include "config/value_words.hpp"

namespace foliot::config {
namespace {

/// The documents switch orphan mode off with 16, the options with 17.
constexpr std::uint8_t kOrphanOffInDocuments = 16;
constexpr std::uint8_t kOrphanOff = 17;

void set_tinker(DisciplineOptions& draft, const Option& option) {
  const std::string_view word = option.keyword->word;
  if (word == "step") draft.step_forward_s = draft.step_backward_s = option.number;
  if (word == "freq") draft.initial_frequency = Frequency::from_ppm(option.number);
  static_cast<void>(set_word(kTinkerWords, draft, option));
}

/// Loses the line when `tos watchdog` says so few servers that they have no middle third.
void set_tos(SelectionOptions& draft, const Option& option, Line& line) {
  constexpr std::int64_t kFewest = 3;
  static_cast<void>(set_word(kTosWords, draft, option));
  if (draft.orphan_stratum == kOrphanOffInDocuments) draft.orphan_stratum = kOrphanOff;
  if (draft.watchdog > 0 && draft.watchdog < kFewest) {
    line.lose(*option.argument, {.code = FindingCode::out_of_range, .expected = "0, or 3 to 64"});
  }
}

/// Loses the line when the word is no date.
void set_basedate(std::optional<int>& draft, const Word& word, Line& line) {
  const auto days = parse_basedate(word.text);
  if (days) {
    draft = days;
  } else {
    line.lose(word, {.code = FindingCode::bad_value, .expected = "YYYY-MM-DD, or days since 1900-01-01"});
  }
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

/// all, ipv4, ipv6, wildcard, a name, an address or a prefix.
bool is_interface(std::string_view text) {
  return is_interface_name(text) || parse_prefix(text).has_value();
}

InterfaceAction action_of(std::string_view word) {
  if (word == "ignore") return InterfaceAction::ignore;
  return word == "drop" ? InterfaceAction::drop : InterfaceAction::listen;
}

}  // namespace

void read_tinker(Line& line, Reading& reading) {
  DisciplineOptions draft = reading.config.discipline;
  require_word(line, Group::tinker);
  while (const auto option = next_option(line, Group::tinker)) set_tinker(draft, *option);
  if (!line.lost()) reading.config.discipline = draft;
}

void read_tos(Line& line, Reading& reading) {
  SelectionOptions draft = reading.config.selection;
  std::optional<int> basedate_days = reading.config.basedate_days;
  require_word(line, Group::tos);
  while (const auto option = next_option(line, Group::tos)) {
    if (option->keyword->word == "basedate") {
      set_basedate(basedate_days, *option->argument, line);
    } else {
      set_tos(draft, *option, line);
    }
  }
  if (line.lost()) return;
  reading.config.selection = draft;
  reading.config.basedate_days = basedate_days;
}

void read_switches(Line& line, Reading& reading) {
  const bool on = line.directive().text == "enable";
  Switches draft = reading.config.switches;
  bool steers = reading.config.discipline.enabled;
  require_word(line, Group::toggle);
  while (const auto option = next_option(line, Group::toggle)) {
    const auto* found = std::ranges::find(kSwitchWords, option->keyword->word, &SwitchWord::word);
    bool& value = found == kSwitchWords.end() ? steers : draft.*found->member;
    value = on;
  }
  if (line.lost()) return;
  reading.config.switches = draft;
  reading.config.discipline.enabled = steers;
}

void read_interface(Line& line, Reading& reading) {
  require_word(line, Group::interface_action);
  const auto action = next_option(line, Group::interface_action);
  if (!action) return;
  const Word& what = *action->argument;
  if (!is_interface(what.text)) {
    line.lose(what, {.code = FindingCode::bad_address, .expected = std::string(action->keyword->arguments)});
  }
  line.expect_end();
  if (!line.lost())
    reading.config.interfaces.push_back({action_of(action->keyword->word), what.text, line.place_of(what)});
}

void read_driftfile(Line& line, Reading& reading) {
  std::optional<std::string> value;
  take_path(line, value);
  const Word* wander = line.peek();
  if (wander != nullptr && !wander->quoted && parse_number(wander->text)) {
    line.take();
    line.warn(*wander, {.code = FindingCode::no_effect, .expected = "a second value after the path is out of use"});
  }
  line.expect_end();
  if (!line.lost()) reading.config.driftfile = std::move(value);
}

void read_path(Line& line, Reading& reading) {
  std::optional<std::string> value;
  take_path(line, value);
  line.expect_end();
  const auto* entry = std::ranges::find(kPathWords, line.directive().text, &PathWord::word);
  if (!line.lost() && entry != kPathWords.end()) reading.config.*entry->member = std::move(value);
}

void read_rtcsync(Line& line, Reading& reading) {
  line.expect_end();
  if (!line.lost()) reading.config.rtc_sync = true;
}

void read_leapfile(Line& line, Reading& reading) {
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
  reading.config.leapfile = path ? std::optional(LeapFile{*path, check_hash}) : std::nullopt;
}

void read_leap_smear(Line& line, Reading& reading) {
  const auto length = read_only_value(line);
  if (!length) return;
  constexpr std::int64_t kShortest_s = 7200;
  if (length->integer != 0 && length->integer < kShortest_s) {
    return line.lose(*length->argument, {.code = FindingCode::out_of_range, .expected = "0, or 7200 to 86400"});
  }
  reading.config.leap_smear_s = static_cast<int>(length->integer);
}

void read_port(Line& line, Reading& reading) {
  if (const auto port = read_only_value(line)) reading.config.port = static_cast<std::uint16_t>(port->integer);
}

void read_dscp(Line& line, Reading& reading) {
  if (const auto dscp = read_only_value(line)) reading.config.dscp = static_cast<std::uint8_t>(dscp->integer);
}

void read_workers(Line& line, Reading& reading) {
  constexpr std::int64_t kMostWorkers = 64;
  const auto value = read_only_value(line);
  if (!value) return;
  const std::string_view text = value->argument->text;
  const auto number = parse_integer(text);
  const bool is_count = number && *number >= 0 && *number <= kMostWorkers;
  if (text != "auto" && !is_count) {
    return line.lose(*value->argument, {.code = FindingCode::bad_value, .expected = "auto, or 0 to 64"});
  }
  reading.config.workers = number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

void read_xdp(Line& line, Reading& reading) {
  XdpLine draft;
  const Word* name = line.take_or_lose("IFACE, or auto");
  if (name == nullptr) return;
  draft.interface = name->text;
  if (!is_interface_name(draft.interface)) {
    line.lose(*name, {.code = FindingCode::bad_value, .expected = "the name of an interface, or auto"});
  }
  while (const Word* word = line.take()) {
    const auto* mode = std::ranges::find(kXdpModeWords, word->text);
    if (mode != kXdpModeWords.end()) {
      draft.mode = static_cast<XdpMode>(mode - kXdpModeWords.begin());
    } else if (word->text == "off") {
      draft.off = true;
    } else {
      line.lose(*word, {.code = FindingCode::unknown_option, .expected = "auto, native, generic or off"});
    }
  }
  if (!line.lost()) reading.config.xdp.push_back(std::move(draft));
}

void read_nonvolatile(Line& line, Reading& reading) {
  if (const auto threshold = read_only_value(line)) reading.config.drift_threshold = threshold->number;
}

void read_extra(Line& line, Reading& reading) {
  constexpr std::size_t kMaxExtraPorts = 16;
  const Word* word = line.take_or_lose("port N");
  if (word != nullptr && word->text != "port") {
    line.lose(*word, {.code = FindingCode::unknown_option, .expected = "port N"});
  }
  Option option{.keyword = find_keyword(Group::directive, "port"), .word = word};
  if (line.lost() || !read_argument(line, option)) return;
  line.expect_end();
  auto& ports = reading.config.extra_ports;
  const auto port = static_cast<std::uint16_t>(option.integer);
  if (line.lost() || std::ranges::find(ports, port) != ports.end()) return;
  if (ports.size() == kMaxExtraPorts) {
    return line.lose(*option.argument, {.code = FindingCode::bad_value, .expected = "at most 16 extra ports"});
  }
  ports.push_back(port);
}

void read_rlimit(Line& line, Reading& reading) {
  ProcessLimits draft = reading.config.limits;
  require_word(line, Group::rlimit_word);
  while (const auto option = next_option(line, Group::rlimit_word)) set_word(kLimitsWords, draft, *option);
  if (!line.lost()) reading.config.limits = draft;
}

}  // namespace foliot::config
