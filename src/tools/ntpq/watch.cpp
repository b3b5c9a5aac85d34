#include "tools/ntpq/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "tools/ntpq/status_text.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReverse = "\x1b[7m";
constexpr std::string_view kPlain = "\x1b[0m";

struct Sequence {
  std::string_view bytes;
  WatchKey key;
};

constexpr auto kSequences = std::to_array<Sequence>({
    {"\x1b[A", WatchKey::up},   {"\x1bOA", WatchKey::up}, {"k", WatchKey::up},        {"\x1b[B", WatchKey::down},
    {"\x1bOB", WatchKey::down}, {"j", WatchKey::down},    {"\x1b[C", WatchKey::open}, {"\x1bOC", WatchKey::open},
    {"\r", WatchKey::open},     {"\n", WatchKey::open},   {"l", WatchKey::open},      {"\x1b[D", WatchKey::back},
    {"\x1bOD", WatchKey::back}, {"h", WatchKey::back},    {"\x7f", WatchKey::back},   {"\x1b[H", WatchKey::first},
    {"\x1b[F", WatchKey::last}, {"g", WatchKey::first},   {"G", WatchKey::last},      {" ", WatchKey::refresh},
    {"r", WatchKey::refresh},   {"q", WatchKey::quit},    {"Q", WatchKey::quit},      {"\x03", WatchKey::quit},
});

/// One line and how it stands out.
struct Line {
  std::string text;
  std::string_view style = {};
};

using Lines = std::vector<Line>;

std::string_view colour_of(selection::SelectionStatus selection) {
  using enum selection::SelectionStatus;
  switch (selection) {
    case sys_peer:
    case pps_peer:
      return "\x1b[32m";  // green
    case candidate:
      return "\x1b[36m";  // cyan
    case falsetick:
      return "\x1b[31m";  // red
    case backup:
    case outlier:
    case excess:
      return "\x1b[33m";  // yellow
    default:
      return "\x1b[2m";  // dim
  }
}

void add_lines(Lines& lines, std::string_view text, std::string_view style = {}) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back({std::string(text.substr(0, end)), style});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string state_text(const Gathered& gathered) {
  const Verdict verdict = explain_system(gathered.system, gathered.sources);
  return (gathered.system.synchronized() ? "Synchronised. " : "Not synchronised. ") + verdict.text;
}

std::string row_of(const Gathered& gathered, std::size_t index, std::string_view server) {
  const SourceFacts& source = gathered.sources[index];
  std::string row =
      peer_line(source.peer, source.association_id, gathered.source_statuses[index], server, gathered.style);
  if (row.ends_with('\n')) row.pop_back();
  return row;
}

Lines top_lines(const WatchView& view) {
  Lines lines{{fmt::format("{}   {}", escaped(view.server), view.time), kBold}};
  if (!view.problem.empty()) add_lines(lines, escaped_lines(view.problem), "\x1b[31m");
  if (view.gathered) add_lines(lines, wrapped(state_text(*view.gathered), 0));
  lines.push_back({""});
  return lines;
}

/// The part of the list that fits, with the mark in it.
void add_billboard(Lines& lines, const WatchView& view, const WatchState& state, std::size_t room) {
  const Gathered& gathered = *view.gathered;
  std::string header = peers_header(gathered.style);
  header.insert(header.find('\n') + 1, " ");
  add_lines(lines, ' ' + header, kBold);
  const std::size_t rows = room > lines.size() ? room - lines.size() : 1;
  const std::size_t count = gathered.sources.size();
  const std::size_t chosen = count == 0 ? 0 : std::min(state.chosen, count - 1);
  const std::size_t first = chosen < rows ? 0 : chosen - rows + 1;
  for (std::size_t i = first; i < std::min(count, first + rows); ++i) {
    const bool marked = i == chosen;
    lines.push_back({(marked ? '>' : ' ') + row_of(gathered, i, view.server),
                     marked ? kReverse : colour_of(gathered.sources[i].status.selection)});
  }
  if (count == 0) lines.push_back({" no associations"});
}

void add_details(Lines& lines, const WatchView& view, const WatchState& state) {
  const Gathered& gathered = *view.gathered;
  const std::size_t chosen = std::min(state.chosen, gathered.sources.size() - 1);
  const SourceFacts& source = gathered.sources[chosen];
  const Verdict verdict = explain_source(source);
  const std::string title =
      fmt::format("{} {} (association {})", tally_code(source.status.selection), source.name, source.association_id);
  lines.push_back({title, colour_of(source.status.selection)});
  add_lines(lines, wrapped(verdict.text, 0));
  if (!verdict.advice.empty()) add_lines(lines, wrapped("To do: " + verdict.advice, 0));
  lines.push_back({""});
  add_lines(lines, view.details);
}

std::string painted(const Line& line, std::size_t columns, bool colour) {
  std::string text = cut(line.text, columns);
  if (!colour || line.style.empty()) return text;
  return std::string(line.style) + text + std::string(kPlain);
}

}  // namespace

WatchKey take_key(std::string_view& typed) {
  for (const Sequence& sequence : kSequences) {
    if (!typed.starts_with(sequence.bytes)) continue;
    typed.remove_prefix(sequence.bytes.size());
    return sequence.key;
  }
  if (typed == "\x1b") {
    typed.remove_prefix(1);
    return WatchKey::back;
  }
  // An unknown sequence of a function key is taken as a whole: ESC [ parameters letter.
  std::size_t size = 1;
  if (typed.starts_with("\x1b[")) size = std::min(typed.find_first_not_of("0123456789;", 2), typed.size() - 1) + 1;
  typed.remove_prefix(std::min(size, typed.size()));
  return WatchKey::other;
}

void press(WatchState& state, WatchKey key, std::size_t sources) {
  const std::size_t last = sources == 0 ? 0 : sources - 1;
  switch (key) {
    case WatchKey::up:
      state.chosen = std::min(state.chosen, last) - (state.chosen > 0 && last > 0 ? 1 : 0);
      break;
    case WatchKey::down:
      state.chosen = std::min(state.chosen + 1, last);
      break;
    case WatchKey::first:
      state.chosen = 0;
      break;
    case WatchKey::last:
      state.chosen = last;
      break;
    case WatchKey::open:
      state.detail = sources > 0;
      break;
    case WatchKey::back:
      state.detail = false;
      break;
    case WatchKey::quit:
      state.finished = true;
      break;
    case WatchKey::refresh:
    case WatchKey::other:
      break;
  }
}

std::string watch_frame(const WatchView& view, const WatchState& state, ScreenSize size, bool colour) {
  const std::size_t room = std::max<std::size_t>(size.rows, 2) - 1;  // the last line tells the keys
  Lines lines = top_lines(view);
  const bool detail = state.detail && view.gathered && !view.gathered->sources.empty();
  if (detail) add_details(lines, view, state);
  if (!detail && view.gathered) add_billboard(lines, view, state, room);
  lines.resize(room);
  lines.push_back({detail ? "up/down another source   left back   q quit"
                          : "up/down choose a source   enter look into it   space ask now   q quit",
                   kBold});
  std::string frame;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    frame += (i == 0 ? "" : "\n") + painted(lines[i], size.columns, colour);
  }
  return frame;
}

std::string watch_text(const WatchView& view) {
  std::string text = fmt::format("{} {}", view.time, escaped(view.server));
  if (!view.gathered) return text + '\n';
  const Gathered& gathered = *view.gathered;
  text += ": " + state_text(gathered) + '\n' + peers_header(gathered.style);
  for (std::size_t i = 0; i < gathered.sources.size(); ++i) text += row_of(gathered, i, view.server) + '\n';
  return text + '\n';
}

}  // namespace foliot::ntpq
