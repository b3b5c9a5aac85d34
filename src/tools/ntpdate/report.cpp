#include "tools/ntpdate/report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpdate {
namespace {

using nlohmann::json;
using oneshot::Filtered;
using oneshot::Server;
using oneshot::Slot;

std::string address_of(const Server& server) {
  return server.target.address.ip.to_string();
}

std::string delay_text(Interval delay) {
  return fmt::format("{:.5f}", delay.seconds());
}

Slot slot_at(const Server& server, std::size_t index) {
  return index < server.filter.size() ? server.filter[index] : Slot{};
}

/// Eight columns in two rows.
template <class Text>
std::string filter_rows(const Server& server, Text text) {
  std::string rows;
  for (std::size_t i = 0; i < oneshot::kMostSamples; ++i) {
    rows += fmt::format(" {:<8.8}", text(slot_at(server, i).value_or(oneshot::Measurement{})));
    if (i + 1 == oneshot::kMostSamples / 2) rows += "\n        ";
  }
  return rows + '\n';
}

std::string refid_text(const Server& server, const wire::Header& last) {
  if (last.stratum != 1) return address_of(server);
  std::string text;
  for (const std::uint8_t octet : last.reference_id.bytes()) {
    if (octet == 0) break;
    text += static_cast<char>(octet);
  }
  return ntpq::escaped(text);
}

int stratum_shown(const Server& server) {
  return server.last ? oneshot::stratum_of(*server.last) : 0;
}

json json_of(const Server& server, const Filtered& filtered) {
  json row{{"name", ntpq::escaped(server.target.name)},
           {"address", address_of(server)},
           {"stratum", stratum_shown(server)},
           {"transmitted", server.transmitted},
           {"rate_limited", server.rate_limited}};
  if (!filtered.has_data()) return row;
  row["offset_s"] = filtered.offset.seconds();
  row["delay_s"] = filtered.delay.seconds();
  row["dispersion_s"] = filtered.dispersion.seconds();
  row["leap"] = static_cast<int>(server.last->leap);
  row["root_delay_s"] = server.last->root_delay.seconds();
  row["root_dispersion_s"] = server.last->root_dispersion.seconds();
  return row;
}

}  // namespace

std::string offset_text(Interval offset) {
  return fmt::format("{}{:.6f}", offset < Interval{} ? '-' : '+', offset.abs().seconds());
}

std::string server_line(const Server& server, const Filtered& filtered) {
  return fmt::format("server {}, stratum {}, offset {}, delay {}\n", address_of(server), stratum_shown(server),
                     offset_text(filtered.offset), delay_text(filtered.delay));
}

std::string server_block(const Server& server, const Filtered& filtered, const ntpq::DateStyle& style) {
  const wire::Header last = server.last.value_or(wire::Header{});
  const unsigned leap = static_cast<unsigned>(last.leap);
  const std::string spread =
      fmt::format("delay {}, dispersion {:.5f}\n", delay_text(filtered.delay), filtered.dispersion.seconds());
  std::string text = fmt::format("server {}, port {}\n", address_of(server), server.target.address.port);
  text += fmt::format("stratum {}, precision {}, leap {}{}, trust {:03o}\n", stratum_shown(server), last.precision,
                      leap >> 1U, leap & 1U, server.sealed_wrongly ? 1 : 0);
  text += fmt::format("refid [{}], {}", refid_text(server, last), spread);
  text += fmt::format("transmitted {}, in filter {}\n", server.transmitted, server.filter.size());
  text += fmt::format("reference time:    {}\n", ntpq::date_text(last.reference, style));
  text += fmt::format("originate timestamp: {}\n", ntpq::date_text(last.transmit, style));
  text += fmt::format("transmit timestamp:  {}\n", ntpq::date_text(server.sent, style));
  text += "filter delay: " + filter_rows(server, [](const auto& sample) { return delay_text(sample.delay); });
  text += "filter offset:" + filter_rows(server, [](const auto& sample) { return offset_text(sample.offset); });
  return text + spread + fmt::format("offset {}\n\n", offset_text(filtered.offset));
}

std::string to_json(const Result& result) {
  json object{{"action", result.action}, {"done", result.done}, {"servers", json::array()}};
  for (std::size_t i = 0; i < result.servers.size(); ++i) {
    object["servers"].push_back(json_of(result.servers[i], result.filtered[i]));
  }
  for (const Dropped& dropped : result.choice.dropped) {
    object["servers"][dropped.server]["dropped"] = to_string(dropped.reason);
  }
  if (result.choice.server) {
    object["server"] = address_of(result.servers[*result.choice.server]);
    object["offset_s"] = result.filtered[*result.choice.server].offset.seconds();
  }
  return object.dump(-1, ' ', true, json::error_handler_t::replace) + '\n';
}

}  // namespace foliot::ntpdate
