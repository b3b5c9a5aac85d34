// Actions: all that the engine ever asks of its shell. The daemon carries them out with sockets and clocks,
// the simulator with simulated ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "association/association.hpp"
#include "base/ip_address.hpp"
#include "control/statistics_text.hpp"
#include "discipline/clock_command.hpp"
#include "time/frequency.hpp"
#include "wire/kiss_code.hpp"

namespace foliot::engine {

/// RFC 9327: 1..65535, never used again soon.
using AssociationId = std::uint16_t;

/// Send at once; tell the true send time with Engine::on_transmitted. Each request of an association leaves from
/// a new random source port (RFC 9109) unless `from_service_port`.
struct SendRequest {
  AssociationId association = 0;
  base::SocketAddress to;
  association::Request request;
  bool from_service_port = false;
  std::optional<std::uint8_t> group_hops = {};  ///< to a broadcast or multicast group, at most so many hops away
};

/// Look `host` up and answer with Engine::on_resolved; `line` names the configuration line.
struct ResolveName {
  std::size_t line = 0;
  std::string host;
  std::optional<base::IpFamily> family;
};

/// The association is gone: its socket may be closed.
struct CloseAssociation {
  AssociationId association = 0;
};

struct CommandClock {
  discipline::ClockCommand command;
};

/// Save the learnt frequency.
struct WriteDrift {
  Frequency frequency;
};

/// What an administrator may want to read in the log. Text is made by the shell.
enum class EventCode : std::uint8_t {
  mobilized,            ///< association, address
  demobilized,          ///< association, address: DENY or RSTR
  removed,              ///< association, address: its line is gone, or the pool has something better
  reachable,            ///< association, address
  unreachable,          ///< association, address
  rate_exceeded,        ///< association, address
  name_not_found,       ///< name
  system_peer_changed,  ///< association, address
  no_system_peer,
  orphaned,              ///< value_s: the stratum that is served from now on without any source
  clock_synchronized,    ///< first time, or again after having lost it
  synchronization_lost,  ///< the error bound grew beyond maxdist
  clock_stepped,         ///< value_s
  spike_ignored,         ///< value_s
  panic,                 ///< value_s: nothing was done to the clock
  panic_over,
  set_once,                ///< value_s: -q has done its work
  leap_second,             ///< value_s: by how much UTC jumped
  leap_armed,              ///< value_s: 1 to be inserted, -1 to be deleted at the end of the day
  leap_disarmed,           ///< nobody announces it any more
  tai_changed,             ///< value_s: TAI minus UTC
  leap_list_expired,       ///< name; value_s: for how long
  leap_list_expires_soon,  ///< name; value_s: in what time
  clock_moved,             ///< value_s: by how much another program stepped the clock
  clock_set,               ///< value_s: the same, while the local clock is the reference: it is right by definition
  clock_meddled,           ///< value_s: by how many ppm another program changed its frequency
  machine_slept,           ///< value_s: for how long
  clock_stood_still,       ///< value_s: how much the free-running clock lost
  table_full,              ///< address: no room for another association
  watchdog_held,           ///< value_s: crop minus sources; the clock is not steered until they agree
  watchdog_released,       ///< value_s: the same, and they do
};

struct Report {
  EventCode code = EventCode::mobilized;
  AssociationId association = 0;
  base::SocketAddress address;
  double value_s = 0;
  std::string name;
};

/// For the statistics files; only of kinds that the configuration enables.
struct Record {
  std::variant<control::LoopRecord, control::PeerRecord, control::RawRecord> what;
};

using Action = std::variant<SendRequest, ResolveName, CloseAssociation, CommandClock, WriteDrift, Report, Record>;
using Actions = std::vector<Action>;

}  // namespace foliot::engine
