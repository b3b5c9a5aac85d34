// What the scenario tests share: a configuration for simulated servers, and worlds that are quick to write.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "sim/world.hpp"

namespace foliot::testing {

inline constexpr std::uint64_t kSeed = 20'240'229;
/// 2026-05-01 00:00:00 UTC.
inline constexpr sim::TrueTime kStart = sim::TrueTime::from_nanoseconds(1'777'593'600'000'000'000);

inline sim::ServerModel server(const std::string& host) {
  sim::ServerModel model;
  model.host = host;
  return model;
}

inline config::AssociationLine server_line(const std::string& host) {
  config::AssociationLine line{.host = host, .family = {}, .options = {}, .place = {}};
  line.options.iburst = true;
  return line;
}

/// One `server HOST iburst` line for each server.
inline config::Config follow(const std::vector<sim::ServerModel>& servers) {
  config::Config config;
  for (const sim::ServerModel& model : servers) config.associations.push_back(server_line(model.host));
  return config;
}

inline std::vector<sim::ServerModel> three_servers() {
  return {server("192.0.2.1"), server("192.0.2.2"), server("192.0.2.3")};
}

inline int count(const sim::World& world, engine::EventCode code) {
  return static_cast<int>(std::ranges::count_if(world.reports(), [&](const auto& r) { return r.code == code; }));
}

/// The tally of the association with `host`.
inline selection::SelectionStatus status_of(sim::World& world, const std::string& host) {
  world.engine().set_view_time(world.reading());
  for (const auto& view : world.engine().peer_views()) {
    if (view.source.ip.to_string() == host) return view.selection;
  }
  return selection::SelectionStatus::reject;
}

/// The largest |clock error| while `seconds` pass, s.
inline double worst_error_s(sim::World& world, double seconds) {
  double worst_s = 0;
  world.run(seconds, [&] { worst_s = std::max(worst_s, std::abs(world.error_s())); });
  return worst_s;
}

}  // namespace foliot::testing
