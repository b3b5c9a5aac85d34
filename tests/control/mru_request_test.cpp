// The words of READ_MRU, each read or refused.
#include "control/mru_request.hpp"

#include <gtest/gtest.h>

namespace foliot::control {
namespace {

TEST(MruRequest, ReadsEveryParameter) {
  const auto request = parse_mru_request(
      "nonce=0123456789abcdef01234567, frags=32, limit=96, mincount=3, mindrop=2, minscore=1.5, resall=0x420, "
      "resany=0x20, maxlstint=3600, minlstint=10, laddr=192.0.2.1:123, recent=50");
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->nonce, "0123456789abcdef01234567");
  EXPECT_EQ(request->fragments, 32U);
  EXPECT_EQ(request->rows, 96U);
  EXPECT_EQ(request->mincount, 3U);
  EXPECT_EQ(request->mindrop, 2U);
  EXPECT_EQ(request->minscore, 1.5);
  EXPECT_EQ(request->all_flags, 0x420);
  EXPECT_EQ(request->any_flags, 0x20);
  EXPECT_EQ(request->maxlstint_s, 3600U);
  EXPECT_EQ(request->minlstint_s, 10U);
  EXPECT_EQ(request->local, base::IpAddress::v4(192, 0, 2, 1));
  EXPECT_EQ(request->recent, 50U);
  EXPECT_TRUE(request->priors.empty());
}

TEST(MruRequest, TakesTheEntriesThatTheReaderHasInTheirOrder) {
  const auto request = parse_mru_request(
      "nonce=x, limit=1, addr.0=[2001:db8::1]:123, last.0=0xe0b1e320.80000000, last.1=0xe0b1e310.00000001, "
      "addr.1=10.0.0.1:40000, addr.3=10.0.0.3:1, last.3=0x00000001.00000001");
  ASSERT_TRUE(request.has_value());
  ASSERT_EQ(request->priors.size(), 2U);
  EXPECT_EQ(request->priors[0].address.to_string(), "[2001:db8::1]:123");
  EXPECT_EQ(request->priors[0].last.bits(), 0xe0b1e320'80000000U);
  EXPECT_EQ(request->priors[1].address.to_string(), "10.0.0.1:40000");
}

TEST(MruRequest, IsNothingWithAValueThatIsNone) {
  for (const char* bad : {"frags=", "frags=x", "frags=-1", "limit=99999999999", "mincount=3x", "resall=0xfffff",
                          "resany=zz", "maxlstint=1.5", "laddr=nowhere", "addr.0=1.2.3:4", "addr.0=[::1", "last.0=0x12",
                          "last.0=0xe0b1e320,80000000", "last.15=0xe0b1e320.8000000g", "minscore=x"}) {
    EXPECT_FALSE(parse_mru_request(std::string("nonce=x, ") + bad).has_value()) << bad;
  }
}

TEST(MruRequest, StopsAtAWordThatNobodyKnows) {
  const auto request = parse_mru_request("frags=2, sort=addr, nonce=x");
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->fragments, 2U);
  EXPECT_EQ(request->nonce, "");
  EXPECT_TRUE(parse_mru_request("addr.16=10.0.0.1:1, nonce=x")->nonce.empty());
}

TEST(MruRequest, HasToSayHowMuchAndNotTooMuch) {
  struct Case {
    const char* text;
    bool good;
  };
  for (const Case& c : {Case{"", false}, Case{"frags=1", true}, Case{"frags=128", true}, Case{"frags=129", false},
                        Case{"limit=256", true}, Case{"limit=257", false}, Case{"limit=1000, frags=4", true}}) {
    EXPECT_EQ(parse_mru_request(c.text)->has_limits(), c.good) << c.text;
  }
}

}  // namespace
}  // namespace foliot::control
