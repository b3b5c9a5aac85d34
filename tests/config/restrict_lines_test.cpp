// `restrict`: every form and flag, every fault.
#include <gtest/gtest.h>

#include "config/check.hpp"

namespace foliot::config {
namespace {

using access::Restrict;
using base::IpAddress;
using base::IpFamily;

RestrictLine only_restrict(std::string_view text) {
  const Config config = clean(text);
  EXPECT_EQ(config.restricts.size(), 1U) << text;
  return config.restricts.empty() ? RestrictLine{} : config.restricts[0];
}

std::uint32_t bits(std::initializer_list<Restrict> flags) {
  access::RestrictFlags all;
  for (const Restrict flag : flags) all.add(flag);
  return all.bits;
}

TEST(RestrictLines, TakeEveryFlag) {
  struct Case {
    std::string_view words;
    std::uint32_t bits;
  };
  for (const Case& c : {Case{"", 0},
                        {"ignore", bits({Restrict::ignore})},
                        {"noserve", bits({Restrict::noserve})},
                        {"noquery", bits({Restrict::noquery})},
                        {"nomodify", bits({Restrict::nomodify})},
                        {"nomrulist", bits({Restrict::nomrulist})},
                        {"nopeer", bits({Restrict::nopeer})},
                        {"noepeer", bits({Restrict::noepeer})},
                        {"epeer", 0},
                        {"noepeer epeer", 0},
                        {"notrap", bits({Restrict::notrap})},
                        {"lowpriotrap", bits({Restrict::lowpriotrap})},
                        {"notrust", bits({Restrict::notrust})},
                        {"limited", bits({Restrict::limited})},
                        {"kod limited", bits({Restrict::kod, Restrict::limited})},
                        {"version", bits({Restrict::version})},
                        {"flake", bits({Restrict::flake})},
                        {"ntpport", bits({Restrict::ntpport})},
                        {"serverresponse fuzz", bits({Restrict::serverresponse_fuzz})},
                        {"nopeer nopeer noquery", bits({Restrict::nopeer, Restrict::noquery})}}) {
    EXPECT_EQ(only_restrict("restrict 10.0.0.1 " + std::string(c.words)).flags.bits, c.bits) << c.words;
  }
}

TEST(RestrictLines, KeepMssntpButSayThatNothingSigns) {
  const std::string text = "restrict 10.0.0.1 mssntp";
  expect_complaint({text, "f:1:19: 'mssntp' is not supported yet and has no effect", false, false});
  EXPECT_EQ(parse(text, "f").config.restricts.at(0).flags.bits, bits({Restrict::mssntp}));
}

TEST(RestrictLines, TakeEveryTarget) {
  struct Case {
    std::string_view text;
    RestrictTarget target;
    std::string_view host;
    std::optional<IpFamily> family;
    std::optional<IpAddress> mask;
  };
  const auto address = RestrictTarget::address;
  for (const Case& c :
       {Case{"restrict default", RestrictTarget::default_entry, "", {}, {}},
        {"restrict -4 default", RestrictTarget::default_entry, "", IpFamily::v4, {}},
        {"restrict -6 default", RestrictTarget::default_entry, "", IpFamily::v6, {}},
        {"restrict source", RestrictTarget::source, "", {}, {}},
        {"restrict 127.0.0.1", address, "127.0.0.1", {}, {}},
        {"restrict ::1", address, "::1", {}, {}},
        {"restrict -6 ::1", address, "::1", IpFamily::v6, {}},
        {"restrict time.example", address, "time.example", {}, {}},
        {"restrict -4 time.example", address, "time.example", IpFamily::v4, {}},
        {"restrict \"default\"", address, "default", {}, {}},
        {"restrict \"source\"", address, "source", {}, {}},
        {"restrict 0.0.0.0 mask 0.0.0.0", address, "0.0.0.0", {}, IpAddress::v4(0, 0, 0, 0)},
        {"restrict 192.168.1.0 mask 255.255.255.0", address, "192.168.1.0", {}, IpAddress::v4(255, 255, 255, 0)},
        {"restrict 2001:db8:: mask ffff:ffff::", address, "2001:db8::", {}, IpAddress::parse("ffff:ffff::")},
        {"restrict 10.0.5.0 mask 255.0.255.0", address, "10.0.5.0", {}, IpAddress::v4(255, 0, 255, 0)},
        {"restrict 10.0.0.0/8", address, "10.0.0.0", {}, IpAddress::v4(255, 0, 0, 0)},
        {"restrict -6 2001:db8::/33", address, "2001:db8::", IpFamily::v6, IpAddress::parse("ffff:ffff:8000::")},
        {"restrict 1.2.3.4/32", address, "1.2.3.4", {}, IpAddress::v4(255, 255, 255, 255)}}) {
    const RestrictLine line = only_restrict(c.text);
    EXPECT_EQ(line.target, c.target) << c.text;
    EXPECT_EQ(line.host, c.host) << c.text;
    EXPECT_EQ(line.family, c.family) << c.text;
    EXPECT_EQ(line.mask, c.mask) << c.text;
  }
}

TEST(RestrictLines, TakeAPeerLimit) {
  EXPECT_FALSE(only_restrict("restrict default").ippeerlimit.has_value());
  EXPECT_EQ(only_restrict("restrict default ippeerlimit -1").ippeerlimit, -1);
  EXPECT_EQ(only_restrict("restrict 10.0.0.0 mask 255.0.0.0 ippeerlimit 3 nopeer").ippeerlimit, 3);
  EXPECT_EQ(only_restrict("restrict source nopeer ippeerlimit 0").ippeerlimit, 0);
  expect_complaint({"restrict default ippeerlimit -2", "f:1:30: '-2' is out of range; expected -1 to 100, taken as -1",
                    false, false});
  expect_complaint({"restrict default ippeerlimit 101",
                    "f:1:30: '101' is out of range; expected -1 to 100, taken as 100", false, false});
}

TEST(RestrictLines, KnowTheirPlace) {
  EXPECT_EQ(only_restrict("#\nrestrict -4 default").place, (Place{"f", 2, 13}));
}

TEST(RestrictLines, LoseALineWithoutAUsableTarget) {
  constexpr std::string_view kExpected = "; expected an address, a host name, default or source";
  for (const auto& [text, message] :
       std::vector<std::pair<std::string, std::string>>{{"restrict", "f:1:1: nothing after 'restrict'"},
                                                        {"restrict -4", "f:1:10: nothing after '-4'"},
                                                        {"restrict 1.2.3.400", "f:1:10: bad address '1.2.3.400'"},
                                                        {"restrict {", "f:1:10: bad address '{'"}}) {
    expect_complaint({text, message + std::string(kExpected)});
  }
  for (const Complaint& complaint : {
           Complaint{"restrict -6 1.2.3.4",
                     "f:1:13: bad address '1.2.3.4'; expected an address of that family, a host name or default"},
           {"restrict -4 source",
            "f:1:13: bad address 'source'; expected an address of that family, a host name or default"},
           {"restrict 10.0.0.0/33", "f:1:10: bad address '10.0.0.0/33'; expected ADDRESS/LENGTH"},
           {"restrict a.example/8", "f:1:10: bad address 'a.example/8'; expected ADDRESS/LENGTH"},
           {"restrict -6 10.0.0.0/8", "f:1:13: bad address '10.0.0.0/8'; expected ADDRESS/LENGTH"},
       }) {
    expect_complaint(complaint);
  }
}

TEST(RestrictLines, LoseALineWithABadMask) {
  constexpr std::string_view kExpected = "; expected a mask of the address's family";
  for (const std::string mask : {"255.255.255", "ffff::", "24", "default"}) {
    expect_complaint({"restrict 10.0.0.0 mask " + mask, "f:1:24: bad address '" + mask + "'" + std::string(kExpected)});
  }
  expect_complaint({"restrict 2001:db8:: mask 255.0.0.0", "f:1:26: bad address '255.0.0.0'" + std::string(kExpected)});
  expect_complaint({"restrict 10.0.0.0 mask", "f:1:19: nothing after 'mask'; expected MASK"});
  expect_complaint(
      {"restrict default mask 0.0.0.0", "f:1:18: unknown option 'mask'; expected a mask only after an address"});
  expect_complaint(
      {"restrict source mask 0.0.0.0", "f:1:17: unknown option 'mask'; expected a mask only after an address"});
  expect_complaint({"restrict 10.0.0.0/8 mask 255.0.0.0", "f:1:21: unknown option 'mask'; expected one mask only"});
}

TEST(RestrictLines, IgnoreTheMaskOfAName) {
  const std::string text = "restrict a.example mask 255.255.0.0 nopeer";
  expect_complaint({text, "f:1:20: 'mask' has no effect: a host name stands for whole addresses", false, false});
  const RestrictLine line = parse(text, "f").config.restricts.at(0);
  EXPECT_FALSE(line.mask.has_value());
  EXPECT_TRUE(line.flags.has(Restrict::nopeer));
}

TEST(RestrictLines, LoseALineWithAnUnknownFlag) {
  const std::string tail =
      "; expected one of mask, ippeerlimit, ignore, noserve, noquery, nomodify, nomrulist, nopeer, noepeer, epeer, "
      "notrap, lowpriotrap, notrust, limited, kod, version, flake, mssntp, ntpport, serverresponse";
  expect_complaint({"restrict default noqurey", "f:1:18: unknown option 'noqurey', perhaps 'noquery'" + tail});
  expect_complaint({"restrict default nopeer -4", "f:1:25: unknown option '-4'" + tail});
  expect_complaint({"restrict default serverresponse noise", "f:1:33: unknown option 'noise'; expected fuzz"});
  expect_complaint({"restrict default serverresponse", "f:1:18: nothing after 'serverresponse'; expected fuzz"});
}

TEST(RestrictLines, WarnOnceOfKodWithoutLimited) {
  const std::string text = "restrict default nopeer kod\nrestrict -6 default kod\nrestrict 1.2.3.4 kod limited\n";
  EXPECT_EQ(messages(text),
            (std::vector<std::string>{"f:1:25: 'kod' has no effect: it needs limited on the same line"}));
  EXPECT_EQ(parse(text, "f").config.restricts.size(), 3U);
}

}  // namespace
}  // namespace foliot::config
