#include "control/status_word.hpp"

#include <algorithm>

namespace foliot::control {
namespace {

constexpr unsigned kConfigured = 0x80;
constexpr unsigned kAuthenticationEnabled = 0x40;
constexpr unsigned kAuthentic = 0x20;
constexpr unsigned kReachable = 0x10;
constexpr unsigned kBroadcast = 0x08;

std::uint16_t pack(unsigned upper, std::uint8_t event_count, unsigned event) {
  const unsigned count = std::min(event_count, kMaxEventCount);
  return static_cast<std::uint16_t>(upper << 8U | count << 4U | (event & 0xfU));
}

std::uint8_t count_of(std::uint16_t word) {
  return static_cast<std::uint8_t>(word >> 4U & 0xfU);
}

}  // namespace

SystemStatus SystemStatus::decode(std::uint16_t word) {
  return {.leap = static_cast<LeapIndicator>(word >> 14U),
          .source = static_cast<ClockSource>(word >> 8U & 0x3fU),
          .event_count = count_of(word),
          .last_event = static_cast<SystemEvent>(word & 0xfU)};
}

std::uint16_t SystemStatus::encode() const {
  const unsigned upper = static_cast<unsigned>(leap) << 6U | (static_cast<unsigned>(source) & 0x3fU);
  return pack(upper, event_count, static_cast<unsigned>(last_event));
}

PeerStatus PeerStatus::decode(std::uint16_t word) {
  const unsigned upper = word >> 8U;
  return {.configured = (upper & kConfigured) != 0,
          .authentication_enabled = (upper & kAuthenticationEnabled) != 0,
          .authentic = (upper & kAuthentic) != 0,
          .reachable = (upper & kReachable) != 0,
          .broadcast = (upper & kBroadcast) != 0,
          .selection = static_cast<selection::SelectionStatus>(upper & 7U),
          .event_count = count_of(word),
          .last_event = static_cast<PeerEvent>(word & 0xfU)};
}

std::uint16_t PeerStatus::encode() const {
  const unsigned upper = (configured ? kConfigured : 0U) | (authentication_enabled ? kAuthenticationEnabled : 0U) |
                         (authentic ? kAuthentic : 0U) | (reachable ? kReachable : 0U) | (broadcast ? kBroadcast : 0U) |
                         (static_cast<unsigned>(selection) & 7U);
  return pack(upper, event_count, static_cast<unsigned>(last_event));
}

SystemStatus status_of(const SystemView& system) {
  return {
      .leap = system.leap, .source = system.source, .event_count = system.event_count, .last_event = system.last_event};
}

PeerStatus status_of(const PeerView& peer) {
  return {.configured = peer.configured,
          .authentication_enabled = peer.authentication_enabled,
          .authentic = peer.authentic,
          .reachable = peer.reachable,
          .broadcast = peer.broadcast,
          .selection = peer.selection,
          .event_count = peer.event_count,
          .last_event = peer.last_event};
}

}  // namespace foliot::control
