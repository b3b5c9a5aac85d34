// AccessControl: lines become a list; names, associations and our own addresses are followed.
#include "daemon/access_control.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "config/parser.hpp"

namespace foliot::daemon {
namespace {

using access::Restrict;
using base::IpAddress;

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

IpAddress ip(std::string_view text) {
  return IpAddress::parse(text).value();
}

/// What the current list says of an address: the flag words that this test speaks of.
struct Access {
  explicit Access(std::string_view lines, std::vector<IpAddress> own = {}) {
    auto parsed = config::parse(lines, "f");
    control.configure(std::move(parsed.config.restricts), std::move(own), at(0));
  }
  bool has(std::string_view address, Restrict flag, std::uint16_t port = 40000) {
    if (auto changed = control.take_changed()) list = std::move(changed);
    return list->find({ip(address), port}).flags.has(flag);
  }
  AccessControl control;
  access::SharedRestrictList list;
};

TEST(AccessControl, TheExamplesOfManyAConfiguration) {
  Access a(
      "restrict default kod nomodify notrap nopeer noquery limited\n"
      "restrict 127.0.0.1\nrestrict ::1\nrestrict 192.168.1.0 mask 255.255.255.0 nomodify\n"
      "restrict -6 2001:db8::/32 ignore\n");
  struct Case {
    const char* address;
    bool noquery, nomodify, ignore;
  };
  for (const Case& c : {Case{"192.0.2.1", true, true, false},
                        {"2001:db9::1", true, true, false},
                        {"127.0.0.1", false, false, false},
                        {"::1", false, false, false},
                        {"192.168.1.77", false, true, false},
                        {"192.168.2.1", true, true, false},
                        {"2001:db8::1", false, false, true}}) {
    EXPECT_EQ(a.has(c.address, Restrict::noquery), c.noquery) << c.address;
    EXPECT_EQ(a.has(c.address, Restrict::nomodify), c.nomodify) << c.address;
    EXPECT_EQ(a.has(c.address, Restrict::ignore), c.ignore) << c.address;
  }
}

TEST(AccessControl, DefaultIsForTheFamilyThatIsNamed) {
  Access a("restrict -4 default noquery\nrestrict -6 default nopeer\n");
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::noquery));
  EXPECT_FALSE(a.has("192.0.2.1", Restrict::nopeer));
  EXPECT_TRUE(a.has("2001:db8::1", Restrict::nopeer));
}

TEST(AccessControl, OurOwnAddressesAreIgnoredOnTheNtpPort) {
  Access a("restrict 192.0.2.1 noquery\n", {ip("192.0.2.1")});
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::ignore, 123));
  EXPECT_FALSE(a.has("192.0.2.1", Restrict::ignore));
}

TEST(AccessControl, ANameIsInEffectOnceItIsFound) {
  Access a("restrict default ignore\nrestrict -4 time.example noquery\n");
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::ignore));
  const auto names = a.control.due(at(0));
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names[0].host, "time.example");
  EXPECT_EQ(names[0].family, base::IpFamily::v4);
  EXPECT_TRUE(a.control.due(at(0)).empty());
  const IpAddress found[] = {ip("192.0.2.1"), ip("192.0.2.2")};
  const auto said = a.control.resolved(names[0].number, found, at(1));
  EXPECT_EQ(said, "f:2: restrict time.example: in effect for 192.0.2.1 192.0.2.2");
  for (const char* address : {"192.0.2.1", "192.0.2.2"}) {
    EXPECT_FALSE(a.has(address, Restrict::ignore)) << address;
    EXPECT_TRUE(a.has(address, Restrict::noquery)) << address;
  }
  EXPECT_TRUE(a.has("192.0.2.3", Restrict::ignore));
}

TEST(AccessControl, ANameThatIsNotFoundIsSaidOnceAndAskedForAgain) {
  Access a("restrict nowhere.example ignore\n");
  int said = 0;
  int asked = 0;
  for (int second = 0; second < 100; ++second) {
    for (const RestrictName& name : a.control.due(at(second))) {
      ++asked;
      said += a.control.resolved(name.number, {}, at(second)) ? 1 : 0;
    }
  }
  EXPECT_EQ(said, 1);
  EXPECT_GE(asked, 4);
  EXPECT_LE(asked, 10);
  EXPECT_TRUE(a.control.next_deadline().has_value());
  EXPECT_TRUE(a.control.take_changed() != nullptr);  // the first list
  EXPECT_TRUE(a.control.take_changed() == nullptr);
}

TEST(AccessControl, AReloadKeepsWhatANameStoodFor) {
  Access a("restrict time.example ignore\n");
  const IpAddress found[] = {ip("192.0.2.1")};
  static_cast<void>(a.control.resolved(a.control.due(at(0)).at(0).number, found, at(0)));
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::ignore));
  auto next = config::parse("restrict default noquery\nrestrict time.example noserve\n", "f");
  a.control.configure(next.config.restricts, {}, at(10));
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::noserve));
  EXPECT_FALSE(a.has("192.0.2.1", Restrict::ignore));
  EXPECT_EQ(a.control.due(at(10)).size(), 1U);
}

TEST(AccessControl, AnAnswerForALineThatIsGoneDoesNothing) {
  Access a("restrict default\n");
  const IpAddress found[] = {ip("192.0.2.1")};
  EXPECT_FALSE(a.control.resolved(0, found, at(0)).has_value());
  EXPECT_FALSE(a.control.resolved(7, found, at(0)).has_value());
}

TEST(AccessControl, TheSourceTemplateFollowsTheAssociations) {
  Access a("restrict default ignore\nrestrict source nomodify noquery\nrestrict source notrap\n");
  EXPECT_TRUE(a.control.has_template());
  const std::vector<IpAddress> both{ip("192.0.2.1"), ip("192.0.2.2")};
  a.control.set_sources(both);
  EXPECT_FALSE(a.has("192.0.2.1", Restrict::ignore));
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::noquery));
  a.control.set_sources(both);
  EXPECT_TRUE(a.control.take_changed() == nullptr);
  a.control.set_sources(std::span(both).last(1));
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::ignore));
  EXPECT_FALSE(a.has("192.0.2.2", Restrict::ignore));
}

TEST(AccessControl, WithoutATemplateAssociationsHaveNoEntry) {
  Access a("restrict default ignore\n");
  a.control.set_sources(std::vector{ip("192.0.2.1")});
  EXPECT_TRUE(a.has("192.0.2.1", Restrict::ignore));
}

}  // namespace
}  // namespace foliot::daemon
