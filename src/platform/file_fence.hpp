// The part of the sandbox that keeps files from being written (Landlock, landlock(7)).
#pragma once

#include <expected>
#include <span>
#include <string>

#include "platform/sys_error.hpp"

namespace foliot::platform {

/// From now on every file may be read, as far as its owner lets us, and only what is below the folders be written,
/// made, moved and removed; nothing can be executed. Needs `no new privileges`. False when the kernel has no Landlock.
[[nodiscard]] std::expected<bool, SysError> fence_files(std::span<const std::string> writable_folders);

}  // namespace foliot::platform
