// BatchService: one thread's worth of answers, with a clock that a test moves.
#include "daemon/batch_service.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "daemon/worker_support.hpp"
#include "support/sealed.hpp"

namespace foliot::daemon {
namespace {

/// How often this thread took memory.
std::size_t& allocations() {
  thread_local std::size_t count = 0;
  return count;
}

void* allocate(std::size_t size) {
  ++allocations();
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace
}  // namespace foliot::daemon

void* operator new(std::size_t size) {
  return foliot::daemon::allocate(size);
}
void* operator new[](std::size_t size) {
  return foliot::daemon::allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace foliot::daemon {
namespace {

struct Server {
  Server() { time.snapshot.publish(good_time(clock)); }

  /// Serves what has been sent; on the loopback interface that waits already.
  std::size_t serve() { return service.serve(socket); }
  [[nodiscard]] base::SocketAddress address() const { return socket.local_address().value(); }
  [[nodiscard]] const server::ServerCounts& counts() const { return service.responder().counts(); }

  StandingClock clock;
  ServedTime time{clock};
  BatchService service{time};
  platform::UdpSocket socket = open_server();
};

TEST(BatchService, AnswersEachWithTheTimeAndItsOwnNonce) {
  Server server;
  Client one(server.address());
  Client two(server.address());
  one.ask(11);
  two.ask(22);
  two.ask(23);
  EXPECT_EQ(server.serve(), 3U);
  const auto reply = one.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->mode, wire::Mode::server);
  EXPECT_EQ(reply->stratum, 2);
  EXPECT_EQ(reply->origin.bits(), 11U);
  EXPECT_EQ(reply->receive, to_timestamp(server.clock.now().wall));
  EXPECT_EQ(reply->transmit, to_timestamp(server.clock.now().wall));
  EXPECT_EQ(two.reply()->origin.bits(), 22U);
  EXPECT_EQ(two.reply()->origin.bits(), 23U);
  EXPECT_EQ(server.counts().answered, 3U);
}

TEST(BatchService, SaysThatThereIsNoTimeOnceTheControlThreadStalls) {
  Server server;
  Client client(server.address());
  server.clock.advance(15.9);
  client.ask(1);
  server.serve();
  EXPECT_EQ(client.reply()->leap, LeapIndicator::none);
  server.clock.advance(0.2);
  client.ask(2);
  server.serve();
  const auto stalled = client.reply();
  EXPECT_EQ(stalled->leap, LeapIndicator::unsynchronized);
  EXPECT_EQ(stalled->stratum, 0);
  server.time.snapshot.publish(good_time(server.clock));
  client.ask(3);
  server.serve();
  EXPECT_EQ(client.reply()->leap, LeapIndicator::none) << "it goes on";
}

TEST(BatchService, SaysThatThereIsNoTimeBeforeAnyWasPublished) {
  StandingClock clock;
  const ServedTime time(clock);
  BatchService service(time);
  auto socket = open_server();
  Client client(socket.local_address().value());
  client.ask(1);
  service.serve(socket);
  EXPECT_EQ(client.reply()->leap, LeapIndicator::unsynchronized);
}

TEST(BatchService, LetsTheErrorBoundAndTheSmearGrowBetweenTwoSnapshots) {
  Server server;
  clock::TimeSnapshot snapshot = good_time(server.clock);
  snapshot.smear = Interval::from_seconds(0.25);
  snapshot.smear_rate = 1e-3;
  snapshot.dispersion_rate = 1e-3;
  server.time.snapshot.publish(snapshot);
  Client client(server.address());
  server.clock.advance(10);
  client.ask(1);
  server.serve();
  const auto reply = client.reply();
  EXPECT_NEAR((reply->transmit - to_timestamp(server.clock.now().wall)).seconds(), 0.26, 1e-6);
  EXPECT_NEAR((reply->receive - to_timestamp(server.clock.now().wall)).seconds(), 0.26, 1e-6);
  EXPECT_NEAR(reply->root_dispersion.seconds(), 0.01, 1e-4);
}

TEST(BatchService, AnswersOnlyClientsAndCountsTheRest) {
  Server server;
  Client client(server.address());
  for (const auto mode :
       {wire::Mode::symmetric_active, wire::Mode::server, wire::Mode::broadcast, wire::Mode::control}) {
    client.send(request_bytes(1, mode));
  }
  client.send(test::Bytes{});
  client.send(test::Bytes(12, 0x23));
  client.send(test::Bytes(platform::UdpBatch::kMostOctets + 1, 0x23));
  EXPECT_EQ(server.serve(), 7U);
  client.ask(9);
  server.serve();
  EXPECT_EQ(client.reply()->origin.bits(), 9U) << "the only answer";
  const auto drops = [&](server::ServerDrop why) { return server.counts().drops[static_cast<std::size_t>(why)]; };
  EXPECT_EQ(drops(server::ServerDrop::not_a_request), 4U);
  EXPECT_EQ(drops(server::ServerDrop::malformed), 3U);
  EXPECT_EQ(server.counts().received, 8U);
}

TEST(BatchService, SealsWhatWasSealed) {
  Server server;
  const auto key = test::key_of("7 SHA256 0123456789abcdef0123456789abcdef\n");
  const auth::KeyRange all{1, 65535};
  server.service.responder().use(std::make_shared<const auth::KeyRing>(std::vector{key}, std::span(&all, 1)));
  Client client(server.address());
  wire::Header header;
  header.version = 4;
  header.mode = wire::Mode::client;
  header.transmit = Timestamp::from_bits(5);
  client.send(test::sealed(header, key));
  server.serve();
  const auto bytes = client.receive();
  const auto packet = wire::parse_packet(bytes);
  ASSERT_TRUE(packet && packet->mac);
  EXPECT_TRUE(auth::verifies(key, bytes, *packet->mac));
}

TEST(BatchService, TellsAClientInInterleavedModeWhenTheLastReplyLeft) {
  Server server;
  Client client(server.address());
  wire::Header header;
  header.version = 4;
  header.mode = wire::Mode::client;
  header.origin = Timestamp::from_bits(3);
  header.receive = Timestamp::from_bits(4);
  header.transmit = Timestamp::from_bits(5);
  client.send(test::to_bytes(header));
  server.serve();
  const auto first = client.reply();
  ASSERT_TRUE(first);
  platform::Poller poller;
  poller.add(server.socket.fd(), {.readable = false, .error_queue = true});
  ASSERT_FALSE(poller.wait(kPatience)->empty());
  server.clock.advance(0.001);
  server.service.take_stamps(server.socket);  // the clock stands: the stamp is what it shows now
  const Timestamp left = to_timestamp(server.clock.now().wall);
  server.clock.advance(1);
  header.origin = first->receive;
  client.send(test::to_bytes(header));
  server.serve();
  const auto second = client.reply();
  EXPECT_EQ(second->origin, header.receive) << "interleaved";
  EXPECT_EQ(second->transmit, left);
  ++server.time.jumps;
  header.origin = second->receive;
  client.send(test::to_bytes(header));
  server.serve();
  EXPECT_EQ(client.reply()->origin, header.transmit) << "what left before a step tells nothing";
}

TEST(BatchService, TakesNoMemoryPerPacket) {
  Server server;
  access::MonitorOptions monitor;
  monitor.mru.maxdepth = 64;
  server.service.responder().use(monitor, server.service.rng(), server.service.now());
  access::RestrictRules rules;
  access::RestrictEntry limited = access::default_entry(base::IpFamily::v4);
  limited.flags.add(access::Restrict::limited);
  limited.flags.add(access::Restrict::kod);
  rules.add(limited);
  server.service.responder().use(rules.build());
  const auto key = test::key_of("7 SHA1 0123456789abcdef0123\n");
  const auth::KeyRange all{1, 65535};
  server.service.responder().use(std::make_shared<const auth::KeyRing>(std::vector{key}, std::span(&all, 1)));
  wire::Header header;
  header.version = 4;
  header.mode = wire::Mode::client;
  header.transmit = Timestamp::from_bits(5);
  const auto sealed = test::sealed(header, key);
  std::size_t taken = 0;
  for (std::uint8_t host = 1; host <= 200; ++host) {
    Client client(server.address(), base::IpAddress::v4(127, 0, 5, host));
    server.clock.advance(1);
    for (int i = 0; i < 6; ++i) client.send(i % 2 == 0 ? sealed : test::to_bytes(header));
    client.send(test::Bytes(12, 0x23));
    const std::size_t before = allocations();
    EXPECT_EQ(server.serve(), 7U);
    if (host > 2) taken += allocations() - before;
  }
  EXPECT_EQ(taken, 0U) << "by new clients, known ones, too fast ones, sealed ones and rubbish";
  EXPECT_GT(server.counts().answered, 200U);
  EXPECT_GT(server.counts().drops[static_cast<std::size_t>(server::ServerDrop::rate_limited)], 0U);
  const std::size_t before = allocations();
  static_cast<void>(std::make_unique<int>(1));
  EXPECT_GT(allocations(), before) << "the counter counts";
}

}  // namespace
}  // namespace foliot::daemon
