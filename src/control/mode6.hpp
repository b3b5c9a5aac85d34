// Mode 6 on the server side: a query comes in, one or more response datagrams go out (RFC 9327).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "auth/symmetric_key.hpp"
#include "control/administration.hpp"
#include "control/mru_answer.hpp"
#include "control/nonce.hpp"
#include "control/state_source.hpp"

namespace foliot::control {

/// One response datagram.
using ControlDatagram = std::vector<std::uint8_t>;

/// What serving READ_MRU needs from one request to the next.
struct MruReaders {
  explicit MruReaders(base::Rng& rng) : nonces(rng) {}
  NonceMaker nonces;
  MruCalendar calendar;
};

/// Who asks, and what he may do: by the access list, and by the key that he would have to know.
struct ControlRights {
  bool may_modify = true;                           ///< no `nomodify`
  bool may_read_mru = true;                         ///< no `nomrulist`
  const auth::SymmetricKey* control_key = nullptr;  ///< that `controlkey` names; null: he may use none
  Administration* administration = nullptr;         ///< null: nothing can be changed
  const MruReaders* mru = nullptr;                  ///< null: READ_MRU is not served
  base::IpAddress from = {};                        ///< his address
  MonoTime now = {};
};

/// Answers one control message. What reads is answered to all (READSTAT, READVAR, READCLOCK, REQ_NONCE), READ_MRU to
/// who brings a nonce; WRITEVAR, CONFIGURE, SAVECONFIG and READ_ORDLIST_A to who seals them with the control key, and
/// his answers are sealed with it, too. Traps are met with silence; every other opcode gets its error response. A
/// response is split into fragments of at most 468 octets of data. Nothing is answered to what is no request (R, E or
/// M bit or an offset, wrong mode or version, shorter than its header), so two daemons cannot be made to talk to each
/// other.
[[nodiscard]] std::vector<ControlDatagram> answer_control(std::span<const std::uint8_t> request, StateSource& state,
                                                          const ControlRights& rights = {});

}  // namespace foliot::control
