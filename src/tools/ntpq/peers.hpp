// The billboard: one line for each association, as `ntpq -p` prints it. Scripts parse it, so each column keeps its
// place and width to the character.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "time/timestamp.hpp"
#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {

/// What a server told of an association: the variables that the billboard needs, taken apart.
struct PeerFacts {
  std::string source_text;                ///< srcadr as sent
  std::optional<base::IpAddress> source;  ///< the same when it is an address
  std::string host_name;                  ///< srchost without quotes; empty: not told
  std::string destination_text;           ///< dstadr as sent
  std::optional<base::IpAddress> destination;
  std::optional<std::string> reference_id;  ///< as sent
  std::int64_t stratum = 0;
  std::int64_t host_mode = 0;
  std::int64_t host_poll_log2_s = 0;
  std::int64_t peer_poll_log2_s = 0;
  std::uint64_t reach = 0;
  double delay_ms = 0;
  double offset_ms = 0;
  double dispersion_ms = 0;
  std::optional<double> jitter_ms;
  std::string delay_text;  ///< as sent, for units; so are the next two
  std::string offset_text;
  std::string jitter_text;
  std::optional<std::int64_t> nts_cookies;  ///< ntpsec tells of an NTS association how many it holds
  Timestamp receive_time;
  Timestamp reference_time;
};

/// Whatever is missing or cannot be read keeps its default.
[[nodiscard]] PeerFacts read_peer_facts(const VariablePairs& variables);

/// The layouts of the commands `peers`, `apeers`, `opeers` and `rpeers`.
enum class PeersLayout : std::uint8_t { reference, association, local, remote_last };

struct PeersStyle {
  PeersLayout layout = PeersLayout::reference;
  bool numeric = false;                     ///< -n: no names
  bool supplied_names = false;              ///< names that the server follows are shown even then
  bool wide = false;                        ///< -w: names wider than their column get a line of their own
  bool units = false;                       ///< -u: times with units that suit them
  bool reference_hash = false;              ///< reference ids that are addresses as hexadecimal digits
  std::size_t remote_width = 15;            ///< of the column with the names
  std::optional<std::size_t> server_width;  ///< when more than one server is asked: width of the first column
  Timestamp now;                            ///< the time of the server
  /// The name of an address; nothing when there is none. Not called when `numeric`.
  std::function<std::optional<std::string>(const base::IpAddress&)> name_of;
};

/// The two lines on top.
[[nodiscard]] std::string peers_header(const PeersStyle& style);

/// One association. server: what the first column says when the association does not tell our end's address.
[[nodiscard]] std::string peer_line(const PeerFacts& peer, std::uint16_t association_id, std::uint16_t status,
                                    std::string_view server, const PeersStyle& style);

/// The columns by themselves.
[[nodiscard]] std::string remote_text(const PeerFacts& peer, const PeersStyle& style);
[[nodiscard]] std::string reference_column(const PeerFacts& peer, const PeersStyle& style);
/// `u p l a s S b B M`; `?` when the mode says nothing.
[[nodiscard]] char type_code(const PeerFacts& peer);
/// Since the last packet, or else since the server's clock was set, s; 0: unknown.
[[nodiscard]] std::int64_t when_s(const PeerFacts& peer, Timestamp now);
[[nodiscard]] std::int64_t poll_s(const PeerFacts& peer);

}  // namespace foliot::ntpq
