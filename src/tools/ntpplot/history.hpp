// What is known of a daemon over time, whether from its statistics files or from asking it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace foliot::ntpplot {

struct Point {
  double at_s = 0;  ///< UTC, since 1970
  double value = 0;
};

using Series = std::vector<Point>;

struct Source {
  Series offset_s;
  Series delay_s;
  Series jitter_s;
};

/// More sources than this are left out: nobody could tell their lines apart.
inline constexpr std::size_t kMostSources = 64;
/// More points of one kind than this are left out.
inline constexpr std::size_t kMostPoints = 5'000'000;

struct History {
  Series offset_s;  ///< > 0: the servers are ahead
  Series frequency_ppm;
  Series jitter_s;
  Series wander_ppm;
  Series bound_s;  ///< the true error is not greater
  std::map<std::string, Source> sources;

  /// The source `name`; null when there are too many already.
  [[nodiscard]] Source* source(const std::string& name);
  [[nodiscard]] bool empty() const;
  /// Brings every series into the order of time.
  void sort();
};

}  // namespace foliot::ntpplot
