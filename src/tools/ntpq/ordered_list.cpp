#include "tools/ntpq/ordered_list.hpp"

#include <fmt/format.h>

#include <bit>
#include <map>
#include <optional>

#include "base/ip_address.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::int64_t kMostIndex = 1'000'000;

std::string text_of(const OrderedItem& item, std::string_view name) {
  return escaped(unquoted(find_value(item.variables, name).value_or("?")));
}

/// A number in a column; `?` when it was not sent.
std::string number_of(const OrderedItem& item, std::string_view name, std::size_t width) {
  const auto value = parse_integer(unquoted(find_value(item.variables, name).value_or("")));
  return padded_left(value ? std::to_string(*value) : "?", width);
}

std::string flags_of(const OrderedItem& item) {
  const auto value = parse_integer(unquoted(find_value(item.variables, "flags").value_or("")));
  return padded_left(value ? fmt::format("{:x}", *value) : "?", 4);
}

std::string interface_lines(const OrderedItem& item) {
  const bool enabled = parse_integer(find_value(item.variables, "en").value_or("0")).value_or(0) != 0;
  std::string lines =
      fmt::format("{:3} {:<24.24} {} {} {} {} {} {} {} {} {}\n    {}\n", item.index, text_of(item, "name"),
                  enabled ? '.' : 'D', flags_of(item), number_of(item, "tl", 3), number_of(item, "mc", 2),
                  number_of(item, "rx", 6), number_of(item, "tx", 6), number_of(item, "txerr", 6),
                  number_of(item, "pc", 5), number_of(item, "up", 8), text_of(item, "addr"));
  if (const auto broadcast = find_value(item.variables, "bcast"); broadcast && !unquoted(*broadcast).empty()) {
    lines += "    " + escaped(unquoted(*broadcast)) + '\n';
  }
  return lines;
}

/// The length of the prefix that the mask is; nothing when it is none.
std::optional<int> prefix_length(const base::IpAddress& mask) {
  int length = 0;
  bool ended = false;
  for (const std::uint8_t octet : mask.bytes()) {
    const int ones = std::countl_one(octet);
    if ((ended && octet != 0) || ones != std::popcount(octet)) return std::nullopt;
    ended = ended || ones < 8;
    length += ones;
  }
  return length;
}

}  // namespace

std::vector<OrderedItem> ordered_items(const VariablePairs& variables) {
  std::map<std::uint32_t, VariablePairs> by_index;
  for (const VariablePair& pair : variables) {
    const std::size_t dot = pair.name.rfind('.');
    if (dot == std::string::npos || dot + 1 == pair.name.size()) continue;
    const auto index = parse_integer(std::string_view(pair.name).substr(dot + 1));
    if (!index || *index < 0 || *index > kMostIndex) continue;
    by_index[static_cast<std::uint32_t>(*index)].push_back({pair.name.substr(0, dot), pair.value});
  }
  std::vector<OrderedItem> items;
  items.reserve(by_index.size());
  for (auto& [index, pairs] : by_index) items.push_back({index, std::move(pairs)});
  return items;
}

std::string ifstats_text(const std::vector<OrderedItem>& items) {
  std::string text =
      "    interface name                                        send\n"
      " #  address/broadcast     drop flag ttl mc received sent failed peers   uptime\n" +
      std::string(79, '=') + '\n';
  for (const OrderedItem& item : items) text += interface_lines(item);
  return text;
}

std::string prefix_text(std::string_view address, std::string_view mask) {
  const auto parsed = base::IpAddress::parse(mask);
  const auto length = parsed ? prefix_length(*parsed) : std::nullopt;
  if (length) return fmt::format("{}/{}", escaped(address), *length);
  return escaped(address) + " mask " + escaped(mask);
}

std::string reslist_text(const std::vector<OrderedItem>& items) {
  std::string text = "   hits    addr/prefix or addr mask\n           restrictions\n" + std::string(78, '=') + '\n';
  for (const OrderedItem& item : items) {
    const std::string prefix = prefix_text(unquoted(find_value(item.variables, "addr").value_or("?")),
                                           unquoted(find_value(item.variables, "mask").value_or("?")));
    text += number_of(item, "hits", 10) + ' ' + prefix + "\n           " + text_of(item, "flags") + '\n';
  }
  return text;
}

}  // namespace foliot::ntpq
