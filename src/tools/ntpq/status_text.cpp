#include "tools/ntpq/status_text.hpp"

#include <fmt/format.h>

#include <array>

#include "control/status_word.hpp"

namespace foliot::ntpq {
namespace {

using control::PeerStatus;
using control::SystemStatus;

constexpr std::array kLeaps{"leap_none", "leap_add_sec", "leap_del_sec", "leap_alarm"};
constexpr std::array kSources{"sync_unspec", "sync_pps", "sync_lf_radio", "sync_hf_radio",   "sync_uhf_radio",
                              "sync_local",  "sync_ntp", "sync_other",    "sync_wristwatch", "sync_telephone"};
constexpr std::array kSystemEvents{"unspecified", "freq_not_set", "freq_set",      "spike_detect",
                                   "freq_mode",   "clock_sync",   "restart",       "panic_stop",
                                   "no_sys_peer", "leap_armed",   "leap_disarmed", "leap_event",
                                   "clock_step",  "kern",         "TAI",           "stale_leapsecond_values"};
constexpr auto kPeerEvents = std::to_array<std::string_view>(
    {"", "mobilize", "demobilize", "unreachable", "reachable", "restart", "no_reply", "rate_exceeded", "access_denied",
     "leap_armed", "sys_peer", "clock_event", "bad_auth", "popcorn", "interleave_mode", "interleave_error"});
constexpr auto kSelections = std::to_array<std::string_view>(
    {"reject", "falsetick", "excess", "outlier", "candidate", "backup", "sys.peer", "pps.peer"});
constexpr std::array kFlashes{"pkt_dup",     "pkt_bogus",  "pkt_unsync",  "pkt_denied", "pkt_auth",
                              "pkt_stratum", "pkt_header", "pkt_autokey", "pkt_crypto", "peer_stratum",
                              "peer_dist",   "peer_loop",  "peer_unreach"};
constexpr std::array kClockEvents{"clk_unspec",     "clk_no_reply", "clk_bad_format", "clk_fault",
                                  "clk_bad_signal", "clk_bad_date", "clk_bad_time"};
constexpr std::string_view kTallies = " x.-+#*o";

std::string events_text(unsigned count) {
  if (count == 0) return "no events";
  return fmt::format("{} event{}", count, count == 1 ? "" : "s");
}

std::string source_text(control::ClockSource source) {
  const auto number = static_cast<std::size_t>(source);
  return number < kSources.size() ? kSources[number] : fmt::format("sync_{}", number);
}

void append_word(std::string& text, std::string_view word) {
  if (!text.empty()) text += ", ";
  text += word;
}

}  // namespace

std::string system_status_text(std::uint16_t word) {
  const SystemStatus status = SystemStatus::decode(word);
  return fmt::format("{}, {}, {}, {}", kLeaps[static_cast<std::size_t>(status.leap)], source_text(status.source),
                     events_text(status.event_count), kSystemEvents[static_cast<std::size_t>(status.last_event)]);
}

std::string peer_status_text(std::uint16_t word) {
  const PeerStatus status = PeerStatus::decode(word);
  std::string flags;
  if (status.configured) append_word(flags, "conf");
  if (status.authentication_enabled) append_word(flags, "authenb");
  if (status.authentic) append_word(flags, "auth");
  if (status.reachable) append_word(flags, "reach");
  if (status.broadcast) append_word(flags, "bcast");
  std::string text =
      fmt::format("{}, sel_{}, {}", flags, selection_text(status.selection), events_text(status.event_count));
  if (status.last_event != control::PeerEvent::unspecified) append_word(text, peer_event_text(status.last_event));
  return text;
}

std::string clock_status_text(std::uint16_t word) {
  const unsigned code = word & 0xfU;
  const std::string name = code < kClockEvents.size() ? kClockEvents[code] : fmt::format("clk_{}", code);
  return events_text(word >> 4U & 0xfU) + ", " + name;
}

std::string_view selection_text(selection::SelectionStatus status) {
  return kSelections[static_cast<std::size_t>(status) & 7U];
}

char tally_code(selection::SelectionStatus status) {
  return kTallies[static_cast<std::size_t>(status) & 7U];
}

std::string_view peer_event_text(control::PeerEvent event) {
  return kPeerEvents[static_cast<std::size_t>(event) & 0xfU];
}

std::string flash_text(std::uint64_t bits) {
  std::string text;
  for (std::size_t i = 0; i < kFlashes.size(); ++i) {
    if ((bits >> i & 1U) != 0) append_word(text, kFlashes[i]);
  }
  return text;
}

}  // namespace foliot::ntpq
