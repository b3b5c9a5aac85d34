// Sandbox: in children, as there is no way out of it.
#include "platform/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "platform/child_process.hpp"
#include "platform/file_fence.hpp"
#include "platform/files.hpp"
#include "platform/resolver.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

constexpr int kMissing = 77;

/// Runs `body` in a child with a sandbox; kMissing when this machine cannot build the wall that `needs` names.
template <class Body>
int confined(const SandboxOptions& options, std::string SandboxReport::*needs, const Body& body) {
  return status_of_child([&] {
    const auto report = enter_sandbox(options);
    if (!report) return 1;
    return (*report).*needs == "" ? body() : kMissing;
  });
}

bool can_write(const std::string& file) {
  return write_file_atomically(file, "x").has_value();
}

TEST(Sandbox, FilesAreWrittenOnlyWhereTheConfigurationSays) {
  const TemporaryFolder inside;
  const TemporaryFolder outside;
  ASSERT_TRUE(can_write(outside.file("old")));
  const SandboxOptions options{SandboxMode::enforce, {inside.file(""), "/no/such/folder", "/etc/hosts"}};
  const int status = confined(options, &SandboxReport::files, [&] {
    if (!can_write(inside.file("new"))) return 2;
    if (!can_write(inside.file("new"))) return 3;  // replaces it
    if (can_write(outside.file("new"))) return 4;
    if (::open(outside.file("old").c_str(), O_WRONLY) >= 0) return 5;
    if (::unlink(outside.file("old").c_str()) == 0) return 6;
    if (!read_small_file(outside.file("old"), 100)) return 7;
    if (::unlink(inside.file("new").c_str()) != 0) return 8;
    return ::symlink("/etc/passwd", inside.file("link").c_str()) == 0 ? 9 : 0;
  });
  if (status == kMissing) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(status, 0);
}

TEST(Sandbox, WhatADaemonDoesNotNeedDoesNotExist) {
  const int status = confined({}, &SandboxReport::calls, [] {
    const auto is_gone = [](long result) { return result < 0 && errno == ENOSYS; };
    char name[] = "true";
    char* const words[] = {name, nullptr};
    if (!is_gone(::execv("/bin/true", words))) return 2;
    if (!is_gone(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr))) return 3;
    if (!is_gone(::mount("none", "/", nullptr, 0, nullptr))) return 4;
    if (!is_gone(::socket(AF_PACKET, SOCK_RAW, 0))) return 5;
    if (!is_gone(::syscall(SYS_clone, CLONE_NEWUSER, nullptr))) return 6;
    if (!is_gone(::syscall(SYS_setuid, 0))) return 7;
    return is_gone(::chroot("/")) ? 0 : 8;
  });
  if (status == kMissing) GTEST_SKIP() << "built without libseccomp";
  EXPECT_EQ(status, 0);
}

TEST(Sandbox, OfBpfOnlyWhatALoadedProgramNeedsIsLeft) {
  const auto is_gone = [](int command) { return ::syscall(SYS_bpf, command, nullptr, 0) < 0 && errno == ENOSYS; };
  for (const bool loaded : {false, true}) {
    SandboxOptions options;
    options.bpf_maps = loaded;
    const int status = confined(options, &SandboxReport::calls, [&] {
      for (const int command : {BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM}) {
        if (is_gone(command) == loaded) return 2;
      }
      if (is_gone(BPF_LINK_CREATE) == loaded) return 3;
      return is_gone(BPF_PROG_LOAD) && is_gone(BPF_MAP_CREATE) && is_gone(BPF_PROG_GET_FD_BY_ID) ? 0 : 4;
    });
    if (status == kMissing) GTEST_SKIP() << "built without libseccomp";
    EXPECT_EQ(status, 0) << loaded;
  }
}

TEST(Sandbox, ThreadsNamesAndSocketsGoOn) {
  const int status = confined({}, &SandboxReport::calls, [] {
    int seen = 0;
    std::thread([&seen] { seen = 1; }).join();
    if (seen != 1) return 2;
    if (!look_up("localhost", std::nullopt)) return 3;
    const int socket = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return socket >= 0 && ::close(socket) == 0 ? 0 : 4;
  });
  if (status == kMissing) GTEST_SKIP() << "built without libseccomp";
  EXPECT_EQ(status, 0);
}

TEST(Sandbox, InModeKillNothingIsOverlooked) {
  const auto call = [] { return ::chroot("/") < 0 ? 2 : 3; };
  const int status = confined({SandboxMode::kill, {}}, &SandboxReport::calls, call);
  if (status == kMissing) GTEST_SKIP() << "built without libseccomp";
  EXPECT_EQ(status, -1) << "it died of a signal";
}

TEST(Sandbox, OffAndLogLetEverythingPass) {
  const TemporaryFolder folder;
  for (const SandboxMode mode : {SandboxMode::off, SandboxMode::log}) {
    const int status = status_of_child([&] {
      const auto report = enter_sandbox({mode, {}});
      if (!report || report->files.empty()) return 1;
      return can_write(folder.file("new")) && ::getpgid(0) >= 0 ? 0 : 2;
    });
    EXPECT_EQ(status, 0);
  }
}

}  // namespace
}  // namespace foliot::platform
