// Bounded reading and atomic replacement of small files.
#include "platform/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "platform/fd.hpp"

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// So that the new name survives a power cut; a file system that cannot do it loses nothing else.
void sync_folder(const std::string& path) {
  const Fd folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) fsync(folder.get());
}

Done fill(const Fd& file, std::string_view text, mode_t mode) {
  if (fchmod(file.get(), mode) < 0) return fail("fchmod");
  if (const auto written = write_all(file.get(), text); !written) return written;
  if (fsync(file.get()) < 0) return fail("fsync");
  return {};
}

}  // namespace

std::expected<std::string, SysError> read_small_file(const std::string& path, std::size_t limit) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return fail("open");
  constexpr std::size_t kFirstRead = 65536;
  std::string text;
  std::size_t size = 0;
  while (size <= limit) {
    if (size == text.size()) text.resize(std::min(limit + 1, std::max(kFirstRead, 2 * size)));
    const ssize_t count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("read");
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > limit) return std::unexpected(SysError{EFBIG, "read"});
  text.resize(size);
  return text;
}

std::expected<bool, SysError> is_readable_by_others(const std::string& path, std::optional<gid_t> own_group) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return fail("stat");
  const mode_t others = status.st_gid == own_group ? S_IROTH : S_IRGRP | S_IROTH;
  return (status.st_mode & others) != 0;
}

std::expected<std::vector<std::string>, SysError> list_folder(const std::string& path, std::size_t limit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path.c_str()), closedir);
  if (!folder) return fail("opendir");
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* entry = readdir(folder.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (names.size() == limit) return std::unexpected(SysError{ENFILE, "readdir"});
    names.emplace_back(name);
  }
  if (errno != 0) return fail("readdir");
  std::ranges::sort(names);
  return names;
}

Done write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("write");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Done write_new_file(const std::string& path, std::string_view text, mode_t mode) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file) return fail("open");
  Done done = fill(file, text, mode);
  if (!done) ::unlink(path.c_str());
  return done;
}

Done write_file_atomically(const std::string& path, std::string_view text, mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  const Fd file(mkostemp(temporary.data(), O_CLOEXEC));  // O_EXCL: no link is followed
  if (!file) return fail("mkostemp");
  Done done = fill(file, text, mode);
  if (done && std::rename(temporary.c_str(), path.c_str()) < 0) done = fail("rename");
  if (!done) {
    ::unlink(temporary.c_str());
    return done;
  }
  sync_folder(path);
  return {};
}

}  // namespace foliot::platform
