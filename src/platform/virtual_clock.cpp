// The clock file: layout, checks, creation, and locking of writers.
#include "platform/virtual_clock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <new>
#include <utility>

#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "platform/state_latch.hpp"

namespace foliot::platform {

/// What lies in the file, in the byte order of the machine.
struct SharedClockPage {
  static constexpr std::uint64_t kMagic = 0x5643'544f'494c'4f46;  // "FOLIOTCV"
  static constexpr std::uint64_t kVersion = 1;

  std::uint64_t magic = kMagic;
  std::uint64_t version = kVersion;
  std::uint64_t size = sizeof(SharedClockPage);
  std::array<char, 40> boot{};  ///< text of boot_id, padded with zeros
  StateLatch<SoftwareState> latch;
};

namespace {

constexpr mode_t kFileMode = 0644;
constexpr int kLockTries = 200;
constexpr long kLockPause_ns = 1'000'000;

std::unexpected<ClockFileError> problem(ClockFileProblem what) {
  return std::unexpected(ClockFileError{what, {}});
}

std::unexpected<ClockFileError> system_problem(const char* call) {
  return std::unexpected(ClockFileError{ClockFileProblem::system, last_error(call)});
}

std::array<char, 40> this_boot() {
  std::array<char, 40> boot{};
  const auto text = read_small_file("/proc/sys/kernel/random/boot_id", boot.size());
  if (text) text->copy(boot.data(), boot.size());
  return boot;
}

/// What is wrong with the open file, if anything, as far as its kind and size tell.
std::expected<void, ClockFileError> check_kind(const Fd& file) {
  struct stat status {};
  if (fstat(file.get(), &status) < 0) return system_problem("fstat");
  if (!S_ISREG(status.st_mode)) return problem(ClockFileProblem::not_a_file);
  if (status.st_size != sizeof(SharedClockPage)) return problem(ClockFileProblem::wrong_size);
  return {};
}

std::expected<void, ClockFileError> check_content(const SharedClockPage& page) {
  if (page.magic != SharedClockPage::kMagic) return problem(ClockFileProblem::not_a_clock);
  if (page.version != SharedClockPage::kVersion) return problem(ClockFileProblem::wrong_version);
  if (page.size != sizeof(SharedClockPage)) return problem(ClockFileProblem::wrong_size);
  if (page.boot != this_boot()) return problem(ClockFileProblem::other_boot);
  if (!is_sane(page.latch.read())) return problem(ClockFileProblem::bad_values);
  return {};
}

/// Excludes other writers while it lives; a writer that hangs costs a command, never the daemon.
class WriteLock {
 public:
  explicit WriteLock(const Fd& file) : fd_(file.get()) {
    for (int i = 0; i < kLockTries && !held_; ++i) {
      held_ = flock(fd_, LOCK_EX | LOCK_NB) == 0;
      if (held_ || errno != EWOULDBLOCK) return;
      const timespec pause{0, kLockPause_ns};
      nanosleep(&pause, nullptr);
    }
  }
  ~WriteLock() {
    if (held_) flock(fd_, LOCK_UN);
  }
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  [[nodiscard]] bool held() const { return held_; }

 private:
  int fd_;
  bool held_ = false;
};

/// Puts a finished file in its place: `keep` fails with EEXIST when there is one.
std::expected<void, ClockFileError> put_in_place(const std::string& temporary, const std::string& path,
                                                 VirtualClock::Existing existing) {
  if (existing == VirtualClock::Existing::replace) {
    if (std::rename(temporary.c_str(), path.c_str()) < 0) return system_problem("rename");
    return {};
  }
  if (::link(temporary.c_str(), path.c_str()) < 0) return system_problem("link");
  return {};
}

}  // namespace

std::string ClockFileError::text() const {
  switch (problem) {
    case ClockFileProblem::system:
      return cause.text();
    case ClockFileProblem::not_a_file:
      return "not a regular file";
    case ClockFileProblem::wrong_size:
      return "wrong size: truncated, or not a virtual clock";
    case ClockFileProblem::not_a_clock:
      return "not a virtual clock";
    case ClockFileProblem::wrong_version:
      return "a virtual clock of another version";
    case ClockFileProblem::other_boot:
      return "a virtual clock from before the machine was restarted; create it again";
    case ClockFileProblem::bad_values:
      break;
  }
  return "a virtual clock with impossible values";
}

VirtualClock::VirtualClock(Fd file, SharedClockPage* page, bool writable)
    : file_(std::move(file)), page_(page), writable_(writable) {}

VirtualClock::~VirtualClock() {
  munmap(page_, sizeof(SharedClockPage));
}

VirtualClock::Opened VirtualClock::map(Fd file, Access access) {
  if (const auto kind = check_kind(file); !kind) return std::unexpected(kind.error());
  const bool writable = access == Access::read_write;
  const int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void* memory = mmap(nullptr, sizeof(SharedClockPage), protection, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return system_problem("mmap");
  auto* page = static_cast<SharedClockPage*>(memory);
  std::unique_ptr<VirtualClock> clock(new VirtualClock(std::move(file), page, writable));
  if (const auto content = check_content(*page); !content) return std::unexpected(content.error());
  return clock;
}

VirtualClock::Opened VirtualClock::open(const std::string& path, Access access) {
  const int flags = (access == Access::read_write ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  Fd file(::open(path.c_str(), flags));
  if (!file) return system_problem("open");
  return map(std::move(file), access);
}

VirtualClock::Opened VirtualClock::create(const std::string& path, Interval offset, Frequency crystal,
                                          Existing existing) {
  const SoftwareState state = start_software_clock(system_clock_reading(), offset, crystal);
  if (!is_sane(state) || state.segment_wall_ns < 0) return problem(ClockFileProblem::bad_values);
  SharedClockPage page;
  page.boot = this_boot();
  page.latch.write(state);
  std::string temporary = path + ".XXXXXX";
  Fd file(mkostemp(temporary.data(), O_CLOEXEC));
  if (!file) return system_problem("mkostemp");
  auto placed = std::expected<void, ClockFileError>{};
  if (fchmod(file.get(), kFileMode) < 0 || ::write(file.get(), &page, sizeof page) != sizeof page) {
    placed = system_problem("write");
  } else {
    placed = put_in_place(temporary, path, existing);
  }
  ::unlink(temporary.c_str());
  if (!placed) return std::unexpected(placed.error());
  return map(std::move(file), Access::read_write);
}

ClockReading VirtualClock::now() {
  return reading_at(state(), system_clock_reading().mono);
}

Frequency VirtualClock::frequency() {
  return Frequency::from_ratio(state().frequency_ratio);
}

std::optional<clock::KernelState> VirtualClock::kernel_state() {
  return kernel_state_of(state(), system_clock_reading().mono);
}

SoftwareState VirtualClock::state() const {
  return page_->latch.read();
}

template <class Change>
std::expected<void, clock::ClockError> VirtualClock::update(const Change& change) {
  if (!writable_) return std::unexpected(clock::ClockError::not_permitted);
  const WriteLock lock(file_);
  if (!lock.held()) return std::unexpected(clock::ClockError::failed);
  const auto next = change(state(), system_clock_reading().mono);
  if (!next) return std::unexpected(next.error());
  page_->latch.write(*next);
  return {};
}

std::expected<void, clock::ClockError> VirtualClock::apply(const discipline::ClockCommand& command) {
  return update([&command](const SoftwareState& state, MonoTime machine) { return after(state, command, machine); });
}

std::expected<void, clock::ClockError> VirtualClock::set_crystal(Frequency crystal) {
  return update(
      [crystal](const SoftwareState& state, MonoTime machine) { return with_crystal(state, crystal, machine); });
}

ClockReading VirtualClock::at_realtime(WallTime machine_realtime, const ClockReading& machine) {
  return reading_at(state(), instant_of_stamp(machine_realtime, machine).value_or(machine.mono));
}

}  // namespace foliot::platform
