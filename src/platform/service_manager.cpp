// Datagrams to NOTIFY_SOCKET.
#include "platform/service_manager.hpp"

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace foliot::platform {
namespace {

std::optional<std::int64_t> to_number(const char* text) {
  if (text == nullptr) return std::nullopt;
  const char* end = text + std::strlen(text);
  std::int64_t value = 0;
  const auto result = std::from_chars(text, end, value);
  if (result.ec != std::errc{} || result.ptr != end || value <= 0) return std::nullopt;
  return value;
}

Fd connect_to(std::string_view name) {
  sockaddr_un address{};
  const bool known = name.starts_with('/') || name.starts_with('@');
  if (!known || name.size() < 2 || name.size() >= sizeof address.sun_path) return {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';  // an abstract name: no file
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  sockaddr_storage generic{};
  std::memcpy(&generic, &address, sizeof address);
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&generic), length) < 0) return {};
  return fd;
}

std::optional<Interval> watchdog_period(const char* watchdog_us, const char* watchdog_pid) {
  const auto period_us = to_number(watchdog_us);
  if (!period_us) return std::nullopt;
  if (watchdog_pid != nullptr && to_number(watchdog_pid) != getpid()) return std::nullopt;
  return Interval::from_seconds(static_cast<double>(*period_us) * 1e-6);
}

}  // namespace

ServiceManager ServiceManager::connect(const char* notify_socket, const char* watchdog_us, const char* watchdog_pid) {
  ServiceManager manager;
  if (notify_socket == nullptr) return manager;
  manager.socket_ = connect_to(notify_socket);
  if (manager.socket_) manager.watchdog_ = watchdog_period(watchdog_us, watchdog_pid);
  return manager;
}

ServiceManager ServiceManager::from_environment() {
  return connect(std::getenv("NOTIFY_SOCKET"), std::getenv("WATCHDOG_USEC"), std::getenv("WATCHDOG_PID"));
}

void ServiceManager::send(std::string_view message) {
  // A manager that does not read loses messages; it must not hold us up.
  if (socket_) static_cast<void>(::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

void ServiceManager::ready() {
  send(fmt::format("READY=1\nMAINPID={}", getpid()));
}

void ServiceManager::reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.tv_sec * 1'000'000 + now.tv_nsec / 1000));
}

void ServiceManager::stopping() {
  send("STOPPING=1");
}

void ServiceManager::status(std::string_view text) {
  send(fmt::format("STATUS={}", text));
}

void ServiceManager::alive() {
  send("WATCHDOG=1");
}

void ServiceManager::extend_start(Interval most) {
  send(fmt::format("EXTEND_TIMEOUT_USEC={}", most.nanoseconds() / 1000));
}

}  // namespace foliot::platform
