#include "tools/ntpq/line_reader.hpp"

#include <algorithm>
#include <istream>
#include <ostream>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kLongestLine = 4096;

}  // namespace

std::optional<std::string> StreamLineReader::read(std::string_view prompt) {
  if (!prompt.empty()) *out_ << prompt << std::flush;
  std::string line;
  if (!std::getline(*in_, line)) return std::nullopt;
  line.resize(std::min(line.size(), kLongestLine));
  return line;
}

std::string completion_of(std::string_view beginning, const std::vector<std::string_view>& names) {
  std::optional<std::string_view> common;
  std::size_t matches = 0;
  for (const std::string_view name : names) {
    if (!name.starts_with(beginning)) continue;
    ++matches;
    const std::string_view before = common.value_or(name);
    const auto end = std::ranges::mismatch(before, name).in1;
    common = before.substr(0, static_cast<std::size_t>(end - before.begin()));
  }
  if (!common) return {};
  return std::string(common->substr(beginning.size())) + (matches == 1 ? " " : "");
}

bool is_worth_remembering(std::string_view line) {
  line = trimmed(line);
  return !line.empty() && !line.starts_with("passw");
}

}  // namespace foliot::ntpq
