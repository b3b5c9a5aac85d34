// VirtualClock: a software clock in a small shared file, named with `--clock FILE`.
//
// Daemons and tools that name the same file share one clock, each file its own wrong one, so a whole network of
// daemons runs on one machine without privileges and without touching the machine's time. The file holds a
// header (magic, version, size, boot) and a StateLatch: readers map it and never wait; writers exclude each
// other with flock(2), so a step by hand while a daemon steers is safe, and a writer that dies leaves nothing
// to repair. The file is trusted as far as its owner is: another process that truncates it ends its readers.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "platform/fd.hpp"
#include "platform/platform_clock.hpp"
#include "platform/software_state.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

enum class ClockFileProblem : std::uint8_t {
  system,         ///< a call failed; see the cause
  not_a_file,     ///< not a regular file
  wrong_size,     ///< truncated or not a clock
  not_a_clock,    ///< other magic number
  wrong_version,  ///< made by another version of the suite
  other_boot,     ///< made before the machine was restarted: its free-running clock has begun anew
  bad_values,     ///< a frequency or time that cannot be
};

struct ClockFileError {
  ClockFileProblem problem = ClockFileProblem::system;
  SysError cause;

  [[nodiscard]] std::string text() const;
};

struct SharedClockPage;

class VirtualClock final : public PlatformClock {
 public:
  enum class Access : std::uint8_t { read_only, read_write };
  enum class Existing : std::uint8_t { keep, replace };
  using Opened = std::expected<std::unique_ptr<VirtualClock>, ClockFileError>;

  /// Opens the clock in `path` (no symbolic link). read_only: every command is answered not_permitted.
  [[nodiscard]] static Opened open(const std::string& path, Access access = Access::read_write);
  /// Makes a clock that shows the machine's UTC plus `offset` now, and whose crystal runs at 1 + `crystal` of the
  /// machine's free-running clock. EEXIST when there is one and it is to be kept. The file appears at once and whole.
  [[nodiscard]] static Opened create(const std::string& path, Interval offset, Frequency crystal,
                                     Existing existing = Existing::keep);
  ~VirtualClock() override;
  VirtualClock(const VirtualClock&) = delete;
  VirtualClock& operator=(const VirtualClock&) = delete;

  /// mono is the machine's free-running clock scaled by the crystal's error; see SoftwareState.
  [[nodiscard]] ClockReading now() override;
  [[nodiscard]] Frequency frequency() override;
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return kMaxSoftwareFrequency; }
  using PlatformClock::at_realtime;
  [[nodiscard]] ClockReading at_realtime(WallTime machine_realtime, const ClockReading& machine) override;
  [[nodiscard]] std::optional<clock::KernelState> kernel_state() override;

  /// Changes the crystal's error from now on; no time jumps.
  [[nodiscard]] std::expected<void, clock::ClockError> set_crystal(Frequency crystal);
  /// The whole state as it is in the file.
  [[nodiscard]] SoftwareState state() const;

 private:
  VirtualClock(Fd file, SharedClockPage* page, bool writable);
  static Opened map(Fd file, Access access);
  template <class Change>
  std::expected<void, clock::ClockError> update(const Change& change);

  Fd file_;
  SharedClockPage* page_;
  bool writable_;
};

}  // namespace foliot::platform
