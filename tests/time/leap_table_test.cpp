#include "time/leap_table.hpp"

#include <gtest/gtest.h>

namespace foliot {
namespace {

using enum LeapIndicator;

/// The end of the list of 2025, with its hash.
constexpr std::string_view kList =
    "#\tATOMIC TIME\n"
    "#$\t3960835200\n"
    "#\n"
    "#@\t3991593600\n"
    "2272060800      10      # 1 Jan 1972\n"
    "2287785600\t11 # 1 Jul 1972\r\n"
    "\n"
    "  2303683200 12\n"
    "#h\t49db2447 571e5e1b 2f002a53 9c8da8e4 39b8e49e\n";

WallTime ntp(std::int64_t seconds) {
  return WallTime::from_nanoseconds((seconds - kUnixEpochInNtp_s) * 1'000'000'000);
}

TEST(LeapFile, GivesItsEntriesItsExpiryAndWhatItsHashIsOf) {
  const auto read = parse_leap_file(kList);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->updated, ntp(3'960'835'200));
  const LeapTable expected({{ntp(2272060800), 10}, {ntp(2287785600), 11}, {ntp(2303683200), 12}}, ntp(3991593600));
  EXPECT_EQ(read->table, expected);
  EXPECT_EQ(read->hashed, "39608352003991593600227206080010228778560011230368320012");
  ASSERT_TRUE(read->hash);
  EXPECT_EQ(read->hash->front(), 0x49);
  EXPECT_EQ(read->hash->back(), 0x9e);
}

TEST(LeapFile, TakesHashWordsWithoutLeadingZeros) {
  const auto read = parse_leap_file("#@ 3991593600\n2272060800 10\n#h 1 22 333 4444 abcdef01\n");
  ASSERT_TRUE(read && read->hash);
  EXPECT_EQ(*read->hash, (Sha1Digest{0, 0, 0, 1, 0, 0, 0, 0x22, 0, 0, 3, 0x33, 0, 0, 0x44, 0x44, 0xab, 0xcd, 0xef, 1}));
}

TEST(LeapFile, NeedsNoHash) {
  const auto read = parse_leap_file("#@ 3991593600\n2272060800 10\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->hash, std::nullopt);
}

TEST(LeapFile, SaysWhatIsWrongAndWhere) {
  using enum LeapFileProblem;
  struct Case {
    std::string_view text;
    LeapFileError expected;
  };
  const Case cases[] = {
      {"", {no_entries, 0}},
      {"#@ 3991593600\n", {no_entries, 0}},
      {"2272060800 10\n", {no_expiry, 0}},
      {"#@\n", {bad_line, 1}},
      {"#@ soon\n", {bad_line, 1}},
      {"#@ 99999999999999\n", {bad_time, 1}},
      {"#$ -5\n", {bad_line, 1}},
      {"#h 1 2 3 4\n", {bad_line, 1}},
      {"#h 1 2 3 4 123456789\n", {bad_line, 1}},
      {"#h 1 2 3 4 xyz\n", {bad_line, 1}},
      {"\n2272060800\n", {bad_line, 2}},
      {"2272060800 10 1 Jan 1972\n", {bad_line, 1}},
      {"2272060800 -10\n", {bad_line, 1}},
      {"+2272060800 10\n", {bad_line, 1}},
      {"<html>\n", {bad_line, 1}},
      {"2272060801 10\n", {bad_time, 1}},
      {"99999964800 10\n", {bad_time, 1}},
      {"999999999999999999999999 10\n", {bad_line, 1}},
      {"2272060800 1001\n", {bad_offset, 1}},
      {"2272060800 10\n2272060800 11\n", {bad_time, 2}},
      {"2272060800 10\n2271974400 11\n", {bad_time, 2}},
      {"2272060800 10\n2287785600 10\n", {bad_offset, 2}},
      {"2272060800 10\n2287785600 12\n", {bad_offset, 2}},
  };
  for (const Case& c : cases) {
    const auto read = parse_leap_file(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error(), c.expected) << c.text << ": line " << read.error().line;
  }
}

TEST(LeapFile, IsNotReadWithoutEnd) {
  std::string text = "#@ 3991593600\n";
  for (int i = 0; i < 1001; ++i)
    text += std::to_string(std::int64_t{86'400} * (25'000 + i)) + ' ' + std::to_string(10 + i % 2) + '\n';
  const auto read = parse_leap_file(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), (LeapFileError{LeapFileProblem::too_long, 1002}));
}

TEST(LeapTable, KnowsTheOffsetAtEachTime) {
  const LeapTable table({{ntp(86'400), 10}, {ntp(864'000), 11}, {ntp(1'728'000), 10}}, ntp(2'000'000));
  EXPECT_EQ(table.tai_offset_s(ntp(86'399)), std::nullopt);
  EXPECT_EQ(table.tai_offset_s(ntp(86'400)), 10);
  EXPECT_EQ(table.tai_offset_s(ntp(863'999)), 10);
  EXPECT_EQ(table.tai_offset_s(ntp(864'000)), 11);
  EXPECT_EQ(table.tai_offset_s(ntp(9'000'000)), 10);
}

TEST(LeapTable, FindsTheNextLeapSecondOfEitherKind) {
  const LeapTable table({{ntp(86'400), 10}, {ntp(864'000), 11}, {ntp(1'728'000), 10}}, ntp(2'000'000));
  EXPECT_EQ(table.next(ntp(0)), std::nullopt) << "before its beginning a table knows nothing";
  EXPECT_EQ(table.next(ntp(86'400)), (LeapSecond{insert_second, ntp(864'000)}));
  EXPECT_EQ(table.next(ntp(864'000)), (LeapSecond{delete_second, ntp(1'728'000)}));
  EXPECT_EQ(table.next(ntp(1'728'000)), std::nullopt);
}

TEST(LeapTable, ExpiresAtItsTime) {
  const LeapTable table({{ntp(86'400), 10}}, ntp(2'000'000));
  EXPECT_FALSE(table.is_expired(ntp(1'999'999)));
  EXPECT_TRUE(table.is_expired(ntp(2'000'000)));
}

}  // namespace
}  // namespace foliot
