#include "daemon/listen_plan.hpp"

#include <algorithm>
#include <charconv>

namespace foliot::daemon {
namespace {

using config::InterfaceAction;
using config::InterfaceLine;

struct Prefix {
  base::IpAddress address;
  unsigned bits = 0;
};

/// `ADDRESS` or `ADDRESS/BITS`.
std::optional<Prefix> parse_prefix(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto address = base::IpAddress::parse(std::string_view(text).substr(0, slash));
  if (!address) return std::nullopt;
  Prefix prefix{*address, static_cast<unsigned>(address->bytes().size() * 8)};
  if (slash == std::string::npos) return prefix;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data() + slash + 1, end, prefix.bits);
  if (result.ec != std::errc{} || result.ptr != end || prefix.bits > address->bytes().size() * 8) return std::nullopt;
  return prefix;
}

bool contains(const Prefix& prefix, const base::IpAddress& address) {
  if (prefix.address.family() != address.family()) return false;
  for (unsigned bit = 0; bit < prefix.bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((prefix.address.bytes()[bit / 8] & mask) != (address.bytes()[bit / 8] & mask)) return false;
  }
  return true;
}

bool matches(const InterfaceLine& rule, const LocalAddress& local) {
  if (rule.what == "all") return true;
  if (rule.what == "ipv4") return local.address.is_v4();
  if (rule.what == "ipv6") return !local.address.is_v4();
  if (rule.what == local.interface) return true;
  const auto prefix = parse_prefix(rule.what);
  return prefix && contains(*prefix, local.address);
}

bool is_listened(std::span<const InterfaceLine> rules, const LocalAddress& local) {
  bool listened = true;
  for (const InterfaceLine& rule : rules) {
    if (matches(rule, local)) listened = rule.action == InterfaceAction::listen;
  }
  return listened;
}

bool is_family(const base::IpAddress& address, std::optional<base::IpFamily> family) {
  return !family || address.family() == *family;
}

/// Addresses that a rule names in full and no interface has.
std::vector<LocalAddress> named_only_by_rules(std::span<const InterfaceLine> rules,
                                              std::span<const LocalAddress> local) {
  std::vector<LocalAddress> named;
  for (const InterfaceLine& rule : rules) {
    const auto address = base::IpAddress::parse(rule.what);
    const bool known = address && std::ranges::any_of(local, [&](const auto& l) { return l.address == *address; });
    if (address && !known && rule.action == InterfaceAction::listen) named.push_back({"", *address});
  }
  return named;
}

/// The rules, and last that virtual interfaces are left out, if that is wanted.
std::vector<InterfaceLine> with_scope(std::span<const InterfaceLine> rules, std::span<const LocalAddress> local,
                                      const ListenScope& scope) {
  std::vector<InterfaceLine> all(rules.begin(), rules.end());
  for (const LocalAddress& one : local) {
    const bool is_virtual = one.interface.find(':') != std::string::npos;
    if (is_virtual && scope.without_virtual) all.push_back({InterfaceAction::ignore, one.interface, {}});
  }
  return all;
}

}  // namespace

ListenPlan plan_listening(std::span<const InterfaceLine> configured, std::span<const LocalAddress> local,
                          const ListenScope& scope) {
  ListenPlan plan;
  const std::vector<InterfaceLine> rules = with_scope(configured, local, scope);
  if (rules.empty()) {
    plan.wildcard_v4 = !scope.family || *scope.family == base::IpFamily::v4;
    plan.wildcard_v6 = !scope.family || *scope.family == base::IpFamily::v6;
    return plan;
  }
  std::vector<LocalAddress> candidates(local.begin(), local.end());
  std::ranges::copy(named_only_by_rules(rules, local), std::back_inserter(candidates));
  for (const LocalAddress& candidate : candidates) {
    if (is_family(candidate.address, scope.family) && is_listened(rules, candidate)) {
      plan.addresses.push_back(candidate.address);
    }
  }
  return plan;
}

}  // namespace foliot::daemon
