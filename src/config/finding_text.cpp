// Findings as text for people: one line each, safe for a terminal and for a log.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace foliot::config {
namespace {

constexpr std::size_t kShownBytes = 64;

/// Printable ASCII as it is, every other byte as \xHH; long words are cut.
std::string shown(std::string_view word, std::size_t limit = kShownBytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const char c : word.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 0x7f) {
      text += c;
    } else {
      text += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return word.size() > limit ? text + "..." : text;
}

struct Wording {
  std::string_view before;  ///< the word
  std::string_view after;   ///< the word
};

Wording wording_of(const Finding& finding) {
  switch (finding.code) {
    case FindingCode::unknown_keyword:
      return {"unknown directive ", ""};
    case FindingCode::unknown_option:
      return {"unknown option ", ""};
    case FindingCode::missing_argument:
      return {"nothing after ", ""};
    case FindingCode::bad_number:
      return {"", " is not a number that fits here"};
    case FindingCode::out_of_range:
      return {"", " is out of range"};
    case FindingCode::bad_address:
      return {"bad address ", ""};
    case FindingCode::trailing_text:
      return {"unexpected ", ""};
    case FindingCode::not_supported_yet:
      return {"", " is not supported yet and has no effect"};
    case FindingCode::not_supported:
      return {"", " is not supported, line skipped"};
    case FindingCode::file_unreadable:
      return {"cannot read ", ""};
    case FindingCode::bad_value:
      return {"cannot use ", " here"};
    case FindingCode::no_effect:
      return {"", " has no effect"};
    case FindingCode::too_long:
      return {"too long: ", ""};
    case FindingCode::not_by_remote:
      return {"", " is only for the configuration file"};
    case FindingCode::more_not_listed:
      break;
  }
  return {"more findings are not listed", ""};
}

std::string place_text(const Place& place) {
  std::string text = shown(place.file, place.file.size()) + ':' + std::to_string(place.line);
  if (place.column != 0) text += ':' + std::to_string(place.column);
  return text;
}

/// What joins `expected` to the rest: a reason for what has no effect, else what was expected.
std::string_view link_of(FindingCode code) {
  return code == FindingCode::no_effect || code == FindingCode::file_unreadable ? ": " : "; expected ";
}

}  // namespace

std::string to_text(const Finding& finding) {
  const Wording wording = wording_of(finding);
  std::string text = place_text(finding.place) + ": " + std::string(wording.before);
  if (finding.code != FindingCode::more_not_listed) text += '\'' + shown(finding.word) + '\'';
  text += wording.after;
  if (!finding.suggestion.empty()) text += ", perhaps '" + finding.suggestion + '\'';
  if (!finding.expected.empty()) text += std::string(link_of(finding.code)) + finding.expected;
  return text;
}

}  // namespace foliot::config
