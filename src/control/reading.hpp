// The requests of mode 6 that read: READSTAT, READVAR, READCLOCK, READ_ORDLIST_A and READ_MRU.
#pragma once

#include <string_view>

#include "control/answer.hpp"
#include "control/mode6.hpp"
#include "control/state_source.hpp"

namespace foliot::control {

/// Opcode 0: the status word alone.
[[nodiscard]] Result read_nothing(StateSource& state, const SystemView& system, std::uint16_t association_id);
/// RFC 9327 section 4: pairs of association id and status word, or all that is known of one association.
[[nodiscard]] Result read_status(StateSource& state, const SystemView& system, std::uint16_t association_id);
/// The variables that `question` names, or the usual ones.
[[nodiscard]] Result read_variables(StateSource& state, const SystemView& system, std::uint16_t association_id,
                                    std::string_view question);
/// Association 0 is the reference clock that the system follows, else the first that there is.
[[nodiscard]] Result read_clock(StateSource& state, const SystemView& system, std::uint16_t association_id,
                                std::string_view question);
/// `ifstats` (also when nothing is named) or `addr_restrictions`.
[[nodiscard]] Result read_ordered_list(StateSource& state, const SystemView& system, std::string_view name);
/// Silent to whoever brings no nonce, as an error would be an answer, too.
[[nodiscard]] Result read_mru(StateSource& state, const SystemView& system, std::string_view question,
                              const ControlRights& rights);
[[nodiscard]] Result request_nonce(const SystemView& system, const ControlRights& rights);

}  // namespace foliot::control
