#include "config/parser.hpp"

#include <array>
#include <span>
#include <string>
#include <utility>

#include "config/directives.hpp"
#include "config/finding_list.hpp"
#include "config/hosts.hpp"
#include "config/keywords.hpp"
#include "config/line.hpp"
#include "config/options.hpp"
#include "config/words.hpp"

namespace foliot::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_keyword(const Word& word, std::string_view text) {
  return !word.quoted && word.text == text;
}

/// The words whose values a word sets, where they are not its own.
std::array<std::string_view, 2> words_set_by(std::string_view word) {
  if (word == "step") return {"stepfwd", "stepback"};
  if (word == "maxmem") return {"maxdepth"};
  if (word == "initmem" || word == "initialloc") return {"initalloc"};
  if (word == "incmem") return {"incalloc"};
  return {word};
}

class Parser {
 public:
  explicit Parser(ParseRequest request) : includes_(request.includes), remote_(request.remote) {
    reading_.config = std::move(request.base);
  }

  void read_text(std::string_view text, std::string_view file_name) {
    File file{.place = {std::string(file_name), 0, 0}};
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    while (!file.ended && !text.empty()) {
      ++file.place.line;
      const std::size_t newline = text.find('\n');
      read_line(text.substr(0, newline), file);
      text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
    }
  }

  ParsedConfig finish() {
    settle(reading_, findings_);
    return {std::move(reading_.config), std::move(reading_.commands), findings_.take(), std::move(origins_)};
  }

 private:
  /// One file under way; an included one lies on top of the one that names it.
  struct File {
    Place place;          ///< of the line being read
    int block_depth = 0;  ///< in the block of `simulate`
    bool ended = false;
  };

  void read_line(std::string_view text, File& file) {
    const auto words = split_words(text);
    if (!words) return add_trouble(words.error(), file.place);
    if (words->empty()) return;
    if (file.block_depth > 0) return count_braces(*words, file);
    Line line(*words, file.place, findings_, remote_);
    read_directive(line, file);
    if (is_keyword(line.directive(), "simulate")) count_braces(*words, file);
  }

  void read_directive(Line& line, File& file) {
    const Word& first = line.directive();
    const Keyword* keyword = first.quoted ? nullptr : find_keyword(Group::directive, first.text);
    if (keyword == nullptr) return line.lose_unknown(first, FindingCode::unknown_keyword, Group::directive, {});
    if (remote_ && is_file_only(Group::directive, first.text)) {
      return line.lose(first, {.code = FindingCode::not_by_remote});
    }
    file.ended = is_keyword(first, "end");
    if (file.ended) return;
    if (is_keyword(first, "includefile")) return include(line, file);
    if (keyword->support == Support::ignored) return tell_support(line, *keyword, first);
    const Reader reader = find_reader(first.text);
    if (keyword->support == Support::refused || reader == nullptr) return line.skip(first);
    reader(line, reading_);
    if (line.lost()) return;
    if (keyword->support == Support::pending) tell_support(line, *keyword, first);
    remember_origins(line);
  }

  void remember_origins(const Line& line) {
    std::string_view directive = line.directive().text;
    if (directive == "disable") directive = "enable";
    origins_.insert_or_assign(std::string(directive), line.place_of(line.directive()));
    for (const Word* word : line.options()) {
      for (const std::string_view set : words_set_by(word->text)) {
        if (!set.empty())
          origins_.insert_or_assign(std::string(directive) + ' ' + std::string(set), line.place_of(*word));
      }
    }
  }

  void include(Line& line, const File& from) {
    const Word* path = line.take_or_lose("PATH");
    line.expect_end();
    if (line.lost()) return;
    const auto lose = [&](std::string why) {
      line.lose(*path, {.code = FindingCode::file_unreadable, .expected = std::move(why)});
    };
    if (path->text.empty() || !is_path(path->text)) return lose("a path without control characters is expected");
    if (includes_ == nullptr) return lose("no files can be included here");
    if (depth_ == kMaxIncludeDepth) {
      return lose("files are included " + std::to_string(kMaxIncludeDepth) + " deep at most");
    }
    auto texts = includes_->read(path->text, from.place.file);
    if (!texts) return lose(std::move(texts.error()));
    ++depth_;
    for (const SourceText& text : *texts) {
      included_bytes_ += text.text.size();
      if (++included_files_ > kMaxIncludedFiles || included_bytes_ > kMaxIncludedBytes) {
        lose("too many or too long included files");
        break;
      }
      read_text(text.text, text.name);
    }
    --depth_;
  }

  /// The block of `simulate` spans lines and holds words that mean nothing outside it.
  static void count_braces(std::span<const Word> words, File& file) {
    for (const Word& word : words) {
      if (is_keyword(word, "{")) ++file.block_depth;
      if (is_keyword(word, "}") && file.block_depth > 0) --file.block_depth;
    }
  }

  void add_trouble(const WordTrouble& trouble, const Place& place) {
    const bool is_word = trouble.kind == WordTrouble::Kind::word_too_long;
    findings_.add({.severity = Severity::error,
                   .code = FindingCode::too_long,
                   .place = {place.file, place.line, trouble.word.column},
                   .word = trouble.word.text,
                   .expected = is_word ? "a word of at most " + std::to_string(kMaxWordBytes) + " bytes"
                                       : "at most " + std::to_string(kMaxWordsPerLine) + " words on a line"});
  }

  TextSource* includes_;
  bool remote_;
  Reading reading_;
  FindingList findings_;
  Origins origins_;
  int depth_ = 0;
  std::size_t included_files_ = 0;
  std::size_t included_bytes_ = 0;
};

}  // namespace

ParsedConfig parse(ParseRequest request) {
  const std::string_view text = request.text;
  const std::string_view file_name = request.file_name;
  const auto after = request.after;
  Parser parser(std::move(request));
  parser.read_text(text, file_name);
  for (const SourceText& more : after) parser.read_text(more.text, more.name);
  return parser.finish();
}

ParsedConfig parse(std::string_view text, std::string_view file_name) {
  return parse(ParseRequest{.text = text, .file_name = file_name});
}

}  // namespace foliot::config
