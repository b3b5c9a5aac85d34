// CropVerdict: what a crop of servers picked at random says about those that are followed.
//
// RFC 9523 section 3.2: the lowest and the highest third of the answers are thrown away. What is left must agree with
// itself (C1), or it says nothing, and with us (C2), or we are being led astray. Liars that are fewer than a third of
// those that answered can neither move the middle out of the range of the honest ones nor hide a lie of those followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace foliot::engine {

/// RFC 9523's w: how far a server of good will may be from UTC, s.
inline constexpr double kTrueWithin_s = 0.025;
/// Most that we may doubt our own time by and still be let off: servers that are followed must not buy room for a lie
/// with a large root dispersion, s.
inline constexpr double kMostOwnDoubt_s = 0.1;
/// What an uneven path may explain at most, s.
inline constexpr double kMostUneven_s = 0.25;
/// Fewer answers have no middle third.
inline constexpr std::size_t kFewestAnswers = 3;

struct CropAnswer {
  double offset_s = 0;  ///< > 0: the server is ahead of the timeline
  double delay_s = 0;
};

/// What the servers that are followed say: offset on the same timeline, and how far it may be off.
struct FollowedTime {
  double offset_s = 0;
  double bound_s = 0;
};

enum class CropFinding : std::uint8_t {
  too_few,    ///< less than half of those asked answered
  scattered,  ///< C1 fails: the middle third contradicts itself, so it is no witness
  agrees,
  disagrees,  ///< C2 fails
};

struct CropVerdict {
  CropFinding finding = CropFinding::too_few;
  std::size_t answers = 0;
  double offset_s = 0;      ///< mean of the middle third, on the timeline
  double spread_s = 0;      ///< of the middle third
  double difference_s = 0;  ///< crop minus those followed
  double allowed_s = 0;     ///< most that `difference_s` may be
  double margin_s = 0;      ///< how far the crop itself may be off: a server's clock and half a round trip
};

/// asked: how many servers were asked.
[[nodiscard]] CropVerdict judge_crop(std::vector<CropAnswer> answers, std::size_t asked, const FollowedTime& followed);

}  // namespace foliot::engine
