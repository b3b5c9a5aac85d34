// StateSource: where mode 6 finds what it tells about; the shell implements it over the engine and its sockets.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "access/mru_shards.hpp"
#include "access/restrict_list.hpp"
#include "base/ip_address.hpp"
#include "control/views.hpp"

namespace foliot::control {

/// A local address that is listened to (`ifstats`).
struct InterfaceView {
  std::string name;
  base::SocketAddress address;
  std::optional<base::SocketAddress> broadcast;  ///< what comes there is listened to as well
  bool enabled = true;
  unsigned flags = 0;  ///< InterfaceFlag
  int ttl = 0;         ///< of the last packet to a group
  int groups = 0;      ///< multicast groups joined
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::uint64_t not_sent = 0;
  std::uint64_t peers = 0;  ///< associations whose packets leave from there
  double uptime_s = 0;
};

/// The bits of InterfaceView::flags, as the classic daemon numbers them.
inline constexpr unsigned kInterfaceUp = 0x001;
inline constexpr unsigned kInterfaceLoopback = 0x004;
inline constexpr unsigned kInterfaceMulticast = 0x010;
inline constexpr unsigned kInterfaceGroups = 0x040;
inline constexpr unsigned kInterfaceWildcard = 0x080;

/// The access list and how often each of its entries was the one, by its number.
struct AccessView {
  access::SharedRestrictList list;
  std::span<const std::uint64_t> hits;
};

/// Values are made when asked for.
class StateSource {
 public:
  virtual ~StateSource() = default;
  [[nodiscard]] virtual SystemView system_view() = 0;
  [[nodiscard]] virtual std::vector<PeerView> peer_views() = 0;
  [[nodiscard]] virtual std::vector<InterfaceView> interface_views() = 0;
  [[nodiscard]] virtual AccessView access_view() = 0;
  /// The clients that are remembered, by each that serves; empty: none are. Good while this source lives.
  [[nodiscard]] virtual access::MruShards clients() = 0;
  /// An administrator has seen the events of the system (0) or an association: their count begins again at 0.
  virtual void clear_events(std::uint16_t association_id) = 0;
};

}  // namespace foliot::control
