// EventLoop: the one control thread of ntpd.
//
// It waits in poll(2), hands what came in to the engine or the time service, and carries out the engine's
// actions. Time comes from the clock and goes in as an argument; nothing else here decides anything.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/access_control.hpp"
#include "daemon/activity.hpp"
#include "daemon/association_sockets.hpp"
#include "daemon/card_service.hpp"
#include "daemon/leap_file.hpp"
#include "daemon/logger.hpp"
#include "daemon/network_scan.hpp"
#include "daemon/options.hpp"
#include "daemon/remote_changes.hpp"
#include "daemon/rtc_keeper.hpp"
#include "daemon/service_sockets.hpp"
#include "daemon/service_status.hpp"
#include "daemon/statistics.hpp"
#include "daemon/time_service.hpp"
#include "daemon/xdp_service.hpp"
#include "engine/engine.hpp"
#include "platform/kernel_rng.hpp"
#include "platform/network_watch.hpp"
#include "platform/poller.hpp"
#include "platform/resolver.hpp"

namespace foliot::daemon {

/// Why the loop ended.
enum class Ending : std::uint8_t {
  signal,    ///< SIGTERM or SIGINT
  set_once,  ///< -q: the clock was set
  failed,    ///< poll(2) does not work any more, or the offset was beyond the panic threshold
};

/// What the loop works with; all of it outlives the loop.
struct Parts {
  platform::PlatformClock& clock;
  engine::Engine& engine;
  ServiceSockets& service;
  Logger& log;
  platform::KernelRng& rng;
  platform::ServiceManager& manager;
  XdpService& xdp;
  CardService& cards;
  clock::HardwareClock* rtc = nullptr;  ///< nullptr: none
};

class EventLoop {
 public:
  /// config, keys: what is running at the start, with the options applied. The keys were read while that was permitted.
  EventLoop(const Parts& parts, const Options& options, config::Config config,
            std::shared_ptr<const auth::KeyRing> keys);

  /// Runs until a signal, or until -q has done its work. `observe` is called after every turn, with whether the
  /// clock is synchronised, as long as it answers that it wants to be.
  template <class Observe>
  [[nodiscard]] Ending run(Observe observe) {
    start();
    while (!ending_) {
      turn();
      observed_ = observed_ && observe(parts_.engine.synchronized());
    }
    finish();
    return *ending_;
  }

 private:
  void start();
  void turn();
  void watch();
  void wait();
  void handle(const platform::Ready& ready);
  /// One datagram; false when none was waiting.
  bool handle_service(platform::UdpSocket& socket);
  void handle_service_stamp(platform::UdpSocket& socket);
  void handle_association(engine::AssociationId id, const platform::Ready& ready);
  void handle_stamp(engine::AssociationId id, platform::UdpSocket& socket);
  void handle_reply(engine::AssociationId id, platform::UdpSocket& socket);
  void await_departure(engine::AssociationId id, platform::UdpSocket& socket, const platform::Datagram& reply);
  void handle_signal();
  void reload();
  /// occasion: for the log, what made the configuration change.
  void take_over(config::Config next, std::string_view occasion);
  void apply_remote_changes();
  void unpeer(engine::AssociationId id, config::Config& next);
  void reset_counters(config::Counters counters);
  void refuse();
  [[nodiscard]] std::vector<base::IpAddress> swap_sockets(const config::Config& next);
  void listen_to(const config::Config& config, const ListenPlan& plan);
  void employ_workers();
  void publish_time();
  void look_at_network();
  void remap_lookups(std::span<const std::optional<std::size_t>> new_of_old);
  void handle_names();
  void join_groups();
  /// Those that the configuration before listened to and the one now does not.
  void leave_groups(const config::Config& before);
  void configure_access(std::vector<base::IpAddress> own_addresses);
  void renew_access();
  void use_keys(std::shared_ptr<const auth::KeyRing> keys);
  void take_restrict_name(const platform::Resolved& resolved);
  void perform();
  void perform(const engine::SendRequest& request);
  void perform(const engine::ResolveName& request);
  void perform(const engine::CloseAssociation& action) { sockets_.close(action.association); }
  void perform(const engine::CommandClock& action);
  void perform(const engine::WriteDrift& action);
  void perform(const engine::Report& report);
  void perform(const engine::Record& record) { statistics_.note(record, parts_.clock.now()); }
  void notice_read_only();
  void renew_leap_table();
  void record_hour();
  void keep_rtc(const ClockReading& now);
  void read_cards(MonoTime now);
  void use_cards();
  void finish();
  [[nodiscard]] Interval time_left();

  Parts parts_;
  const Options& options_;
  config::Config config_;
  RtcKeeper rtc_;
  TimeService time_service_;
  RemoteChanges remote_changes_;
  std::shared_ptr<const auth::KeyRing> keys_;
  ServiceStatus status_;
  AccessControl access_;
  platform::NetworkWatch network_;
  NetworkScan scan_;
  AssociationSockets sockets_;
  Activity activity_;
  Statistics statistics_;
  LeapFileReader leap_file_;
  platform::Resolver resolver_;
  platform::Poller poller_;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> watched_generations_;
  std::vector<engine::AssociationId> watched_;             ///< by index in the poller, behind the service sockets
  std::map<std::uint64_t, std::size_t> lookups_;           ///< resolver's id -> configuration line
  std::map<std::uint64_t, std::size_t> restrict_lookups_;  ///< resolver's id -> number of a restrict line's name
  std::optional<std::uint64_t> employed_generation_;
  engine::Actions actions_;
  std::optional<Ending> ending_;
  bool clock_refused_ = false;
  bool observed_ = true;
};

}  // namespace foliot::daemon
