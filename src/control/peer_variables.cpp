#include "control/peer_variables.hpp"

#include <array>

#include "control/value_text.hpp"

namespace foliot::control {
namespace {

using Self = PeerView;

constexpr double kMs = 1e3;

template <class Number>
std::string integer(Number value) {
  return std::to_string(static_cast<long long>(value));
}

Value host_name(const Self& p) {
  if (p.host_name.empty()) return std::nullopt;
  return quoted_text(p.host_name);
}

Value reference_id(const Self& p) {
  if (p.source.ip.is_reference_clock()) return reference_name_text(p.reference_id);
  return reference_text(p.reference_id, p.stratum);
}

/// Until a reply told the server's poll exponent ours stands for it: readers show the lesser of both.
Value peer_poll(const Self& p) {
  return integer(p.received == 0 ? p.host_poll_log2_s : p.peer_poll_log2_s);
}

Value bias(const Self& p) {
  if (p.bias_s == 0) return std::nullopt;
  return fixed_text(p.bias_s * kMs, 3);
}

/// Of what does not apply here (bit rates and delays of the classic daemon's interleaved mode, NTS), and of timestamps
/// that nobody is told.
Value no_value(const Self&) {
  return std::nullopt;
}

Value hops(const Self& p) {
  if (!p.group_hops) return std::nullopt;
  return std::to_string(*p.group_hops);
}

constexpr auto kTable = std::to_array<Variable<Self>>({
    {"srcadr", true, [](const Self& p) -> Value { return p.source.ip.to_string(); }},
    {"srcport", true, [](const Self& p) -> Value { return integer(p.source.port); }},
    {"srchost", true, host_name},
    {"dstadr", true, [](const Self& p) -> Value { return p.destination.ip.to_string(); }},
    {"dstport", true, [](const Self& p) -> Value { return integer(p.destination.port); }},
    {"out", true, no_value},
    {"in", true, no_value},
    {"leap", true, [](const Self& p) -> Value { return integer(p.leap); }},
    {"stratum", true, [](const Self& p) -> Value { return integer(p.stratum); }},
    {"precision", true, [](const Self& p) -> Value { return integer(p.precision); }},
    {"rootdelay", true, [](const Self& p) -> Value { return fixed_text(p.root_delay_s * kMs, 3); }},
    {"rootdisp", true, [](const Self& p) -> Value { return fixed_text(p.root_dispersion_s * kMs, 3); }},
    {"refid", true, reference_id},
    {"reftime", true, [](const Self& p) -> Value { return timestamp_text(p.reference_time); }},
    {"rec", true, [](const Self& p) -> Value { return timestamp_text(p.receive_time); }},
    {"reach", true, [](const Self& p) -> Value { return hex_text(p.reach); }},
    {"unreach", true, [](const Self& p) -> Value { return integer(p.unreach); }},
    {"hmode", true, [](const Self& p) -> Value { return integer(p.host_mode); }},
    {"pmode", true, [](const Self& p) -> Value { return integer(p.peer_mode); }},
    {"hpoll", true, [](const Self& p) -> Value { return integer(p.host_poll_log2_s); }},
    {"ppoll", true, peer_poll},
    {"headway", true, [](const Self&) -> Value { return "0"; }},  // nothing is ever held back here
    {"flash", true, [](const Self& p) -> Value { return hex_text(p.flash); }},
    {"keyid", true, [](const Self& p) -> Value { return std::to_string(p.key_id); }},
    {"ttl", true, hops},
    {"offset", true, [](const Self& p) -> Value { return fixed_text(p.offset_s * kMs, 3); }},
    {"delay", true, [](const Self& p) -> Value { return fixed_text(p.delay_s * kMs, 3); }},
    {"dispersion", true, [](const Self& p) -> Value { return fixed_text(p.dispersion_s * kMs, 3); }},
    {"jitter", true, [](const Self& p) -> Value { return fixed_text(p.jitter_s * kMs, 3); }},
    {"xleave", true, no_value},
    {"bias", true, bias},
    {"filtdelay", true, [](const Self& p) -> Value { return array_text(p.filter_delay_s); }},
    {"filtoffset", true, [](const Self& p) -> Value { return array_text(p.filter_offset_s); }},
    {"filtdisp", true, [](const Self& p) -> Value { return array_text(p.filter_dispersion_s); }},
    {"config", false, [](const Self& p) -> Value { return integer(p.configured); }},
    {"authenable", false, [](const Self& p) -> Value { return integer(p.authentication_enabled); }},
    {"authentic", false, [](const Self& p) -> Value { return integer(p.authentic); }},
    {"received", false, [](const Self& p) -> Value { return std::to_string(p.received); }},
    {"sent", false, [](const Self& p) -> Value { return std::to_string(p.sent); }},
    {"org", false, no_value},
    {"xmt", false, no_value},
    {"timer", false, [](const Self& p) -> Value { return whole_text(p.next_poll_s); }},
    {"timerec", false, [](const Self& p) -> Value { return whole_text(p.heard_ago_s); }},
    {"timereach", false, [](const Self& p) -> Value { return whole_text(p.reach_changed_ago_s); }},
    {"badauth", false, [](const Self& p) -> Value { return std::to_string(p.bad_authentication); }},
    {"bogusorg", false, [](const Self& p) -> Value { return std::to_string(p.bogus_origin); }},
    {"oldpkt", false, [](const Self& p) -> Value { return std::to_string(p.duplicates); }},
    {"seldisp", false, [](const Self& p) -> Value { return std::to_string(p.bad_distance); }},
    {"selbroken", false, [](const Self& p) -> Value { return std::to_string(p.bad_reference); }},
    {"candidate", false, [](const Self& p) -> Value { return integer(p.selection); }},
    {"ntscookies", false, no_value},
    {"peer_var_list", false, [](const Self&) -> Value { return names_text(peer_variables()); }},
});

}  // namespace

std::span<const Variable<PeerView>> peer_variables() {
  return kTable;
}

}  // namespace foliot::control
