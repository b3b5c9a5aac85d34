// The keyword table: every word of ntp.conf that is known, what may follow it and what it does here.
//
// One table drives the scanner, the option readers, the messages and the generated reference: a word that is not
// in it is an error, a word that is in it but not served yet is a warning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace foliot::config {

/// Where a word may stand: first on a line, or after which directives.
enum class Group : std::uint8_t {
  directive,
  association,
  fudge,
  device_word,
  restrict_word,
  discard_word,
  limit_word,
  mru_word,
  nts_word,
  statistics_word,
  filegen_word,
  tinker,
  tos,
  toggle,
  interface_action,
  rlimit_word,
  reset_word,
};

/// How much of the world uses it.
enum class Tag : std::uint8_t { core, common, legacy, extension };

enum class Support : std::uint8_t {
  works,    ///< does what `meaning` says
  pending,  ///< read and kept, but nothing acts on it yet: one warning
  held,     ///< like pending, but the line would mean something else without it: it goes to Config::held_back
  ignored,  ///< one warning; it will never do anything, and the rest of the line counts
  refused,  ///< a warning; the line is skipped, because it would mean something else without the word
};

/// What follows the word.
enum class Shape : std::uint8_t {
  nothing,
  integer,
  number,
  boolean,  ///< 0 or 1
  text,     ///< one plain string
  host,     ///< [-4|-6] and one plain string, then more
  texts,    ///< plain strings to the end of the line
  words,    ///< anything
};

/// Inclusive. A value outside is brought to the nearer end with a warning; `strict`: it loses the line.
struct Range {
  double low = 0;
  double high = 0;
  bool strict = false;
};

struct Keyword {
  Group group;
  std::string_view word;
  Tag tag;
  Support support;
  Shape shape;
  std::string_view arguments;  ///< for people
  std::string_view meaning;    ///< one line, for people
  std::optional<Range> range = std::nullopt;
};

/// The whole table, grouped, in the order of the documentation.
[[nodiscard]] std::span<const Keyword> keywords();

/// The row of `word` in `group`; null when there is none. Case counts.
[[nodiscard]] const Keyword* find_keyword(Group group, std::string_view word);

/// `a, b, c`: the words of `group` that are not without effect for good.
[[nodiscard]] std::string working_words(Group group);

/// The word of `group` that `word` was most likely meant to be (at most two slips of the finger); empty when none.
[[nodiscard]] std::string_view nearest_word(Group group, std::string_view word);

/// Whether `word` may stand in a file, but not in what comes in by mode 6: nobody far away names files here.
[[nodiscard]] bool is_file_only(Group group, std::string_view word);

/// How the word differs from the classic suite or from ntpsec, in markdown; empty where it does not.
[[nodiscard]] std::string_view note_of(const Keyword& keyword);

/// How many words have such a note.
[[nodiscard]] std::size_t count_notes();

/// How the scanner must read what comes after a word.
enum class Following : std::uint8_t { keyword, string, strings };

/// Like the classic scanner, by the word alone: it does not know in which group it stands.
[[nodiscard]] Following following(std::string_view word);

}  // namespace foliot::config
