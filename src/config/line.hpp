// Line: a cursor over the words of one configuration line, and where its troubles go.
//
// Sticky, like a byte reader: after the first fault the line is lost and no more words come, so a handler reads
// all it wants into a draft, asks lost() once, and only then changes the configuration.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"
#include "config/finding_list.hpp"
#include "config/keywords.hpp"
#include "config/words.hpp"

namespace foliot::config {

/// A fault of one word.
struct Fault {
  FindingCode code;
  std::string expected = {};
  std::string suggestion = {};
};

class Line {
 public:
  /// `words` has at least one; `start.column` is not used. All three outlive the Line.
  Line(std::span<const Word> words, const Place& start, FindingList& findings, bool remote = false);

  /// The word that makes the line what it is.
  [[nodiscard]] const Word& directive() const { return words_[0]; }
  /// The next word; null at the end and once the line is lost.
  const Word* take();
  /// Reports a fault and loses the line when there is no word left.
  const Word* take_or_lose(std::string_view expected);
  [[nodiscard]] const Word* peek() const;
  /// -4 or -6, where the next word is one of them.
  std::optional<base::IpFamily> take_family();
  /// Reports a fault and loses the line when a word is left.
  void expect_end();

  /// Whether the line came in by mode 6.
  [[nodiscard]] bool remote() const { return remote_; }
  /// Remembers that `word` is a keyword of this line that counts.
  void note_option(const Word& word) { options_.push_back(&word); }
  [[nodiscard]] std::span<const Word* const> options() const { return options_; }

  [[nodiscard]] bool lost() const { return lost_; }
  /// An error: the line will have no effect.
  void lose(const Word& word, Fault fault);
  /// An error about a word that is not in `group`, with the nearest that is.
  void lose_unknown(const Word& word, FindingCode code, Group group, std::string expected);
  /// Only a warning, but the line will have no effect.
  void skip(const Word& word, std::string_view expected = {});
  /// The line is to be read and kept, but nothing can act on it yet, because of this word.
  void hold(const Word& word);
  /// The first word that held the line back; null when none did.
  [[nodiscard]] const Word* held() const { return held_; }
  /// A warning; the rest of the line counts.
  void warn(const Word& word, Fault fault);
  /// Like warn, but only for the first such word of the file.
  void warn_once(const Word& word, Fault fault);

  [[nodiscard]] Place place_of(const Word& word) const;

 private:
  void report(Severity severity, const Word& word, Fault fault, bool line_lost);

  std::span<const Word> words_;
  const Place& start_;
  FindingList& findings_;
  std::size_t next_ = 1;
  bool lost_ = false;
  const Word* held_ = nullptr;
  std::vector<const Word*> options_;
  bool remote_;
};

}  // namespace foliot::config
