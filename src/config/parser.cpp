#include "config/parser.hpp"

#include <span>
#include <string>
#include <utility>

#include "config/directives.hpp"
#include "config/finding_list.hpp"
#include "config/keywords.hpp"
#include "config/line.hpp"
#include "config/options.hpp"
#include "config/words.hpp"

namespace foliot::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class FileParser {
 public:
  explicit FileParser(std::string_view file_name) : place_{std::string(file_name), 0, 0} {}

  ParsedConfig run(std::string_view text) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    while (!ended_ && !text.empty()) {
      ++place_.line;
      const std::size_t newline = text.find('\n');
      read_line(text.substr(0, newline));
      text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
    }
    settle(reading_, findings_);
    return {std::move(reading_.config), std::move(reading_.commands), findings_.take()};
  }

 private:
  void read_line(std::string_view text) {
    const auto words = split_words(text);
    if (!words) return add_trouble(words.error());
    if (words->empty()) return;
    if (block_depth_ > 0) return count_braces(*words);
    Line line(*words, place_, findings_);
    read_directive(line);
    if (is_keyword(line.directive(), "simulate")) count_braces(*words);
  }

  void read_directive(Line& line) {
    const Word& first = line.directive();
    const Keyword* keyword = first.quoted ? nullptr : find_keyword(Group::directive, first.text);
    if (keyword == nullptr) return line.lose_unknown(first, FindingCode::unknown_keyword, Group::directive, {});
    ended_ = is_keyword(first, "end");
    if (ended_) return;
    if (keyword->support == Support::ignored) return tell_support(line, *keyword, first);
    const Reader reader = find_reader(first.text);
    if (keyword->support == Support::refused || reader == nullptr) return line.skip(first);
    reader(line, reading_);
    if (!line.lost() && keyword->support == Support::pending) tell_support(line, *keyword, first);
  }

  /// The block of `simulate` spans lines and holds words that mean nothing outside it.
  void count_braces(std::span<const Word> words) {
    for (const Word& word : words) {
      if (is_keyword(word, "{")) ++block_depth_;
      if (is_keyword(word, "}") && block_depth_ > 0) --block_depth_;
    }
  }

  void add_trouble(const WordTrouble& trouble) {
    const bool is_word = trouble.kind == WordTrouble::Kind::word_too_long;
    findings_.add({.severity = Severity::error,
                   .code = FindingCode::too_long,
                   .place = {place_.file, place_.line, trouble.word.column},
                   .word = trouble.word.text,
                   .expected = is_word ? "a word of at most " + std::to_string(kMaxWordBytes) + " bytes"
                                       : "at most " + std::to_string(kMaxWordsPerLine) + " words on a line"});
  }

  static bool is_keyword(const Word& word, std::string_view text) { return !word.quoted && word.text == text; }

  Place place_;  ///< of the line being read
  Reading reading_;
  FindingList findings_;
  int block_depth_ = 0;
  bool ended_ = false;
};

}  // namespace

ParsedConfig parse(std::string_view text, std::string_view file_name) {
  return FileParser(file_name).run(text);
}

}  // namespace foliot::config
