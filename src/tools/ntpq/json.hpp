// The same answers for programs: one JSON object in one line for each command and server.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/ntpq/associations.hpp"
#include "tools/ntpq/peers.hpp"
#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {

struct PeerReport {
  PeerFacts facts;
  AssociationStatus association;
};

/// `{"server":...,"peers":[{"tally":"*","remote":...,"offset_ms":...},...]}`, with a line end.
[[nodiscard]] std::string peers_json(const std::string& server, std::span<const PeerReport> peers,
                                     const PeersStyle& style);
/// `{"server":...,"associations":[...]}`, with a line end.
[[nodiscard]] std::string associations_json(const std::string& server, std::span<const AssociationStatus> associations);
/// `{"server":...,"association_id":0,"status":1557,"variables":{...}}`, with a line end. Values that are numbers are
/// numbers, arrays are arrays, all else is text as the server sent it.
[[nodiscard]] std::string variables_json(const std::string& server, AssociationStatus association,
                                         const VariablePairs& variables);

}  // namespace foliot::ntpq
