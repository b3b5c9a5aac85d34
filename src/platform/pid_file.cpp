// Creation, replacement and removal of the pid file.
#include "platform/pid_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "platform/fd.hpp"
#include "platform/files.hpp"

namespace foliot::platform {
namespace {

constexpr mode_t kPidMode = 0644;
constexpr std::size_t kPidLimit = 64;

std::expected<void, SysError> write_new(const std::string& path) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kPidMode));
  if (!file) return fail("open");
  return write_all(file.get(), std::to_string(getpid()) + '\n');
}

bool is_regular(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
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

/// A process other than us. In a container a restarted daemon may well find its own number in a stale file.
bool is_alive(long pid) {
  if (pid == getpid()) return false;
  return kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

}  // namespace

PidFile::PidFile(std::string path) : path_(std::move(path)), owner_(getpid()) {}

PidFile::PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, {})), owner_(other.owner_) {}

PidFile::~PidFile() {
  // Not in a forked child, and not when somebody else has taken the name since.
  if (path_.empty() || owner_ != getpid() || !is_regular(path_)) return;
  if (read_pid(path_) == owner_) ::unlink(path_.c_str());
}

std::expected<PidFile, SysError> PidFile::create(const std::string& path) {
  auto written = write_new(path);
  if (!written && written.error().errno_value == EEXIST) {
    if (!is_regular(path)) return std::unexpected(SysError{ELOOP, "open"});
    const auto pid = read_pid(path);
    if (pid && is_alive(*pid)) return std::unexpected(SysError{EEXIST, "open"});
    ::unlink(path.c_str());
    written = write_new(path);
  }
  if (!written) return std::unexpected(written.error());
  return PidFile(path);
}

}  // namespace foliot::platform
