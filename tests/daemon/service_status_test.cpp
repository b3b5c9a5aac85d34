#include "daemon/service_status.hpp"

#include <gtest/gtest.h>

#include "config/parser.hpp"

namespace foliot::daemon {
namespace {

constexpr ClockReading kNow{MonoTime::from_nanoseconds(1'000'000'000'000),
                            WallTime::from_nanoseconds(1'777'593'600'000'000'000)};

/// What is said 100 s after a start with these lines and no answer from anybody.
std::string said(const char* lines, bool read_only = false) {
  base::SeededRng rng(1);
  engine::Engine engine(config::parse(lines, "ntp.conf").config, {}, kNow, rng);
  engine::Actions actions;
  engine.start(kNow, actions);
  ClockReading now = kNow;
  for (int s = 0; s < 100; ++s) {
    now = {now.mono + Interval::from_seconds(1), now.wall + Interval::from_seconds(1)};
    engine.on_timer(now, rng, actions);
  }
  return status_text(engine, now, read_only);
}

TEST(StatusText, SaysHowTheClockIsDoing) {
  EXPECT_EQ(said(""), "not synchronised: no server is known");
  EXPECT_EQ(said("server 192.0.2.1\nserver 192.0.2.2\n"), "not synchronised: 0 of 2 servers answer");
  EXPECT_EQ(said("server 127.127.1.0 prefer\nfudge 127.127.1.0 stratum 3\n"),
            "synchronised to 127.127.1.0 (stratum 3), offset +0.000000 s");
  EXPECT_EQ(said("server 192.0.2.1\n", true),
            "not synchronised: 0 of 1 servers answer; the machine's clock is left alone");
}

TEST(ServiceStatus, HasNothingToDoWithoutAManager) {
  platform::ServiceManager nobody;
  EXPECT_FALSE(ServiceStatus(nobody).next_deadline());
}

}  // namespace
}  // namespace foliot::daemon
