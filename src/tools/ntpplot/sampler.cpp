#include "tools/ntpplot/sampler.hpp"

#include <cmath>
#include <string_view>

#include "base/ip_address.hpp"
#include "control/status_word.hpp"
#include "tools/monitor/reader.hpp"
#include "tools/ntpq/associations.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpplot {
namespace {

constexpr double kPerMs = 1e-3;
constexpr double kLargestValue = 1e12;

void add(Series& series, double at_s, const monitor::Variables& variables, std::string_view name, double unit) {
  const auto value = variables.decimal(name);
  if (value && std::abs(*value) <= kLargestValue && series.size() < kMostPoints) {
    series.push_back({at_s, *value * unit});
  }
}

void add_source(const monitor::Variables& peer, double at_s, History& history) {
  const auto text = peer.text("srcadr");
  const auto address = text ? base::IpAddress::parse(*text) : std::nullopt;
  if (!address || address->is_unspecified()) return;
  Source* source = history.source(address->to_string());
  if (source == nullptr) return;
  add(source->offset_s, at_s, peer, "offset", kPerMs);
  add(source->delay_s, at_s, peer, "delay", kPerMs);
  add(source->jitter_s, at_s, peer, "jitter", kPerMs);
}

}  // namespace

std::expected<void, ntpq::Failure> sample(ntpq::Client& client, double at_s, History& history) {
  const auto system = monitor::read_variables(client, 0);
  if (!system) return std::unexpected(system.error());
  add(history.offset_s, at_s, *system, "offset", kPerMs);
  add(history.frequency_ppm, at_s, *system, "frequency", 1);
  add(history.jitter_s, at_s, *system, "sys_jitter", kPerMs);
  add(history.wander_ppm, at_s, *system, "clk_wander", 1);
  // Only this suite's daemon knows a bound, and other daemons refuse to be asked for it.
  if (const auto bound = monitor::read_variables(client, 0, "bound")) {
    add(history.bound_s, at_s, *bound, "bound", kPerMs);
  }
  const auto list = client.ask({.opcode = wire::ControlOpcode::read_status, .association_id = 0, .data = {}});
  const auto associations = list ? ntpq::parse_associations(list->data) : std::nullopt;
  if (!associations) return {};
  std::size_t count = 0;
  for (const ntpq::AssociationStatus& association : *associations) {
    if (++count > kMostSources) break;
    const auto peer = monitor::read_variables(client, association.id, "srcadr,offset,delay,jitter");
    if (peer && control::PeerStatus::decode(peer->status).reachable) add_source(*peer, at_s, history);
  }
  return {};
}

}  // namespace foliot::ntpplot
