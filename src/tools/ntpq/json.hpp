// The same answers for programs: one JSON object in one line for each command and server.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/ntpq/associations.hpp"
#include "tools/ntpq/mru_list.hpp"
#include "tools/ntpq/ordered_list.hpp"
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
using FieldValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;
struct Field {
  std::string_view name;
  FieldValue value;
};
using Fields = std::vector<Field>;

/// `{"server":...,"name":value,...}`, with a line end.
[[nodiscard]] std::string fields_json(const std::string& server, const Fields& fields);
/// `{"server":...,"association_id":0,"status":1557,"variables":{...}}`, with a line end. Values that are numbers are
/// numbers, arrays are arrays, all else is text as the server sent it.
[[nodiscard]] std::string variables_json(const std::string& server, AssociationStatus association,
                                         const VariablePairs& variables);

/// `{"server":...,"LIST":[{"index":0,"name":value,...},...]}`, with a line end.
[[nodiscard]] std::string items_json(const std::string& server, std::string_view list,
                                     std::span<const OrderedItem> items);
/// `{"server":...,"complete":true,"clients":[{"address":...,"port":123,...},...]}`, with a line end.
[[nodiscard]] std::string clients_json(const std::string& server, const MruList& list);

}  // namespace foliot::ntpq
