#include "tools/monitor/reader.hpp"

#include "tools/ntpq/text.hpp"

namespace foliot::monitor {

std::optional<std::string_view> Variables::text(std::string_view name) const {
  const auto value = ntpq::find_value(pairs, name);
  if (!value) return std::nullopt;
  return ntpq::unquoted(*value);
}

std::optional<std::int64_t> Variables::integer(std::string_view name) const {
  const auto value = text(name);
  return value ? ntpq::parse_integer(*value) : std::nullopt;
}

std::optional<double> Variables::decimal(std::string_view name) const {
  const auto value = text(name);
  return value ? ntpq::parse_decimal(*value) : std::nullopt;
}

std::expected<Variables, ntpq::Failure> read_variables(ntpq::Client& client, std::uint16_t association_id,
                                                       std::string_view names) {
  const auto answer =
      client.ask({.opcode = wire::ControlOpcode::read_variables, .association_id = association_id, .data = names});
  if (!answer) return std::unexpected(answer.error());
  return Variables{.status = answer->status, .pairs = ntpq::parse_variables(answer->text())};
}

}  // namespace foliot::monitor
