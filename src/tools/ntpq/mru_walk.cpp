#include "tools/ntpq/mru_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>

#include "tools/ntpq/dates.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

using wire::ControlError;
using wire::ControlOpcode;

constexpr std::int64_t kNonceLifetime_ms = 10'000;  // servers take it for 16 s
constexpr std::size_t kMostKnown = 16;
constexpr std::int64_t kMostFragments = 32;
constexpr std::int64_t kMostRows = 3 * kMostFragments;
constexpr std::size_t kLongestFilter = 64;
constexpr auto kFilters = std::to_array<std::string_view>(
    {"mincount", "minscore", "mindrop", "maxlstint", "minlstint", "laddr", "resall", "resany"});

std::string timestamp_text(Timestamp timestamp) {
  const std::uint64_t bits = timestamp.bits();
  return fmt::format("0x{:08x}.{:08x}", bits >> 32U, bits & 0xffffffffU);
}

std::unexpected<Failure> lost(QueryError error) {
  return std::unexpected(Failure{.error = error});
}

/// A value that cannot end its pair and begin another.
bool is_plain(std::string_view value) {
  return !value.empty() && value.size() <= kLongestFilter && value.find_first_of(",=\" \t\r\n") == std::string::npos &&
         escaped(value) == value;
}

/// Takes one whole number >= 1 into `number`; false when it is none.
bool take_number(std::int64_t& number, std::string_view value, std::int64_t most) {
  const auto parsed = parse_integer(value);
  if (!parsed || *parsed < 1) return false;
  number = std::min(*parsed, most);
  return true;
}

/// False: the tag or its value is not understood.
bool take_tag(MruOptions& options, const std::string& tag, const std::string& value) {
  if (!is_plain(value)) return false;
  if (tag == "sort") {
    options.sort = value;
    options.with_score = options.with_score || value.ends_with("score") || value.ends_with("drop");
    return is_sort_order(value);
  }
  if (tag == "frags") return take_number(options.fragments, value, kMostFragments);
  if (tag == "limit") return take_number(options.rows, value, kMostRows);
  if (tag == "recent") {
    options.recent = value;
    return parse_integer(value).has_value();
  }
  if (std::ranges::find(kFilters, tag) == kFilters.end()) return false;
  options.with_score = options.with_score || tag == "minscore" || tag == "mindrop";
  options.filters.emplace_back(tag, value);
  return true;
}

/// Adds the bits that `kod` and `limited` stand for to the filter `resany`.
void add_refusals(MruOptions& options, RefusalBits bits) {
  const unsigned wanted = (options.limited ? bits.limited : 0U) | (options.kiss ? bits.kiss : 0U);
  if (wanted == 0) return;
  const auto known = std::ranges::find(options.filters, "resany", &std::pair<std::string, std::string>::first);
  const bool is_there = known != options.filters.end();
  const std::int64_t before = is_there ? parse_integer(known->second).value_or(0) : 0;
  const std::string value = fmt::format("0x{:x}", before | wanted);
  if (is_there) known->second = value;
  if (!is_there) options.filters.emplace_back("resany", value);
}

}  // namespace

std::expected<MruOptions, std::string> parse_mru_options(const std::vector<std::string>& words) {
  MruOptions options;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    const std::string tag = word.substr(0, equals);
    if (equals == std::string::npos && (tag == "kod" || tag == "limited")) {
      (tag == "kod" ? options.kiss : options.limited) = true;
      continue;
    }
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (tag == "sort" && !is_sort_order(value)) {
      return std::unexpected("***Sorting order " + escaped(value) + " is not implemented");
    }
    if (!take_tag(options, tag, value))
      return std::unexpected("***mrulist does not understand `" + escaped(word) + "'");
  }
  return options;
}

std::expected<void, Failure> MruWalk::fetch_nonce() {
  const auto answer = hooks_.ask({.opcode = ControlOpcode::request_nonce, .association_id = 0, .data = {}});
  if (!answer) return std::unexpected(answer.error());
  const auto nonce = parse_mru_answer(parse_variables(answer->text())).nonce;
  if (!nonce) return lost(QueryError::no_nonce);
  nonce_ = *nonce;
  nonce_at_ms_ = hooks_.now_ms();
  return {};
}

std::string MruWalk::question() const {
  std::string text = "nonce=" + nonce_;
  text += options_.rows > 0 ? fmt::format(", limit={}", options_.rows) : fmt::format(", frags={}", options_.fragments);
  for (const auto& [tag, value] : options_.filters) text.append(", ").append(tag).append("=").append(value);
  if (first_ && !options_.recent.empty()) text += ", recent=" + options_.recent;
  add_known(text);
  return text;
}

/// As many of the newest as fit: when the first of them has moved since, the server goes on from another.
void MruWalk::add_known(std::string& text) const {
  const std::size_t count = std::min(newest_.size(), kMostKnown);
  for (std::size_t i = 0; i < count; ++i) {
    const MruEntry& entry = newest_[newest_.size() - 1 - i];
    const std::string item = fmt::format(", addr.{}={}, last.{}={}", i, entry.address, i, timestamp_text(entry.last));
    if (text.size() + item.size() > wire::kMaxControlData) return;
    text += item;
  }
}

std::size_t MruWalk::merge(const std::vector<MruEntry>& entries) {
  std::size_t news = 0;
  for (const MruEntry& entry : entries) {
    const auto known = entries_.find(entry.address);
    if (known == entries_.end()) {
      if (entries_.size() == kMostClients) continue;
      entries_.emplace(entry.address, entry);
      ++news;
    } else if ((entry.last - known->second.last).raw() > 0) {
      known->second = entry;
      ++updates_;
      ++news;
    }
  }
  return news;
}

std::expected<void, Failure> MruWalk::set_back(const Failure& failure) {
  if (++setbacks_ > kMostSetbacks) return std::unexpected(failure);
  return {};
}

std::expected<void, Failure> MruWalk::take(const Answer& answer) {
  const MruAnswer got = parse_mru_answer(parse_variables(answer.text()));
  first_ = false;
  if (hooks_.answered) hooks_.answered(answer);
  if (hooks_.arrived) hooks_.arrived(got.entries);
  if (got.nonce) {
    nonce_ = *got.nonce;
    nonce_at_ms_ = hooks_.now_ms();
  }
  const std::size_t news = merge(got.entries);
  if (!got.entries.empty()) newest_ = got.entries;
  if (got.now) {
    now_ = *got.now;
    done_ = true;
    return {};
  }
  if (entries_.size() >= kMostClients) return lost(QueryError::too_much);
  if (options_.rows == 0) options_.fragments = std::min(options_.fragments + 1, kMostFragments);
  return news > 0 ? std::expected<void, Failure>{} : set_back({.error = QueryError::stalled});
}

std::expected<void, Failure> MruWalk::recover(const Failure& failure) {
  const auto is = [&](ControlError code) {
    return failure.error == QueryError::refused && failure.code == static_cast<std::uint8_t>(code);
  };
  if (is(ControlError::unknown_variable) && !newest_.empty()) {
    newest_.clear();  // none of them is where it was: begin again
    return set_back({.error = QueryError::stalled});
  }
  if (is(ControlError::bad_value)) {
    nonce_.clear();  // it may be too old; or the server counts rows and no fragments
    if (options_.rows == 0 && setbacks_ > 0) options_.rows = kMostRows;
    return set_back(failure);
  }
  const bool in_part = failure.error == QueryError::incomplete;
  if (!in_part && failure.error != QueryError::timed_out) return std::unexpected(failure);
  if (options_.fragments == 1 && options_.rows <= 1) return std::unexpected(failure);
  options_.fragments = std::max<std::int64_t>(options_.fragments / 2, 1);
  if (options_.rows > 1) options_.rows /= 2;
  return set_back(failure);
}

std::expected<void, Failure> MruWalk::step() {
  if (nonce_.empty() || hooks_.now_ms() - nonce_at_ms_ >= kNonceLifetime_ms) {
    if (const auto fetched = fetch_nonce(); !fetched) return fetched;
  }
  const std::string text = question();
  const auto answer = hooks_.ask({.opcode = ControlOpcode::read_mru, .association_id = 0, .data = text});
  return answer ? take(*answer) : recover(answer.error());
}

std::expected<MruList, Failure> MruWalk::run() {
  add_refusals(options_, bits_);
  bool interrupted = false;
  for (int questions = 0; !done_ && !interrupted; ++questions) {
    if (questions == kMostQuestions) return lost(QueryError::stalled);
    const auto stepped = step();
    interrupted = hooks_.interrupted() || (!stepped && stepped.error().error == QueryError::interrupted);
    if (!stepped && !interrupted) return std::unexpected(stepped.error());
  }
  MruList list{.entries = {}, .now = now_, .complete = done_, .bits = bits_};
  for (auto& [address, entry] : entries_) list.entries.push_back(std::move(entry));
  return list;
}

}  // namespace foliot::ntpq
