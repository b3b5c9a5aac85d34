// World: one client and its servers in simulated time; what steers it is the real engine.
//
// A queue of datagrams under way, a client that runs Engine on a SimulatedClock, and servers that answer with
// the real make_reply. Deterministic: the same seed replays the same run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "clock/time_snapshot.hpp"
#include "engine/engine.hpp"
#include "sim/simulated_clock.hpp"

namespace foliot::sim {

/// A way to a server and back.
struct PathModel {
  double base_delay_s = 1e-3;   ///< one way, each direction
  double jitter_s = 1e-4;       ///< exponential, added to each direction
  double asymmetry_s = 0;       ///< added to the way back only
  double loss = 0;              ///< probability, each direction
};

/// A server as the world sees it; a test may change any of it while the world runs.
struct ServerModel {
  std::string host;             ///< numeric address, as in the configuration
  PathModel path;
  double offset_s = 0;          ///< its clock minus true time
  std::uint8_t stratum = 1;
  LeapIndicator leap = LeapIndicator::none;
  bool alive = true;
  std::uint64_t requests = 0;   ///< that reached it
};

class World {
 public:
  World(const config::Config& config, const OscillatorModel& oscillator, std::vector<ServerModel> servers,
        TrueTime start, std::uint64_t seed);

  /// Lets `seconds` of true time pass.
  void run(double seconds);
  /// The same; calls `observe` after every second.
  void run(double seconds, const std::function<void()>& observe);

  [[nodiscard]] SimulatedClock& clock() { return clock_; }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] ServerModel& server(std::size_t index) { return servers_[index]; }
  [[nodiscard]] ClockReading reading() { return clock_.now(); }
  [[nodiscard]] const std::vector<engine::Report>& reports() const { return reports_; }
  [[nodiscard]] std::uint64_t packets_sent() const { return packets_sent_; }
  /// Client's clock error now, s.
  [[nodiscard]] double error_s() const { return clock_.error_s(); }

 private:
  struct Event {
    std::optional<std::size_t> to_server;  ///< index; nothing: to the client
    engine::AssociationId association = 0;
    base::SocketAddress server;
    std::vector<std::uint8_t> bytes;
  };

  void advance_to(TrueTime when);
  void wake_client();
  void perform(engine::Actions& actions);
  void send_request(const engine::SendRequest& request);
  void deliver(const Event& event);
  void answer(ServerModel& server, const Event& event);
  void post(double delay_s, double loss, Event event);
  [[nodiscard]] TrueTime next_event() const;
  [[nodiscard]] double path_delay(const PathModel& path, bool back);

  base::SeededRng rng_;
  std::vector<ServerModel> servers_;
  SimulatedClock clock_;
  TrueTime now_;
  std::multimap<TrueTime, Event> queue_;
  std::vector<engine::Report> reports_;
  std::uint64_t packets_sent_ = 0;
  std::unique_ptr<engine::Engine> engine_;
};

}  // namespace foliot::sim
