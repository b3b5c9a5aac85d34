// ServiceManager: tells the service manager that started us how we are (sd_notify(3)).
//
// The protocol is one datagram of `NAME=value` lines to the socket that NOTIFY_SOCKET names. It is spoken here and not
// by libsystemd, because that opens the socket anew for each message, which fails once the daemon lives in its jail;
// the socket here is connected once, before. Without a manager nothing happens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/fd.hpp"
#include "time/interval.hpp"

namespace foliot::platform {

class ServiceManager {
 public:
  /// Nobody to tell.
  ServiceManager() = default;
  /// Takes the socket and the watchdog's period from the environment. Before the jail.
  [[nodiscard]] static ServiceManager from_environment();
  /// The same from given values. notify_socket: a path, or `@` and an abstract name. watchdog_us, watchdog_pid: as in
  /// the environment; a watchdog for another process is none.
  [[nodiscard]] static ServiceManager connect(const char* notify_socket, const char* watchdog_us,
                                              const char* watchdog_pid);

  [[nodiscard]] bool listens() const { return static_cast<bool>(socket_); }
  /// How often the manager wants to hear of us at the least: it expects a sign of life within this. Nothing: never.
  [[nodiscard]] std::optional<Interval> watchdog() const { return watchdog_; }

  /// Serving now, also after a reload; says our process number, which may not be the one that was started.
  void ready();
  /// A reload begins; `ready` ends it.
  void reloading();
  void stopping();
  /// One line for `systemctl status`.
  void status(std::string_view text);
  /// A sign of life.
  void alive();
  /// The start may take so long.
  void extend_start(Interval most);

 private:
  void send(std::string_view message);

  Fd socket_;
  std::optional<Interval> watchdog_;
};

}  // namespace foliot::platform
