// Associations with a key: what is sent is sealed, and only what is sealed with that very key is believed.
#include <gtest/gtest.h>

#include <string>

#include "association/upstream.hpp"
#include "support/sealed.hpp"

namespace foliot::association {
namespace {

using foliot::test::Bytes;
using foliot::test::key_of;
using foliot::test::sealed;
using test::Upstream;
using wire::Header;

AssociationOptions with_key(std::uint32_t id) {
  AssociationOptions options;
  options.key_id = id;
  return options;
}

struct Keyed : Upstream {
  explicit Keyed(const std::string& line) : Upstream(with_key(key_of(line).id)), key(key_of(line)) {
    association.set_key(key);
  }
  auth::SymmetricKey key;
};

constexpr const char* kKeys[] = {"7 MD5 secret", "7 SHA1 secret", "7 SHA512 secret", "7 SHA3-256 secret",
                                 "7 AES128CMAC HEX:000102030405060708090a0b0c0d0e0f"};

TEST(KeyedAssociation, SealsItsRequestsAndBelievesSealedReplies) {
  for (const char* line : kKeys) {
    Keyed upstream(line);
    const Request request = upstream.send();
    const auto packet = wire::parse_packet(request.view());
    ASSERT_TRUE(packet && packet->mac) << line;
    EXPECT_TRUE(auth::verifies(upstream.key, request.view(), *packet->mac)) << line;
    const auto taken = upstream.deliver(sealed(upstream.reply_to(request), upstream.key));
    ASSERT_TRUE(taken.has_value()) << line;
    EXPECT_NEAR(taken->sample->offset_s, upstream.offset_s, 1e-6) << line;
  }
}

struct Forgery {
  std::string name;
  Bytes bytes;
};

std::vector<Forgery> forgeries(const Header& reply, const auth::SymmetricKey& key) {
  Bytes changed = sealed(reply, key);
  changed[1] ^= 1U;  // the stratum
  Bytes cut = sealed(reply, key);
  cut.resize(cut.size() - 4);
  auth::SymmetricKey renamed = key_of("8 SHA1 other");
  renamed.id = key.id;
  const Bytes plain = foliot::test::to_bytes(reply);
  return {{"no MAC (CVE-2015-1798)", plain},
          {"crypto-NAK (CVE-2016-1547)", foliot::test::with_trailer(plain, 4)},
          {"empty MAC of the key", foliot::test::with_trailer(plain, 4, 7)},
          {"made up", foliot::test::with_trailer(plain, 24, 7)},
          {"changed", changed},
          {"cut", cut},
          {"of another key that is trusted (CVE-2015-7974)", sealed(reply, key_of("8 SHA1 other"))},
          {"of another key under this id", sealed(reply, renamed)}};
}

TEST(KeyedAssociation, BelievesNothingElse) {
  Keyed upstream("7 SHA1 secret");
  const Request request = upstream.send();
  for (const Header& reply : {upstream.reply_to(request), upstream.kiss_to(request, "DENY")}) {
    for (const Forgery& forgery : forgeries(reply, upstream.key)) {
      EXPECT_EQ(upstream.deliver(forgery.bytes).error(), Drop::bad_authentication) << forgery.name;
    }
  }
  EXPECT_FALSE(upstream.association.demobilized());
  EXPECT_EQ(upstream.association.reach(), 0);
  EXPECT_TRUE(upstream.deliver(sealed(upstream.reply_to(request), upstream.key)).has_value())
      << "a forgery before must not cost the true reply";
}

TEST(KeyedAssociation, ObeysASealedKiss) {
  Keyed upstream("7 SHA1 secret");
  const Request request = upstream.send();
  EXPECT_TRUE(upstream.deliver(sealed(upstream.kiss_to(request, "DENY"), upstream.key)).has_value());
  EXPECT_TRUE(upstream.association.demobilized());
}

TEST(KeyedAssociation, AsksNothingWhileThereIsNoKey) {
  Upstream upstream(with_key(7));
  EXPECT_FALSE(upstream.association.on_timer(upstream.now, upstream.rng).has_value());
  EXPECT_EQ(upstream.count(Drop::bad_authentication), 1U);
  upstream.association.set_key(key_of("7 SHA1 secret"));
  EXPECT_TRUE(upstream.association.on_timer(upstream.association.next_poll(), upstream.rng).has_value());
}

TEST(AssociationWithoutKey, DoesNotMindAMacThatItDidNotAskFor) {
  Upstream upstream;
  const Header reply = upstream.reply_to(upstream.send());
  EXPECT_TRUE(upstream.deliver(sealed(reply, key_of("8 SHA1 other"))).has_value());
}

}  // namespace
}  // namespace foliot::association
