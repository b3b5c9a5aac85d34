#include "discipline/rtc_track.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::discipline {
namespace {

/// As well as an edge can be seen (clock/rtc_edge.hpp): a fit that looks better is luck.
constexpr double kLeastNoise_s = 100e-6;
constexpr std::size_t kFewest = 4;
constexpr double kWorst_ppm = 20;
/// Farther from the line is another line.
constexpr double kLeap_s = 1e-3;
/// What a crystal may be off, and what its temperature may change meanwhile.
constexpr double kCrystal = 300e-6;
constexpr double kWander = 5e-6;
constexpr double kPpm = 1e6;

}  // namespace

struct RtcTrack::Sums {
  double xx = 0;
  double xy = 0;
  double yy = 0;
  int freedom = -1;  ///< the slope takes one, each piece another
};

bool RtcTrack::leaps(MonoTime at, double offset_s) const {
  if (points_.empty() || points_[points_.size() - 1].piece != piece_) return false;
  const Point& last = points_[points_.size() - 1];
  const double elapsed_s = (at - last.at).seconds();
  const auto known = drift();
  const double slope = known ? known->ppm / kPpm : 0;
  const double doubt = known ? kWander + 3 * known->error_ppm / kPpm : kCrystal;
  return std::abs(offset_s - last.offset_s - slope * elapsed_s) > kLeap_s + doubt * elapsed_s;
}

void RtcTrack::add(MonoTime at, double offset_s) {
  if (!points_.empty() && at <= points_[points_.size() - 1].at) return;
  if (leaps(at, offset_s)) begin_piece();
  if (points_.full()) points_.erase_at(0);
  points_.push_back({at, offset_s, piece_});
}

void RtcTrack::begin_piece() {
  ++piece_;
}

void RtcTrack::add_piece(std::size_t begin, std::size_t end, Sums& sums) const {
  const auto count = static_cast<double>(end - begin);
  const MonoTime origin = points_[begin].at;
  const double first_s = points_[begin].offset_s;
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = begin; i < end; ++i) {
    mean_x += (points_[i].at - origin).seconds() / count;
    mean_y += (points_[i].offset_s - first_s) / count;
  }
  for (std::size_t i = begin; i < end; ++i) {
    const double x = (points_[i].at - origin).seconds() - mean_x;
    const double y = points_[i].offset_s - first_s - mean_y;
    sums.xx += x * x;
    sums.xy += x * y;
    sums.yy += y * y;
  }
  sums.freedom += static_cast<int>(end - begin) - 1;
}

RtcTrack::Sums RtcTrack::sums() const {
  Sums sums;
  for (std::size_t begin = 0; begin < points_.size();) {
    std::size_t end = begin + 1;
    while (end < points_.size() && points_[end].piece == points_[begin].piece) ++end;
    add_piece(begin, end, sums);
    begin = end;
  }
  return sums;
}

std::optional<RtcDrift> RtcTrack::drift() const {
  const Sums all = sums();
  if (points_.size() < kFewest || all.freedom < 1 || all.xx <= 0) return std::nullopt;
  const double slope = all.xy / all.xx;
  const double noise_s = std::sqrt(std::max(all.yy - slope * all.xy, 0.0) / all.freedom);
  const RtcDrift drift{slope * kPpm, std::max(noise_s, kLeastNoise_s) / std::sqrt(all.xx) * kPpm};
  return drift.error_ppm <= kWorst_ppm ? std::optional(drift) : std::nullopt;
}

std::optional<double> RtcTrack::offset_s() const {
  const bool is_known = !points_.empty() && points_[points_.size() - 1].piece == piece_;
  return is_known ? std::optional(points_[points_.size() - 1].offset_s) : std::nullopt;
}

}  // namespace foliot::discipline
