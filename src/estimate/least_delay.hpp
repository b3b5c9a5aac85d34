// LeastDelay: the least round trip of a path, believed only in company.
//
// A path does not get shorter for one packet. A round trip far below all others is a spoof or a stamp gone astray;
// taken for the base it would make every honest exchange look congested, and the bound a lie. So a least value
// counts once two more are about as short.
#pragma once

#include <cstddef>

#include "base/fixed_vector.hpp"

namespace foliot::estimate {

class LeastDelay {
 public:
  /// Takes a round trip, s.
  void add(double delay_s);

  /// Takes all that `other` remembers.
  void add(const LeastDelay& other);

  /// The least round trip that others are at most `company_s` longer than: two others, or one while there are
  /// fewer than five. 0 before the first.
  [[nodiscard]] double get_s(double company_s) const;

 private:
  static constexpr std::size_t kKept = 8;  // bears five strays

  base::FixedVector<double, kKept> least_s_;  // in order
};

}  // namespace foliot::estimate
