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
  int failures = 1;  ///< how often in a row this one could not be opened
};

class ServiceSockets {
 public:
  /// Opens every socket of the plan, and closes those that it does not hold; what is open already stays open. A
  /// machine without IPv6 is no error; the port being taken is. The new ones are opened before the old ones are
  /// closed, so that no request finds nobody; when none can be opened, the old ones stay. dscp: 0..63 for what is sent.
  std::vector<ListenError> open(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp);

  [[nodiscard]] std::vector<platform::UdpSocket>& all() { return sockets_; }
  /// The sockets that are no longer wanted: what waits in them is to be answered still; then they close.
  [[nodiscard]] std::vector<platform::UdpSocket> take_retired();
  /// One of them is about to be closed.
  void count_closed(const platform::UdpSocket& socket) { closed_ += socket.counts(); }
  /// A socket that is open, and where.
  struct Listening {
    const platform::UdpSocket* socket;
    base::IpFamily family;
    std::optional<base::IpAddress> address;  ///< nothing: the wildcard
    std::uint16_t port;
  };
  [[nodiscard]] std::vector<Listening> listening() const;
  /// What the sockets counted that are closed.
  [[nodiscard]] const platform::UdpCounts& closed_counts() const { return closed_; }
  /// Grows whenever a socket was opened or closed: the poll set must be made anew.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  /// Whether some address could not be had the last time.
  [[nodiscard]] bool has_failures() const { return !failed_.empty(); }
  /// The socket to send from to `family`; nothing when none is open.
  [[nodiscard]] platform::UdpSocket* for_family(base::IpFamily family);
  /// The socket to send from to `remote`: the wildcard, else the one whose address is most like it. One on a loopback
  /// address reaches nobody else. Nothing when none will do.
  [[nodiscard]] platform::UdpSocket* to_reach(const base::IpAddress& remote);

 private:
  struct Place {
    base::IpFamily family = base::IpFamily::v4;
    std::optional<base::IpAddress> address;  ///< nothing: the wildcard
    std::uint16_t port = 0;
    std::uint8_t dscp = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };

  struct Failed {
    Place place;
    int failures = 1;
  };

  [[nodiscard]] static std::vector<Place> places_of(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp);
  void open_one(const Place& place, bool shared_port, std::vector<ListenError>& errors);
  void count_failures(const std::vector<Failed>& before, std::vector<ListenError>& errors);
  void close_others(const std::vector<Place>& wanted);

  std::vector<platform::UdpSocket> sockets_;
  std::vector<Place> places_;   ///< of each socket
  std::vector<Failed> failed_;  ///< the last time
  std::vector<platform::UdpSocket> retired_;
  std::uint64_t generation_ = 0;
  platform::UdpCounts closed_;
};

}  // namespace foliot::daemon
