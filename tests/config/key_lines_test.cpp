// `keys`, `trustedkey`, `controlkey` and `nts`.
#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "config/check.hpp"
#include "config/keywords.hpp"

namespace foliot::config {
namespace {

TEST(TrustedKeyLines, TakeNumbersAndRangesAndAddUp) {
  struct Case {
    std::string_view text;
    KeyRanges keys;
  };
  for (const Case& c : {Case{"trustedkey 1", {{1, 1}}},
                        {"trustedkey 4 8 42", {{4, 4}, {8, 8}, {42, 42}}},
                        {"trustedkey 42 8 4 8", {{4, 4}, {8, 8}, {42, 42}}},
                        {"trustedkey (1 ... 7)", {{1, 7}}},
                        {"trustedkey (1...7) 9", {{1, 7}, {9, 9}}},
                        {"trustedkey 0x10 ( 20 ... 30 )", {{16, 16}, {20, 30}}},
                        {"trustedkey 1\ntrustedkey 3\ntrustedkey 2", {{1, 3}}},
                        {"trustedkey (10 ... 20) (15 ... 30) (31 ... 31) 65535", {{10, 31}, {65535, 65535}}}}) {
    EXPECT_EQ(accepted(c.text).trusted_keys, c.keys) << c.text;
  }
}

TEST(TrustedKeyLines, SayWhatIsWrong) {
  const std::string tail = "; expected a key number from 1 to 65535, or (LOW ... HIGH)";
  for (const Complaint& c : {Complaint{"trustedkey", "f:1:1: nothing after 'trustedkey'" + tail},
                             {"trustedkey 0", "f:1:12: '0' is out of range" + tail},
                             {"trustedkey 1 65536", "f:1:14: '65536' is out of range" + tail},
                             {"trustedkey one", "f:1:12: 'one' is not a number that fits here" + tail},
                             {"trustedkey (1 ... 7", "f:1:19: nothing after '7'; expected )"},
                             {"trustedkey (1 7)", "f:1:15: unexpected '7'; expected ..."},
                             {"trustedkey (7 ... 1)", "f:1:12: '(' is out of range; expected the lower key first"}}) {
    expect_complaint(c);
  }
}

TEST(TrustedKeys, AreTheSameAsASetOfNumbers) {
  constexpr std::uint64_t kSeed = 3;
  base::SeededRng rng(kSeed);
  for (int round = 0; round < 200; ++round) {
    KeyRanges keys;
    std::vector<bool> set(101);
    for (int i = 0; i < 8; ++i) {
      const auto low = static_cast<std::uint32_t>(1 + rng.next_u64() % 80);
      const auto high = low + static_cast<std::uint32_t>(rng.next_u64() % 12);
      add_keys(keys, {low, high});
      for (std::uint32_t key = low; key <= high; ++key) set[key] = true;
    }
    for (std::uint32_t key = 0; key <= 100; ++key) {
      ASSERT_EQ(contains_key(keys, key), set[key]) << "seed " << kSeed << " round " << round << " key " << key;
    }
    for (std::size_t i = 1; i < keys.size(); ++i) ASSERT_GT(keys[i].low, keys[i - 1].high + 1) << "round " << round;
  }
}

TEST(KeyLines, NameTheFileAndTheControlKey) {
  const Config config = accepted("keys /etc/ntp.keys\ncontrolkey 5\nrequestkey 6\n");
  EXPECT_EQ(config.keys_file, "/etc/ntp.keys");
  EXPECT_EQ(config.control_key, 5U);
  expect_complaint({"controlkey 0", "f:1:12: '0' is out of range; expected 1 to 65535"});
  expect_complaint({"controlkey 5 6", "f:1:14: unexpected '6'; expected the end of the line"});
}

TEST(NtsLines, TakeEveryWord) {
  const Config config = accepted(
      "nts enable cert /c key /k ca /ca cookie /co port 4461\n"
      "nts mintls TLS1.2 maxtls TLS1.3 tlsciphersuites \"A:B\" tlsecdhcurves P-256 aead AES_SIV_CMAC_256\n");
  EXPECT_TRUE(config.nts.server);
  EXPECT_EQ(config.nts.cert, "/c");
  EXPECT_EQ(config.nts.key, "/k");
  EXPECT_EQ(config.nts.cookie, "/co");
  EXPECT_EQ(config.nts.port, 4461);
  EXPECT_EQ(config.nts.mintls, "TLS1.2");
  EXPECT_EQ(config.nts.tlsciphersuites, "A:B");
  EXPECT_EQ(config.nts.aead, "AES_SIV_CMAC_256");
  EXPECT_FALSE(accepted("nts enable\nnts disable").nts.server);
  expect_complaint({"nts enabel", "f:1:5: unknown option 'enabel', perhaps 'enable'; expected one of " +
                                      working_words(Group::nts_word)});
}

TEST(NtsAssociations, KeepTheirWords) {
  const Config config = parse("server a nts noval require b ask c ca /d cert /e expire x aead y", "f").config;
  ASSERT_EQ(config.held_back.size(), 1U);
  ASSERT_TRUE(config.held_back[0].nts.has_value());
  const NtsAssociation& nts = *config.held_back[0].nts;
  EXPECT_TRUE(nts.noval);
  EXPECT_EQ(nts.require, "b");
  EXPECT_EQ(nts.ask, "c");
  EXPECT_EQ(nts.ca, "/d");
  EXPECT_EQ(nts.cert, "/e");
  EXPECT_EQ(nts.expire, "x");
  EXPECT_EQ(nts.aead, "y");
}

}  // namespace
}  // namespace foliot::config
