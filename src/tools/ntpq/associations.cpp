#include "tools/ntpq/associations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "control/status_word.hpp"
#include "tools/ntpq/status_text.hpp"
#include "wire/byte_reader.hpp"

namespace foliot::ntpq {
namespace {

using control::PeerEvent;
using control::PeerStatus;

std::string_view authentication_text(const PeerStatus& status) {
  if (!status.authentication_enabled) return "none";
  if (status.broadcast) return "yes";
  return status.authentic ? "ok " : "bad";
}

std::string_view reach_text(const PeerStatus& status) {
  if (status.broadcast) return "none";
  return status.reachable ? "yes" : "no";
}

/// This table has its own word for one event and no word for the last four.
std::string_view last_event_text(PeerEvent event) {
  if (event == PeerEvent::clock_event) return "clock_alarm";
  return event > PeerEvent::clock_event ? std::string_view{} : peer_event_text(event);
}

std::string row(std::size_t index, AssociationStatus association) {
  const PeerStatus status = PeerStatus::decode(association.status);
  return fmt::format("{:3} {:5}  {:04x}   {:>3}  {:>4}  {:>4.4} {:>9} {:>11} {:2}", index, association.id,
                     association.status, status.configured ? "yes" : "no", reach_text(status),
                     authentication_text(status), selection_text(status.selection), last_event_text(status.last_event),
                     status.event_count);
}

}  // namespace

std::optional<std::vector<AssociationStatus>> parse_associations(std::span<const std::uint8_t> data) {
  if (data.size() % 4 != 0) return std::nullopt;
  std::vector<AssociationStatus> list;
  wire::ByteReader in(data);
  while (in.remaining() > 0) {
    const auto id = in.be<std::uint16_t>();
    list.push_back({.id = id, .status = in.be<std::uint16_t>()});
  }
  std::ranges::stable_sort(list, {}, &AssociationStatus::id);
  return list;
}

bool is_noteworthy(AssociationStatus association) {
  const PeerStatus status = PeerStatus::decode(association.status);
  return status.configured || status.reachable;
}

std::string associations_table(std::span<const AssociationStatus> associations, bool show_all) {
  if (associations.empty()) return "No association ID's in list\n";
  std::string table =
      "\nind assid status  conf reach auth condition  last_event cnt\n"
      "===========================================================\n";
  for (std::size_t i = 0; i < associations.size(); ++i) {
    if (show_all || is_noteworthy(associations[i])) table += row(i + 1, associations[i]) + '\n';
  }
  return table;
}

}  // namespace foliot::ntpq
