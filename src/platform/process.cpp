// Double fork with a readiness pipe; scheduling and memory.
#include "platform/process.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "platform/files.hpp"

namespace foliot::platform {
namespace {

/// The starter's end: with the status that the daemon says, 1 when it dies first.
[[noreturn]] void wait_for_daemon(Fd pipe, pid_t child) {
  waitpid(child, nullptr, 0);
  char word = 0;
  ssize_t count = 0;
  do {
    count = ::read(pipe.get(), &word, 1);
  } while (count < 0 && errno == EINTR);
  _exit(count == 1 ? static_cast<unsigned char>(word) : 1);
}

std::expected<void, SysError> leave_terminal() {
  Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return fail("open");
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (dup2(null.get(), standard) < 0) return fail("dup2");
  }
  if (null.get() <= STDERR_FILENO) static_cast<void>(null.release());  // we were started without standard streams
  if (chdir("/") < 0) return fail("chdir");
  umask(022);
  return {};
}

}  // namespace

void Readiness::announce(std::uint8_t exit_status) {
  if (!pipe_) return;
  const char word = static_cast<char>(exit_status);
  static_cast<void>(write_all(pipe_.get(), {&word, 1}));
  pipe_.reset();
}

std::expected<Readiness, SysError> daemonize() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) < 0) return fail("pipe2");
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  const pid_t child = fork();
  if (child < 0) return fail("fork");
  if (child > 0) {
    writer.reset();
    wait_for_daemon(std::move(reader), child);
  }
  reader.reset();
  if (setsid() < 0) return fail("setsid");
  const pid_t grandchild = fork();  // not a session leader: it can never get a terminal again
  if (grandchild < 0) return fail("fork");
  if (grandchild > 0) _exit(0);
  if (const auto left = leave_terminal(); !left) return std::unexpected(left.error());
  return Readiness(std::move(writer));
}

std::uint8_t timed_out_status() {
  return ETIMEDOUT;
}

std::string working_folder() {
  std::array<char, PATH_MAX> name{};
  return getcwd(name.data(), name.size()) == nullptr ? std::string{} : std::string(name.data());
}

std::expected<void, SysError> set_realtime_priority(int priority) {
  sched_param parameter{};
  parameter.sched_priority =
      std::clamp(priority, sched_get_priority_min(SCHED_FIFO), sched_get_priority_max(SCHED_FIFO));
  if (sched_setscheduler(0, SCHED_FIFO, &parameter) < 0) return fail("sched_setscheduler");
  return {};
}

std::expected<void, SysError> lock_memory() {
  if (mlockall(MCL_CURRENT | MCL_FUTURE) < 0) return fail("mlockall");
  return {};
}

}  // namespace foliot::platform
