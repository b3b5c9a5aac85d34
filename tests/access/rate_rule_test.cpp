// RateRule: the classic bucket, ntpsec's score, and how few kisses a client can draw.
#include "access/rate_rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace foliot::access {
namespace {

/// One letter per request of a client that asks every `every_s`, the first after that time: . ! K.
std::string judge(const RateRule& rule, double every_s, int requests, bool may_kiss = true) {
  PaceState state = rule.first();
  std::string text;
  for (int i = 0; i < requests; ++i) {
    const Pace pace = rule.judge(state, Interval::from_seconds(every_s), may_kiss);
    text += pace == Pace::good ? '.' : pace == Pace::kiss ? 'K' : '!';
  }
  return text;
}

RateRule classic(int average_log2_s = 3, int minimum_s = 2) {
  RateOptions options;
  options.discard.average_log2_s = average_log2_s;
  options.discard.minimum_s = minimum_s;
  return RateRule(options);
}

TEST(DiscardRule, WhoKeepsTheHeadwayIsNeverLimited) {
  for (const double every_s : {6.0, 8.0, 64.0, 1024.0, 1e9}) {
    EXPECT_EQ(judge(classic(), every_s, 200), std::string(200, '.')) << every_s;
  }
}

TEST(DiscardRule, RequestsWithinASecondAreTooFast) {
  // Classic counts rounded seconds and gives one of grace: 0.5 s is one second, one is enough for a minimum of two.
  EXPECT_EQ(judge(classic(), 0.49, 3, false), "!!!");
  EXPECT_EQ(judge(classic(), 0.5, 3, false), "...");
  EXPECT_EQ(judge(classic(3, 0), 0.0, 3, false), "...");
  EXPECT_EQ(judge(classic(3, 10), 8.4, 3, false), "!!!");
  EXPECT_EQ(judge(classic(3, 10), 8.6, 3, false), "...");
}

TEST(DiscardRule, ABurstIsAllowedUntilTheBucketIsFull) {
  // 2 s apart the first adds 6 s and each other 4 s net; what would fill 64 s is not allowed any more.
  EXPECT_EQ(judge(classic(), 2.0, 16, false), "..............!!");
  // A classic client's iburst, 8 packets 2 s apart, passes.
  EXPECT_EQ(judge(classic(), 2.0, 8), std::string(8, '.'));
}

TEST(DiscardRule, AWiderAverageLetsFewerThrough) {
  const auto good = [](int average_log2_s) {
    const std::string text = judge(classic(average_log2_s), 4.0, 1000, false);
    return std::count(text.begin(), text.end(), '.');
  };
  EXPECT_EQ(good(2), 1000);
  EXPECT_GT(good(3), good(4));
  EXPECT_GT(good(4), good(6));
}

TEST(DiscardRule, AFloodIsToldOncePerAverage) {
  // 100 requests per second for 20 s: the bucket is never left alone long enough to leak, so one kiss is all.
  const std::string text = judge(classic(), 0.01, 2000);
  EXPECT_EQ(text.substr(0, 3), "K!!");
  EXPECT_EQ(std::count(text.begin(), text.end(), 'K'), 1);
  EXPECT_EQ(std::count(text.begin(), text.end(), '.'), 0);
}

TEST(DiscardRule, WithoutKodNobodyIsTold) {
  EXPECT_EQ(judge(classic(), 0.01, 100, false), std::string(100, '!'));
}

TEST(DiscardRule, AQuietClientIsForgiven) {
  PaceState state = classic().first();
  for (int i = 0; i < 100; ++i) {
    EXPECT_NE(classic().judge(state, Interval::from_seconds(0.1), true), Pace::good);
  }
  EXPECT_EQ(classic().judge(state, Interval::from_seconds(64), true), Pace::good);
}

TEST(DiscardRule, OutOfRangeAveragesAreBroughtIntoRange) {
  EXPECT_EQ(judge(classic(255), 1.0, 2, false), judge(classic(17), 1.0, 2, false));
  EXPECT_EQ(judge(classic(-9), 1.0, 50, false), judge(classic(0), 1.0, 50, false));
}

TEST(DiscardRule, AClockThatStandsStillOrRunsBackDoesNoHarm) {
  PaceState state = classic().first();
  for (int i = 0; i < 50; ++i) static_cast<void>(classic().judge(state, Interval::from_seconds(-1e6), true));
  EXPECT_GE(state.score, 0);
  EXPECT_LE(state.score, 72);
}

TEST(RateRule, NeverSendsMoreThanOneKissForFourDrops) {
  RateOptions score;
  score.score = ScoreOptions{.average_per_s = 0.01, .burst = 5, .kod_per_s = 1e9};
  for (const RateRule& rule : {classic(), classic(3, 100), classic(0, 4), classic(6), RateRule(score)}) {
    for (const double every_s : {0.001, 0.3, 1.0, 2.0, 3.0, 5.0, 9.0, 11.0, 17.0, 33.0, 65.0, 129.0}) {
      std::string text = judge(rule, every_s, 3000);
      std::erase(text, '.');
      const auto first = text.find('K');
      for (std::size_t last = first, next = text.find('K', last + 1); next != std::string::npos;
           last = next, next = text.find('K', last + 1)) {
        EXPECT_GT(next - last, std::size_t{RateRule::kDropsPerKiss}) << every_s;
      }
    }
  }
}

TEST(DiscardRule, TwoKissesAreAtLeastTheMinimumApart) {
  for (const int average_log2_s : {0, 1, 3, 6}) {
    for (const int minimum_s : {2, 5, 60}) {
      for (const double every_s : {0.01, 0.5, 0.7, 1.0, 1.5, 4.5}) {
        const std::string text = judge(classic(average_log2_s, minimum_s), every_s, 20'000);
        for (std::size_t last = text.find('K'), next = 0; last != std::string::npos; last = next) {
          next = text.find('K', last + 1);
          if (next == std::string::npos) break;
          EXPECT_GE(static_cast<double>(next - last) * every_s, minimum_s) << average_log2_s << ' ' << every_s;
        }
      }
    }
  }
}

RateRule score(double average_per_s, double burst, double kod_per_s) {
  RateOptions options;
  options.score = ScoreOptions{average_per_s, burst, kod_per_s};
  return RateRule(options);
}

TEST(ScoreRule, ABurstPassesAndAFloodDoesNot) {
  const std::string burst = judge(score(1, 20, 0.5), 0.0, 19, false);
  EXPECT_EQ(burst, std::string(19, '.'));
  EXPECT_EQ(judge(score(1, 20, 0.5), 0.0, 20, false).back(), '!');  // the first request is one more
  EXPECT_EQ(judge(score(1, 20, 0.5), 1.1, 500, false), std::string(500, '.'));
  EXPECT_EQ(judge(score(1, 20, 0.5), 0.9, 500, false).back(), '!');
}

TEST(ScoreRule, KissesComeAtTheConfiguredRate) {
  for (const double per_s : {4.0, 100.0, 1000.0}) {
    const std::string text = judge(score(1, 20, 0.5), 1 / per_s, static_cast<int>(100 * per_s));
    const auto kisses = std::count(text.begin(), text.end(), 'K');
    EXPECT_LE(kisses, 0.5 * 100 + 1) << per_s;
    EXPECT_GE(kisses, 0.5 * 100 / 2) << per_s;
  }
}

}  // namespace
}  // namespace foliot::access
