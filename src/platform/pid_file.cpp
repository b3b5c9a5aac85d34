// Creation, replacement and removal of the pid file.
#include "platform/pid_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "platform/files.hpp"

namespace foliot::platform {
namespace {

constexpr mode_t kPidMode = 0644;
constexpr std::size_t kPidLimit = 64;

std::expected<Fd, SysError> write_new(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kPidMode));
  if (!file) return fail("open");
  if (flock(file.get(), LOCK_EX | LOCK_NB) < 0) return fail("flock");
  if (const auto written = write_all(file.get(), std::to_string(getpid()) + '\n'); !written) {
    return std::unexpected(written.error());
  }
  return file;
}

/// The process that `path` names; nothing when it holds no number.
std::optional<long> read_pid(const std::string& path) {
  const auto text = read_small_file(path, kPidLimit);
  if (!text) return std::nullopt;
  long pid = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), pid);
  if (result.ec != std::errc{} || pid <= 0) return std::nullopt;
  return pid;
}

/// A living process of our program, other than us. In a container a restarted daemon may well find its own number in
/// a stale file; after a restart of the machine, that of any program.
bool is_other_daemon(long pid) {
  if (pid == getpid()) return false;
  if (kill(static_cast<pid_t>(pid), 0) < 0 && errno != EPERM) return false;
  const auto its = read_small_file("/proc/" + std::to_string(pid) + "/comm", kPidLimit);
  const auto own = read_small_file("/proc/self/comm", kPidLimit);
  return !its || !own || *its == *own;
}

/// Whether the existing file may be replaced: nobody holds it.
std::expected<void, SysError> check_stale(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file) return fail("open");
  if (fstat(file.get(), &status) < 0 || !S_ISREG(status.st_mode)) return std::unexpected(SysError{ELOOP, "open"});
  if (flock(file.get(), LOCK_EX | LOCK_NB) < 0) return std::unexpected(SysError{EEXIST, "flock"});
  const auto pid = read_pid(path);
  if (pid && is_other_daemon(*pid)) return std::unexpected(SysError{EEXIST, "open"});
  return {};
}

bool is_same_file(int fd, const std::string& path) {
  struct stat held {};
  struct stat named {};
  return fstat(fd, &held) == 0 && lstat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

}  // namespace

PidFile::PidFile(std::string path, Fd file) : path_(std::move(path)), file_(std::move(file)), owner_(getpid()) {}

PidFile::PidFile(PidFile&& other) noexcept = default;

PidFile::~PidFile() {
  if (!file_ || owner_ != getpid()) return;  // moved away, or in a forked child
  if (is_same_file(file_.get(), path_) && ::unlink(path_.c_str()) == 0) return;
  if (ftruncate(file_.get(), 0) != 0) return;  // a stale file is told from a live one by its process
}

std::expected<PidFile, SysError> PidFile::create(const std::string& path) {
  auto file = write_new(path);
  if (!file && file.error().errno_value == EEXIST) {
    if (const auto stale = check_stale(path); !stale) return std::unexpected(stale.error());
    ::unlink(path.c_str());
    file = write_new(path);
  }
  if (!file) return std::unexpected(file.error());
  return PidFile(path, std::move(*file));
}

}  // namespace foliot::platform
