#include "tools/ntpq/json.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "control/status_word.hpp"
#include "tools/ntpq/status_text.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

using Json = nlohmann::ordered_json;
using control::PeerStatus;

constexpr std::array<std::string_view, 9> kTexts{"srcadr", "dstadr", "peeradr", "refid", "srchost",
                                                 "addr",   "bcast",  "mask",    "name"};
constexpr std::array<std::string_view, 4> kArrays{"filtdelay", "filtoffset", "filtdisp", "filterror"};

/// Any bytes: what is no UTF-8 is replaced.
std::string line(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + '\n';
}

Json seconds_or_null(std::int64_t seconds) {
  return seconds > 0 ? Json(seconds) : Json(nullptr);
}

Json peer_json(const PeerReport& peer, const PeersStyle& style) {
  const PeerFacts& facts = peer.facts;
  const PeerStatus status = PeerStatus::decode(peer.association.status);
  return {{"tally", std::string(1, tally_code(status.selection))},
          {"selection", selection_text(status.selection)},
          {"remote", remote_text(facts, style)},
          {"address", facts.source_text},
          {"refid", facts.reference_id.value_or("")},
          {"association_id", peer.association.id},
          {"stratum", facts.stratum},
          {"type", std::string(1, type_code(facts))},
          {"when_s", seconds_or_null(when_s(facts, style.now))},
          {"poll_s", poll_s(facts)},
          {"reach", facts.reach},
          {"delay_ms", facts.delay_ms},
          {"offset_ms", facts.offset_ms},
          {"jitter_ms", facts.jitter_ms.value_or(facts.dispersion_ms)}};
}

Json array_json(std::string_view value) {
  Json array = Json::array();
  for (value = trimmed(value); !value.empty();) {
    const std::size_t end = std::min(value.find_first_of(" \t"), value.size());
    const auto number = parse_decimal(value.substr(0, end));
    array.push_back(number ? Json(*number) : Json(value.substr(0, end)));
    value = trimmed(value.substr(end));
  }
  return array;
}

Json value_json(const VariablePair& pair) {
  if (!pair.value) return nullptr;
  if (std::ranges::find(kArrays, pair.name) != kArrays.end()) return array_json(*pair.value);
  const std::string_view text = unquoted(*pair.value);
  const bool quoted = text.size() != pair.value->size();
  if (quoted || std::ranges::find(kTexts, pair.name) != kTexts.end()) return text;
  if (const auto number = parse_integer(text)) return *number;
  if (const auto number = parse_decimal(text)) return *number;
  return text;
}

}  // namespace

std::string peers_json(const std::string& server, std::span<const PeerReport> peers, const PeersStyle& style) {
  Json list = Json::array();
  for (const PeerReport& peer : peers) list.push_back(peer_json(peer, style));
  return line({{"server", server}, {"peers", list}});
}

std::string fields_json(const std::string& server, const Fields& fields) {
  Json object{{"server", server}};
  for (const Field& field : fields) {
    std::visit([&](const auto& value) { object[std::string(field.name)] = value; }, field.value);
  }
  return line(object);
}

std::string associations_json(const std::string& server, std::span<const AssociationStatus> associations) {
  Json list = Json::array();
  for (const AssociationStatus association : associations) {
    const PeerStatus status = PeerStatus::decode(association.status);
    list.push_back({{"association_id", association.id},
                    {"status", association.status},
                    {"configured", status.configured},
                    {"reachable", status.reachable},
                    {"broadcast", status.broadcast},
                    {"authentication_enabled", status.authentication_enabled},
                    {"authentic", status.authentic},
                    {"condition", selection_text(status.selection)},
                    {"last_event", peer_event_text(status.last_event)},
                    {"events", status.event_count}});
  }
  return line({{"server", server}, {"associations", list}});
}

std::string items_json(const std::string& server, std::string_view list, std::span<const OrderedItem> items) {
  Json all = Json::array();
  for (const OrderedItem& item : items) {
    Json object{{"index", item.index}};
    for (const auto& pair : item.variables) object[pair.name] = value_json(pair);
    all.push_back(std::move(object));
  }
  return line({{"server", server}, {std::string(list), all}});
}

std::string clients_json(const std::string& server, const MruList& list) {
  Json all = Json::array();
  for (const MruEntry& entry : list.entries) {
    Json object{{"address", entry.host},
                {"port", entry.port},
                {"last_s_ago", seconds_since(entry.last, list.now)},
                {"average_interval_s", average_interval_s(entry)},
                {"restrictions", entry.restrictions},
                {"refusal", std::string(1, refusal_code(entry, list.bits))},
                {"mode", entry.mode()},
                {"version", entry.version()},
                {"count", entry.count}};
    if (entry.score) object["score"] = *entry.score;
    if (entry.dropped) object["dropped"] = *entry.dropped;
    all.push_back(std::move(object));
  }
  return line({{"server", server}, {"complete", list.complete}, {"clients", all}});
}

std::string variables_json(const std::string& server, AssociationStatus association, const VariablePairs& variables) {
  Json values = Json::object();
  for (const auto& pair : variables) values[pair.name] = value_json(pair);
  return line(
      {{"server", server}, {"association_id", association.id}, {"status", association.status}, {"variables", values}});
}

}  // namespace foliot::ntpq
