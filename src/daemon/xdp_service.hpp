// XdpService: answers from inside the kernel, as the control thread sees them (docs/XDP.md).
//
// The program answers plain requests by what it was told last: the time, the access list, the addresses that are
// served. All else reaches the sockets, so nothing here is needed for the service to be right, and what fails is said
// in one line.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "access/restrict_list.hpp"
#include "clock/time_snapshot.hpp"
#include "config/config.hpp"
#include "daemon/listen_plan.hpp"
#include "daemon/logger.hpp"
#include "daemon/xdp_layout.hpp"
#include "platform/platform_clock.hpp"
#include "platform/xdp_program.hpp"
#include "server/responder.hpp"

namespace foliot::daemon {

class XdpService {
 public:
  /// Serves the time of `clock`, which outlives it.
  XdpService(platform::PlatformClock& clock, Logger& log) : clock_(clock), log_(log) {}

  /// Loads the program if `config` has any line about it: that takes privileges, which only the start has.
  void load(const config::Config& config);
  [[nodiscard]] bool is_loaded() const { return program_ != nullptr; }

  /// From now on the program runs at the interfaces that `config` asks for and answers for what `plan` listens to. To
  /// be called again whenever an interface or an address came or went.
  void configure(const config::Config& config, const ListenPlan& plan);
  /// From now on these hold.
  void use(const access::RestrictList& list, const access::RateOptions& rate);
  /// The time to serve from now on, for some seconds.
  void publish(const clock::TimeSnapshot& snapshot);
  /// Nothing is served until the next `publish`: the clock is about to be changed.
  void withdraw();
  /// The program is taken from all interfaces.
  void stop();

  /// How many interfaces it runs at.
  [[nodiscard]] std::size_t interfaces() const { return attached_.size(); }
  /// By enum xdp_count, since the last reset.
  [[nodiscard]] xdp_counts counts() const;
  /// The same as the sockets would have counted: only what did not come to them.
  [[nodiscard]] server::ServerCounts served() const;
  void reset_counts();

 private:
  struct Attached {
    platform::XdpMode mode = platform::XdpMode::automatic;
    platform::XdpLink link;
  };

  void detach_others(const XdpLayout& layout);
  void attach_one(const XdpTarget& target);
  /// One line; not the same one again as long as it stays so.
  void complain(const std::string& about, const std::string& text);

  platform::PlatformClock& clock_;
  Logger& log_;
  std::unique_ptr<platform::XdpProgram> program_;
  bool asked_to_load_ = false;
  std::map<std::uint32_t, Attached> attached_;     ///< by interface
  std::map<std::string, std::string> complaints_;  ///< what was said last about an interface
  xdp_counts before_{};                            ///< at the last reset
  std::uint16_t port_ = 0;
  std::uint8_t dscp_ = 0;
  access::DiscardOptions discard_;
};

}  // namespace foliot::daemon
