// What the tests of this room share: parse a text and say what came of it in one comparable value.
#pragma once

#include <gtest/gtest.h>

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/parser.hpp"

namespace foliot::config {

/// Every finding of `text` as a message; the file is called `f`.
inline std::vector<std::string> messages(std::string_view text) {
  std::vector<std::string> all;
  for (const Finding& finding : parse(text, "f").findings) all.push_back(to_text(finding));
  return all;
}

/// The configuration of a text in which nothing may be wrong.
inline Config clean(std::string_view text) {
  ParsedConfig parsed = parse(text, "f");
  for (const Finding& finding : parsed.findings) ADD_FAILURE() << "unexpected: " << to_text(finding);
  return std::move(parsed.config);
}

/// The configuration of a text in which there may be warnings, but no error.
inline Config accepted(std::string_view text) {
  ParsedConfig parsed = parse(text, "f");
  for (const Finding& finding : parsed.findings) {
    if (finding.severity == Severity::error) ADD_FAILURE() << "unexpected: " << to_text(finding);
  }
  return std::move(parsed.config);
}

/// Files in memory: what each path stands for.
class TextMap final : public TextSource {
 public:
  explicit TextMap(std::map<std::string, std::vector<SourceText>, std::less<>> texts) : texts_(std::move(texts)) {}
  std::expected<std::vector<SourceText>, std::string> read(std::string_view path, std::string_view from) override {
    askers.emplace_back(from);
    const auto found = texts_.find(path);
    if (found == texts_.end()) return std::unexpected("no such file");
    return found->second;
  }
  std::vector<std::string> askers;

 private:
  std::map<std::string, std::vector<SourceText>, std::less<>> texts_;
};

/// A text with exactly one thing to say about it.
struct Complaint {
  std::string text;
  std::string message;
  bool is_error = true;
  bool line_lost = true;
};

inline void expect_complaint(const Complaint& complaint) {
  SCOPED_TRACE(complaint.text);
  const ParsedConfig parsed = parse(complaint.text, "f");
  ASSERT_EQ(parsed.findings.size(), 1U) << (parsed.findings.empty() ? "" : to_text(parsed.findings.back()));
  const Finding& finding = parsed.findings[0];
  EXPECT_EQ(to_text(finding), complaint.message);
  EXPECT_EQ(finding.severity, complaint.is_error ? Severity::error : Severity::warning);
  EXPECT_EQ(finding.line_lost, complaint.line_lost);
  if (complaint.line_lost) {
    EXPECT_TRUE(same_settings(parsed.config, Config{})) << "a lost line changes nothing";
  }
}

}  // namespace foliot::config
