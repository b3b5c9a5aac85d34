// Answer: what a mode 6 request is answered with, before it is cut into datagrams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "wire/control_message.hpp"

namespace foliot::control {

/// As many as readers of the field put together.
inline constexpr std::size_t kMostFragments = 32;

struct Answer {
  std::uint16_t status = 0;
  std::string data = {};
  std::size_t fragments = kMostFragments;  ///< at most
};

/// The error response; nothing: no response at all.
using Refusal = std::optional<wire::ControlError>;
using Result = std::expected<Answer, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refusal(wire::ControlError error) {
  return std::unexpected(Refusal(error));
}
[[nodiscard]] inline std::unexpected<Refusal> silence() {
  return std::unexpected(Refusal());
}

}  // namespace foliot::control
