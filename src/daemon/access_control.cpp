#include "daemon/access_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace foliot::daemon {
namespace {

using access::Restrict;
using access::RestrictEntry;
using access::RestrictFlags;
using config::RestrictLine;
using config::RestrictTarget;

constexpr int kNoPeerLimit = -1;

/// `ntpport` is a condition, not an effect.
RestrictFlags effects(RestrictFlags flags) {
  flags.bits &= ~static_cast<std::uint32_t>(Restrict::ntpport);
  return flags;
}

bool is_name(const RestrictLine& line) {
  return line.target == RestrictTarget::address && !base::IpAddress::parse(line.host);
}

std::optional<access::SourceTemplate> template_of(std::span<const RestrictLine> lines) {
  std::optional<access::SourceTemplate> words;
  for (const RestrictLine& line : lines) {
    if (line.target != RestrictTarget::source) continue;
    if (!words) words.emplace();
    words->flags.add(effects(line.flags));
    words->ntpport = words->ntpport || line.flags.has(Restrict::ntpport);
    words->ippeerlimit = line.ippeerlimit.value_or(words->ippeerlimit);
  }
  return words;
}

}  // namespace

void AccessControl::configure(std::vector<RestrictLine> lines, std::vector<base::IpAddress> own, MonoTime now) {
  lines_ = std::move(lines);
  own_ = std::move(own);
  source_ = template_of(lines_);
  named_.clear();
  std::map<NameKey, std::vector<base::IpAddress>> kept;
  for (std::size_t line = 0; line < lines_.size(); ++line) {
    if (!is_name(lines_[line])) continue;
    named_.push_back({.line = line});
    const auto found = found_.find({lines_[line].host, lines_[line].family});
    if (found != found_.end()) kept.insert(*found);
  }
  found_ = std::move(kept);
  names_ = engine::NameResolution(named_.size());
  for (std::size_t number = 0; number < named_.size(); ++number) names_.want(number, now);
  changed_ = true;
}

void AccessControl::set_sources(std::span<const base::IpAddress> addresses) {
  if (std::ranges::equal(addresses, sources_)) return;
  sources_.assign(addresses.begin(), addresses.end());
  changed_ = changed_ || source_.has_value();
}

std::vector<RestrictName> AccessControl::due(MonoTime now) {
  std::vector<RestrictName> names;
  for (const std::size_t number : names_.due(now)) {
    const RestrictLine& line = lines_[named_[number].line];
    names.push_back({number, line.host, line.family});
  }
  return names;
}

std::optional<std::string> AccessControl::resolved(std::size_t number, std::span<const base::IpAddress> addresses,
                                                   MonoTime now) {
  if (number >= named_.size()) return std::nullopt;
  const RestrictLine& about = lines_[named_[number].line];
  const std::string where = fmt::format("{}:{}: restrict {}", about.place.file, about.place.line, about.host);
  if (addresses.empty()) {
    names_.failed(number, now);
    if (found_.contains({about.host, about.family}) || named_[number].complained) return std::nullopt;
    named_[number].complained = true;
    return where + ": the name has no address yet; the line takes effect when it has one";
  }
  names_.succeeded(number, now);
  auto& known = found_[{about.host, about.family}];
  if (std::ranges::equal(known, addresses)) return std::nullopt;
  known.assign(addresses.begin(), addresses.end());
  changed_ = true;
  std::string list;
  for (const base::IpAddress& address : addresses) list += ' ' + address.to_string();
  return fmt::format("{}: in effect for{}", where, list);
}

std::vector<base::IpAddress> AccessControl::addresses_of(const RestrictLine& line) const {
  if (const auto numeric = base::IpAddress::parse(line.host)) return {*numeric};
  const auto found = found_.find({line.host, line.family});
  return found == found_.end() ? std::vector<base::IpAddress>{} : found->second;
}

void AccessControl::add(access::RestrictRules& rules, const RestrictLine& line) const {
  RestrictEntry entry{.address = {}, .mask = {}, .flags = effects(line.flags)};
  entry.ntpport = line.flags.has(Restrict::ntpport);
  entry.ippeerlimit = line.ippeerlimit.value_or(kNoPeerLimit);
  if (line.target == RestrictTarget::default_entry) {
    for (const base::IpFamily family : {base::IpFamily::v4, base::IpFamily::v6}) {
      if (line.family && *line.family != family) continue;
      entry.address = access::default_entry(family).address;
      entry.mask = entry.address;
      rules.add(entry);
    }
    return;
  }
  for (const base::IpAddress& address : addresses_of(line)) {
    entry.address = address;
    entry.mask = line.mask.value_or(access::host_mask(address.family()));
    rules.add(entry);
  }
}

access::SharedRestrictList AccessControl::build() const {
  access::RestrictRules rules;
  for (const RestrictLine& line : lines_) {
    if (line.target != RestrictTarget::source) add(rules, line);
  }
  rules.add_own(own_);
  if (source_) {
    for (const base::IpAddress& address : sources_) rules.add_source(address, *source_);
  }
  return rules.build();
}

access::SharedRestrictList AccessControl::take_changed() {
  if (!std::exchange(changed_, false)) return nullptr;
  return build();
}

}  // namespace foliot::daemon
