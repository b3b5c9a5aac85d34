// Mode 6 on the server side: a query comes in, one or more response datagrams go out (RFC 9327).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "auth/symmetric_key.hpp"
#include "control/administration.hpp"
#include "control/views.hpp"

namespace foliot::control {

/// Where the present state comes from; the engine implements it. Values are made when asked for.
class StateSource {
 public:
  virtual ~StateSource() = default;
  [[nodiscard]] virtual SystemView system_view() = 0;
  [[nodiscard]] virtual std::vector<PeerView> peer_views() = 0;
};

/// One response datagram.
using ControlDatagram = std::vector<std::uint8_t>;

/// What the sender of a query may do: by the access list, and by the key that he would have to know.
struct ControlRights {
  bool may_modify = true;                           ///< no `nomodify`
  bool may_read_mru = true;                         ///< no `nomrulist`
  const auth::SymmetricKey* control_key = nullptr;  ///< that `controlkey` names; null: he may use none
  Administration* administration = nullptr;         ///< null: nothing can be changed
};

/// Answers one control message: READSTAT and READVAR to all, CONFIGURE and SAVECONFIG to those who seal them with the
/// control key and may modify; every other opcode gets its error response. A response
/// is split into fragments of at most 468 octets of data, at most 32 of them. Nothing is answered to what is no
/// request (R, E or M bit or an offset, wrong mode or version, shorter than its header), so two daemons cannot be
/// made to talk to each other.
[[nodiscard]] std::vector<ControlDatagram> answer_control(std::span<const std::uint8_t> request, StateSource& state,
                                                          const ControlRights& rights = {});

}  // namespace foliot::control
