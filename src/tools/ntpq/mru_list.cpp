#include "tools/ntpq/mru_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/ip_address.hpp"
#include "tools/ntpq/dates.hpp"
#include "tools/ntpq/ordered_list.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kLongestNonce = 64;
constexpr std::size_t kLongestAddress = 64;
constexpr std::size_t kRule = 78;

std::optional<std::int64_t> whole_of(const OrderedItem& item, std::string_view name) {
  return parse_integer(unquoted(find_value(item.variables, name).value_or("")));
}

/// Splits `192.0.2.1:123` or `[::1]:123`; false when it is no address with a port.
bool split_address(MruEntry& entry) {
  const std::string_view text = entry.address;
  if (text.size() > kLongestAddress) return false;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto port = parse_integer(text.substr(colon + 1));
  if (!port || *port < 0 || *port > UINT16_MAX) return false;
  entry.port = static_cast<std::uint16_t>(*port);
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  entry.host = std::string(host);
  return base::IpAddress::parse(host.substr(0, host.find('%'))).has_value() && escaped(host) == host;
}

std::optional<MruEntry> parse_entry(const OrderedItem& item) {
  MruEntry entry;
  entry.address = std::string(unquoted(find_value(item.variables, "addr").value_or("")));
  const auto last = parse_timestamp(find_value(item.variables, "last").value_or(""));
  if (!last || !split_address(entry)) return std::nullopt;
  entry.last = *last;
  entry.first = parse_timestamp(find_value(item.variables, "first").value_or("")).value_or(*last);
  entry.count = std::max<std::int64_t>(whole_of(item, "ct").value_or(1), 0);
  entry.mode_version = static_cast<std::uint8_t>(whole_of(item, "mv").value_or(0) & 0xff);
  entry.restrictions = static_cast<std::uint16_t>(whole_of(item, "rs").value_or(0) & 0xffff);
  entry.score = parse_decimal(find_value(item.variables, "sc").value_or(""));
  entry.dropped = whole_of(item, "dr");
  return entry;
}

/// `nonce=...` goes back to the server as it came: only letters and digits, so that it can say nothing else.
std::optional<std::string> parse_nonce(const VariablePairs& variables) {
  const auto value = find_value(variables, "nonce");
  if (!value || value->empty() || value->size() > kLongestNonce) return std::nullopt;
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (!std::ranges::all_of(*value, is_plain)) return std::nullopt;
  return std::string(*value);
}

/// So that IPv4 comes before IPv6, and both in the order of their numbers.
std::pair<bool, std::vector<std::uint8_t>> address_key(const MruEntry& entry) {
  const std::string_view host = entry.host;
  const auto address = base::IpAddress::parse(host.substr(0, host.find('%'))).value_or(base::IpAddress{});
  const auto octets = address.bytes();
  return {!address.is_v4(), {octets.begin(), octets.end()}};
}

template <class Key>
void sort_by(std::vector<MruEntry>& entries, Key key) {
  std::ranges::stable_sort(entries, {}, key);
}

std::string score_text(std::optional<double> score) {
  if (!score || *score == 0) return "-";
  const int decimals = *score > 100'000 ? 1 : *score > 10'000 ? 2 : 3;
  return fmt::format("{:.{}f}", std::min(*score, 1e9), decimals);
}

/// Short intervals with decimals, where there are two columns more anyway.
std::string fine_interval(const MruEntry& entry) {
  const double average_s = average_interval_s(entry);
  if (average_s > 5 || entry.count <= 1) return fmt::format("{:.0f}", average_s);
  return fmt::format("{:.{}f}", average_s, average_s >= 1 ? 2 : 3);
}

}  // namespace

MruAnswer parse_mru_answer(const VariablePairs& variables) {
  MruAnswer answer;
  for (const OrderedItem& item : ordered_items(variables)) {
    if (auto entry = parse_entry(item)) answer.entries.push_back(std::move(*entry));
  }
  answer.nonce = parse_nonce(variables);
  if (const auto now = find_value(variables, "now")) answer.now = parse_timestamp(*now);
  return answer;
}

RefusalBits refusal_bits_of(std::string_view version) {
  constexpr std::string_view kClassic = "ntpd 4.2.8p";
  constexpr int kMoved = 11;
  const std::size_t at = version.find(kClassic);
  if (at == std::string_view::npos) return {};
  std::string_view patch = version.substr(at + kClassic.size());
  patch = patch.substr(0, patch.find_first_not_of("0123456789"));
  return parse_integer(patch).value_or(0) >= kMoved ? RefusalBits{.limited = 0x40, .kiss = 0x800} : RefusalBits{};
}

char refusal_code(const MruEntry& entry, RefusalBits bits) {
  if ((entry.restrictions & bits.kiss) != 0) return 'K';
  return (entry.restrictions & bits.limited) != 0 ? 'L' : '.';
}

std::int64_t seconds_since(Timestamp then, Timestamp now) {
  return std::max<std::int64_t>(std::llround((now - then).seconds()), 0);
}

double average_interval_s(const MruEntry& entry) {
  if (entry.count <= 1) return 0;
  return std::max((entry.last - entry.first).seconds(), 0.0) / static_cast<double>(entry.count - 1);
}

bool is_sort_order(std::string_view order) {
  constexpr auto kOrders = std::to_array<std::string_view>({"lstint", "avgint", "addr", "count", "score", "drop"});
  if (order.starts_with('-')) order.remove_prefix(1);
  return std::ranges::find(kOrders, order) != kOrders.end();
}

void sort_entries(std::vector<MruEntry>& entries, std::string_view order) {
  const bool reverse = order.starts_with('-');
  if (reverse) order.remove_prefix(1);
  // The newest first: times are compared around the era by their distance to the newest of all.
  Timestamp newest = entries.empty() ? Timestamp{} : entries.front().last;
  for (const MruEntry& entry : entries) newest = (entry.last - newest).seconds() > 0 ? entry.last : newest;
  sort_by(entries, [newest](const MruEntry& entry) { return (newest - entry.last).seconds(); });
  if (order == "avgint") sort_by(entries, average_interval_s);
  if (order == "addr") sort_by(entries, address_key);
  if (order == "count") sort_by(entries, &MruEntry::count);
  if (order == "score") sort_by(entries, [](const MruEntry& entry) { return entry.score.value_or(0); });
  if (order == "drop") sort_by(entries, [](const MruEntry& entry) { return entry.dropped.value_or(0); });
  if (reverse) std::ranges::reverse(entries);
}

std::string mru_header(const MruStyle& style) {
  if (!style.with_score)
    return "lstint avgint rstr r m v  count rport remote address\n" + std::string(kRule, '=') + '\n';
  const std::string titles = " lstint avgint rstr r m v  count    score   drop rport remote address";
  return titles + '\n' + std::string(titles.size(), '=') + '\n';
}

std::string mru_line(const MruEntry& entry, Timestamp now, RefusalBits bits, const MruStyle& style) {
  const std::int64_t last_s = seconds_since(entry.last, now);
  const char refusal = refusal_code(entry, bits);
  if (!style.with_score) {
    return fmt::format("{:6} {:6} {:4x} {} {} {} {:6} {:5} {}\n", last_s, std::llround(average_interval_s(entry)),
                       entry.restrictions, refusal, entry.mode(), entry.version(), entry.count, entry.port,
                       style.remote(entry));
  }
  const std::string dropped = entry.dropped ? fmt::format("{:4}", *entry.dropped) : "-";
  return fmt::format("{:7} {:>6} {:4x} {} {} {} {:6} {:>8} {:>6} {:5} {}\n", last_s, fine_interval(entry),
                     entry.restrictions, refusal, entry.mode(), entry.version(), entry.count, score_text(entry.score),
                     dropped, entry.port, style.remote(entry));
}

}  // namespace foliot::ntpq
