// ServiceSockets: the sockets on the service port, opened by the listen plan.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "daemon/listen_plan.hpp"
#include "platform/udp_socket.hpp"

namespace foliot::daemon {

/// A socket that could not be opened: what an administrator must know.
struct ListenError {
  std::string where;  ///< address and port
  platform::SysError cause;
  /// Whether the daemon has to end: the port is taken, or nothing at all could be opened.
  bool fatal = false;
};

class ServiceSockets {
 public:
  /// Opens every socket of the plan. A machine without IPv6 is no error; the port being taken is.
  /// dscp: 0..63 for what is sent.
  std::vector<ListenError> open(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp);

  [[nodiscard]] std::vector<platform::UdpSocket>& all() { return sockets_; }
  /// The socket to send from to `family`; nothing when none is open.
  [[nodiscard]] platform::UdpSocket* for_family(base::IpFamily family);

 private:
  void open_one(const platform::UdpOptions& options, std::vector<ListenError>& errors);

  std::vector<platform::UdpSocket> sockets_;
  std::vector<base::IpFamily> families_;
};

}  // namespace foliot::daemon
