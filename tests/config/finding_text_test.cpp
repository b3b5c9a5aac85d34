// Messages: one line, safe to show, the same words every time.
#include <gtest/gtest.h>

#include "config/config.hpp"

namespace foliot::config {
namespace {

Finding make_finding(FindingCode code) {
  Finding finding;
  finding.code = code;
  finding.place = {"/etc/ntp.conf", 12, 8};
  finding.word = "W";
  return finding;
}

TEST(FindingText, HasOneWordingPerCode) {
  struct Case {
    FindingCode code;
    std::string_view text;
  };
  for (const Case& c : {Case{FindingCode::unknown_keyword, "unknown directive 'W'"},
                        {FindingCode::unknown_option, "unknown option 'W'"},
                        {FindingCode::missing_argument, "nothing after 'W'"},
                        {FindingCode::bad_number, "'W' is not a number that fits here"},
                        {FindingCode::out_of_range, "'W' is out of range"},
                        {FindingCode::bad_address, "bad address 'W'"},
                        {FindingCode::trailing_text, "unexpected 'W'"},
                        {FindingCode::not_supported_yet, "'W' is not supported yet and has no effect"},
                        {FindingCode::not_supported, "'W' is not supported, line skipped"},
                        {FindingCode::file_unreadable, "cannot read 'W'"},
                        {FindingCode::bad_value, "cannot use 'W' here"},
                        {FindingCode::no_effect, "'W' has no effect"},
                        {FindingCode::too_long, "too long: 'W'"},
                        {FindingCode::more_not_listed, "more findings are not listed"}}) {
    EXPECT_EQ(to_text(make_finding(c.code)), "/etc/ntp.conf:12:8: " + std::string(c.text));
  }
}

TEST(FindingText, SaysWhetherAWordOrALineIsWithoutEffect) {
  Finding finding = make_finding(FindingCode::not_supported_yet);
  finding.line_lost = false;
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: 'W' is not supported yet and has no effect");
}

TEST(FindingText, AddsTheSuggestionAndWhatWasExpected) {
  Finding finding = make_finding(FindingCode::unknown_option);
  finding.expected = "one of a, b";
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: unknown option 'W'; expected one of a, b");
  finding.suggestion = "a";
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: unknown option 'W', perhaps 'a'; expected one of a, b");
}

TEST(FindingText, GivesAReasonWhereNothingWasExpected) {
  Finding finding = make_finding(FindingCode::file_unreadable);
  finding.expected = "permission denied";
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: cannot read 'W': permission denied");
  finding.code = FindingCode::no_effect;
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: 'W' has no effect: permission denied");
}

TEST(FindingText, LeavesOutAColumnThatIsNotKnown) {
  Finding finding = make_finding(FindingCode::file_unreadable);
  finding.place.column = 0;
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12: cannot read 'W'");
}

TEST(FindingText, ShowsNoControlCharacters) {
  using std::string_view_literals::operator""sv;
  Finding finding = make_finding(FindingCode::unknown_keyword);
  finding.word = "a\x1b[31m\n\0\x7f\xff"sv;
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: unknown directive 'a\\x1b[31m\\x0a\\x00\\x7f\\xff'");
  finding.place.file = "a\nb";
  EXPECT_TRUE(to_text(finding).starts_with("a\\x0ab:12:8: "));
}

TEST(FindingText, ShortensLongWords) {
  Finding finding = make_finding(FindingCode::unknown_keyword);
  finding.word = std::string(64, 'a');
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: unknown directive '" + std::string(64, 'a') + "'");
  finding.word += 'b';
  EXPECT_EQ(to_text(finding), "/etc/ntp.conf:12:8: unknown directive '" + std::string(64, 'a') + "...'");
}

}  // namespace
}  // namespace foliot::config
