#include "platform/sandbox.hpp"

#include <dlfcn.h>
#include <linux/bpf.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <cerrno>

#include "platform/file_fence.hpp"

#ifdef FOLIOT_SECCOMP
#include <seccomp.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#endif

namespace foliot::platform {
namespace {

using Done = std::expected<void, SysError>;

constexpr const char* kStandIn = "a preloaded library takes the system calls";

#ifdef FOLIOT_SECCOMP

/// By name, as each architecture has its own numbers and lacks some of them.
constexpr std::array kAllowed = {
    // memory, threads, signals, and the end
    "arch_prctl", "brk", "exit", "exit_group", "futex", "futex_time64", "futex_waitv", "get_robust_list", "getpid",
    "getppid", "gettid", "madvise", "membarrier", "mlock", "mlockall", "mmap", "mmap2", "mprotect", "mremap", "munlock",
    "munlockall", "munmap", "prlimit64", "restart_syscall", "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
    "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "rt_sigtimedwait_time64", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler", "sched_setaffinity", "sched_yield", "set_robust_list", "set_tid_address", "sigaltstack",
    "sigreturn", "tgkill",
    // the time
    "adjtimex", "alarm", "clock_adjtime", "clock_adjtime64", "clock_getres", "clock_getres_time64", "clock_gettime",
    "clock_gettime64", "clock_nanosleep", "clock_nanosleep_time64", "clock_settime", "clock_settime64", "getitimer",
    "gettimeofday", "nanosleep", "setitimer", "settimeofday", "time", "timer_create", "timer_delete", "timer_settime",
    "timer_settime64", "timerfd_create", "timerfd_settime", "timerfd_settime64", "times",
    // files
    "access", "close", "close_range", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fchmod", "fchown", "fcntl",
    "fcntl64", "fdatasync", "flock", "fstat", "fstat64", "fstatat64", "fstatfs", "fstatfs64", "fsync", "ftruncate",
    "ftruncate64", "getcwd", "getdents", "getdents64", "ioctl", "link", "linkat", "_llseek", "lseek", "lstat",
    "lstat64", "newfstatat", "open", "openat", "openat2", "pipe", "pipe2", "pread64", "preadv", "pwrite64", "pwritev",
    "read", "readlink", "readlinkat", "readv", "rename", "renameat", "renameat2", "stat", "stat64", "statfs",
    "statfs64", "statx", "umask", "unlink", "unlinkat", "write", "writev",
    // waiting and the network
    "bind", "connect", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait", "eventfd2", "getpeername",
    "getsockname", "getsockopt", "poll", "ppoll", "ppoll_time64", "pselect6", "pselect6_time64", "_newselect", "recv",
    "recvfrom", "recvmmsg", "recvmmsg_time64", "recvmsg", "select", "send", "sendmmsg", "sendmsg", "sendto",
    "setsockopt", "shutdown", "signalfd4", "socketpair",
    // who and where we are
    "capget", "getegid", "geteuid", "getgid", "getgroups", "getrandom", "getresgid", "getresuid", "getrlimit",
    "getrusage", "getuid", "getcpu", "prctl", "sysinfo", "uname", "ugetrlimit"};

constexpr std::array kFamilies = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

/// A thread may be made, a process in spaces of its own may not.
constexpr std::uint64_t kNewSpaces =
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

struct Release {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

std::uint32_t action_of(SandboxMode mode) {
  if (mode == SandboxMode::log) return SCMP_ACT_LOG;
  // As if the kernel did not know it: whoever calls may know another way.
  return mode == SandboxMode::kill ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(ENOSYS);
}

Done checked(int result, const char* call) {
  if (result < 0) return std::unexpected(SysError{-result, call});
  return {};
}

Done allow_all(scmp_filter_ctx filter) {
  for (const char* name : kAllowed) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) continue;  // of another architecture, or newer than the library
    if (auto done = checked(seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0), "seccomp_rule_add"); !done)
      return done;
  }
  for (const int family : kFamilies) {
    const int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                                        SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family), 0));
    if (auto done = checked(result, "seccomp_rule_add socket"); !done) return done;
  }
  const int clone =
      seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, kNewSpaces, 0));
  return checked(clone, "seccomp_rule_add clone");
}

/// What the XDP program needs once it is loaded; see bpf(2).
constexpr std::array kBpfCommands = {BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM, BPF_LINK_CREATE};

Done allow_bpf_maps(scmp_filter_ctx filter) {
  for (const auto command : kBpfCommands) {
    const int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1,
                                        SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command), 0));
    if (auto done = checked(result, "seccomp_rule_add bpf"); !done) return done;
  }
  return {};
}

/// clone3 hides its flags in memory where no filter can look; the C library then takes clone.
Done hide_clone3(scmp_filter_ctx filter, SandboxMode mode) {
  const int number = seccomp_syscall_resolve_name("clone3");
  if (number == __NR_SCMP_ERROR || mode == SandboxMode::enforce) return {};
  return checked(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0), "seccomp_rule_add clone3");
}

Done filter_calls(const SandboxOptions& options, std::string&) {
  const SandboxMode mode = options.mode;
  const Filter filter(seccomp_init(action_of(mode)));
  if (!filter) return std::unexpected(SysError{ENOMEM, "seccomp_init"});
  if (auto done = allow_all(filter.get()); !done) return done;
  if (auto done = hide_clone3(filter.get(), mode); !done) return done;
  if (options.bpf_maps) {
    if (auto done = allow_bpf_maps(filter.get()); !done) return done;
  }
  return checked(seccomp_load(filter.get()), "seccomp_load");
}

#else

Done filter_calls(const SandboxOptions&, std::string& reason) {
  reason = "built without libseccomp";
  return {};
}

#endif

/// The library that the symbol is taken from; nothing when it is in none.
const void* library_of(const char* symbol) {
  Dl_info found{};
  const void* const address = dlsym(RTLD_DEFAULT, symbol);
  return address != nullptr && dladdr(address, &found) != 0 ? found.dli_fbase : nullptr;
}

/// A library before the C library (LD_PRELOAD) that takes the system calls itself, as simulators do. It may not know
/// those that build walls, and which ones it makes for its own needs nobody here knows.
bool has_stand_in() {
  const void* const calls = library_of("syscall");
  const void* const others = library_of("getauxval");
  return calls != nullptr && others != nullptr && calls != others;
}

}  // namespace

std::expected<SandboxReport, SysError> enter_sandbox(const SandboxOptions& options) {
  SandboxReport report;
  if (options.mode == SandboxMode::off) return SandboxReport{"--sandbox off", "--sandbox off"};
  if (has_stand_in()) return SandboxReport{kStandIn, kStandIn};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return fail("prctl PR_SET_NO_NEW_PRIVS");
  if (options.mode == SandboxMode::log) {
    report.files = "--sandbox log";
  } else {
    const auto fenced = fence_files(options.writable_folders);
    if (!fenced) return std::unexpected(fenced.error());
    if (!*fenced) report.files = "the kernel has no Landlock";
  }
  if (const auto done = filter_calls(options, report.calls); !done) return std::unexpected(done.error());
  return report;
}

}  // namespace foliot::platform
