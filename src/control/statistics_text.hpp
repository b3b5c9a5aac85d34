// The lines of statistics files (`statistics`, `filegen`): what each record is, and its text to the character.
//
// Programs of many years read these files, so the forms are those of the classic daemon: the day as a modified Julian
// date, the second of the day to the millisecond, then the values, with blanks between them. usestats is ntpsec's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "control/service_view.hpp"
#include "time/frequency.hpp"
#include "time/leap_indicator.hpp"
#include "time/points.hpp"
#include "time/timestamp.hpp"
#include "wire/header.hpp"
#include "wire/reference_id.hpp"

namespace foliot::control {

/// loopstats: the clock was corrected.
struct LoopRecord {
  double offset_s = 0;  ///< > 0: the clock was slow
  Frequency frequency;
  double jitter_s = 0;
  double wander_ppm = 0;
  int time_constant_log2_s = 0;
};

/// peerstats: a source was measured.
struct PeerRecord {
  base::IpAddress source;
  std::uint16_t status = 0;  ///< status word of the association
  double offset_s = 0;
  double delay_s = 0;
  double dispersion_s = 0;
  double jitter_s = 0;
};

/// rawstats: a packet of a source, and its four timestamps.
struct RawRecord {
  base::IpAddress source;
  std::optional<base::IpAddress> destination;  ///< ours
  Timestamp origin;
  Timestamp receive;
  Timestamp transmit;
  Timestamp arrival;
  LeapIndicator leap = LeapIndicator::none;
  std::uint8_t version = 4;
  wire::Mode mode = wire::Mode::server;
  std::uint8_t stratum = 0;
  int poll_log2_s = 0;
  int precision_log2_s = 0;
  double root_delay_s = 0;
  double root_dispersion_s = 0;
  wire::ReferenceId reference_id;
};

/// What the process took from the system (getrusage(2)).
struct ProcessUse {
  double user_s = 0;
  double system_s = 0;
  std::int64_t minor_faults = 0;
  std::int64_t major_faults = 0;
  std::int64_t swaps = 0;
  std::int64_t blocks_in = 0;
  std::int64_t blocks_out = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  std::int64_t signals = 0;
  std::int64_t resident_kb = 0;  ///< the most there was; does not count from a record to the next
};

/// `60638 66000.123`: modified Julian date and second of the day.
[[nodiscard]] std::string day_and_second(WallTime time);
/// Each is a line with its end. now: when it was recorded, steered clock.
[[nodiscard]] std::string statistics_text(const LoopRecord& record, WallTime now);
[[nodiscard]] std::string statistics_text(const PeerRecord& record, WallTime now);
[[nodiscard]] std::string statistics_text(const RawRecord& record, WallTime now);
/// sysstats: counters since they were reset.
[[nodiscard]] std::string statistics_text(const ServiceView& service, WallTime now);
/// usestats: what was used since `before`, in so many seconds.
[[nodiscard]] std::string statistics_text(const ProcessUse& use, const ProcessUse& before, double seconds,
                                          WallTime now);
/// protostats: an event as the log tells it.
[[nodiscard]] std::string protocol_text(std::string_view event, WallTime now);
/// clockstats: what the driver of a reference clock says, its time code as a rule.
[[nodiscard]] std::string clock_text(const base::IpAddress& clock, std::string_view text, WallTime now);

}  // namespace foliot::control
