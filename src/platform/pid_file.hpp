// PidFile: says which process is the daemon, and keeps a second one from starting.
//
// Created with O_EXCL and without following links (CVE-2020-14367 was a pid file written through one), and locked for
// as long as we live. A file that nobody holds any more is replaced: its process is gone, or its number belongs to some
// other program by now. At the end the file is removed; a daemon that may not (it gave up root, or lives in another
// root folder) empties it through the descriptor that it kept.
#pragma once

#include <expected>
#include <string>

#include "platform/fd.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

class PidFile {
 public:
  /// Writes our process number to `path`. EEXIST: another living daemon holds it; ELOOP: it is a link or no file.
  [[nodiscard]] static std::expected<PidFile, SysError> create(const std::string& path);
  PidFile(PidFile&& other) noexcept;
  PidFile& operator=(PidFile&&) = delete;
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;
  /// Removes the file, if it is still ours.
  ~PidFile();

 private:
  PidFile(std::string path, Fd file);

  std::string path_;
  Fd file_;
  long owner_;
};

}  // namespace foliot::platform
