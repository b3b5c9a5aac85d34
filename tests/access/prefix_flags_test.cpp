// PrefixFlags: the longest prefix says what the restrict list says.
#include "access/prefix_flags.hpp"

#include <gtest/gtest.h>

#include "access/restrict_support.hpp"
#include "base/address_prefix.hpp"

namespace foliot::access {
namespace {

/// As a trie answers; nothing: no prefix contains it.
std::optional<RestrictFlags> longest_match(std::span<const PrefixFlags> all, const base::SocketAddress& from) {
  const PrefixFlags* longest = nullptr;
  for (const PrefixFlags& one : all) {
    const std::string text = one.prefix.to_string() + '/' + std::to_string(one.length_bits);
    if (!base::AddressPrefix::parse(text)->contains(from.ip)) continue;
    if (longest == nullptr || one.length_bits > longest->length_bits) longest = &one;
  }
  if (longest == nullptr) return std::nullopt;
  return from.port == kNtpPort ? longest->ntp_port : longest->any_port;
}

TEST(PrefixFlags, AnEntryForTheNtpPortLeavesTheOtherPortsToWhatIsAround) {
  const RestrictList list({
      entry("0.0.0.0/0", {Restrict::noquery}),
      entry("10.0.0.0/8", {Restrict::limited}),
      entry("10.1.2.3", {Restrict::ignore}, true),
  });
  const auto flags = to_prefix_flags(list);
  ASSERT_EQ(flags.size(), 4U);
  EXPECT_EQ(flags[2].prefix, ip("10.1.2.3"));
  EXPECT_EQ(flags[2].length_bits, 32U);
  EXPECT_EQ(flags[2].any_port, flags_of({Restrict::limited}));
  EXPECT_EQ(flags[2].ntp_port, flags_of({Restrict::ignore}));
  EXPECT_EQ(flags[3], (PrefixFlags{ip("::"), 0, {}, {}}));
}

TEST(PrefixFlags, TellsNothingOfAFamilyWithAHoleInAMask) {
  const RestrictList list({entry("10.0.0.0&255.0.255.0", {Restrict::ignore}), entry("2001:db8::/32", {})});
  for (const PrefixFlags& one : to_prefix_flags(list)) EXPECT_EQ(one.prefix.family(), base::IpFamily::v6);
  EXPECT_EQ(to_prefix_flags(list).size(), 2U);
}

TEST(PrefixFlags, AgreeWithTheList) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    base::SeededRng rng(seed);
    const auto family = seed % 2 == 0 ? base::IpFamily::v4 : base::IpFamily::v6;
    const RestrictList list(random_entries(rng, family, false));
    const auto flags = to_prefix_flags(list);
    for (int i = 0; i < 100; ++i) {
      const base::IpAddress address = random_address(rng, family);
      for (const std::uint16_t port : {kNtpPort, std::uint16_t{40000}}) {
        // What is ignored as multicast is no entry's doing.
        RestrictFlags expected = list.find({address, port}).flags;
        expected.bits &= ~static_cast<std::uint32_t>(Restrict::ignore);
        ASSERT_EQ(longest_match(flags, {address, port}), expected)
            << "seed " << seed << ' ' << address.to_string() << ' ' << port;
      }
    }
  }
}

}  // namespace
}  // namespace foliot::access
