#include "engine/name_resolution.hpp"

#include <algorithm>
#include <utility>

namespace foliot::engine {
namespace {

constexpr int kFirstPause_s = 2;
constexpr int kMostDoublings = 9;  // 1,024 s
/// A name that answered is not asked again sooner: a dead server must not become a flood of look-ups.
constexpr Interval kPauseAfterSuccess = Interval::from_nanoseconds(64'000'000'000);

constexpr int kMostFruitless = 6;  // 4,096 s

Interval pause_after(int failures) {
  const int doublings = std::min(failures - 1, kMostDoublings);
  return Interval::from_nanoseconds((static_cast<std::int64_t>(kFirstPause_s) << doublings) * 1'000'000'000);
}

}  // namespace

void NameResolution::want(std::size_t line, MonoTime when) {
  Entry& entry = entries_[line];
  if (entry.under_way) return;
  const MonoTime earliest = std::max(when, entry.not_before);
  if (!entry.due || earliest < *entry.due) entry.due = earliest;
}

std::vector<std::size_t> NameResolution::due(MonoTime now) {
  std::vector<std::size_t> lines;
  for (std::size_t line = 0; line < entries_.size(); ++line) {
    Entry& entry = entries_[line];
    if (!entry.due || *entry.due > now) continue;
    entry.due.reset();
    entry.under_way = true;
    lines.push_back(line);
  }
  return lines;
}

void NameResolution::succeeded(std::size_t line, MonoTime now) {
  entries_[line] =
      Entry{.due = std::nullopt, .not_before = now + kPauseAfterSuccess, .fruitless = entries_[line].fruitless};
}

void NameResolution::found_something(std::size_t line) {
  entries_[line].fruitless = 0;
}

void NameResolution::brought_nothing(std::size_t line, MonoTime now) {
  Entry& entry = entries_[line];
  entry.not_before = now + Interval::from_nanoseconds(kPauseAfterSuccess.nanoseconds() << entry.fruitless);
  entry.fruitless = std::min(entry.fruitless + 1, kMostFruitless);
}

void NameResolution::suspect(std::size_t line, MonoTime now) {
  Entry& entry = entries_[line];
  entry.fruitless = 0;
  if (entry.failures == 0) entry.not_before = std::min(entry.not_before, now + kPauseAfterSuccess);
}

void NameResolution::hasten(MonoTime now) {
  for (Entry& entry : entries_) {
    if (entry.failures == 0 || entry.under_way) continue;
    entry.failures = 0;
    entry.not_before = now;
    entry.due = now;
  }
}

void NameResolution::failed(std::size_t line, MonoTime now) {
  Entry& entry = entries_[line];
  entry.under_way = false;
  ++entry.failures;
  entry.not_before = now + pause_after(entry.failures);
  entry.due = entry.not_before;
}

void NameResolution::remap(std::span<const std::optional<std::size_t>> new_of_old, std::size_t lines) {
  std::vector<Entry> entries(lines);
  for (std::size_t old = 0; old < new_of_old.size(); ++old) {
    if (new_of_old[old]) entries[*new_of_old[old]] = entries_[old];
  }
  entries_ = std::move(entries);
}

std::optional<MonoTime> NameResolution::next_deadline() const {
  std::optional<MonoTime> next;
  for (const Entry& entry : entries_) {
    if (entry.due && (!next || *entry.due < *next)) next = entry.due;
  }
  return next;
}

}  // namespace foliot::engine
