// Worker and Crew: threads that serve, take new orders, and are looked at.
#include "daemon/crew.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "daemon/worker_support.hpp"

namespace foliot::daemon {
namespace {

WorkerSocket shared_server(const char* address = "127.0.0.1") {
  return std::make_shared<ServedSocket>(open_server(address));
}

base::SocketAddress address_of(const WorkerSocket& socket) {
  return socket->local_address().value();
}

struct Started {
  Started() { crew.publish(good_time(clock)); }
  StandingClock clock;
  Crew crew{clock};
};

/// Counts are told after a batch: what was answered may be counted a moment later.
bool answered_becomes(const Crew& crew, std::uint64_t wanted) {
  for (int i = 0; i < 10'000; ++i) {
    if (crew.counts().served.answered == wanted) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST(Crew, ServesEachSocketByAWorkerOfItsOwnAndSumsTheCounts) {
  Started started;
  const auto one = shared_server();
  const auto two = shared_server();
  const auto three = shared_server("::1");
  ASSERT_TRUE(started.crew.use(open_orders({{one, two}, {three}})));
  EXPECT_EQ(started.crew.size(), 2U);
  std::uint64_t nonce = 0;
  for (const auto& socket : {one, two, three}) {
    Client client(address_of(socket));
    for (int i = 0; i < 3; ++i) {
      client.ask(++nonce);
      const auto reply = client.reply();
      ASSERT_TRUE(reply);
      EXPECT_EQ(reply->origin.bits(), nonce);
      EXPECT_EQ(reply->leap, LeapIndicator::none);
    }
  }
  EXPECT_TRUE(answered_becomes(started.crew, 9));
  EXPECT_EQ(started.crew.counts().clients, 3U) << "two workers know 127.0.0.1, one ::1";
}

TEST(Crew, ObeysANewRestrictListBeforeUseReturns) {
  Started started;
  const auto socket = shared_server();
  auto orders = open_orders({{socket}});
  ASSERT_TRUE(started.crew.use(orders));
  Client client(address_of(socket));
  client.ask(1);
  EXPECT_TRUE(client.reply());
  access::RestrictRules rules;
  access::RestrictEntry closed = access::default_entry(base::IpFamily::v4);
  closed.flags.add(access::Restrict::noserve);
  rules.add(closed);
  const auto open = orders.list;
  orders.list = rules.build();
  ASSERT_TRUE(started.crew.use(orders));
  client.ask(2);
  orders.list = open;
  // What has come by now is judged by either list; what comes after `use` only by the new one.
  EXPECT_FALSE(client.reply(Interval::from_seconds(0.2)));
  ASSERT_TRUE(started.crew.use(orders));
  client.ask(3);
  EXPECT_EQ(client.reply()->origin.bits(), 3U);
}

TEST(Crew, EmptiesASocketThatIsNoLongerItsOwn) {
  Started started;
  const auto stays = shared_server();
  auto goes = shared_server();
  ASSERT_TRUE(started.crew.use(open_orders({{stays}, {goes}})));
  const std::weak_ptr<ServedSocket> watched = goes;
  Client client(address_of(goes));
  for (std::uint64_t nonce = 1; nonce <= 100; ++nonce) client.ask(nonce);
  goes.reset();
  ASSERT_TRUE(started.crew.use(open_orders({{stays}})));
  for (std::uint64_t nonce = 1; nonce <= 100; ++nonce) {
    const auto reply = client.reply();
    ASSERT_TRUE(reply) << nonce;
    EXPECT_EQ(reply->origin.bits(), nonce);
  }
  EXPECT_TRUE(watched.expired()) << "and closed";
}

TEST(Crew, GrowsAndShrinksAndForgetsNothingThatWasCounted) {
  Started started;
  const auto one = shared_server();
  const auto two = shared_server();
  ASSERT_TRUE(started.crew.use(open_orders({{one}})));
  Client first(address_of(one));
  first.ask(1);
  EXPECT_TRUE(first.reply());
  ASSERT_TRUE(started.crew.use(open_orders({{one, two}})));
  EXPECT_EQ(started.crew.size(), 2U);
  Client second(address_of(two));
  second.ask(2);
  EXPECT_TRUE(second.reply());
  EXPECT_TRUE(answered_becomes(started.crew, 2));
  ASSERT_TRUE(started.crew.use(open_orders({{one}})));
  EXPECT_EQ(started.crew.size(), 1U);
  EXPECT_EQ(started.crew.counts().served.answered, 2U);
  ASSERT_TRUE(started.crew.use(open_orders()));
  EXPECT_EQ(started.crew.size(), 0U);
  EXPECT_EQ(started.crew.counts().served.answered, 2U);
  first.ask(3);
  EXPECT_FALSE(first.reply(Interval::from_seconds(0.1)));
}

TEST(Crew, RemembersNoMoreClientsInAllThanOneWould) {
  access::MonitorOptions options;
  for (const std::int64_t maxdepth : {std::int64_t{16384}, std::int64_t{1000}, access::MruList::kUnlimited}) {
    options.mru.maxdepth = maxdepth;
    for (const std::size_t workers : {std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
      const auto sum = static_cast<std::int64_t>(workers) * share_of_worker(options, workers).mru.maxdepth +
                       share_of_control(options, workers).mru.maxdepth;
      EXPECT_LE(sum, maxdepth);
      EXPECT_GE(sum, maxdepth * 9 / 10);
    }
  }
  EXPECT_EQ(share_of_control(options, 0), options) << "without workers it meets all";
  options.mru.maxdepth = -1;
  EXPECT_LT(share_of_worker(options, 2).mru.maxdepth, access::MruList::kUnlimited);
}

TEST(Crew, CanBeHeldToBeLookedAtAndReset) {
  Started started;
  const auto one = shared_server();
  const auto two = shared_server();
  ASSERT_TRUE(started.crew.use(open_orders({{one, two}})));
  for (const auto& socket : {one, two}) {
    Client client(address_of(socket));
    client.ask(1);
    EXPECT_TRUE(client.reply());
  }
  EXPECT_TRUE(answered_becomes(started.crew, 2));
  {
    const auto hold = started.crew.hold();
    ASSERT_EQ(hold->responders().size(), 2U);
    for (server::Responder* responder : hold->responders()) {
      EXPECT_EQ(responder->counts().answered, 1U);
      EXPECT_EQ(responder->hits().size(), responder->list().entries().size());
      responder->reset_counts();
    }
  }
  EXPECT_TRUE(answered_becomes(started.crew, 0));
  EXPECT_EQ(one->told_counts().received, 1U);
  EXPECT_EQ(one->told_counts().sent, 1U);
}

TEST(Worker, StandsStillWhileItIsHeld) {
  StandingClock clock;
  ServedTime time(clock);
  time.snapshot.publish(good_time(clock));
  auto worker = Worker::start(time);
  ASSERT_TRUE(worker);
  auto orders = std::make_shared<WorkerOrders>();
  orders->list = access::RestrictRules{}.build();
  orders->keys = std::make_shared<const auth::KeyRing>();
  orders->sockets = {shared_server()};
  worker->use(orders);
  ASSERT_TRUE(worker->wait_until_used(kPatience));
  Client client(address_of(orders->sockets.front()));
  client.ask(1);
  ASSERT_TRUE(client.reply());
  for (int round = 0; round < 3; ++round) {
    server::Responder* held = worker->hold(kPatience);
    ASSERT_NE(held, nullptr);
    const access::MruList* clients = held->monitor().clients();
    ASSERT_NE(clients, nullptr);
    EXPECT_TRUE(clients->find(base::IpAddress::v4(127, 0, 0, 1)));
    client.ask(2);
    EXPECT_FALSE(client.reply(Interval::from_seconds(0.05)));
    worker->release();
    EXPECT_EQ(client.reply()->origin.bits(), 2U) << "and nothing is lost";
  }
}

}  // namespace
}  // namespace foliot::daemon
