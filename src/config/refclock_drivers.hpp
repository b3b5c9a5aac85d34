// The names of reference clocks, `refclock DRIVER`, and the types that they stand for in 127.127.TYPE.UNIT.
#pragma once

#include <cstdint>
#include <optional>

#include "config/line.hpp"

namespace foliot::config {

/// What an association with a clock of this type is.
[[nodiscard]] association::AssociationKind clock_kind(std::uint8_t type);

/// The type of the driver that the next word names; `place` becomes its place. Nothing after a fault, which loses the
/// line.
std::optional<std::uint8_t> take_driver(Line& line, Place& place);

}  // namespace foliot::config
