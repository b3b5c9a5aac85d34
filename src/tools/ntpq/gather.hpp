// Gathering: all that a server tells of itself and of its sources, for the commands that look at the whole.
#pragma once

#include <expected>
#include <vector>

#include "tools/ntpq/json.hpp"
#include "tools/ntpq/session.hpp"
#include "tools/ntpq/why.hpp"

namespace foliot::ntpq {

/// How billboards of this session look; asks the server for its time.
[[nodiscard]] PeersStyle peers_style(Session& session, PeersLayout layout);

struct Gathered {
  VariablePairs system_variables;
  SystemFacts system;
  std::vector<SourceFacts> sources;
  std::vector<VariablePairs> source_variables;  ///< of each source
  std::vector<std::uint16_t> source_statuses;
  PeersStyle style;
};

/// Asks for everything. An association that has gone meanwhile is left out.
[[nodiscard]] std::expected<Gathered, Failure> gather(Session& session);

}  // namespace foliot::ntpq
