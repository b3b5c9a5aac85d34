// The answer to READ_MRU: clients from the one silent for longest to the latest, as many as were asked for.
#pragma once

#include <expected>
#include <string>

#include "access/mru_shards.hpp"
#include "control/mru_request.hpp"
#include "wire/control_message.hpp"

namespace foliot::control {

/// Puts the times of the list, which are of the free-running clock, onto the calendar. A reader gives them back to the
/// bit, so while one reads it must not follow the steered clock: it is set anew only when nobody has read for a while,
/// or after a step.
class MruCalendar {
 public:
  /// now: a query comes.
  void look(const ClockReading& now);
  [[nodiscard]] Timestamp at(MonoTime time) const { return to_timestamp(anchor_.wall + (time - anchor_.mono)); }

 private:
  bool set_ = false;
  ClockReading anchor_;
  MonoTime last_look_;
};

/// What the answer needs besides the list.
struct MruMoment {
  const MruCalendar& calendar;
  MonoTime now;
  std::string nonce;  ///< for the next request
};

/// Error: unknown_variable, when the reader goes on from entries that all have moved meanwhile.
[[nodiscard]] std::expected<std::string, wire::ControlError> mru_text(const access::MruShards& clients,
                                                                      const MruRequest& request,
                                                                      const MruMoment& moment);

}  // namespace foliot::control
