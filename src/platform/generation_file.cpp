#include "platform/generation_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "platform/files.hpp"

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;

constexpr mode_t kMode = 0644;

/// Makes the unchanging name free: a second link of some file goes, a file of its own is kept under another name.
Done clear_base(const std::string& base, unsigned& saved) {
  struct stat status {};
  if (lstat(base.c_str(), &status) < 0) return errno == ENOENT ? Done{} : Done(fail("stat"));
  if (!S_ISREG(status.st_mode)) return std::unexpected(SysError{EEXIST, "not a regular file"});
  if (status.st_nlink > 1) return ::unlink(base.c_str()) < 0 ? Done(fail("unlink")) : Done{};
  const std::string kept = base + '.' + std::to_string(getpid()) + 'C' + std::to_string(saved++);
  return std::rename(base.c_str(), kept.c_str()) < 0 ? Done(fail("rename")) : Done{};
}

}  // namespace

std::expected<void, SysError> GenerationFile::open(const GenerationName& name) {
  Done done;
  if (!name.suffix.empty()) done = clear_base(name.base, saved_);
  const std::string path = name.base + name.suffix;
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  Fd file(::open(path.c_str(), flags, kMode));
  if (!file) return fail("open");
  file_ = std::move(file);
  name_ = name;
  if (name.suffix.empty() || !name.link) return done;
  if (::link(path.c_str(), name.base.c_str()) < 0 && errno != EEXIST) return fail("link");
  return done;
}

std::expected<void, SysError> GenerationFile::append(const GenerationName& name, std::string_view text) {
  Done done;
  if (!file_ || name != name_) done = open(name);
  if (!file_) return done;
  const off_t end = lseek(file_.get(), 0, SEEK_END);
  const auto written = write_all(file_.get(), text);
  if (written) return done;
  // Readers want whole lines, so half of one goes again.
  if (end >= 0 && ftruncate(file_.get(), end) < 0) return fail("ftruncate");
  return written;
}

void GenerationFile::close() {
  file_ = Fd();
}

}  // namespace foliot::platform
