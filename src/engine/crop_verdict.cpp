#include "engine/crop_verdict.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::engine {
namespace {

double median_delay_s(std::vector<CropAnswer>& answers) {
  const auto middle = answers.begin() + static_cast<std::ptrdiff_t>(answers.size() / 2);
  std::ranges::nth_element(answers, middle, {}, &CropAnswer::delay_s);
  return middle->delay_s;
}

}  // namespace

CropVerdict judge_crop(std::vector<CropAnswer> answers, std::size_t asked, const FollowedTime& followed) {
  CropVerdict verdict;
  verdict.answers = answers.size();
  if (answers.size() < std::max(kFewestAnswers, (asked + 1) / 2)) return verdict;
  // Deviation: RFC 9523 has constants for both margins. A path may be uneven by half its round trip, and all paths
  // share our own line: while that is busy the crop would blame good servers. Test: CropVerdict.ForgivesABusyLine.
  const double uneven_s = std::clamp(median_delay_s(answers) / 2, kTrueWithin_s, kMostUneven_s);
  const std::size_t cut = answers.size() / 3;
  std::ranges::sort(answers, {}, &CropAnswer::offset_s);
  double sum_s = 0;
  for (std::size_t i = cut; i < answers.size() - cut; ++i) sum_s += answers[i].offset_s;
  verdict.offset_s = sum_s / static_cast<double>(answers.size() - 2 * cut);
  verdict.spread_s = answers[answers.size() - cut - 1].offset_s - answers[cut].offset_s;
  verdict.difference_s = verdict.offset_s - followed.offset_s;
  verdict.margin_s = kTrueWithin_s + uneven_s;
  verdict.allowed_s = std::min(followed.bound_s, kMostOwnDoubt_s) + verdict.margin_s;
  if (verdict.spread_s > 2 * uneven_s) {
    verdict.finding = CropFinding::scattered;
  } else {
    const bool agrees = std::abs(verdict.difference_s) <= verdict.allowed_s;
    verdict.finding = agrees ? CropFinding::agrees : CropFinding::disagrees;
  }
  return verdict;
}

}  // namespace foliot::engine
