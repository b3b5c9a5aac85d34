// Files of statistics with anything in them become a page: no crash, no mark-up of theirs, no number that is none.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/ntpplot/page.hpp"
#include "tools/ntpplot/statistics_file.hpp"

namespace {

/// The mark-up without the text between: names of sources may be anything, `inf` as well.
std::string tags_of(std::string_view page) {
  std::string tags;
  bool inside = false;
  for (const char c : page) {
    inside = c == '<' || (inside && c != '>');
    if (inside) tags += c;
  }
  return tags;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  foliot::ntpplot::History history;
  const std::string text(data, data + size);
  static_cast<void>(foliot::ntpplot::read_statistics(text, history));
  history.sort();
  const auto figures = foliot::ntpplot::make_figures(history);
  const std::string page = foliot::ntpplot::to_html("title", figures);
  const std::string tags = tags_of(page);
  for (const std::string_view word : {"='nan", "='inf", ",nan", ",inf", ",-nan", "<script"}) {
    if (tags.find(word) != std::string::npos) std::abort();
  }
  for (const char c : page) {
    if ((c < ' ' && c != '\n') || c == 0x7f) std::abort();
  }
  static_cast<void>(foliot::ntpplot::to_json(figures));
  return 0;
}
