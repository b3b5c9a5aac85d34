#include "access/prefix_table.hpp"

#include <optional>
#include <utility>

#include "base/check.hpp"

namespace foliot::access {
namespace {

AddressKey last_of(const RestrictKey& key) {
  return key.address | inverse(key.mask, key.family);
}

/// Nothing after the last address of the family.
std::optional<AddressKey> after(const AddressKey& address, base::IpFamily family) {
  if (family == base::IpFamily::v4) {
    const std::uint64_t next = address.high + (std::uint64_t{1} << 32U);
    if (next == 0) return std::nullopt;
    return AddressKey{next, 0};
  }
  if (~address.low != 0) return AddressKey{address.high, address.low + 1};
  if (~address.high != 0) return AddressKey{address.high + 1, 0};
  return std::nullopt;
}

}  // namespace

/// The ranges in the making: a sweep over the addresses, which opens and closes prefixes as it passes their ends.
struct PrefixTable::Ranges {
  struct Open {
    AddressKey last;
    Answer answer;
  };

  void begin(const AddressKey& start, const Answer& answer) {
    if (!starts.empty() && starts.back() == start) {
      answers.back() = answer;
    } else if (starts.empty() || answers.back() != answer) {
      starts.push_back(start);
      answers.push_back(answer);
    }
  }
  void enter(const RestrictKey& key, const Packed& packed) {
    while (!open.empty() && open.back().last < key.address) leave(key.family);
    Answer answer = open.empty() ? Answer{} : open.back().answer;
    // Ascending: of the same prefix the more specific condition comes later and so overwrites.
    answer.ntp_port = packed;
    if (!key.needs_ntpport()) answer.any_port = packed;
    open.push_back({last_of(key), answer});
    begin(key.address, answer);
  }
  void leave(base::IpFamily family) {
    const auto next = after(open.back().last, family);
    open.pop_back();
    if (next && !open.empty()) begin(*next, open.back().answer);
  }

  std::vector<AddressKey> starts;
  std::vector<Answer> answers;
  std::vector<Open> open;
};

PrefixTable::Packed PrefixTable::pack(const Restriction& restriction) {
  const auto limit = static_cast<std::uint32_t>(restriction.ippeerlimit + 1) & 0x7fU;
  return {restriction.flags.bits | limit << 24U | (restriction.specific ? 1U << 31U : 0U), restriction.entry};
}

PrefixTable::PrefixTable(std::span<const RestrictKey> keys, std::span<const Restriction> restrictions)
    : index_(make_index(make_ranges(keys, restrictions), keys.front().family)) {}

std::vector<AddressKey> PrefixTable::make_ranges(std::span<const RestrictKey> keys,
                                                 std::span<const Restriction> restrictions) {
  base::check(keys.size() == restrictions.size() && keys.front().mask == AddressKey{} && keys.front().match == 0);
  Ranges ranges;
  for (std::size_t i = 0; i < keys.size(); ++i) ranges.enter(keys[i], pack(restrictions[i]));
  while (!ranges.open.empty()) ranges.leave(keys.front().family);
  for (const Answer& answer : ranges.answers) {
    any_port_.push_back(answer.any_port);
    ntp_port_.push_back(answer.ntp_port);
  }
  return std::move(ranges.starts);
}

std::variant<PrefixTable::Index4, PrefixTable::Index6> PrefixTable::make_index(std::span<const AddressKey> starts,
                                                                               base::IpFamily family) {
  if (family == base::IpFamily::v6) return Index6(starts, {~std::uint64_t{0}, ~std::uint64_t{0}});
  std::vector<ShortKey> shorts;
  shorts.reserve(starts.size());
  for (const AddressKey& start : starts) shorts.push_back(short_of(start));
  return Index4(shorts, {~std::uint32_t{0}});
}

}  // namespace foliot::access
