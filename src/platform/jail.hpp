// Jail: another root folder (chroot(2)) in which names can still be looked up.
//
// The resolver of the C library reads files by their names whenever it is asked: in a bare jail no name is ever found
// again. So the files that it needs are read outside and put inside where they are missing, and its modules are loaded
// before the door closes. What is there already is left alone: somebody may mean it.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "platform/sys_error.hpp"

namespace foliot::platform {

struct JailReport {
  std::vector<std::string> copied;  ///< names inside the jail
  std::vector<std::string> old;     ///< there already, and different from the ones outside
  std::vector<std::string> failed;  ///< could not be written
};

/// Makes `folder` the root folder and goes there. Needs root. Writes only inside, so that no link in the folder can
/// lead it elsewhere.
[[nodiscard]] std::expected<JailReport, SysError> enter_jail(const std::string& folder);

/// The name of `path` inside the jail `folder`: without the folder's name in front, where it has that; else as it is.
[[nodiscard]] std::string path_in_jail(const std::string& path, const std::string& folder);

}  // namespace foliot::platform
