// `fudge`, `device`, `unpeer` and the names of reference clocks.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "config/directives.hpp"
#include "config/fudge.hpp"
#include "config/hosts.hpp"
#include "config/numbers.hpp"
#include "config/refclock_drivers.hpp"

namespace foliot::config {
namespace {

constexpr std::size_t kReferenceIdBytes = 4;
constexpr std::uint8_t kLocalClockType = 1;
constexpr std::int64_t kHighestUnit = 255;
constexpr std::int64_t kHighestAssociationId = 65535;

struct Driver {
  std::string_view name;
  std::uint8_t type;
};

/// The names of ntpsec; types are those of classic.
constexpr std::array kDrivers = {
    Driver{"local", 1},    Driver{"spectracom", 4}, Driver{"truetime", 5},  Driver{"generic", 8},
    Driver{"arbiter", 11}, Driver{"modem", 18},     Driver{"nmea", 20},     Driver{"pps", 22},
    Driver{"hpgps", 26},   Driver{"shm", 28},       Driver{"trimble", 29},  Driver{"oncore", 30},
    Driver{"jjy", 40},     Driver{"zyfer", 42},     Driver{"neoclock", 44}, Driver{"gpsd", 46},
};

std::string driver_names() {
  std::string list = "one of ";
  for (const Driver& driver : kDrivers) list += (list.size() > 7 ? ", " : "") + std::string(driver.name);
  return list;
}

std::optional<base::IpAddress> take_clock(Line& line, Place& place) {
  const Word* word = line.take_or_lose("a reference clock, 127.127.T.U");
  if (word == nullptr) return std::nullopt;
  const auto address = base::IpAddress::parse(word->text);
  place = line.place_of(*word);
  if (address && address->is_reference_clock()) return address;
  line.lose(*word, {.code = FindingCode::bad_address, .expected = "a reference clock, 127.127.T.U"});
  return std::nullopt;
}

void set_flag(FudgeLine& draft, unsigned number, bool on) {
  const unsigned bit = 1U << (number - 1);
  draft.flags_given = static_cast<std::uint8_t>(draft.flags_given | bit);
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

void set_abbreviation(FudgeLine& draft, const Word& word, Line& line) {
  if (!is_path(word.text) || word.text.empty()) {
    return line.lose(word, {.code = FindingCode::bad_value, .expected = "a name without control characters"});
  }
  draft.abbreviation = word.text;
}

/// `clock DRIVER [unit N]`, after the word `clock`.
std::optional<std::string> take_named_clock(Line& line) {
  Place place;
  const auto type = take_driver(line, place);
  std::int64_t unit = 0;
  const Word* word = type ? line.take() : nullptr;
  if (word != nullptr && word->text == "unit") {
    const Word* number = line.take_or_lose("an integer");
    const auto value = number == nullptr ? std::nullopt : parse_integer(number->text);
    if (number != nullptr && (!value || *value < 0 || *value > kHighestUnit)) {
      line.lose(*number, {.code = FindingCode::bad_number, .expected = "0 to 255"});
    }
    unit = value.value_or(0);
  } else if (word != nullptr) {
    line.lose(*word, {.code = FindingCode::unknown_option, .expected = "unit"});
  }
  line.expect_end();
  if (line.lost()) return std::nullopt;
  return base::IpAddress::v4(127, 127, *type, static_cast<std::uint8_t>(unit)).to_string();
}

}  // namespace

association::AssociationKind clock_kind(std::uint8_t type) {
  return type == kLocalClockType ? association::AssociationKind::local_clock
                                 : association::AssociationKind::reference_clock;
}

std::optional<std::uint8_t> take_driver(Line& line, Place& place) {
  const Word* word = line.take_or_lose(driver_names());
  if (word == nullptr) return std::nullopt;
  place = line.place_of(*word);
  const auto* driver = std::ranges::find(kDrivers, word->text, &Driver::name);
  if (driver != kDrivers.end()) return driver->type;
  line.lose(*word, {.code = FindingCode::bad_value, .expected = driver_names()});
  return std::nullopt;
}

bool set_factor(FudgeLine& draft, const Option& option, Line& line) {
  const std::string_view word = option.keyword->word;
  if (word == "stratum") {
    draft.stratum = static_cast<std::uint8_t>(option.integer);
  } else if (word == "refid") {
    set_reference_id(draft, *option.argument, line);
  } else if (word == "time1") {
    draft.time1_s = option.number;
  } else if (word == "time2") {
    draft.time2_s = option.number;
  } else if (word.starts_with("flag")) {
    set_flag(draft, static_cast<unsigned>(word.back() - '0'), option.integer == 1);
  } else if (word == "minjitter") {
    draft.minjitter_s = option.number;
  } else if (word == "abbrev") {
    set_abbreviation(draft, *option.argument, line);
  } else {
    return false;
  }
  return true;
}

void read_fudge(Line& line, Reading& reading) {
  FudgeLine draft;
  const auto clock = take_clock(line, draft.place);
  if (!clock) return;
  draft.clock = *clock;
  require_word(line, Group::fudge);
  while (const auto option = next_option(line, Group::fudge)) {
    if (option->keyword->word == "mode") {
      draft.mode = static_cast<std::uint32_t>(option->integer);
    } else {
      static_cast<void>(set_factor(draft, *option, line));
    }
  }
  if (!line.lost()) reading.config.fudges.push_back(std::move(draft));
}

void read_device(Line& line, Reading& reading) {
  DeviceLine draft;
  const auto clock = take_clock(line, draft.place);
  if (!clock) return;
  draft.clock = *clock;
  require_word(line, Group::device_word);
  while (const auto option = next_option(line, Group::device_word)) {
    (option->keyword->word == "timedata" ? draft.path : draft.ppspath) = option->argument->text;
  }
  if (!line.lost()) reading.devices.push_back(std::move(draft));
}

void read_unpeer(Line& line, Reading& reading) {
  static_cast<void>(line.take_family());
  const Word* word = line.take_or_lose("a host, an association ID or clock DRIVER");
  if (word == nullptr) return;
  const Place place = line.place_of(*word);
  if (!word->quoted && word->text == "clock" && line.peek() != nullptr) {
    if (auto host = take_named_clock(line)) reading.unpeers.push_back({std::move(*host), place});
    return;
  }
  line.expect_end();
  const auto id = word->quoted ? std::nullopt : parse_integer(word->text);
  if (id && *id > 0 && *id <= kHighestAssociationId && !line.lost()) {
    reading.commands.unpeer.push_back(static_cast<std::uint16_t>(*id));
  } else if (!is_host(word->text)) {
    line.lose(*word, {.code = FindingCode::bad_address, .expected = "a host, an association ID or clock DRIVER"});
  } else if (!line.lost()) {
    reading.unpeers.push_back({word->text, place});
  }
}

}  // namespace foliot::config
