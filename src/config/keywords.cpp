#include "config/keywords.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace foliot::config {
namespace {

/// No keyword is longer; a longer word is nobody's slip of the finger.
constexpr std::size_t kMaxSuggestion = 32;
using Row = std::array<std::size_t, kMaxSuggestion + 1>;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_swap(std::string_view a, std::string_view b, std::size_t i, std::size_t j) {
  return i > 1 && j > 1 && lower(a[i - 1]) == b[j - 2] && lower(a[i - 2]) == b[j - 1];
}

/// Optimal string alignment distance: insert, delete, replace, swap neighbours; case does not count.
std::size_t slips(std::string_view a, std::string_view b) {
  Row before_previous{};
  Row previous{};
  Row current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (lower(a[i - 1]) == b[j - 1] ? 0 : 1);
      current[j] = std::min({replaced, previous[j] + 1, current[j - 1] + 1});
      if (is_swap(a, b, i, j)) current[j] = std::min(current[j], before_previous[j - 2] + 1);
    }
    before_previous = previous;
    previous = current;
  }
  return previous[b.size()];
}

bool is_kept(Support support) {
  return support != Support::ignored && support != Support::refused;
}

}  // namespace

const Keyword* find_keyword(Group group, std::string_view word) {
  const auto table = keywords();
  const auto row = std::ranges::find_if(table, [&](const Keyword& k) { return k.group == group && k.word == word; });
  return row == table.end() ? nullptr : &*row;
}

std::string working_words(Group group) {
  std::string list;
  for (const Keyword& keyword : keywords()) {
    if (keyword.group != group || !is_kept(keyword.support)) continue;
    if (!list.empty()) list += ", ";
    list += keyword.word;
  }
  return list;
}

std::string_view nearest_word(Group group, std::string_view word) {
  if (word.size() > kMaxSuggestion) return {};
  std::string_view nearest;
  std::size_t least = word.size() > 4 ? 3 : 2;  // a short word is near to too many others
  for (const Keyword& keyword : keywords()) {
    if (keyword.group != group || keyword.word.size() > kMaxSuggestion) continue;
    const std::size_t longer = std::max(word.size(), keyword.word.size());
    if (longer - std::min(word.size(), keyword.word.size()) >= least) continue;  // so many insertions at least
    const std::size_t count = slips(word, keyword.word);
    if (count >= least || count >= keyword.word.size()) continue;
    least = count;
    nearest = keyword.word;
  }
  return nearest;
}

bool is_file_only(Group group, std::string_view word) {
  constexpr std::array<std::string_view, 14> kDirectives = {
      "statsdir",      "includefile", "logfile",        "pidfile", "driftfile", "leapfile", "keys",
      "saveconfigdir", "device",      "ntpsigndsocket", "rlimit",  "rtcsync",   "rtcfile",  "rtcdevice"};
  constexpr std::array<std::string_view, 4> kFilegenWords = {"file", "type", "link", "nolink"};
  constexpr std::array<std::string_view, 4> kNtsWords = {"cert", "key", "ca", "cookie"};
  constexpr std::array<std::string_view, 4> kDevices = {"path", "ppspath", "ca", "cert"};
  const auto is_in = [word](const auto& list) { return std::ranges::find(list, word) != list.end(); };
  switch (group) {
    case Group::directive:
      return is_in(kDirectives);
    case Group::filegen_word:
      return is_in(kFilegenWords);
    case Group::nts_word:
      return is_in(kNtsWords);
    case Group::association:
      return is_in(kDevices);
    case Group::toggle:
      return word == "stats" || word == "mode7" || word == "panicexit" || word.starts_with("unpeer_");
    default:
      return false;
  }
}

Following following(std::string_view word) {
  if (word == "=") return Following::string;
  for (const Keyword& keyword : keywords()) {
    if (keyword.word != word) continue;
    if (keyword.shape == Shape::text || keyword.shape == Shape::host) return Following::string;
    if (keyword.shape == Shape::texts) return Following::strings;
  }
  return Following::keyword;
}

}  // namespace foliot::config
