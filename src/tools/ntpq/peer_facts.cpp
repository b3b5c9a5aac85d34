// Reads what the billboard needs out of the variables of an association.
#include "tools/ntpq/dates.hpp"
#include "tools/ntpq/peers.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

std::string text_of(const VariablePairs& variables, std::string_view name) {
  return std::string(unquoted(find_value(variables, name).value_or("")));
}

void read(std::int64_t& number, const VariablePairs& variables, std::string_view name) {
  const auto value = find_value(variables, name);
  if (value) number = parse_integer(*value).value_or(number);
}

void read(double& number, const VariablePairs& variables, std::string_view name) {
  const auto value = find_value(variables, name);
  if (value) number = parse_decimal(*value).value_or(number);
}

void read(Timestamp& timestamp, const VariablePairs& variables, std::string_view name) {
  const auto value = find_value(variables, name);
  if (value) timestamp = parse_timestamp(*value).value_or(timestamp);
}

}  // namespace

PeerFacts read_peer_facts(const VariablePairs& variables) {
  PeerFacts peer;
  peer.source_text = text_of(variables, "srcadr");
  peer.source = base::IpAddress::parse(peer.source_text);
  peer.host_name = text_of(variables, "srchost");
  peer.destination_text = text_of(variables, "dstadr");
  peer.destination = base::IpAddress::parse(peer.destination_text);
  if (const auto id = find_value(variables, "refid")) peer.reference_id = std::string(*id);
  read(peer.stratum, variables, "stratum");
  read(peer.host_mode, variables, "hmode");
  read(peer.host_poll_log2_s, variables, "hpoll");
  read(peer.peer_poll_log2_s, variables, "ppoll");
  std::int64_t reach = 0;
  read(reach, variables, "reach");
  peer.reach = static_cast<std::uint64_t>(reach);
  read(peer.delay_ms, variables, "delay");
  read(peer.offset_ms, variables, "offset");
  read(peer.dispersion_ms, variables, "dispersion");
  if (const auto jitter = find_value(variables, "jitter")) peer.jitter_ms = parse_decimal(*jitter);
  peer.delay_text = text_of(variables, "delay");
  peer.offset_text = text_of(variables, "offset");
  peer.jitter_text = text_of(variables, "jitter");
  if (const auto cookies = find_value(variables, "ntscookies")) peer.nts_cookies = parse_integer(*cookies);
  read(peer.receive_time, variables, "rec");
  read(peer.reference_time, variables, "reftime");
  return peer;
}

}  // namespace foliot::ntpq
