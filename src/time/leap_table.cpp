#include "time/leap_table.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace foliot {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
constexpr std::int64_t kDay_s = 86'400;
constexpr std::int64_t kLatest_s = 0x1'0000'0000 * 2;  // the end of the second NTP era: 2172
constexpr int kLargestOffset_s = 1000;
constexpr std::string_view kBlank = " \t\r";

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlank));
  rest.remove_prefix(word.size());
  return word;
}

/// Digits only: no sign.
std::optional<std::int64_t> parse_digits(std::string_view word) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = error == std::errc{} && end == word.data() + word.size();
  if (!whole || word.front() == '-') return std::nullopt;
  return value;
}

WallTime from_ntp_seconds(std::int64_t ntp_s) {
  return WallTime::from_nanoseconds((ntp_s - kUnixEpochInNtp_s) * kBillion);
}

/// Five words of up to eight hexadecimal digits; leading zeros may be missing.
std::optional<Sha1Digest> parse_hash(std::string_view rest) {
  Sha1Digest digest{};
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string_view word = take_word(rest);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, 16);
    if (word.empty() || error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    for (std::size_t byte = 0; byte < 4; ++byte) {
      digest[4 * i + byte] = static_cast<std::uint8_t>(value >> (24 - 8 * byte));
    }
  }
  return digest;
}

class LeapFileReader {
 public:
  using Read = std::expected<void, LeapFileProblem>;

  Read read_line(std::string_view line) {
    std::string_view rest = line;
    if (line.starts_with("#$")) return read_updated(line.substr(2));
    if (line.starts_with("#@")) return read_expiry(line.substr(2));
    if (line.starts_with("#h")) return read_hash(line.substr(2));
    const std::string_view first = take_word(rest);
    return first.empty() || first.front() == '#' ? Read{} : read_entry(first, rest);
  }

  std::expected<LeapFileText, LeapFileProblem> finish() {
    if (entries_.empty()) return std::unexpected(LeapFileProblem::no_entries);
    if (!expires_) return std::unexpected(LeapFileProblem::no_expiry);
    return LeapFileText{LeapTable(std::move(entries_), *expires_), hash_, std::move(hashed_), updated_};
  }

 private:
  Read read_updated(std::string_view rest) {
    const std::string_view word = take_word(rest);
    const auto time_s = parse_digits(word);
    if (!time_s) return std::unexpected(LeapFileProblem::bad_line);
    if (*time_s <= kLatest_s) updated_ = from_ntp_seconds(*time_s);
    hashed_ += word;
    return {};
  }

  Read read_expiry(std::string_view rest) {
    const std::string_view word = take_word(rest);
    const auto time_s = parse_digits(word);
    if (!time_s) return std::unexpected(LeapFileProblem::bad_line);
    if (*time_s > kLatest_s) return std::unexpected(LeapFileProblem::bad_time);
    expires_ = from_ntp_seconds(*time_s);
    hashed_ += word;
    return {};
  }

  Read read_hash(std::string_view rest) {
    hash_ = parse_hash(rest);
    if (!hash_) return std::unexpected(LeapFileProblem::bad_line);
    return {};
  }

  Read read_entry(std::string_view time_word, std::string_view rest) {
    const std::string_view offset_word = take_word(rest);
    const std::string_view comment = take_word(rest);
    const auto time_s = parse_digits(time_word);
    const auto offset_s = parse_digits(offset_word);
    if (!time_s || !offset_s || (!comment.empty() && comment.front() != '#')) {
      return std::unexpected(LeapFileProblem::bad_line);
    }
    if (*time_s > kLatest_s || *time_s % kDay_s != 0) return std::unexpected(LeapFileProblem::bad_time);
    if (*offset_s > kLargestOffset_s) return std::unexpected(LeapFileProblem::bad_offset);
    const LeapEntry entry{from_ntp_seconds(*time_s), static_cast<int>(*offset_s)};
    if (const Read fits = check_order(entry); !fits) return fits;
    entries_.push_back(entry);
    hashed_ += time_word;
    hashed_ += offset_word;
    return {};
  }

  [[nodiscard]] Read check_order(const LeapEntry& entry) const {
    if (entries_.empty()) return {};
    if (entries_.size() >= LeapTable::kMostEntries) return std::unexpected(LeapFileProblem::too_long);
    if (entry.from <= entries_.back().from) return std::unexpected(LeapFileProblem::bad_time);
    const int change_s = entry.tai_offset_s - entries_.back().tai_offset_s;
    if (change_s != 1 && change_s != -1) return std::unexpected(LeapFileProblem::bad_offset);
    return {};
  }

  std::vector<LeapEntry> entries_;
  std::optional<WallTime> expires_;
  std::optional<WallTime> updated_;
  std::optional<Sha1Digest> hash_;
  std::string hashed_;
};

}  // namespace

std::optional<int> LeapTable::tai_offset_s(WallTime utc) const {
  const auto after = std::ranges::upper_bound(entries_, utc, {}, &LeapEntry::from);
  if (after == entries_.begin()) return std::nullopt;
  return std::prev(after)->tai_offset_s;
}

std::optional<LeapSecond> LeapTable::next(WallTime utc) const {
  const auto after = std::ranges::upper_bound(entries_, utc, {}, &LeapEntry::from);
  // The first entry only says where the table begins.
  if (after == entries_.begin() || after == entries_.end()) return std::nullopt;
  const bool grows = after->tai_offset_s > std::prev(after)->tai_offset_s;
  return LeapSecond{grows ? LeapIndicator::insert_second : LeapIndicator::delete_second, after->from};
}

std::expected<LeapFileText, LeapFileError> parse_leap_file(std::string_view text) {
  LeapFileReader reader;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++number;
    if (const auto read = reader.read_line(text.substr(0, end)); !read) {
      return std::unexpected(LeapFileError{read.error(), number});
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  auto whole = reader.finish();
  if (!whole) return std::unexpected(LeapFileError{whole.error(), 0});
  return std::move(*whole);
}

}  // namespace foliot
