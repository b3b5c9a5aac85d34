// Client: the simulated machine: the real Engine on a SimulatedClock, and what its shell must do for it.
//
// What it wants to send or to look up is handed out as values; the world carries it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/rng.hpp"
#include "config/config.hpp"
#include "engine/engine.hpp"
#include "sim/draws.hpp"
#include "sim/scene.hpp"
#include "sim/simulated_clock.hpp"

namespace foliot::sim {

/// What the client asks of the world.
struct Outbox {
  std::vector<engine::SendRequest> requests;
  std::vector<engine::ResolveName> names;
};

class Client {
 public:
  Client(const config::Config& config, const Scene& scene, std::uint64_t seed);

  /// Starts the program, or starts it anew with what its drift file holds.
  void start(Outbox& out);
  void stop();
  [[nodiscard]] bool running() const { return engine_ != nullptr; }
  /// When on_timer wants to be called, in true time as the clock runs at present.
  [[nodiscard]] TrueTime wake_time() const { return clock_.when(deadline_); }
  /// Does nothing before the engine's deadline.
  void on_timer(Outbox& out);
  void on_reply(engine::AssociationId association, std::span<const std::uint8_t> bytes, const base::SocketAddress& from,
                Outbox& out);
  void on_resolved(std::size_t line, std::span<const base::IpAddress> addresses, Outbox& out);
  /// Links or addresses of the client's machine changed; local: those there are now.
  void on_network_changed(std::span<const base::IpAddress> local, Outbox& out);
  /// The configuration file was changed and read again; it also counts for later starts.
  engine::LineChanges reconfigure(const config::Config& config, Outbox& out);

  [[nodiscard]] SimulatedClock& clock() { return clock_; }
  [[nodiscard]] const SimulatedClock& clock() const { return clock_; }
  /// Only while running().
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] const config::Config& config() const { return config_; }
  [[nodiscard]] const std::vector<engine::Report>& reports() const { return reports_; }
  [[nodiscard]] std::uint64_t requests() const { return requests_; }
  /// How often the engine asked to be woken at a time that had already passed: never, if it is right.
  [[nodiscard]] int stale_deadlines() const { return stale_deadlines_; }
  /// Counts starts: a reply to an earlier one's request finds no socket.
  [[nodiscard]] int generation() const { return generation_; }

 private:
  [[nodiscard]] MonoTime stamp();
  void perform(Outbox& out);
  void perform(const engine::CommandClock& action);
  void send(const engine::SendRequest& request, Outbox& out);

  config::Config config_;
  ClientModel model_;
  base::SeededRng rng_;
  Draws noise_;
  SimulatedClock clock_;
  std::unique_ptr<engine::Engine> engine_;
  std::optional<Frequency> drift_file_;
  MonoTime deadline_;
  engine::Actions actions_;
  std::vector<engine::Report> reports_;
  std::uint64_t requests_ = 0;
  int stale_deadlines_ = 0;
  int generation_ = 0;
};

}  // namespace foliot::sim
