// A nonce is good for the address that it was sent to, for a short while (RFC 9327's field extension REQ_NONCE).
#include "control/nonce.hpp"

#include <gtest/gtest.h>

namespace foliot::control {
namespace {

const base::IpAddress kClient = base::IpAddress::v4(192, 0, 2, 7);

MonoTime at(double seconds) {
  return MonoTime::from_nanoseconds(0) + Interval::from_seconds(seconds);
}

NonceMaker maker(std::uint64_t seed) {
  base::SeededRng rng(seed);
  return NonceMaker(rng);
}

TEST(Nonce, HasTheFormOfTheField) {
  const std::string nonce = maker(1).make(kClient, at(1000));
  EXPECT_EQ(nonce.size(), 24U);
  EXPECT_EQ(nonce.find_first_not_of("0123456789abcdef"), std::string::npos) << nonce;
  EXPECT_TRUE(nonce.starts_with("000003e8")) << nonce;
}

TEST(Nonce, IsGoodForSixteenSeconds) {
  const NonceMaker nonces = maker(1);
  const std::string nonce = nonces.make(kClient, at(1000.5));
  EXPECT_TRUE(nonces.verify(nonce, kClient, at(1000.5)));
  EXPECT_TRUE(nonces.verify(nonce, kClient, at(1016.9)));
  EXPECT_FALSE(nonces.verify(nonce, kClient, at(1017.1)));
  EXPECT_FALSE(nonces.verify(nonce, kClient, at(999)));
}

TEST(Nonce, IsGoodForItsAddressOnly) {
  const NonceMaker nonces = maker(1);
  const std::string nonce = nonces.make(kClient, at(5));
  EXPECT_FALSE(nonces.verify(nonce, base::IpAddress::v4(192, 0, 2, 8), at(5)));
  std::array<std::uint8_t, 16> same_octets{192, 0, 2, 7};
  EXPECT_FALSE(nonces.verify(nonce, base::IpAddress::v6(same_octets), at(5)));
}

TEST(Nonce, IsGoodForItsMakerOnly) {
  EXPECT_FALSE(maker(2).verify(maker(1).make(kClient, at(5)), kClient, at(5)));
}

TEST(Nonce, IsNotBelievedWhenAnythingIsChanged) {
  const NonceMaker nonces = maker(1);
  const std::string nonce = nonces.make(kClient, at(5));
  for (std::size_t i = 0; i < nonce.size(); ++i) {
    std::string changed = nonce;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(nonces.verify(changed, kClient, at(5))) << i;
  }
  for (const std::string_view text : {"", "0", "nonsense", "0000000x0000000000000000"}) {
    EXPECT_FALSE(nonces.verify(text, kClient, at(5))) << text;
  }
  EXPECT_FALSE(nonces.verify(nonce + "0", kClient, at(5)));
}

}  // namespace
}  // namespace foliot::control
