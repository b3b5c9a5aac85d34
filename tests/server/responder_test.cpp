// Responder: the effect of every flag on requests, on replies to our own requests, and on queries.
#include "server/responder.hpp"

#include <gtest/gtest.h>

#include "access/restrict_support.hpp"
#include "support/packets.hpp"

namespace foliot::server {
namespace {

using access::entry;
using access::flags_of;
using access::from;
using access::Restrict;
using wire::Mode;

constexpr Timestamp kReceived = Timestamp::from_bits(0xe900000012345678);
constexpr Timestamp kAsked = Timestamp::from_bits(0xabcdef0123456789);

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(1000 + seconds);
}

clock::TimeSnapshot synchronized() {
  clock::TimeSnapshot snapshot;
  snapshot.as_of = at(0);
  snapshot.void_after = at(1e6);
  snapshot.leap = LeapIndicator::none;
  snapshot.stratum = 2;
  snapshot.reference = Timestamp::from_bits(0xe900000010000000);
  return snapshot;
}

test::Bytes request(Mode mode = Mode::client, std::uint8_t version = 4) {
  wire::Header header;
  header.version = version;
  header.mode = mode;
  header.poll = 6;
  header.precision = -18;
  header.transmit = kAsked;
  return test::to_bytes(header);
}

wire::Header parse(const ReplyBytes& reply) {
  wire::ByteReader in(reply.view());
  return *wire::Header::parse(in);
}

/// One server whose default entry (IPv4) has the flags.
struct Server {
  explicit Server(access::RestrictFlags flags, const access::MonitorOptions& options = {})
      : responder(list_with(flags), options, rng, at(0)) {}

  static access::SharedRestrictList list_with(access::RestrictFlags flags) {
    access::RestrictRules rules;
    access::RestrictEntry open = access::default_entry(base::IpFamily::v4);
    open.flags = flags;
    rules.add(open);
    return rules.build();
  }
  std::expected<ReplyBytes, ServerDrop> ask(const test::Bytes& bytes, double seconds = 0,
                                            std::string_view client = "192.0.2.1") {
    return responder.answer({bytes, from(client), kReceived, at(seconds)}, synchronized(), rng);
  }
  std::uint64_t drops(ServerDrop reason) const { return responder.counts().drops[static_cast<std::size_t>(reason)]; }

  base::SeededRng rng{1};
  Responder responder;
};

TEST(Responder, EachFlagDoesWhatItSays) {
  constexpr auto kDenied = ServerDrop::access_denied;
  struct Case {
    std::initializer_list<Restrict> flags;
    std::optional<ServerDrop> request;
    bool reply;
    bool query;
  };
  for (const Case& c : {
           Case{{}, {}, true, true},
           {{Restrict::ignore}, kDenied, false, false},
           {{Restrict::noserve}, kDenied, false, true},
           {{Restrict::noquery}, {}, true, false},
           {{Restrict::nomodify}, {}, true, true},
           {{Restrict::nomrulist}, {}, true, true},
           {{Restrict::nopeer}, {}, true, true},
           {{Restrict::noepeer}, {}, true, true},
           {{Restrict::notrap}, {}, true, true},
           {{Restrict::lowpriotrap}, {}, true, true},
           {{Restrict::notrust}, kDenied, false, true},
           {{Restrict::limited}, {}, true, true},
           {{Restrict::kod}, {}, true, true},
           {{Restrict::version}, {}, true, true},
           {{Restrict::mssntp}, {}, true, true},
           {{Restrict::serverresponse_fuzz}, {}, true, true},
           {{Restrict::ignore, Restrict::noserve, Restrict::noquery}, kDenied, false, false},
       }) {
    const auto flags = flags_of(c.flags);
    for (const Mode mode : {Mode::client, Mode::symmetric_active}) {
      Server server(flags);
      const auto answer = server.ask(request(mode));
      EXPECT_EQ(answer.has_value() ? std::nullopt : std::optional(answer.error()), c.request) << flags.bits;
    }
    Server server(flags);
    EXPECT_EQ(server.responder.admit_reply(request(Mode::server), from("192.0.2.1", 123), false, server.rng), c.reply)
        << flags.bits;
    EXPECT_EQ(server.responder.admit_query(from("192.0.2.1")).has_value(), c.query) << flags.bits;
    EXPECT_EQ(server.drops(kDenied), (c.reply ? 0U : 1U) + (c.query ? 0U : 1U)) << flags.bits;
  }
}

TEST(Responder, NotrustBelievesAReplyThatItsAssociationAuthenticates) {
  Server server(flags_of({Restrict::notrust}));
  EXPECT_TRUE(server.responder.admit_reply(request(Mode::server), from("192.0.2.1", 123), true, server.rng));
  EXPECT_FALSE(server.responder.admit_reply(request(Mode::server), from("192.0.2.1", 123), false, server.rng));
}

TEST(Responder, VersionRefusesOlderOnes) {
  for (std::uint8_t version = 1; version <= 4; ++version) {
    Server server(flags_of({Restrict::version}));
    EXPECT_EQ(server.ask(request(Mode::client, version)).has_value(), version == 4) << int{version};
    EXPECT_EQ(server.drops(ServerDrop::unknown_version), version == 4 ? 0U : 1U) << int{version};
    EXPECT_EQ(server.responder.admit_reply(request(Mode::server, version), from("192.0.2.1"), false, server.rng),
              version == 4);
  }
}

TEST(Responder, FlakeLosesOnePacketInTen) {
  Server server(flags_of({Restrict::flake}));
  for (int i = 0; i < 20'000; ++i) static_cast<void>(server.ask(request(), i));
  EXPECT_NEAR(static_cast<double>(server.drops(ServerDrop::access_denied)), 2000, 200);
}

TEST(Responder, LimitedDropsWhoIsTooFast) {
  Server server(flags_of({Restrict::limited}));
  EXPECT_TRUE(server.ask(request(), 0).has_value());
  for (int i = 1; i < 5; ++i) EXPECT_EQ(server.ask(request(), 0.1 * i).error(), ServerDrop::rate_limited);
  EXPECT_TRUE(server.ask(request(), 0.2, "192.0.2.2").has_value());
  EXPECT_TRUE(server.ask(request(), 100).has_value());
  EXPECT_EQ(server.drops(ServerDrop::rate_limited), 4U);
  EXPECT_EQ(server.responder.counts().kisses, 0U);
  EXPECT_EQ(server.responder.counts().answered, 3U);
}

TEST(Responder, KodTellsWhoIsTooFast) {
  Server server(flags_of({Restrict::limited, Restrict::kod}));
  EXPECT_TRUE(server.ask(request(), 0).has_value());
  auto kiss = server.ask(request(Mode::client, 3), 0.1);
  ASSERT_TRUE(kiss.has_value());
  EXPECT_TRUE(kiss->is_kiss);
  finish(*kiss, kReceived);
  const wire::Header header = parse(*kiss);
  EXPECT_EQ(header.leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(header.stratum, 0);
  EXPECT_EQ(header.mode, Mode::server);
  EXPECT_EQ(header.version, 3);
  EXPECT_EQ(header.reference_id, wire::ReferenceId::from_text("RATE"));
  EXPECT_EQ(header.origin, kAsked);
  EXPECT_EQ(header.receive, kAsked);
  EXPECT_EQ(header.transmit, kAsked);
  EXPECT_EQ(header.poll, 6);
  EXPECT_EQ(server.ask(request(), 0.2).error(), ServerDrop::rate_limited);
  EXPECT_EQ(server.responder.counts().kisses, 1U);
  EXPECT_EQ(server.drops(ServerDrop::rate_limited), 2U);
}

TEST(Responder, AKissAsksForTheConfiguredHeadway) {
  access::MonitorOptions options;
  options.rate.discard.average_log2_s = 9;
  Server server(flags_of({Restrict::limited, Restrict::kod}), options);
  static_cast<void>(server.ask(request()));
  EXPECT_EQ(parse(server.ask(request(Mode::symmetric_active)).value()).poll, 9);
}

TEST(Responder, AFloodWithAServersAddressDoesNotStopItsReplies) {
  Server server(flags_of({Restrict::limited, Restrict::kod, Restrict::nopeer}));
  for (int i = 0; i < 1000; ++i) static_cast<void>(server.ask(request(), 1e-3 * i, "192.0.2.9"));
  EXPECT_GT(server.drops(ServerDrop::rate_limited), 900U);
  EXPECT_TRUE(server.responder.admit_reply(request(Mode::server), from("192.0.2.9", 123), false, server.rng));
}

TEST(SpoofedSource, AReferenceClocksAddressOnTheWireIsRefused) {
  struct Case {
    const char* address;
    std::uint16_t port;
    bool plausible;
  };
  for (const Case& c : {Case{"127.127.1.0", 123, false},
                        {"127.127.20.3", 40000, false},
                        {"127.0.0.1", 123, true},
                        {"192.0.2.1", 0, false},
                        {"192.0.2.1", 1, true},
                        {"2001:db8::1", 0, false}}) {
    EXPECT_EQ(is_plausible_source({*base::IpAddress::parse(c.address), c.port}), c.plausible) << c.address;
  }
}

TEST(Responder, MalformedPacketsLeaveNoTraceButACount) {
  Server server(flags_of({Restrict::limited}));
  test::Bytes cut = request();
  cut.resize(47);
  EXPECT_EQ(server.ask(cut).error(), ServerDrop::malformed);
  EXPECT_EQ(server.ask({}).error(), ServerDrop::malformed);
  EXPECT_EQ(server.ask(request(Mode::broadcast)).error(), ServerDrop::not_a_request);
  EXPECT_EQ(server.ask(request(Mode::client, 7)).error(), ServerDrop::unknown_version);
  EXPECT_EQ(server.responder.monitor().clients()->size(), 0U);
  EXPECT_EQ(server.responder.counts().received, 4U);
}

TEST(Responder, FuzzedReferenceTimesStayPlausible) {
  Server plain({});
  Server fuzzing(flags_of({Restrict::serverresponse_fuzz}));
  const wire::Header exact = parse(plain.ask(request()).value());
  std::uint64_t last = 0;
  for (int i = 0; i < 100; ++i) {
    wire::Header fuzzed = parse(fuzzing.ask(request(), 10.0 * i).value());
    EXPECT_NE(fuzzed.reference.bits(), last);
    last = fuzzed.reference.bits();
    EXPECT_GE((kReceived - fuzzed.reference).raw(), 0);
    EXPECT_LT((kReceived - fuzzed.reference).seconds(), 2);
    fuzzed.reference = exact.reference;
    fuzzed.root_dispersion = exact.root_dispersion;
    EXPECT_EQ(fuzzed, exact);
  }
}

TEST(Responder, SaysWhatAQueryMayDo) {
  access::RestrictRules rules;
  rules.add(entry("192.0.2.0/24", {Restrict::nomodify}));
  rules.add(entry("198.51.100.0/24", {Restrict::nomrulist}));
  const base::IpAddress own[] = {base::IpAddress::v4(10, 0, 0, 1)};
  rules.add_own(own);
  base::SeededRng rng(1);
  Responder responder(rules.build(), {}, rng, at(0));
  struct Case {
    const char* address;
    bool may_modify, may_read_mru, budgeted;
  };
  for (const Case& c : {Case{"192.0.2.1", false, true, false},
                        {"198.51.100.1", true, false, false},
                        {"203.0.113.1", true, true, true},
                        {"10.0.0.1", true, true, false},
                        {"10.0.0.2", true, true, true},
                        {"2001:db8::1", true, true, true},
                        {"127.0.0.1", true, true, false},
                        {"::1", true, true, false}}) {
    const auto rights = responder.admit_query(from(c.address));
    ASSERT_TRUE(rights.has_value()) << c.address;
    EXPECT_EQ(rights->may_modify, c.may_modify) << c.address;
    EXPECT_EQ(rights->may_read_mru, c.may_read_mru) << c.address;
    EXPECT_EQ(rights->budgeted, c.budgeted) << c.address;
    EXPECT_EQ(responder.spend(*rights, from(c.address), 60'000, at(1)), true) << c.address;
    EXPECT_EQ(responder.spend(*rights, from(c.address), 60'000, at(1)), !c.budgeted) << c.address;
  }
  EXPECT_EQ(responder.counts().queries, 8U);
}

TEST(Responder, CountsTheHitsOfEachEntry) {
  access::RestrictRules rules;
  rules.add(entry("192.0.2.0/24", {Restrict::noserve}));
  base::SeededRng rng(1);
  Responder responder(rules.build(), {}, rng, at(0));
  const auto ask = [&](const char* address) {
    static_cast<void>(responder.answer({request(), from(address), kReceived, at(0)}, synchronized(), rng));
  };
  for (const char* address : {"192.0.2.1", "192.0.2.1", "203.0.113.1", "::1", "::2", "::3"}) ask(address);
  EXPECT_EQ(std::vector(responder.hits().begin(), responder.hits().end()), (std::vector<std::uint64_t>{1, 2, 3}));
  responder.use(access::RestrictRules{}.build());
  EXPECT_EQ(responder.hits().size(), 2U);
  ask("192.0.2.1");
  EXPECT_EQ(responder.hits()[0], 1U);
}

TEST(Responder, ANewListHoldsAtOnceAndKeepsTheClients) {
  Server server({});
  EXPECT_TRUE(server.ask(request(), 0).has_value());
  server.responder.use(Server::list_with(flags_of({Restrict::limited})));
  EXPECT_EQ(server.ask(request(), 0.1).error(), ServerDrop::rate_limited);
  server.responder.use(access::MonitorOptions{}, server.rng, at(0.2));
  EXPECT_TRUE(server.ask(request(), 0.3).has_value());
}

}  // namespace
}  // namespace foliot::server
