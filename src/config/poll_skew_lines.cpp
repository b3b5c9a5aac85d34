// `pollskewlist {POLL EARLY|LATE}... [default EARLY|LATE]`: how far from its time a poll may come.
#include <algorithm>
#include <string>
#include <utility>

#include "config/directives.hpp"
#include "config/numbers.hpp"

namespace foliot::config {
namespace {

constexpr std::int64_t kLowestPoll = 3;
constexpr std::int64_t kHighestPoll = 17;
constexpr std::string_view kExpected = "{POLL EARLY|LATE}... [default EARLY|LATE]";

bool is_keyword(const Word* word, std::string_view text) {
  return word != nullptr && !word->quoted && word->text == text;
}

/// An integer from `low` to `high`; anything else loses the line.
int take_integer(Line& line, std::int64_t low, std::int64_t high) {
  const Word* word = line.take_or_lose(kExpected);
  if (word == nullptr) return 0;
  const auto value = word->quoted ? std::nullopt : parse_integer(word->text);
  if (!value) {
    line.lose(*word, {.code = FindingCode::bad_number, .expected = std::string(kExpected)});
    return 0;
  }
  if (*value >= low && *value <= high) return static_cast<int>(*value);
  const std::string range = std::to_string(low) + " to " + std::to_string(high);
  line.lose(*word, {.code = FindingCode::out_of_range, .expected = range});
  return 0;
}

/// `EARLY|LATE`; documents differ about the bar, so it may be left out. Neither is more than half of the interval.
void take_skew(Line& line, PollSkew& skew, int log2_s) {
  const std::int64_t half_s = std::int64_t{1} << (log2_s - 1);
  skew.early_s = take_integer(line, 0, half_s);
  if (is_keyword(line.peek(), "|")) line.take();
  skew.late_s = take_integer(line, 0, half_s);
}

void put(PollSkews& skews, const PollSkew& skew) {
  const auto at = std::ranges::lower_bound(skews.list, skew.poll, {}, &PollSkew::poll);
  if (at != skews.list.end() && at->poll == skew.poll) {
    *at = skew;
  } else {
    skews.list.insert(at, skew);
  }
}

}  // namespace

void read_pollskewlist(Line& line, Reading& reading) {
  PollSkews draft = reading.config.poll_skews;
  if (line.peek() == nullptr) static_cast<void>(line.take_or_lose(kExpected));
  while (line.peek() != nullptr) {
    PollSkew skew;
    const bool is_default = is_keyword(line.peek(), "default");
    if (is_default) {
      line.take();
    } else {
      skew.poll = take_integer(line, kLowestPoll, kHighestPoll);
    }
    if (line.lost()) return;
    // The default holds for every interval, so only half of the longest bounds it here.
    take_skew(line, skew, is_default ? static_cast<int>(kHighestPoll) : skew.poll);
    if (line.lost()) return;
    if (is_default) {
      draft.otherwise = skew;
    } else {
      put(draft, skew);
    }
  }
  reading.config.poll_skews = std::move(draft);
}

}  // namespace foliot::config
