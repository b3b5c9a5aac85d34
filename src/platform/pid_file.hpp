// PidFile: says which process is the daemon, and keeps a second one from starting.
//
// Created with O_EXCL and without following links (CVE-2020-14367 was a pid file written through one). A file left
// by a process that is no more is replaced; one that names a living process stops us.
#pragma once

#include <expected>
#include <string>

#include "platform/sys_error.hpp"

namespace foliot::platform {

class PidFile {
 public:
  /// Writes our process number to `path`. EEXIST: another living process holds it; ELOOP: it is a link.
  [[nodiscard]] static std::expected<PidFile, SysError> create(const std::string& path);
  PidFile(PidFile&& other) noexcept;
  PidFile& operator=(PidFile&&) = delete;
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;
  /// Removes the file, if it still names us.
  ~PidFile();

 private:
  explicit PidFile(std::string path);

  std::string path_;
  long owner_;
};

}  // namespace foliot::platform
