#include "daemon/statistics.hpp"

#include <fmt/format.h>

#include <array>
#include <variant>

#include "daemon/filegen.hpp"
#include "platform/process_use.hpp"

namespace foliot::daemon {

using Kind = config::Statistics;

namespace {

control::ProcessUse process_use() {
  const platform::ResourceUse use = platform::resource_use();
  return {.user_s = use.user_s,
          .system_s = use.system_s,
          .minor_faults = use.minor_faults,
          .major_faults = use.major_faults,
          .swaps = use.swaps,
          .blocks_in = use.blocks_in,
          .blocks_out = use.blocks_out,
          .voluntary_switches = use.voluntary_switches,
          .involuntary_switches = use.involuntary_switches,
          .signals = use.signals,
          .resident_kb = use.resident_kb};
}

}  // namespace

void Statistics::configure(const config::Config& config) {
  config_ = config;
  for (std::size_t kind = 0; kind < config_.filegens.size(); ++kind) writer_.close(kind);
}

bool Statistics::is_wanted(Kind kind) const {
  return config_.switches.stats && config_.filegens[static_cast<std::size_t>(kind)].is_enabled();
}

void Statistics::write(Kind kind, std::string line, const ClockReading& now) {
  const config::Filegen& filegen = config_.filegens[static_cast<std::size_t>(kind)];
  const FilegenMoment moment{
      .now = now.wall, .uptime_s = (now.mono - start_).seconds(), .pid = platform::process_number()};
  writer_.append(static_cast<std::size_t>(kind),
                 {filegen_base(config_, kind), filegen_suffix(filegen.type, moment), filegen.link}, std::move(line));
}

void Statistics::note(const engine::Record& record, const ClockReading& now) {
  // In the order of the variant's alternatives.
  constexpr std::array kKinds{Kind::loopstats, Kind::peerstats, Kind::rawstats};
  const Kind kind = kKinds.at(record.what.index());
  if (!is_wanted(kind)) return;
  write(kind, std::visit([&](const auto& what) { return control::statistics_text(what, now.wall); }, record.what), now);
}

void Statistics::note_event(std::string_view event, const ClockReading& now) {
  if (is_wanted(Kind::protostats)) write(Kind::protostats, control::protocol_text(event, now.wall), now);
}

bool Statistics::record_hour(const control::ServiceView& service, const ClockReading& now) {
  next_hour_ = now.mono + kHour;
  if (is_wanted(Kind::usestats)) {
    const control::ProcessUse use = process_use();
    write(Kind::usestats, control::statistics_text(use, use_, (now.mono - use_since_).seconds(), now.wall), now);
    use_ = use;
    use_since_ = now.mono;
  }
  if (!is_wanted(Kind::sysstats)) return false;
  write(Kind::sysstats, control::statistics_text(service, now.wall), now);
  return true;
}

std::optional<std::string> Statistics::complaint(MonoTime now) {
  if (complained_at_ && now - *complained_at_ < kHour) return std::nullopt;
  const auto trouble = writer_.take_trouble();
  if (!trouble) return std::nullopt;
  complained_at_ = now;
  return fmt::format("statistics file {}: {}; is there such a folder, and may ntpd write there? ({} lines lost)",
                     trouble->file, trouble->error.text(), trouble->lost);
}

}  // namespace foliot::daemon
