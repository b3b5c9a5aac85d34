#include "config/words.hpp"

#include "config/keywords.hpp"

namespace foliot::config {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kSpecials = "{}(),;|=";

bool is_blank(char c) {
  return kBlanks.contains(c);
}
bool is_special(char c) {
  return kSpecials.contains(c);
}

/// Cuts words off the front of a line and tracks whether the next one must be a plain string.
class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  /// False at the end of the line or at a comment.
  bool next(Word& word) {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
    if (at_ == line_.size() || line_[at_] == '#') return false;
    word = Word{.text = {}, .column = static_cast<int>(at_ + 1), .quoted = false};
    if (next_is_ == Following::keyword && is_special(line_[at_])) {
      word.text = line_[at_++];
    } else {
      read_bare(word);
      if (at_ < line_.size() && line_[at_] == '"') read_quoted(word);
    }
    follow(word);
    return true;
  }

 private:
  void read_bare(Word& word) {
    while (at_ < line_.size() && !ends_bare(line_[at_])) put(word);
  }
  [[nodiscard]] bool ends_bare(char c) const {
    return is_blank(c) || c == '"' || c == '#' || (next_is_ == Following::keyword && is_special(c));
  }
  void read_quoted(Word& word) {
    word.quoted = true;
    ++at_;
    while (at_ < line_.size() && line_[at_] != '"') put(word);
    if (at_ < line_.size()) ++at_;
  }
  /// One byte more than allowed is kept, so that the caller sees the excess.
  void put(Word& word) {
    if (word.text.size() <= kMaxWordBytes) word.text += line_[at_];
    ++at_;
  }
  void follow(const Word& word) {
    if (next_is_ == Following::strings) return;
    const bool was_string = next_is_ == Following::string;
    // -4 and -6 stand between `server` and its host.
    if (was_string && !word.quoted && (word.text == "-4" || word.text == "-6")) return;
    next_is_ = was_string || word.quoted ? Following::keyword : following(word.text);
  }

  std::string_view line_;
  std::size_t at_ = 0;
  Following next_is_ = Following::keyword;
};

}  // namespace

std::expected<std::vector<Word>, WordTrouble> split_words(std::string_view line) {
  std::vector<Word> words;
  Splitter splitter(line);
  Word word;
  while (splitter.next(word)) {
    if (word.text.size() > kMaxWordBytes) {
      return std::unexpected(WordTrouble{WordTrouble::Kind::word_too_long, word});
    }
    if (words.size() == kMaxWordsPerLine) {
      return std::unexpected(WordTrouble{WordTrouble::Kind::too_many_words, word});
    }
    words.push_back(word);
  }
  return words;
}

}  // namespace foliot::config
