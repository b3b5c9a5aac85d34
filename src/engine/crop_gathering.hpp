// CropGathering: when to look names up for the watchdog's crop, and which answer is its own.
//
// One name at a time, in turn and at random times, so that who can answer for a name for a while fills a part of the
// crop only. Often while the crop is small, rarely once it is large, and ever more rarely when nothing new comes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/rng.hpp"
#include "time/points.hpp"

namespace foliot::engine {

struct CropGathering {
  MonoTime next;                    ///< look-up
  std::optional<std::size_t> line;  ///< whose look-up is under way for the crop alone
  std::size_t turn = 0;             ///< line to begin the search with
  int fruitless = 0;                ///< answers in a row that brought nobody new

  /// Means of the random pauses: RFC 9523 section 3.1 gathers hour by hour for a day.
  static constexpr double kSmall_s = 600;
  static constexpr double kLarge_s = 3600;
  static constexpr int kMostDoublings = 4;

  void plan(bool has_enough, MonoTime now, base::Rng& rng) {
    const double mean_s =
        (has_enough ? kLarge_s : kSmall_s) * static_cast<double>(1U << static_cast<unsigned>(fruitless));
    next = now + Interval::from_seconds(mean_s * (0.5 + rng.next_unit()));
  }
  void took(std::size_t added) { fruitless = added > 0 ? 0 : std::min(fruitless + 1, kMostDoublings); }
};

}  // namespace foliot::engine
