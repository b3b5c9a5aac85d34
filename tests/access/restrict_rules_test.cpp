// RestrictRules: lines merge, defaults are there, and associations get what `restrict source` says.
#include "access/restrict_rules.hpp"

#include <gtest/gtest.h>

#include "access/restrict_support.hpp"

namespace foliot::access {
namespace {

using base::IpFamily;

TEST(RestrictRules, EqualEntriesAreOneWithTheFlagsOfAll) {
  RestrictRules rules;
  rules.add(entry("10.0.0.0/8", {Restrict::noquery}));
  rules.add(entry("10.9.9.9/8", {Restrict::nopeer}));  // bits outside of the mask do not count
  rules.add(entry("10.0.0.0/8", {}));
  const auto list = rules.build();
  EXPECT_EQ(list->entries().size(), 3U);
  EXPECT_EQ(list->find(from("10.1.1.1")).flags, flags_of({Restrict::noquery, Restrict::nopeer}));
}

TEST(RestrictRules, TheConditionMakesAnEntryAnotherOne) {
  RestrictRules rules;
  rules.add(entry("10.0.0.0/8", {Restrict::noquery}));
  rules.add(entry("10.0.0.0/8", {Restrict::nopeer}, true));
  const auto list = rules.build();
  EXPECT_EQ(list->find(from("10.1.1.1", 123)).flags, flags_of({Restrict::nopeer}));
  EXPECT_EQ(list->find(from("10.1.1.1", 321)).flags, flags_of({Restrict::noquery}));
}

TEST(RestrictRules, ALaterPeerLimitCounts) {
  RestrictRules rules;
  RestrictEntry limited = entry("10.0.0.0/8", {});
  for (const int limit : {2, 5, -1}) {
    limited.ippeerlimit = limit;
    rules.add(limited);
  }
  EXPECT_EQ(rules.build()->find(from("10.0.0.1")).ippeerlimit, 5);
}

TEST(RestrictRules, ADefaultIsForItsFamilyOnly) {
  RestrictRules rules;
  RestrictEntry closed = default_entry(IpFamily::v6);
  closed.flags.add(Restrict::ignore);
  rules.add(closed);
  EXPECT_TRUE(rules.build()->find(from("::1")).flags.has(Restrict::ignore));
  EXPECT_EQ(rules.build()->find(from("127.0.0.1")).flags.bits, 0U);
}

TEST(RestrictRules, OurOwnAddressesAreIgnoredOnTheNtpPortOnly) {
  RestrictRules rules;
  const base::IpAddress own[] = {ip("192.0.2.1"), ip("2001:db8::1")};
  rules.add_own(own);
  rules.add(entry("192.0.2.1", {Restrict::noquery}));
  const auto list = rules.build();
  EXPECT_EQ(list->find(from("192.0.2.1", 123)).flags, flags_of({Restrict::ignore}));
  EXPECT_EQ(list->find(from("192.0.2.1", 4711)).flags, flags_of({Restrict::noquery}));
  EXPECT_EQ(list->find(from("2001:db8::1", 123)).flags, flags_of({Restrict::ignore}));
  EXPECT_EQ(list->find(from("2001:db8::1", 4711)).flags.bits, 0U);
}

TEST(RestrictRules, TheSourceTemplateIsForAssociationsThatNoEntryNames) {
  RestrictRules rules;
  RestrictEntry closed = default_entry(IpFamily::v4);
  closed.flags.add(Restrict::ignore);
  rules.add(closed);
  rules.add(entry("192.0.2.2", {Restrict::notrust}));
  rules.add(entry("192.0.2.3", {Restrict::noserve}, true));
  rules.add(entry("192.0.2.0/24", {Restrict::noquery}));
  const base::IpAddress own[] = {ip("192.0.2.4")};
  rules.add_own(own);
  const SourceTemplate words{.flags = flags_of({Restrict::nomodify}), .ippeerlimit = 3};
  for (const char* address : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "127.127.1.0", "198.51.100.1"}) {
    rules.add_source(ip(address), words);
  }
  const auto list = rules.build();
  EXPECT_EQ(list->find(from("192.0.2.1", 123)).flags, flags_of({Restrict::nomodify}));
  EXPECT_EQ(list->find(from("192.0.2.1", 123)).ippeerlimit, 3);
  EXPECT_EQ(list->find(from("198.51.100.1", 5)).flags, flags_of({Restrict::nomodify}));
  EXPECT_EQ(list->find(from("192.0.2.2", 123)).flags, flags_of({Restrict::notrust}));
  EXPECT_EQ(list->find(from("192.0.2.3", 123)).flags, flags_of({Restrict::noserve}));
  EXPECT_EQ(list->find(from("192.0.2.4", 123)).flags, flags_of({Restrict::ignore}));
  EXPECT_EQ(list->find(from("127.127.1.0", 123)).flags, flags_of({Restrict::ignore}));
}

TEST(RestrictRules, ATemplateForTheNtpPortDoesNotCoverOthers) {
  RestrictRules rules;
  rules.add_source(ip("192.0.2.1"), {.flags = flags_of({Restrict::noquery}), .ntpport = true});
  EXPECT_EQ(rules.build()->find(from("192.0.2.1", 123)).flags, flags_of({Restrict::noquery}));
  EXPECT_EQ(rules.build()->find(from("192.0.2.1", 1)).flags.bits, 0U);
}

}  // namespace
}  // namespace foliot::access
