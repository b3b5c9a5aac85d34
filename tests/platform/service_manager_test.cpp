// ServiceManager: what arrives at the socket that NOTIFY_SOCKET names.
#include "platform/service_manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "platform/child_process.hpp"
#include "platform/fd.hpp"
#include "platform/jail.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

using ::testing::StartsWith;

/// The manager's end.
class Manager {
 public:
  explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length), 0) << name;
  }
  [[nodiscard]] std::string next() const {
    std::array<char, 500> buffer{};
    const ssize_t size = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    return size < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

 private:
  Fd socket_;
};

TEST(ServiceManager, HearsEverythingByPathAndByAbstractName) {
  const TemporaryFolder folder;
  for (const std::string& name : {folder.file("notify"), "@foliot-test-" + std::to_string(getpid())}) {
    const Manager manager(name);
    ServiceManager ours = ServiceManager::connect(name.c_str(), nullptr, nullptr);
    ASSERT_TRUE(ours.listens()) << name;
    EXPECT_FALSE(ours.watchdog());
    ours.ready();
    EXPECT_EQ(manager.next(), "READY=1\nMAINPID=" + std::to_string(getpid()));
    ours.status("synchronised");
    EXPECT_EQ(manager.next(), "STATUS=synchronised");
    ours.reloading();
    EXPECT_THAT(manager.next(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    ours.alive();
    EXPECT_EQ(manager.next(), "WATCHDOG=1");
    ours.extend_start(Interval::from_seconds(2));
    EXPECT_EQ(manager.next(), "EXTEND_TIMEOUT_USEC=2000000");
    ours.stopping();
    EXPECT_EQ(manager.next(), "STOPPING=1");
  }
}

TEST(ServiceManager, IsNobodyWithoutASocket) {
  for (const char* name : {static_cast<const char*>(nullptr), "", "/", "@", "/no/such/socket", "relative"}) {
    ServiceManager ours = ServiceManager::connect(name, "1000000", nullptr);
    EXPECT_FALSE(ours.listens());
    EXPECT_FALSE(ours.watchdog());
    ours.ready();
  }
  const std::string too_long = "/" + std::string(200, 'x');
  EXPECT_FALSE(ServiceManager::connect(too_long.c_str(), nullptr, nullptr).listens());
}

TEST(ServiceManager, KnowsTheWatchdogThatIsMeantForIt) {
  const TemporaryFolder folder;
  const std::string name = folder.file("notify");
  const Manager manager(name);
  const auto period = [&](const char* us, const std::string& pid) {
    return ServiceManager::connect(name.c_str(), us, pid.empty() ? nullptr : pid.c_str()).watchdog();
  };
  const std::string own = std::to_string(getpid());
  EXPECT_EQ(period("30000000", own), Interval::from_seconds(30));
  EXPECT_EQ(period("30000000", ""), Interval::from_seconds(30));
  EXPECT_EQ(period("30000000", "1"), std::nullopt);
  EXPECT_EQ(period("0", own), std::nullopt);
  EXPECT_EQ(period("frog", own), std::nullopt);
}

TEST(ServiceManager, IsHeardFromInsideAJail) {
  const TemporaryFolder outside;
  const TemporaryFolder folder;
  const std::string name = outside.file("notify");
  const Manager manager(name);
  const int status = status_of_child([&] {
    ServiceManager ours = ServiceManager::connect(name.c_str(), nullptr, nullptr);
    if (const auto jailed = enter_jail(folder.file("")); !jailed) return jailed.error().is_not_permitted() ? 77 : 1;
    ours.status("inside");
    return 0;
  });
  if (status == 77) GTEST_SKIP() << "only root can change the root folder";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(manager.next(), "STATUS=inside");
}

TEST(ServiceManager, IsNotHeldUpByAManagerThatDoesNotRead) {
  const TemporaryFolder folder;
  const std::string name = folder.file("notify");
  const Manager manager(name);
  ServiceManager ours = ServiceManager::connect(name.c_str(), nullptr, nullptr);
  for (int i = 0; i < 5000; ++i) ours.alive();
  EXPECT_EQ(manager.next(), "WATCHDOG=1");
}

}  // namespace
}  // namespace foliot::platform
