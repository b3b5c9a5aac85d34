// World: one client and its servers in simulated time; what steers it is the real engine.
//
// A queue of datagrams under way, a client that runs Engine on a SimulatedClock, servers that answer with the real
// make_reply, and an attacker. Deterministic: the same scene and seed replay the same run. It jumps from event to
// event; where nothing happens nothing is computed but the oscillator's course.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/attacker.hpp"
#include "sim/client.hpp"
#include "sim/scene.hpp"

namespace foliot::sim {

/// Host names of the simulated network and their addresses.
using NameBook = std::map<std::string, std::vector<base::IpAddress>>;

class World {
 public:
  World(const config::Config& config, Scene scene, std::uint64_t seed, NameBook names = {});
  World(const config::Config& config, const OscillatorModel& oscillator, std::vector<ServerModel> servers,
        TrueTime start, std::uint64_t seed);

  /// Lets `seconds` of true time pass.
  void run(double seconds);
  /// The same; calls `observe` after every second while the machine is awake.
  void run(double seconds, const std::function<void()>& observe) { run(seconds, kSecond_s, observe); }
  /// The same with another pace, s.
  void run(double seconds, double pace_s, const std::function<void()>& observe);

  /// The client reads another configuration, as after SIGHUP.
  engine::LineChanges reconfigure(const config::Config& config);
  /// The client's machine has these addresses now, and says so.
  void change_network(const std::vector<base::IpAddress>& local);
  /// `host` has these addresses from now on; none: it is not found.
  void set_addresses(const std::string& host, std::vector<base::IpAddress> addresses);

  [[nodiscard]] SimulatedClock& clock() { return client_.clock(); }
  [[nodiscard]] Client& client() { return client_; }
  [[nodiscard]] engine::Engine& engine() { return client_.engine(); }
  [[nodiscard]] ServerModel& server(std::size_t index) { return scene_.servers[index]; }
  [[nodiscard]] const std::vector<ServerModel>& servers() const { return scene_.servers; }
  [[nodiscard]] ClockReading reading() { return clock().now(); }
  [[nodiscard]] const std::vector<engine::Report>& reports() const { return client_.reports(); }
  [[nodiscard]] std::uint64_t packets_sent() const { return client_.requests(); }
  /// How many names the client asked for.
  [[nodiscard]] std::uint64_t lookups() const { return lookups_; }
  /// Client's clock error now, s.
  [[nodiscard]] double error_s() const { return client_.clock().error_s(); }
  /// True time since the start, s.
  [[nodiscard]] double now_s() const;
  /// When someone last moved the client's clock or stopped its machine, s since the start; nothing: never.
  [[nodiscard]] std::optional<double> disturbed_at_s() const { return disturbed_at_s_; }
  /// When someone last changed the rate of the client's clock, s since the start; nothing: never.
  [[nodiscard]] std::optional<double> meddled_at_s() const { return meddled_at_s_; }
  /// Whether the machine stood still without a sign that a program on it could see, and no truthful server has yet
  /// answered a request that was sent since.
  [[nodiscard]] bool deceived() const { return deceived_since_.has_value(); }
  [[nodiscard]] bool awake() const { return awake_; }

 private:
  static constexpr double kSecond_s = 1;

  struct Request {
    std::size_t server = 0;
    engine::AssociationId association = 0;
    base::SocketAddress address;
    int generation = 0;
    std::vector<std::uint8_t> bytes;
    TrueTime asked_at;
  };
  struct Reply {
    engine::AssociationId association = 0;
    base::SocketAddress from;
    int generation = 0;
    std::vector<std::uint8_t> bytes;
    std::optional<TrueTime> asked_at = {};  ///< nothing: forged
  };
  struct Answer {
    std::size_t line = 0;
    std::vector<base::IpAddress> addresses;
  };
  struct Attack {
    std::size_t attacker = 0;
  };
  /// The machine goes on.
  struct WakeUp {
    double wall_shift_s = 0;
    bool restart = false;
    bool suspended = false;       ///< and the kernel knows it
    bool missed_nothing = false;  ///< what came meanwhile is still delivered
  };
  using Event = std::variant<Request, Reply, Answer, Attack, WakeUp, Change>;
  /// What an attacker knows of one server.
  struct Watched {
    SeenReplies replies;
    std::optional<Reply> last;  ///< without bytes: how to reach the client
  };

  void advance_to(TrueTime when);
  [[nodiscard]] TrueTime next_event() const;
  void flush(Outbox& out);
  void post(double delay_s, Event event);
  void send(const engine::SendRequest& request);
  void send_back(const Request& request);
  void undeceive(const Reply& reply);
  void handle(Request& event);
  void handle(Reply& event);
  void handle(Answer& event);
  void handle(Attack& event);
  void handle(WakeUp& event);
  void handle(Change& event);
  void happen(const StepClock& change);
  void happen(const Suspend& change);
  void happen(const Pause& change);
  void happen(const Restart& change);
  void happen(const ShiftFrequency& change);
  void happen(const Meddle& change);
  void happen(const Leap& change);
  void happen(const SetPath& change);
  void happen(const SetServer& change);
  void sleep(double length_s, const WakeUp& end);
  void plan_attack(std::size_t attacker);

  Scene scene_;
  NameBook names_;
  Draws draws_;
  Client client_;
  TrueTime now_;
  std::multimap<TrueTime, Event> queue_;
  std::vector<base::IpAddress> addresses_;  ///< of the servers, in their order
  std::vector<Watched> watched_;            ///< one per server
  std::vector<Reply> held_;                 ///< what came for a paused machine
  std::optional<double> disturbed_at_s_;
  std::optional<double> meddled_at_s_;
  std::optional<TrueTime> deceived_since_;
  std::uint64_t lookups_ = 0;
  Interval utc_shift_;  ///< by leap seconds
  bool awake_ = true;
};

}  // namespace foliot::sim
