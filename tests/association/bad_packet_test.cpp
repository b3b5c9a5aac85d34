// Verify, then commit: a twin that never got the bad packet goes on exactly as the one that did, but for one counter.
//
// Everything that an association will ever do is compared: the octets of its next requests, what it makes of the next
// replies, its polls and what it shows. So nothing hidden can have changed either.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "association/upstream.hpp"
#include "support/sealed.hpp"

namespace foliot::association {
namespace {

using test::seconds;
using test::Upstream;
using wire::Header;
using Bytes = std::vector<std::uint8_t>;

/// Cases that come after test 5: the packet is the server's own, so it uses up its nonce and shows in the peer
/// variables (RFC 5905 A.5.2); nothing else of it counts.
const std::set<Drop> kAuthenticButUseless = {Drop::unsynchronized, Drop::bad_root_distance, Drop::negative_delay};

void tell(std::ostream& out, const Association& a) {
  out << int{a.reach()} << ' ' << a.unreach() << ' ' << a.host_poll().log2_s() << ' ' << a.next_poll().nanoseconds()
      << ' ' << a.demobilized() << ' ' << a.sent() << ' ' << int{a.server().stratum} << ' '
      << a.server().transmit.bits() << ' ' << a.server().reference_id.bits() << '\n';
}

void tell(std::ostream& out, const std::expected<Reply, Drop>& reply) {
  out << reply.has_value();
  if (!reply) out << " drop " << static_cast<int>(reply.error());
  if (reply && reply->sample) {
    out << ' ' << reply->sample->at.nanoseconds() << ' ' << reply->sample->offset_s << ' ' << reply->sample->delay_s;
  }
  out << '\n';
}

struct Case {
  const char* name;
  Drop reason;
  /// Sends the bad packet while `request` is open.
  std::function<void(Upstream& upstream, const Request& request)> attack;
  AssociationOptions options = {};
  bool lost = false;  ///< `request` gets no answer: then the attack comes while the next one is open
};

/// What a follower does from the attack on: the true reply comes, and eight exchanges more.
std::string life(const Case& c, bool attacked) {
  Upstream upstream(c.options);
  std::ostringstream story;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(upstream.exchange().has_value()) << c.name;
  const Request before = upstream.send();
  const bool answered = c.lost || upstream.deliver(upstream.reply_to(before)).has_value();
  EXPECT_TRUE(answered) << c.name;
  const Request request = upstream.send();
  if (attacked) c.attack(upstream, c.lost ? before : request);
  tell(story, upstream.association);
  tell(story, upstream.deliver(upstream.reply_to(request)));
  for (int i = 0; i < 8; ++i) {
    const Request next = upstream.send();
    for (const std::uint8_t octet : next.view()) story << int{octet} << ' ';
    tell(story, upstream.deliver(upstream.reply_to(next)));
    tell(story, upstream.association);
  }
  return story.str();
}

Case forged(const char* name, Drop reason, const std::function<void(Header&)>& change,
            AssociationOptions options = {}) {
  return {name, reason,
          [change](Upstream& upstream, const Request& request) {
            Header header = upstream.reply_to(request);
            change(header);
            EXPECT_FALSE(upstream.deliver(header).has_value());
          },
          options};
}

AssociationOptions with_xleave() {
  AssociationOptions options;
  options.xleave = true;
  return options;
}

std::vector<Case> early_cases() {
  const auto origin = [](std::uint64_t change) {
    return [change](Header& h) { h.origin = Timestamp::from_bits(h.origin.bits() ^ change); };
  };
  return {
      {"a stump", Drop::malformed, [](Upstream& u, const Request&) { EXPECT_FALSE(u.deliver(Bytes(20)).has_value()); }},
      {"half an extension", Drop::malformed,
       [](Upstream& u, const Request& r) {
         EXPECT_FALSE(u.deliver(foliot::test::with_trailer(foliot::test::to_bytes(u.reply_to(r)), 9)).has_value());
       }},
      forged("a request", Drop::wrong_mode, [](Header& h) { h.mode = wire::Mode::client; }),
      forged("a broadcast", Drop::wrong_mode, [](Header& h) { h.mode = wire::Mode::broadcast; }),
      forged("version 7", Drop::wrong_version, [](Header& h) { h.version = 7; }),
      forged("no origin", Drop::bogus_origin, [](Header& h) { h.origin = Timestamp{}; }),
      forged("another origin", Drop::bogus_origin, origin(1)),
      forged("a kiss of somebody else", Drop::bogus_origin,
             [](Header& h) {
               h.stratum = 0;
               h.reference_id = wire::ReferenceId::from_text("DENY");
               h.origin = Timestamp::from_bits(h.origin.bits() ^ 2U);
             }),
      forged(
          "the server's own stamps as origin", Drop::bogus_origin, [](Header& h) { h.origin = h.receive; },
          with_xleave()),
      forged("no receive timestamp", Drop::unanswered_timestamps, [](Header& h) { h.receive = Timestamp{}; }),
      forged("no transmit timestamp", Drop::unanswered_timestamps, [](Header& h) { h.transmit = Timestamp{}; }),
      {"a crypto-NAK", Drop::bad_authentication,
       [](Upstream& u, const Request& r) {
         EXPECT_FALSE(u.deliver(foliot::test::with_trailer(foliot::test::to_bytes(u.reply_to(r)), 4)).has_value());
       }},
      {"what the access list refuses", Drop::access_denied,
       [](Upstream& u, const Request&) { u.association.on_access_denied(); }},
      {"a reply that is much too late",
       Drop::too_late,
       [](Upstream& u, const Request& r) { EXPECT_FALSE(u.deliver(u.reply_to(r)).has_value()); },
       {},
       true},
  };
}

std::size_t reason_count(const Case& c) {
  Upstream upstream(c.options);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(upstream.exchange().has_value()) << c.name;
  const Request lost = upstream.send();
  const Request request = c.lost ? upstream.send() : lost;
  const DropCounts before = upstream.association.drops();
  c.attack(upstream, c.lost ? lost : request);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < kDropReasons; ++i) changed += upstream.association.drops()[i] - before[i];
  EXPECT_EQ(upstream.count(c.reason), before[static_cast<std::size_t>(c.reason)] + 1) << c.name;
  return changed;
}

TEST(BadPacket, ChangesOneCounterAndNothingElseForEveryReasonThereIs) {
  std::set<Drop> seen = kAuthenticButUseless;
  seen.insert(Drop::duplicate);  // below: its twin is another one
  seen.insert(Drop::too_early);  // BroadcastClient.IgnoresOneThatComesTooEarlyWithoutHarmToTheNext
  for (const Case& c : early_cases()) {
    seen.insert(c.reason);
    EXPECT_EQ(reason_count(c), 1U) << c.name;
    EXPECT_EQ(life(c, true), life(c, false)) << c.name;
  }
  EXPECT_EQ(seen.size(), kDropReasons) << "a reason without a case";
}

TEST(BadPacket, ARepeatedReplyChangesNothing) {
  std::map<bool, std::string> stories;
  for (const bool repeated : {false, true}) {
    Upstream upstream;
    std::ostringstream story;
    for (int i = 0; i < 5; ++i) {
      const Request request = upstream.send();
      tell(story, upstream.deliver(upstream.reply_to(request)));
      if (repeated) {
        EXPECT_EQ(upstream.deliver(upstream.reply_to(request)).error(), Drop::duplicate);
      }
      tell(story, upstream.association);
    }
    stories[repeated] = story.str();
  }
  EXPECT_EQ(stories[true], stories[false]);
}

TEST(BadPacket, OnesThatAreAuthenticAndOfNoUseMoveNeitherReachNorPoll) {
  const std::vector<Case> cases = {
      forged("no time", Drop::unsynchronized, [](Header& h) { h.leap = LeapIndicator::unsynchronized; }),
      forged("stratum 16", Drop::unsynchronized, [](Header& h) { h.stratum = 16; }),
      forged("a distance of hours", Drop::bad_root_distance,
             [](Header& h) { h.root_dispersion = ShortInterval::from_bits(0x7fff0000); }),
      forged("answered before it was asked", Drop::negative_delay,
             [](Header& h) { h.transmit = h.receive + seconds(-5); }),
  };
  for (const Case& c : cases) {
    Upstream upstream;
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(upstream.exchange().has_value());
    const Request request = upstream.send();
    const auto reach = upstream.association.reach();
    const auto next = upstream.association.next_poll();
    c.attack(upstream, request);
    EXPECT_EQ(upstream.count(c.reason), 1U) << c.name;
    EXPECT_EQ(upstream.association.reach(), reach) << c.name;
    EXPECT_EQ(upstream.association.next_poll(), next) << c.name;
  }
}

}  // namespace
}  // namespace foliot::association
