// ServiceSockets: the sockets on the service port, opened by the listen plan.
//
// Each place that is listened to has one socket of the control thread and, if there are workers, one of each worker;
// the kernel gives client requests to the workers and all else to the control thread (platform/packet_steering.hpp).
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/published.hpp"
#include "daemon/listen_plan.hpp"
#include "platform/udp_socket.hpp"

namespace foliot::daemon {

/// A socket of a worker, which tells what it counted.
class ServedSocket : public platform::UdpSocket {
 public:
  explicit ServedSocket(platform::UdpSocket socket) : platform::UdpSocket(std::move(socket)) {}
  /// By the worker.
  void tell_counts() { told_.publish(counts()); }
  /// By anybody: as they were a moment ago.
  [[nodiscard]] platform::UdpCounts told_counts() const { return told_.read().value_or(platform::UdpCounts{}); }

 private:
  base::Published<platform::UdpCounts> told_;
};

using WorkerSocket = std::shared_ptr<ServedSocket>;
/// Of each place that is listened to, one socket per worker.
using WorkerSockets = std::vector<std::vector<WorkerSocket>>;

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
  /// workers: how many sockets each place has besides; none where the kernel cannot steer, see `steering_error`.
  std::vector<ListenError> open(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp, std::size_t workers = 0);

  /// Those opened from now on take stamps of network cards as well.
  void take_card_stamps(bool take) { card_stamps_ = take; }

  [[nodiscard]] std::vector<platform::UdpSocket>& all() { return sockets_; }
  /// The sockets that are no longer wanted: what waits in them is to be answered still; then they close.
  [[nodiscard]] std::vector<platform::UdpSocket> take_retired();
  /// Of each place, the sockets of the workers.
  [[nodiscard]] const WorkerSockets& worker_sockets() const { return worker_sockets_; }
  /// Why a place has no sockets for workers although it should, if so; once.
  [[nodiscard]] std::optional<platform::SysError> take_steering_error();
  /// One of them is about to be closed.
  void count_closed(const platform::UdpSocket& socket) { closed_ += socket.counts(); }
  /// A socket that is open, and where.
  struct Listening {
    const platform::UdpSocket* socket;  ///< the control thread's
    platform::UdpCounts counts;         ///< of the workers' as well
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
    std::size_t workers = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };

  struct Failed {
    Place place;
    int failures = 1;
  };

  [[nodiscard]] static std::vector<Place> places_of(const ListenPlan& plan, const Place& common);
  void open_one(const Place& place, bool shared_port, std::vector<ListenError>& errors);
  [[nodiscard]] std::vector<WorkerSocket> open_workers(const Place& place, platform::UdpOptions options,
                                                       platform::UdpSocket& control);
  void share_with_workers(const Place& place, bool shared);
  void count_failures(const std::vector<Failed>& before, std::vector<ListenError>& errors);
  void close_others(const std::vector<Place>& wanted);

  std::vector<platform::UdpSocket> sockets_;
  WorkerSockets worker_sockets_;  ///< beside each socket
  std::vector<Place> places_;     ///< of each socket
  std::vector<Failed> failed_;    ///< the last time
  std::vector<platform::UdpSocket> retired_;
  std::optional<platform::SysError> steering_error_;
  bool card_stamps_ = false;
  std::uint64_t generation_ = 0;
  platform::UdpCounts closed_;
};

}  // namespace foliot::daemon
