// What `why` reads out of variables, and the small texts that it is made of.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tools/ntpq/text.hpp"
#include "tools/ntpq/why.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kScreen = 78;

std::int64_t whole(const VariablePairs& variables, std::string_view name, std::int64_t otherwise) {
  return parse_integer(find_value(variables, name).value_or("")).value_or(otherwise);
}

double decimal(const VariablePairs& variables, std::string_view name) {
  return parse_decimal(find_value(variables, name).value_or("")).value_or(0);
}

}  // namespace

double SourceFacts::distance_ms() const {
  return (root_delay_ms + peer.delay_ms) / 2 + root_dispersion_ms + peer.dispersion_ms + peer.jitter_ms.value_or(0);
}

SourceFacts read_source_facts(const VariablePairs& variables, std::uint16_t association_id, std::uint16_t status,
                              const PeersStyle& style) {
  SourceFacts source;
  source.peer = read_peer_facts(variables);
  source.association_id = association_id;
  source.status = control::PeerStatus::decode(status);
  source.name = remote_text(source.peer, style);
  if (source.name.empty()) source.name = fmt::format("association {}", association_id);
  source.leap = whole(variables, "leap", 0);
  source.flash = whole(variables, "flash", 0);
  source.key_id = whole(variables, "keyid", 0);
  source.unanswered = whole(variables, "unreach", 0);
  source.unbelieved = whole(variables, "badauth", 0);
  source.root_delay_ms = decimal(variables, "rootdelay");
  source.root_dispersion_ms = decimal(variables, "rootdisp");
  return source;
}

SystemFacts read_system_facts(const VariablePairs& variables, std::uint16_t status) {
  SystemFacts system;
  system.status = control::SystemStatus::decode(status);
  system.stratum = whole(variables, "stratum", 16);
  system.peer = whole(variables, "peer", 0);
  system.reference_id = escaped(unquoted(find_value(variables, "refid").value_or("")));
  system.offset_ms = decimal(variables, "offset");
  system.root_delay_ms = decimal(variables, "rootdelay");
  system.root_dispersion_ms = decimal(variables, "rootdisp");
  return system;
}

bool SystemFacts::synchronized() const {
  return status.leap != LeapIndicator::unsynchronized && stratum < 16;
}

std::string span_text(double ms) {
  struct Unit {
    double in_ms;
    std::string_view name;
  };
  constexpr auto kUnits = std::to_array<Unit>(
      {{86'400'000, "days"}, {3'600'000, "h"}, {60'000, "min"}, {1000, "s"}, {1, "ms"}, {0.001, "us"}});
  ms = std::abs(ms);
  for (const Unit& unit : kUnits) {
    const double value = ms / unit.in_ms;
    if (value < 1 && unit.in_ms > 0.001) continue;
    return fmt::format("{:.{}f} {}", value, value >= 100 ? 0 : value >= 10 ? 1 : 2, unit.name);
  }
  return "0 ms";
}

std::string wrapped(std::string_view text, std::size_t indent) {
  std::size_t column = std::min(text.find_first_not_of(' '), text.size());
  std::string lines(text.substr(0, column));
  text.remove_prefix(column);
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const bool fits = first || column + 1 + end <= kScreen;
    if (!first) lines += fits ? " " : '\n' + std::string(indent, ' ');
    column = (fits ? column + (first ? 0 : 1) : indent) + end;
    lines += text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace foliot::ntpq
