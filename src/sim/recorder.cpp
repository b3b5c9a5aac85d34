#include "sim/recorder.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::sim {
namespace {

/// The clock has settled when it stays within the limit for so long.
constexpr double kSettledFor_s = 3600;
/// Without a limit of the world's own: so many times the RMS error.
constexpr double kSettledRms = 3;

/// The value below which `share` of `values` lie; reorders them.
double percentile(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto index = std::min(static_cast<std::size_t>(share * static_cast<double>(values.size())), values.size() - 1);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(values.begin(), at, values.end());
  return static_cast<double>(*at);
}

}  // namespace

std::optional<double> bound_s(World& world) {
  if (!world.client().running()) return std::nullopt;
  const clock::TimeSnapshot snapshot = world.engine().snapshot(world.reading());
  if (snapshot.leap == LeapIndicator::unsynchronized) return std::nullopt;
  return snapshot.root_delay.seconds() / 2 + snapshot.root_dispersion.seconds();
}

void Recorder::observe() {
  const double at_s = world_.now_s();
  const double error_s = world_.error_s();
  const auto bound = bound_s(world_);
  glances_.push_back({static_cast<float>(at_s), static_cast<float>(error_s), static_cast<float>(bound.value_or(-1)),
                      world_.deceived()});
  if (at_s < from_s_) {
    packets_before_ = world_.packets_sent();
    return;
  }
  const double rate = world_.clock().rate_error();
  rate_square_sum_ += rate * rate;
  ++rates_;
  synchronized_ += bound ? 1 : 0;
}

Report Recorder::report() {
  Report report;
  report.duration_s = world_.now_s();
  report.from_s = from_s_;
  judge_errors(report);
  judge_bounds(report);
  judge_events(report);
  judge_sources(report);
  report.frequency_rms = rates_ > 0 ? std::sqrt(rate_square_sum_ / static_cast<double>(rates_)) : 0;
  report.synchronized = rates_ > 0 ? static_cast<double>(synchronized_) / static_cast<double>(rates_) : 0;
  report.settled_within_s = settled_within_s_.value_or(kSettledRms * report.rms_s);
  report.settle_s = settle_s(report.settled_within_s);
  return report;
}

void Recorder::judge_errors(Report& report) const {
  std::vector<float> sizes;
  double sum_s = 0;
  double square_sum = 0;
  for (const Glance& glance : glances_) {
    if (static_cast<double>(glance.at_s) < from_s_) continue;
    const double error_s = static_cast<double>(glance.error_s);
    sizes.push_back(std::abs(glance.error_s));
    sum_s += error_s;
    square_sum += error_s * error_s;
  }
  if (sizes.empty()) return;
  const auto count = static_cast<double>(sizes.size());
  report.mean_s = sum_s / count;
  report.rms_s = std::sqrt(square_sum / count);
  report.p50_s = percentile(sizes, 0.50);
  report.p95_s = percentile(sizes, 0.95);
  report.p99_s = percentile(sizes, 0.99);
  report.max_s = static_cast<double>(std::ranges::max(sizes));
}

void Recorder::judge_bounds(Report& report) const {
  std::vector<float> widths;
  std::size_t bounded = 0;
  std::size_t covered = 0;
  std::size_t owed = 0;
  std::size_t paid = 0;
  for (const Glance& glance : glances_) {
    if (glance.bound_s < 0) continue;
    const float excess_s = std::abs(glance.error_s) - glance.bound_s;
    ++bounded;
    covered += excess_s <= 0 ? 1 : 0;
    owed += glance.deceived ? 0 : 1;
    paid += !glance.deceived && excess_s <= 0 ? 1 : 0;
    report.worst_excess_s = std::max(report.worst_excess_s, static_cast<double>(excess_s));
    if (static_cast<double>(glance.at_s) >= from_s_) widths.push_back(glance.bound_s);
  }
  if (bounded > 0) report.coverage = static_cast<double>(covered) / static_cast<double>(bounded);
  if (owed > 0) report.owed_coverage = static_cast<double>(paid) / static_cast<double>(owed);
  report.width_s = percentile(widths, 0.5);
}

void Recorder::judge_events(Report& report) const {
  const double counted_s = report.duration_s - from_s_;
  const auto packets = static_cast<double>(world_.packets_sent() - packets_before_);
  report.packets_per_hour = counted_s > 0 ? packets * 3600 / counted_s : 0;
  const auto changes =
      std::ranges::count(world_.reports(), engine::EventCode::system_peer_changed, &engine::Report::code);
  report.source_changes = static_cast<int>(std::max<std::ptrdiff_t>(changes - 1, 0));
  report.steps = world_.clock().steps();
  report.slew_max = world_.clock().largest_frequency().ratio();
}

void Recorder::judge_sources(Report& report) {
  if (!world_.client().running()) return;
  world_.engine().set_view_time(world_.reading());
  for (const control::PeerView& view : world_.engine().peer_views()) {
    SourceFigures figures;
    figures.host = view.source.ip.to_string();
    for (const ServerModel& server : world_.servers()) {
      if (server.host == figures.host && !server.name.empty()) figures.host = server.name;
    }
    figures.status = view.selection;
    figures.poll_log2_s = view.host_poll_log2_s;
    figures.reach = view.reach;
    figures.offset_s = view.offset_s;
    figures.delay_s = view.delay_s;
    figures.jitter_s = view.jitter_s;
    report.falsetickers += view.selection == selection::SelectionStatus::falsetick ? 1 : 0;
    report.sources.push_back(std::move(figures));
  }
  if (report.sources.empty()) return;
  const auto [least, most] = std::ranges::minmax(report.sources, {}, &SourceFigures::poll_log2_s);
  report.poll_min_log2_s = least.poll_log2_s;
  report.poll_max_log2_s = most.poll_log2_s;
}

std::optional<double> Recorder::settle_s(double within_s) const {
  const double wanted_s = std::min(kSettledFor_s, world_.now_s() / 4);
  std::optional<double> since_s;
  for (const Glance& glance : glances_) {
    if (std::abs(static_cast<double>(glance.error_s)) > within_s) {
      since_s.reset();
      continue;
    }
    const double at_s = static_cast<double>(glance.at_s);
    if (!since_s) since_s = at_s;
    if (at_s - *since_s >= wanted_s) return since_s;
  }
  return std::nullopt;
}

}  // namespace foliot::sim
