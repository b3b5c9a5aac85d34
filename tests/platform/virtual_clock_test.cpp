// VirtualClock: one clock in a file, shared by processes, and files that are not what they should be.
#include "platform/virtual_clock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <limits>

#include "platform/child_process.hpp"
#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

constexpr std::size_t kFileLimit = 4096;
constexpr std::streamoff kGenerationAt = 64;  // after magic, version, size and boot
constexpr std::streamoff kSlotSize = sizeof(SoftwareState);

using Access = VirtualClock::Access;
using Existing = VirtualClock::Existing;

class VirtualClockTest : public ::testing::Test {
 protected:
  std::unique_ptr<VirtualClock> create(double offset_s, double crystal_ppm) {
    auto clock = VirtualClock::create(path, Interval::from_seconds(offset_s), Frequency::from_ppm(crystal_ppm));
    EXPECT_TRUE(clock.has_value()) << clock.error().text();
    return std::move(*clock);
  }
  /// Overwrites bytes of the file.
  void patch(std::streamoff at, const std::string& bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] ClockFileProblem problem() const {
    const auto clock = VirtualClock::open(path);
    EXPECT_FALSE(clock.has_value());
    return clock ? ClockFileProblem::system : clock.error().problem;
  }

  TemporaryFolder folder;
  std::string path = folder.file("a.clock");
};

double ahead_of_machine_s(VirtualClock& clock) {
  return (clock.now().wall - system_clock_reading().wall).seconds();
}

TEST_F(VirtualClockTest, ShowsTheMachinesUtcPlusItsOffset) {
  const auto clock = create(12.5, 40);
  EXPECT_NEAR(ahead_of_machine_s(*clock), 12.5, 1e-2);
  EXPECT_NEAR(Frequency::from_ratio(clock->state().crystal_ratio).ppm(), 40, 1e-9);
  EXPECT_EQ(clock->frequency(), Frequency{});
}

TEST_F(VirtualClockTest, FreeRunningTimeHasTheErrorOfTheCrystal) {
  const auto clock = create(0, 100'000);  // 10 %: seen within milliseconds
  const ClockReading machine = system_clock_reading();
  const MonoTime before = clock->now().mono;
  while ((system_clock_reading().mono - machine.mono).seconds() < 0.02) {
  }
  const double own_s = (clock->now().mono - before).seconds();
  const double machine_s = (system_clock_reading().mono - machine.mono).seconds();
  EXPECT_GT(own_s, machine_s * 1.05);
}

TEST_F(VirtualClockTest, IsOneClockForAllWhoOpenIt) {
  const auto writer = create(0, 0);
  const auto reader = VirtualClock::open(path, Access::read_only);
  ASSERT_TRUE(reader.has_value());
  ASSERT_TRUE(writer->apply(discipline::Step{Interval::from_seconds(100)}).has_value());
  ASSERT_TRUE(writer->apply(discipline::SetFrequency{Frequency::from_ppm(77)}).has_value());
  EXPECT_NEAR(ahead_of_machine_s(**reader), 100, 1e-2);
  EXPECT_NEAR((*reader)->frequency().ppm(), 77, 1e-9);
}

TEST_F(VirtualClockTest, IsSharedWithOtherProcesses) {
  const auto clock = create(1, 0);
  const int status = status_of_child([this] {
    const auto other = VirtualClock::open(path);
    if (!other || std::abs(ahead_of_machine_s(**other) - 1) > 0.05) return 1;
    return (*other)->apply(discipline::Step{Interval::from_seconds(-10)}) ? 0 : 2;
  });
  EXPECT_EQ(status, 0);
  EXPECT_NEAR(ahead_of_machine_s(*clock), -9, 5e-2);
}

TEST_F(VirtualClockTest, SlewsAdjustmentsWhileNobodyIsThere) {
  ASSERT_TRUE(create(0, 0)->apply(discipline::Adjust{Interval::from_seconds(1)}).has_value());
  const auto clock = VirtualClock::open(path);
  ASSERT_TRUE(clock.has_value());
  const Interval left = slew_left((*clock)->state(), system_clock_reading().mono + Interval::from_seconds(1000));
  EXPECT_NEAR(left.seconds(), 0.5, 0.01);
}

TEST_F(VirtualClockTest, PlacesKernelStampsOnItsOwnTime) {
  const auto clock = create(50, 0);
  const WallTime stamp = system_clock_reading().wall - Interval::from_seconds(0.2);
  EXPECT_NEAR((clock->at_realtime(stamp).wall - stamp).seconds(), 50, 1e-2);
}

TEST_F(VirtualClockTest, ReadersMayNotSteer) {
  create(0, 0);
  const auto reader = VirtualClock::open(path, Access::read_only);
  ASSERT_TRUE(reader.has_value());
  const auto result = (*reader)->apply(discipline::Step{Interval::from_seconds(1)});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), clock::ClockError::not_permitted);
}

TEST_F(VirtualClockTest, SurvivesAWriterThatDiedHalfWay) {
  const auto clock = create(5, 10);
  ASSERT_TRUE(clock->apply(discipline::Step{Interval::from_seconds(5)}).has_value());  // generation 2: slot 0 counts
  patch(kGenerationAt + 8 + kSlotSize, std::string(kSlotSize, '\x5a'));                // the other slot, torn
  EXPECT_NEAR(ahead_of_machine_s(*clock), 10, 1e-2);
  const auto next = VirtualClock::open(path);
  ASSERT_TRUE(next.has_value()) << next.error().text();
  ASSERT_TRUE((*next)->apply(discipline::Step{Interval::from_seconds(1)}).has_value());
  EXPECT_NEAR(ahead_of_machine_s(*clock), 11, 1e-2);
}

TEST_F(VirtualClockTest, WritersExcludeEachOtherAndADeadOneDoesNot) {
  const auto clock = create(0, 0);
  EXPECT_EQ(status_of_child([this] { return flock(::open(path.c_str(), O_RDWR), LOCK_EX) == 0 ? 0 : 1; }), 0);
  EXPECT_TRUE(clock->apply(discipline::Step{Interval::from_seconds(1)}).has_value());
  const Fd holder(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(flock(holder.get(), LOCK_EX), 0);
  const auto refused = clock->apply(discipline::Step{Interval::from_seconds(1)});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), clock::ClockError::failed);
  EXPECT_NEAR(ahead_of_machine_s(*clock), 1, 1e-2);
}

TEST_F(VirtualClockTest, KeepsAnExistingFileUnlessToldToReplaceIt) {
  create(7, 0);
  const auto second = VirtualClock::create(path, Interval{}, Frequency{});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().cause.errno_value, EEXIST);
  const auto replaced = VirtualClock::create(path, Interval{}, Frequency{}, Existing::replace);
  ASSERT_TRUE(replaced.has_value());
  EXPECT_NEAR(ahead_of_machine_s(**replaced), 0, 1e-2);
}

TEST_F(VirtualClockTest, LeavesNoOtherFilesBehind) {
  create(0, 0);
  EXPECT_FALSE(VirtualClock::create(path, Interval{}, Frequency{}).has_value());
  const auto parent = std::filesystem::path(path).parent_path();
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(parent), {}), 1);
}

TEST_F(VirtualClockTest, RefusesATruncatedOrGrownFile) {
  create(0, 0);
  const auto size = std::filesystem::file_size(path);
  for (const auto wrong : {std::uintmax_t{0}, std::uintmax_t{8}, size - 1, size + 1}) {
    std::filesystem::resize_file(path, wrong);
    EXPECT_EQ(problem(), ClockFileProblem::wrong_size) << wrong;
  }
}

TEST_F(VirtualClockTest, RefusesFilesThatAreNoClockOrOfAnotherKind) {
  create(0, 0);
  const auto good = read_small_file(path, kFileLimit).value();
  const struct {
    std::streamoff at;
    std::string bytes;
    ClockFileProblem problem;
  } cases[] = {{0, "NOTCLOCK", ClockFileProblem::not_a_clock},
               {8, "\x02", ClockFileProblem::wrong_version},
               {16, "\x01", ClockFileProblem::wrong_size},
               {24, "01234567", ClockFileProblem::other_boot},
               {kGenerationAt + 8, std::string(2 * kSlotSize, '\xff'), ClockFileProblem::bad_values}};
  for (const auto& each : cases) {
    patch(0, good);
    patch(each.at, each.bytes);
    EXPECT_EQ(problem(), each.problem) << each.at;
  }
  patch(0, good);
  EXPECT_TRUE(VirtualClock::open(path).has_value());
}

TEST_F(VirtualClockTest, RefusesWhatIsNoRegularFile) {
  EXPECT_EQ(problem(), ClockFileProblem::system);  // not there
  create(0, 0);
  std::filesystem::create_symlink(path, folder.file("link"));
  const auto link = VirtualClock::open(folder.file("link"));
  ASSERT_FALSE(link.has_value());
  EXPECT_EQ(link.error().cause.errno_value, ELOOP);
  const auto device = VirtualClock::open("/dev/null");
  ASSERT_FALSE(device.has_value());
  EXPECT_EQ(device.error().problem, ClockFileProblem::not_a_file);
}

TEST_F(VirtualClockTest, CannotBeMadeWithAnImpossibleCrystalOrTime) {
  EXPECT_FALSE(VirtualClock::create(path, Interval{}, Frequency::from_ppm(2e5)).has_value());
  EXPECT_FALSE(VirtualClock::create(path, Interval::min(), Frequency{}).has_value());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ClockFileError, SaysWhatIsWrong) {
  EXPECT_EQ((ClockFileError{ClockFileProblem::not_a_clock, {}}).text(), "not a virtual clock");
  EXPECT_NE((ClockFileError{ClockFileProblem::system, {ENOENT, "open"}}).text().find("open"), std::string::npos);
}

}  // namespace
}  // namespace foliot::platform
