// UdpSocket: datagrams with the time they arrived and left, and the local address they were sent to.
//
// Never blocks. One datagram per call and one call per readiness: a simulator that stands in for the kernel
// allows no more, and the next poll(2) returns at once anyhow. Stamps are asked for with SO_TIMESTAMPING, else
// SO_TIMESTAMPNS; where neither works the datagram has no stamp and the caller reads the clock.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>

#include "base/ip_address.hpp"
#include "clock/stamp_choice.hpp"
#include "platform/fd.hpp"
#include "platform/sys_error.hpp"
#include "time/points.hpp"

namespace foliot::platform {

/// Whoever has datagrams stamped has to watch the error queue (Interest::error_queue) and read it: an unread stamp
/// keeps the socket ready for ever.
enum class TransmitStamps : std::uint8_t {
  none,
  on_request,  ///< for datagrams sent with `stamp`
  every,
};

struct UdpOptions {
  base::IpFamily family = base::IpFamily::v4;
  std::optional<base::IpAddress> address = {};  ///< nothing: the wildcard
  std::uint16_t port = 0;                       ///< 0: a random free one
  std::string device = {};                      ///< bind to this interface only
  bool reuse_address = false;
  bool reuse_port = false;   ///< one socket per server worker
  bool packet_info = false;  ///< say which local address was asked
  bool broadcast = false;    ///< may send to broadcast addresses
  TransmitStamps transmit_stamps = TransmitStamps::none;
  bool card_stamps = false;                         ///< also those of network cards, where one makes them
  std::optional<base::SocketAddress> connect = {};  ///< talk to this one only; ICMP errors come back as values
  std::optional<std::uint8_t> dscp = {};            ///< 0..63, RFC 2474
  std::optional<std::uint8_t> multicast_hops = {};  ///< TTL or hop limit of multicast datagrams
  std::optional<int> receive_queue_octets = {};     ///< what may wait, if allowed; never less than usual
};

struct Datagram {
  std::span<const std::uint8_t> bytes;  ///< in the caller's buffer
  bool truncated = false;               ///< it was longer than the buffer
  base::SocketAddress remote;
  std::optional<base::IpAddress> local = {};        ///< the unicast address to answer from
  std::optional<base::IpAddress> destination = {};  ///< the address in the header, multicast and broadcast too
  std::uint32_t interface_index = 0;
  std::optional<WallTime> kernel_stamp = {};        ///< arrival, in the machine's REALTIME: PlatformClock::at_realtime
  std::optional<clock::CardStamp> card_stamp = {};  ///< with UdpOptions::card_stamps
};

struct SendTo {
  std::optional<base::SocketAddress> remote = {};  ///< ignored by a connected socket
  std::optional<base::IpAddress> local = {};       ///< answer from here
  std::uint32_t interface_index = 0;               ///< obeyed for link-local and multicast remotes only
  bool stamp = false;                              ///< with TransmitStamps::on_request
};

struct TransmitStamp {
  std::span<const std::uint8_t> payload;      ///< what was sent, in the caller's buffer: its bytes tell which one
  std::optional<WallTime> time;               ///< departure, in the machine's REALTIME
  std::optional<clock::CardStamp> card = {};  ///< the network card's; it comes alone, and usually second
};

/// Datagrams since the socket was opened.
struct UdpCounts {
  std::uint64_t received = 0;
  std::uint64_t truncated = 0;  ///< of these, longer than the buffer
  std::uint64_t sent = 0;
  std::uint64_t not_sent = 0;

  UdpCounts& operator+=(const UdpCounts& other) {
    received += other.received;
    truncated += other.truncated;
    sent += other.sent;
    not_sent += other.not_sent;
    return *this;
  }
};

class UdpSocket {
 public:
  [[nodiscard]] static std::expected<UdpSocket, SysError> open(const UdpOptions& options);

  /// Nothing when no datagram waits. Errors of a connected socket (is_unreachable) are about an earlier send.
  [[nodiscard]] std::expected<std::optional<Datagram>, SysError> receive(std::span<std::uint8_t> buffer);
  [[nodiscard]] std::expected<void, SysError> send(std::span<const std::uint8_t> bytes, const SendTo& to = {});
  /// One message of the error queue; call it when the poller says `error_queue`, and only then. Nothing when the
  /// message was no stamp. `buffer` needs room for the datagram and its headers (128 bytes more).
  [[nodiscard]] std::expected<std::optional<TransmitStamp>, SysError> read_transmit_stamp(
      std::span<std::uint8_t> buffer);
  /// Whether other sockets that say the same may bind to the same port from now on.
  void set_reuse_address(bool shared);
  /// Whether sockets of the same user that say the same may share the port with this one from now on, each getting a
  /// part of what comes. Those that are bound already keep what they have.
  [[nodiscard]] std::expected<void, SysError> set_reuse_port(bool shared);
  /// From now on it may send to broadcast addresses, and to multicast groups so many hops away.
  void allow_groups(std::uint8_t hops);
  /// Receives what is sent to `group`, on the interface or where routing says (0).
  [[nodiscard]] std::expected<void, SysError> join_group(const base::IpAddress& group, std::uint32_t interface_index);
  /// Receives it no more; one that was not joined does no harm.
  void leave_group(const base::IpAddress& group, std::uint32_t interface_index);

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] bool is_connected() const { return connected_; }
  [[nodiscard]] bool has_card_stamps() const { return card_stamps_; }
  /// How many stamps of cards `read_transmit_stamp` has given.
  [[nodiscard]] std::uint64_t card_departures() const { return card_departures_; }
  [[nodiscard]] const UdpCounts& counts() const { return counts_; }
  /// What passed by another way than `receive` and `send` (UdpBatch).
  void count(const UdpCounts& passed) { counts_ += passed; }
  /// Since it was opened.
  [[nodiscard]] Interval age() const;
  [[nodiscard]] int groups_joined() const { return groups_; }
  /// Of the last datagram to a group; 0: there was none.
  [[nodiscard]] int group_hops() const { return group_hops_; }
  /// The address and port it is bound to.
  [[nodiscard]] std::expected<base::SocketAddress, SysError> local_address() const;

 private:
  UdpSocket(Fd fd, const UdpOptions& options);

  Fd fd_;
  bool connected_;
  bool stamps_on_request_;
  bool card_stamps_;
  std::uint64_t card_departures_ = 0;
  MonoTime opened_at_;
  UdpCounts counts_;
  int groups_ = 0;
  int group_hops_ = 0;
};

}  // namespace foliot::platform
