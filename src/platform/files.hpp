// Small files, read with a limit and written so that a crash never leaves half of one.
//
// Symbolic links are not followed when writing: a daemon with privileges must not be led into another's file.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys_error.hpp"

namespace foliot::platform {

/// The content of `path`; EFBIG when it holds more than `limit` bytes, EISDIR for a directory. Never blocks on a pipe.
[[nodiscard]] std::expected<std::string, SysError> read_small_file(const std::string& path, std::size_t limit);

/// Whether anybody but its owner, and `own_group` where there is one, may read `path`.
[[nodiscard]] std::expected<bool, SysError> is_readable_by_others(const std::string& path,
                                                                  std::optional<gid_t> own_group = {});

/// The names in the folder `path`, sorted by their bytes, without `.` and `..`; ENFILE when there are more than
/// `limit`.
[[nodiscard]] std::expected<std::vector<std::string>, SysError> list_folder(const std::string& path, std::size_t limit);

/// Replaces `path` by `text` at once: a new file beside it, fsync, rename. A symbolic link at `path` is replaced, not
/// followed.
[[nodiscard]] std::expected<void, SysError> write_file_atomically(const std::string& path, std::string_view text,
                                                                  mode_t mode = 0644);

/// Makes the file `path` with this text; EEXIST when there is something at `path`, a symbolic link too.
[[nodiscard]] std::expected<void, SysError> write_new_file(const std::string& path, std::string_view text,
                                                           mode_t mode = 0644);

/// Writes all of `text` to `fd`, however many calls it takes.
[[nodiscard]] std::expected<void, SysError> write_all(int fd, std::string_view text);

}  // namespace foliot::platform
