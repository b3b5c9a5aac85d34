// Scene: everything that is given about a simulated world before it starts, as plain values.
//
// A world file is one way to write a scene, the swarm draws others, tests build them by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/oscillator.hpp"
#include "sim/server_model.hpp"
#include "sim/simulated_clock.hpp"
#include "time/leap_table.hpp"
#include "wire/reference_id.hpp"

namespace foliot::sim {

/// The client's machine, besides its oscillator.
struct ClientModel {
  std::optional<Frequency> drift;  ///< what its drift file holds at the start
  std::int8_t precision = -23;     ///< log2 s
  double noise_s = 0;              ///< deviation of each stamp of a datagram: interrupts, white phase noise
  double quantum_s = 0;            ///< its stamps are multiples of this; 0: of a nanosecond
  bool kernel_leaps = false;       ///< its clock takes announced leap seconds by itself
  std::optional<LeapTable> leap_table = {};
};

// What may happen at a time. Fields without a value stay as they are.

struct StepClock {
  double shift_s = 0;
};  ///< someone else steps the client's clock
struct Suspend {
  double length_s = 0;
  double error_s = 0;
};  ///< wakes up with the time of its battery clock + error
struct Pause {
  double length_s = 0;
  bool advanced = false;  ///< its host sets the wall clock forward then
};                        ///< a virtual machine stands still and does not notice
struct Meddle {
  Frequency by;
};  ///< another program sets the client's clock to another frequency
struct Restart {
  double length_s = 0;
};  ///< the client is stopped, and started again with its drift file
struct ShiftFrequency {
  Frequency by;
};  ///< of the client's oscillator
struct Leap {
  LeapIndicator kind = LeapIndicator::none;
};  ///< UTC repeats or skips a second; servers that announced it take it and announce no more
struct SetPath {
  std::string path;
  std::optional<double> up_s = {};
  std::optional<double> down_s = {};
  std::optional<JitterModel> jitter_up = {};
  std::optional<JitterModel> jitter_down = {};
  std::optional<double> loss = {};
  std::optional<double> duplicate = {};
};
struct SetServer {
  std::string server;
  std::optional<double> offset_s = {};
  std::optional<Frequency> drift = {};
  std::optional<std::uint8_t> stratum = {};
  std::optional<LeapIndicator> leap = {};
  std::optional<bool> alive = {};
  std::optional<double> root_delay_s = {};
  std::optional<double> root_dispersion_s = {};
};

struct Change {
  double at_s = 0;  ///< since the start
  std::variant<StepClock, Meddle, Suspend, Pause, Restart, ShiftFrequency, Leap, SetPath, SetServer> what;
};

/// Applies what has a value.
void apply(const SetPath& change, PathModel& path);
void apply(const SetServer& change, ServerModel& server);

enum class AttackKind : std::uint8_t {
  forge,   ///< invented replies; the origin timestamp is guessed
  replay,  ///< true replies of the past
  kiss,    ///< invented kiss-o'-death messages; the origin timestamp is guessed
};

/// An attacker off the path: it sees replies only after they have arrived, and knows no origin in advance.
struct AttackerModel {
  AttackKind kind = AttackKind::forge;
  double rate_hz = 1;
  std::string server;   ///< whom it pretends to be; empty: any of them
  double offset_s = 1;  ///< of forged timestamps
  wire::ReferenceId kiss = wire::ReferenceId::from_text("DENY");
  Window window{.start_s = 0, .length_s = 1e18, .every_s = 0};
};

struct Scene {
  /// 2026-05-01 00:00:00 UTC.
  TrueTime start = TrueTime::from_nanoseconds(1'777'593'600'000'000'000);
  OscillatorModel oscillator;
  ClientModel client;
  std::vector<ServerModel> servers;
  std::vector<Change> changes;
  std::vector<AttackerModel> attackers;
};

}  // namespace foliot::sim
