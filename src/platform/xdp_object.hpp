// The compiled program, as the build put it into the daemon (cmake/embed.cmake).
#pragma once

#include <cstddef>
#include <span>

namespace foliot::platform {

/// An ELF file.
[[nodiscard]] std::span<const std::byte> xdp_object();

}  // namespace foliot::platform
