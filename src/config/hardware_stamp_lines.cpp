// `hwtimestamp IFACE|* [OPTIONS] [off]`: the words and defaults are those of chrony.
#include <algorithm>
#include <string>
#include <utility>

#include "config/directives.hpp"
#include "config/hosts.hpp"
#include "config/numbers.hpp"

namespace foliot::config {
namespace {

constexpr int kLowestPoll_log2_s = -6;
constexpr int kHighestPoll_log2_s = 20;
constexpr int kFewestSamples = 2;
constexpr int kMostSamples = 64;
constexpr double kMostCompensation_s = 0.01;
constexpr std::string_view kOptions =
    "minpoll, maxpoll, precision, txcomp, rxcomp, minsamples, maxsamples, rxfilter, nocrossts or off";
constexpr std::string_view kFilters = "none, ntp, ptp or all";

struct Draft {
  HardwareStampLine line;
  const Word* maxpoll = nullptr;
  const Word* maxsamples = nullptr;
};

std::string range_text(int low, int high) {
  return std::to_string(low) + " to " + std::to_string(high);
}

/// A whole number from `low` to `high`; anything else loses the line.
int take_integer(Line& line, int low, int high) {
  const Word* word = line.take_or_lose("an integer");
  if (word == nullptr) return low;
  const auto value = parse_integer(word->text);
  if (value && *value >= low && *value <= high) return static_cast<int>(*value);
  line.lose(*word,
            {.code = value ? FindingCode::out_of_range : FindingCode::bad_number, .expected = range_text(low, high)});
  return low;
}

double take_seconds(Line& line, double low, double high) {
  const Word* word = line.take_or_lose("a number");
  if (word == nullptr) return low;
  const auto value = parse_number(word->text);
  if (value && *value >= low && *value <= high) return *value;
  line.lose(*word, {.code = value ? FindingCode::out_of_range : FindingCode::bad_number,
                    .expected = number_text(low) + " to " + number_text(high)});
  return low;
}

ReceiveFilter take_filter(Line& line) {
  const Word* word = line.take_or_lose(kFilters);
  if (word == nullptr) return ReceiveFilter::ntp;
  const auto* found = std::ranges::find(kReceiveFilterWords, word->text);
  if (found != kReceiveFilterWords.end()) return static_cast<ReceiveFilter>(found - kReceiveFilterWords.begin());
  line.lose(*word, {.code = FindingCode::bad_value, .expected = std::string(kFilters)});
  return ReceiveFilter::ntp;
}

using Read = void (*)(Line&, Draft&);
struct OptionReader {
  std::string_view word;
  Read read;
};

constexpr OptionReader kReaders[] = {
    {"minpoll",
     [](Line& line, Draft& draft) {
       draft.line.minpoll_log2_s = take_integer(line, kLowestPoll_log2_s, kHighestPoll_log2_s);
     }},
    {"maxpoll",
     [](Line& line, Draft& draft) {
       draft.maxpoll = line.peek();
       draft.line.maxpoll_log2_s = take_integer(line, kLowestPoll_log2_s, kHighestPoll_log2_s);
     }},
    {"precision", [](Line& line, Draft& draft) { draft.line.precision_s = take_seconds(line, 0, 1); }},
    {"txcomp",
     [](Line& line, Draft& draft) {
       draft.line.txcomp_s = take_seconds(line, -kMostCompensation_s, kMostCompensation_s);
     }},
    {"rxcomp",
     [](Line& line, Draft& draft) {
       draft.line.rxcomp_s = take_seconds(line, -kMostCompensation_s, kMostCompensation_s);
     }},
    {"minsamples",
     [](Line& line, Draft& draft) { draft.line.minsamples = take_integer(line, kFewestSamples, kMostSamples); }},
    {"maxsamples",
     [](Line& line, Draft& draft) {
       draft.maxsamples = line.peek();
       draft.line.maxsamples = take_integer(line, kFewestSamples, kMostSamples);
     }},
    {"rxfilter", [](Line& line, Draft& draft) { draft.line.rxfilter = take_filter(line); }},
    {"nocrossts", [](Line&, Draft& draft) { draft.line.nocrossts = true; }},
    {"off", [](Line&, Draft& draft) { draft.line.off = true; }},
};

void take_option(Line& line, const Word& word, Draft& draft) {
  const auto* reader = std::ranges::find(kReaders, word.text, &OptionReader::word);
  if (reader != std::end(kReaders)) return reader->read(line, draft);
  line.lose(word, {.code = FindingCode::unknown_option, .expected = std::string(kOptions)});
}

/// What is given as the most is no less than the least, which may stand behind it.
void check_order(Line& line, Draft& draft) {
  HardwareStampLine& made = draft.line;
  if (made.maxpoll_log2_s && *made.maxpoll_log2_s < made.minpoll_log2_s) {
    line.lose(*draft.maxpoll,
              {.code = FindingCode::out_of_range, .expected = range_text(made.minpoll_log2_s, kHighestPoll_log2_s)});
  }
  if (draft.maxsamples == nullptr) made.maxsamples = std::max(made.maxsamples, made.minsamples);
  if (made.maxsamples < made.minsamples) {
    line.lose(*draft.maxsamples,
              {.code = FindingCode::out_of_range, .expected = range_text(made.minsamples, kMostSamples)});
  }
}

}  // namespace

void read_hwtimestamp(Line& line, Reading& reading) {
  Draft draft;
  const Word* name = line.take_or_lose("IFACE, or *");
  if (name == nullptr) return;
  draft.line.interface = name->text;
  if (!is_interface_name(draft.line.interface)) {
    line.lose(*name, {.code = FindingCode::bad_value, .expected = "the name of an interface, or *"});
  }
  while (const Word* word = line.take()) take_option(line, *word, draft);
  if (!line.lost()) check_order(line, draft);
  if (!line.lost()) reading.config.hwtimestamp.push_back(std::move(draft.line));
}

}  // namespace foliot::config
