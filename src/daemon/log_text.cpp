#include "daemon/log_text.hpp"

#include <fmt/format.h>

#include "control/status_word.hpp"

namespace foliot::daemon {
namespace {

using engine::EventCode;

constexpr double kDay_s = 86'400;

/// `192.0.2.1 8011 81 mobilize assoc 4711`: the event code of a peer has its top bit set.
std::string peer_line(const engine::Report& report, engine::Engine& engine, control::PeerEvent event,
                      const std::string& text) {
  unsigned status = 0;
  for (const control::PeerView& view : engine.peer_views()) {
    if (view.id == report.association) status = control::status_of(view).encode();
  }
  return fmt::format("{} {:04x} {:02x} {}", report.address.ip.to_string(), status, 0x80U | static_cast<unsigned>(event),
                     text);
}

/// `0.0.0.0 c61c 0c clock_step +0.800000 s`.
std::string system_line(engine::Engine& engine, control::SystemEvent event, const std::string& text) {
  const unsigned status = control::status_of(engine.system_view()).encode();
  return fmt::format("0.0.0.0 {:04x} {:02x} {}", status, static_cast<unsigned>(event), text);
}

std::string peer_text(const engine::Report& report, engine::Engine& engine) {
  switch (report.code) {
    case EventCode::mobilized:
      return peer_line(report, engine, control::PeerEvent::mobilize,
                       fmt::format("mobilize assoc {}", report.association));
    case EventCode::demobilized:
      return peer_line(report, engine, control::PeerEvent::access_denied,
                       "access_denied: the server told us to stop; it is not asked any more");
    case EventCode::removed:
      return peer_line(report, engine, control::PeerEvent::demobilize,
                       fmt::format("demobilize assoc {}", report.association));
    case EventCode::reachable:
      return peer_line(report, engine, control::PeerEvent::reachable, "reachable");
    case EventCode::unreachable:
      return peer_line(report, engine, control::PeerEvent::unreachable, "unreachable");
    case EventCode::rate_exceeded:
      return peer_line(report, engine, control::PeerEvent::rate_exceeded,
                       "rate_exceeded: the server asks to be polled less; the interval grows");
    default:
      return peer_line(report, engine, control::PeerEvent::sys_peer, "sys_peer");
  }
}

/// The classic line, with what comes of it and what to do.
std::string panic_text(double offset_s, double panic_s) {
  return fmt::format(
      "panic_stop {:+.0f} s; time correction of {:.0f} seconds exceeds sanity limit ({:.0f}); set clock manually to "
      "the "
      "correct UTC time (ntpdate), or start ntpd with -g. Until then it is left as it is, and time is served as "
      "unsynchronised",
      offset_s, offset_s, panic_s);
}

std::string watchdog_text(double difference_s) {
  return fmt::format(
      "watchdog: servers picked at random disagree by {:+.3f} s with those that are followed; the clock is held and "
      "goes on at its learnt frequency. Look at `ntpq -p`, at the server and pool lines of ntp.conf, and at the name "
      "server that answered for them; then restart ntpd, or name other servers and reload. If they agree again, "
      "steering goes on by itself",
      difference_s);
}

/// What others did to the clock, and what is done about it.
std::string disturbance_text(const engine::Report& report, engine::Engine& engine) {
  using control::SystemEvent;
  switch (report.code) {
    case EventCode::clock_moved:
      return system_line(engine, SystemEvent::clock_step,
                         fmt::format("clock_moved {:+.6f} s by another program; the servers are asked, then the clock "
                                     "is put right",
                                     report.value_s));
    case EventCode::clock_set:
      return system_line(engine, SystemEvent::clock_step,
                         fmt::format("clock_set {:+.6f} s by another program; it is the reference, so it is served as "
                                     "it is",
                                     report.value_s));
    case EventCode::clock_meddled:
      return system_line(engine, SystemEvent::kernel,
                         fmt::format("kern another program runs the clock {:+.3f} ppm off; its frequency is set again. "
                                     "Stop the other time program: one clock cannot "
                                     "have two masters",
                                     report.value_s));
    case EventCode::machine_slept:
      return system_line(engine, SystemEvent::clock_step,
                         fmt::format("machine_slept {:.0f} s; the time is served again when the "
                                     "servers have confirmed it",
                                     report.value_s));
    default:
      return system_line(
          engine, SystemEvent::clock_step,
          fmt::format("clock_stood_still {:+.6f} s are missing: this virtual machine was paused or moved, or "
                      "most servers were stepped; learning anew",
                      report.value_s));
  }
}

std::string system_text(const engine::Report& report, engine::Engine& engine) {
  using control::SystemEvent;
  switch (report.code) {
    case EventCode::no_system_peer:
      return system_line(engine, SystemEvent::no_system_peer, "no_sys_peer");
    case EventCode::clock_synchronized:
      return system_line(engine, SystemEvent::clock_sync, "clock_sync");
    case EventCode::synchronization_lost:
      return system_line(engine, SystemEvent::no_system_peer, "unsynchronised: no source for too long");
    case EventCode::clock_stepped:
      return system_line(engine, SystemEvent::clock_step, fmt::format("clock_step {:+.6f} s", report.value_s));
    case EventCode::spike_ignored:
      return system_line(engine, SystemEvent::spike_detected, fmt::format("spike_detect {:+.6f} s", report.value_s));
    case EventCode::panic:
      return system_line(engine, SystemEvent::panic_stop, panic_text(report.value_s, engine.panic_s()));
    case EventCode::orphaned:
      return fmt::format("orphan mode: there is no source to follow; time is served at stratum {:.0f}", report.value_s);
    case EventCode::leap_second:
      return system_line(engine, SystemEvent::leap_event, fmt::format("leap_event {:+.0f} s", report.value_s));
    case EventCode::leap_armed:
      return system_line(engine, SystemEvent::leap_armed,
                         fmt::format("leap_armed a second is {} at the end of this UTC day",
                                     report.value_s > 0 ? "inserted" : "deleted"));
    case EventCode::leap_disarmed:
      return system_line(engine, SystemEvent::leap_disarmed, "leap_disarmed");
    case EventCode::tai_changed:
      return system_line(engine, SystemEvent::tai, fmt::format("TAI {:+.0f} s", report.value_s));
    case EventCode::leap_list_expired:
      return fmt::format(
          "leapsecond file ('{}'): expired {:.0f} days ago; get a new one. Until then leap seconds "
          "come from the servers' announcements",
          report.name, report.value_s / kDay_s);
    case EventCode::leap_list_expires_soon:
      return fmt::format("leapsecond file ('{}'): will expire in less than {:.0f} days", report.name,
                         report.value_s / kDay_s);
    case EventCode::watchdog_held:
      return watchdog_text(report.value_s);
    case EventCode::watchdog_released:
      return "watchdog: servers picked at random agree again with those that are followed; steering goes on";
    case EventCode::panic_over:
      return "the offset is back within the sanity limit; steering goes on";
    case EventCode::set_once:
      return fmt::format("ntpd: time set {:+.6f}s", report.value_s);
    case EventCode::name_not_found:
      return fmt::format("cannot find the address of {}; it is looked up again later", report.name);
    case EventCode::table_full:
      return fmt::format("no room for an association with {}", report.address.to_string());
    default:
      return disturbance_text(report, engine);
  }
}

}  // namespace

std::string log_text(const engine::Report& report, engine::Engine& engine) {
  switch (report.code) {
    case EventCode::mobilized:
    case EventCode::demobilized:
    case EventCode::removed:
    case EventCode::reachable:
    case EventCode::unreachable:
    case EventCode::rate_exceeded:
    case EventCode::system_peer_changed:
      return peer_text(report, engine);
    default:
      return system_text(report, engine);
  }
}

}  // namespace foliot::daemon
