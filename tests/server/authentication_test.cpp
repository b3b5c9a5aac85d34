// Requests with a MAC: sealed answers for trusted keys, crypto-NAKs for the others.
#include <gtest/gtest.h>

#include <string>

#include "access/restrict_support.hpp"
#include "auth/key_ring.hpp"
#include "server/responder.hpp"
#include "support/sealed.hpp"

namespace foliot::server {
namespace {

using access::from;
using access::Restrict;
using test::key_of;
using test::sealed;

constexpr Timestamp kReceived = Timestamp::from_bits(0xe900000012345678);
constexpr Timestamp kTransmit = Timestamp::from_bits(0xe900000012345999);
const MonoTime kNow = MonoTime::from_nanoseconds(1'000'000'000'000);
constexpr auth::KeyRange kTrusted[] = {{1, 3}};
constexpr std::string_view kKeys =
    "1 MD5 one\n2 AES128CMAC HEX:000102030405060708090a0b0c0d0e0f\n3 SHA1 three 192.0.2.0/24\n4 SHA1 untrusted\n";

wire::Header asked() {
  wire::Header header;
  header.transmit = Timestamp::from_bits(0xabcdef0123456789);
  return header;
}

struct Server {
  explicit Server(access::RestrictFlags flags = {}) : responder(list_with(flags), {}, rng, kNow) {
    responder.use(std::make_shared<const auth::KeyRing>(auth::parse_key_file(kKeys).keys, kTrusted));
  }
  static access::SharedRestrictList list_with(access::RestrictFlags flags) {
    access::RestrictRules rules;
    access::RestrictEntry open = access::default_entry(base::IpFamily::v4);
    open.flags = flags;
    rules.add(open);
    return rules.build();
  }
  std::expected<ReplyBytes, ServerDrop> ask(const test::Bytes& bytes, std::string_view client = "192.0.2.1") {
    clock::TimeSnapshot snapshot;
    snapshot.as_of = kNow;
    snapshot.void_after = kNow + Interval::from_seconds(100);
    snapshot.leap = LeapIndicator::none;
    snapshot.stratum = 2;
    auto reply = responder.answer({bytes, from(client), kReceived, kNow}, snapshot, rng);
    if (reply) finish(*reply, kTransmit);
    return reply;
  }
  base::SeededRng rng{1};
  Responder responder;
};

/// The id of the key that seals `reply`; 0: a crypto-NAK; nothing: no MAC.
std::optional<std::uint32_t> sealing_key(const ReplyBytes& reply) {
  const auto packet = wire::parse_packet(reply.view());
  EXPECT_TRUE(packet.has_value());
  if (!packet || !packet->mac) return std::nullopt;
  EXPECT_EQ(packet->header.transmit, kTransmit);
  if (packet->mac->digest.empty()) return 0;
  for (const auth::SymmetricKey& key : auth::parse_key_file(kKeys).keys) {
    if (auth::verifies(key, reply.view(), *packet->mac)) return key.id;
  }
  ADD_FAILURE() << "sealed with no key of ours";
  return std::nullopt;
}

struct RequestCase {
  std::string what;
  test::Bytes request;
  std::optional<std::uint32_t> answered_with;
  std::string client = "192.0.2.1";
};

TEST(Authentication, AnswersAreSealedWithTheKeyOfTheRequestOrSayThatItIsNone) {
  const test::Bytes plain = test::to_bytes(asked());
  test::Bytes changed = sealed(asked(), key_of("1 MD5 one"));
  changed[40] ^= 1U;
  for (const RequestCase& c : {
           RequestCase{"no MAC", plain, std::nullopt},
           {"MD5", sealed(asked(), key_of("1 MD5 one")), 1},
           {"AES-CMAC", sealed(asked(), key_of("2 AES HEX:000102030405060708090a0b0c0d0e0f")), 2},
           {"a key from its address", sealed(asked(), key_of("3 SHA1 three")), 3},
           {"a key from another address", sealed(asked(), key_of("3 SHA1 three")), 0, "198.51.100.1"},
           {"a key that is not trusted", sealed(asked(), key_of("4 SHA1 untrusted")), 0},
           {"an unknown key", sealed(asked(), key_of("9 SHA1 nine")), 0},
           {"another secret", sealed(asked(), key_of("1 MD5 two")), 0},
           {"a changed request", changed, 0},
           {"a made-up digest", test::with_trailer(plain, 20, 1), 0},
           {"a crypto-NAK", test::with_trailer(plain, 4, 0), std::nullopt},
           {"a Windows domain client", test::with_trailer(plain, 20, 0), std::nullopt},
           {"its longer trailer", test::with_trailer(plain, 72, 0), std::nullopt},
       }) {
    Server server;
    const auto reply = server.ask(c.request, c.client);
    ASSERT_TRUE(reply.has_value()) << c.what;
    EXPECT_EQ(sealing_key(*reply), c.answered_with) << c.what;
    EXPECT_LE(reply->size, c.request.size()) << c.what;
    EXPECT_EQ(server.responder.counts().crypto_naks, c.answered_with == 0U ? 1U : 0U) << c.what;
  }
}

TEST(Authentication, NotrustServesNobodyElse) {
  Server server(access::flags_of({Restrict::notrust}));
  EXPECT_EQ(server.ask(test::to_bytes(asked())).error(), ServerDrop::access_denied);
  EXPECT_EQ(server.ask(sealed(asked(), key_of("9 SHA1 nine"))).error(), ServerDrop::access_denied);
  EXPECT_EQ(sealing_key(server.ask(sealed(asked(), key_of("1 MD5 one"))).value()), 1U);
}

TEST(Authentication, AKissIsSealedToo) {
  Server server(access::flags_of({Restrict::limited, Restrict::kod}));
  const test::Bytes request = sealed(asked(), key_of("1 MD5 one"));
  ASSERT_TRUE(server.ask(request).has_value());
  const auto kiss = server.ask(request);
  ASSERT_TRUE(kiss.has_value() && kiss->is_kiss);
  const auto packet = wire::parse_packet(kiss->view());
  ASSERT_TRUE(packet && packet->mac);
  EXPECT_TRUE(auth::verifies(key_of("1 MD5 one"), kiss->view(), *packet->mac));
}

TEST(Authentication, BeforeVersionFourAWholeDigestIsAnsweredByAWholeOne) {
  for (const auto& [line, octets] : {std::pair{"1 SHA512 one", 64U}, {"1 SHA256 one", 32U}, {"1 SHA1 one", 20U}}) {
    const auth::SymmetricKey key = key_of(line);
    Server server;
    constexpr auth::KeyRange kAll[] = {{1, 1}};
    server.responder.use(std::make_shared<const auth::KeyRing>(std::vector{key}, kAll));
    wire::Header header = asked();
    header.version = 3;
    test::Bytes request(wire::Header::kSize + wire::kMaxOldMacLength);
    wire::ByteWriter out(request);
    header.write_to(out);
    auth::seal(out, key, auth::kMaxWholeDigestBytes);
    request.resize(out.size());
    const auto reply = server.ask(request);
    ASSERT_TRUE(reply.has_value()) << line;
    const auto packet = wire::parse_packet(reply->view());
    ASSERT_TRUE(packet && packet->mac) << line;
    EXPECT_EQ(packet->mac->digest.size(), octets) << line;
    EXPECT_TRUE(auth::verifies(key, reply->view(), *packet->mac)) << line;
  }
}

TEST(Authentication, WithoutKeysEveryMacIsUnknown) {
  Server server;
  server.responder.use(std::make_shared<const auth::KeyRing>());
  EXPECT_EQ(sealing_key(server.ask(sealed(asked(), key_of("1 MD5 one"))).value()), 0U);
}

}  // namespace
}  // namespace foliot::server
