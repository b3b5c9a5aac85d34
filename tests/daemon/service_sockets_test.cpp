#include "daemon/service_sockets.hpp"

#include <gtest/gtest.h>

#include <array>

namespace foliot::daemon {
namespace {

const base::IpAddress kHere = base::IpAddress::v4(127, 0, 0, 1);
const base::IpAddress kThere = base::IpAddress::v4(127, 0, 83, 7);

ListenPlan wildcard() {
  ListenPlan plan;
  plan.wildcard_v4 = true;
  return plan;
}

ListenPlan only(std::vector<base::IpAddress> addresses) {
  ListenPlan plan;
  plan.addresses = std::move(addresses);
  return plan;
}

/// A port that nobody has at the moment.
std::uint16_t free_port() {
  return platform::UdpSocket::open({}).value().local_address().value().port;
}

/// Sends one datagram to `address` and counts the sockets of `sockets` that got it.
int receivers(std::vector<platform::UdpSocket>& sockets, const base::IpAddress& address, std::uint16_t port) {
  platform::UdpOptions options;
  options.connect = base::SocketAddress{address, port};
  auto client = platform::UdpSocket::open(options).value();
  const std::array<std::uint8_t, 1> byte{1};
  EXPECT_TRUE(client.send(byte));
  std::array<std::uint8_t, 64> buffer{};
  int got = 0;
  for (auto& socket : sockets) {
    const auto datagram = socket.receive(buffer);
    got += datagram && *datagram ? 1 : 0;
  }
  return got;
}

TEST(ServiceSockets, KeepsWhatIsRightAlready) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  const int fd = service.all().front().fd();
  const auto generation = service.generation();
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  EXPECT_EQ(service.generation(), generation);
  ASSERT_TRUE(service.open(only({kThere, kHere}), port, 46).empty());
  EXPECT_EQ(service.all().size(), 2U);
  EXPECT_EQ(service.all().front().fd(), fd);
  EXPECT_GT(service.generation(), generation);
}

TEST(ServiceSockets, GoesFromAllAddressesToOneAndBackWithoutAGap) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(wildcard(), port, 46).empty());
  EXPECT_EQ(receivers(service.all(), kHere, port), 1);
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  ASSERT_EQ(service.all().size(), 1U);
  auto retired = service.take_retired();
  ASSERT_EQ(retired.size(), 1U);
  EXPECT_EQ(receivers(service.all(), kHere, port), 1) << "beside the socket that is to be closed";
  ASSERT_TRUE(service.open(wildcard(), port, 46).empty());
  EXPECT_EQ(receivers(service.all(), kThere, port) + receivers(retired, kThere, port), 1);
}

TEST(ServiceSockets, OpensASocketAnewForAnotherTrafficClass) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  ASSERT_TRUE(service.open(only({kHere}), port, 10).empty());
  EXPECT_EQ(service.take_retired().size(), 1U);
  EXPECT_EQ(receivers(service.all(), kHere, port), 1);
}

TEST(ServiceSockets, HandsOutWhatStillWaitsInASocketThatGoes) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(only({kHere, kThere}), port, 46).empty());
  std::vector<platform::UdpSocket> none;
  EXPECT_EQ(receivers(none, kThere, port), 0);
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  auto retired = service.take_retired();
  ASSERT_EQ(retired.size(), 1U);
  std::array<std::uint8_t, 64> buffer{};
  const auto datagram = retired.front().receive(buffer);
  EXPECT_TRUE(datagram && *datagram);
}

TEST(ServiceSockets, DoesNotShareThePortWithAnotherProgram) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(wildcard(), port, 46).empty());
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  service.take_retired().clear();
  platform::UdpOptions thief;
  thief.port = port;
  thief.reuse_address = true;
  EXPECT_FALSE(platform::UdpSocket::open(thief).has_value());
  ServiceSockets second;
  const auto errors = second.open(only({kHere}), port, 46);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors.front().fatal);
}

TEST(ServiceSockets, StaysWhereItIsWhenNothingOfThePlanCanBeOpened) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(only({kHere}), port, 46).empty());
  const auto errors = service.open(only({base::IpAddress::v4(192, 0, 2, 77)}), port, 46);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors.front().fatal);
  EXPECT_TRUE(service.has_failures());
  EXPECT_EQ(service.open(only({base::IpAddress::v4(192, 0, 2, 77)}), port, 46).front().failures, 2);
  EXPECT_EQ(receivers(service.all(), kHere, port), 1);
  EXPECT_NE(service.for_family(base::IpFamily::v4), nullptr);
  EXPECT_EQ(service.for_family(base::IpFamily::v6), nullptr);
}

TEST(ServiceSockets, SendsFromTheAddressThatIsMostLikeTheOneToReach) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(only({kHere, kThere}), port, 46).empty());
  for (const base::IpAddress& address : {kHere, kThere}) {
    auto* socket = service.to_reach(address);
    ASSERT_NE(socket, nullptr);
    EXPECT_EQ(socket->local_address().value().ip, address);
  }
  const auto elsewhere = base::IpAddress::v4(192, 0, 2, 77);
  EXPECT_EQ(service.to_reach(elsewhere), nullptr) << "no loopback address reaches it";
  ASSERT_TRUE(service.open(wildcard(), port, 46).empty());
  EXPECT_NE(service.to_reach(elsewhere), nullptr);
}

/// What a client at 127.0.0.1 sends to `kHere`, in that mode: the numbers of the workers that got it; 0: the control
/// thread's socket.
std::vector<std::size_t> takers(ServiceSockets& service, std::uint16_t port, std::uint8_t mode) {
  platform::UdpOptions options;
  options.connect = base::SocketAddress{kHere, port};
  auto client = platform::UdpSocket::open(options).value();
  EXPECT_TRUE(client.send(std::array{static_cast<std::uint8_t>(0x20U | mode)}));
  std::array<std::uint8_t, 64> buffer{};
  std::vector<std::size_t> takers;
  const auto look = [&](platform::UdpSocket& socket, std::size_t number) {
    const auto datagram = socket.receive(buffer);
    if (datagram && *datagram) takers.push_back(number);
  };
  for (auto& socket : service.all()) look(socket, 0);
  for (const auto& place : service.worker_sockets()) {
    for (std::size_t i = 0; i < place.size(); ++i) look(*place[i], i + 1);
  }
  return takers;
}

constexpr std::uint8_t kClientMode = 3;
constexpr std::uint8_t kControlMode = 6;

/// Each gets what is its: the workers the clients' requests, the control thread the rest.
void expect_steered(ServiceSockets& service, std::uint16_t port) {
  for (int i = 0; i < 4; ++i) {
    const auto worker = takers(service, port, kClientMode);
    ASSERT_EQ(worker.size(), 1U);
    EXPECT_GE(worker.front(), 1U);
    EXPECT_EQ(takers(service, port, kControlMode), std::vector<std::size_t>{0});
  }
}

TEST(ServiceSockets, HaveOneMoreForEachWorkerAtEachPlace) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(only({kHere, kThere}), port, 46, 3).empty());
  EXPECT_FALSE(service.take_steering_error());
  ASSERT_EQ(service.worker_sockets().size(), 2U);
  for (const auto& place : service.worker_sockets()) EXPECT_EQ(place.size(), 3U);
  expect_steered(service, port);
}

TEST(ServiceSockets, WithWorkersDoNotShareThePortWithAnotherDaemon) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(wildcard(), port, 46, 2).empty());
  for (const std::size_t workers : {std::size_t{0}, std::size_t{2}}) {
    ServiceSockets second;
    const auto errors = second.open(only({kHere}), port, 46, workers);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_TRUE(errors.front().fatal);
    EXPECT_TRUE(errors.front().cause.is_address_in_use());
  }
  expect_steered(service, port);
}

TEST(ServiceSockets, MoveToAsManyWorkersAsThereAreToBeWithoutAGap) {
  ServiceSockets service;
  const auto port = free_port();
  ASSERT_TRUE(service.open(wildcard(), port, 46, 2).empty());
  std::vector<WorkerSockets> before;  // still open, as while their workers empty them
  std::vector<platform::UdpSocket> retired;
  for (const std::size_t workers : {std::size_t{3}, std::size_t{1}, std::size_t{0}, std::size_t{2}}) {
    before.push_back(service.worker_sockets());
    ASSERT_TRUE(service.open(wildcard(), port, 46, workers).empty()) << workers;
    for (auto& socket : service.take_retired()) retired.push_back(std::move(socket));
    ASSERT_EQ(service.worker_sockets().front().size(), workers);
    if (workers > 0) expect_steered(service, port);
    if (workers > 0) continue;
    EXPECT_EQ(takers(service, port, kClientMode), std::vector<std::size_t>{0});
  }
  EXPECT_EQ(retired.size(), 4U);
  before.clear();
  retired.clear();
  expect_steered(service, port);
}

}  // namespace
}  // namespace foliot::daemon
