// Status words (RFC 9327 section 3).
#include "control/status_word.hpp"

#include <gtest/gtest.h>

#include "support/control_state.hpp"

namespace foliot::control {
namespace {

TEST(SystemStatus, PacksEachFieldInItsPlace) {
  struct Case {
    SystemStatus status;
    std::uint16_t word;
  };
  const Case cases[] = {
      {{LeapIndicator::none, ClockSource::ntp, 1, SystemEvent::clock_sync}, 0x0615},
      {{LeapIndicator::unsynchronized, ClockSource::unspecified, 1, SystemEvent::restart}, 0xc016},
      {{LeapIndicator::insert_second, ClockSource::pps, 15, SystemEvent::stale_leap_values}, 0x41ff},
      {{LeapIndicator::delete_second, ClockSource::telephone, 0, SystemEvent::unspecified}, 0x8900},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.status.encode(), c.word);
    EXPECT_EQ(SystemStatus::decode(c.word), c.status);
  }
}

TEST(SystemStatus, KeepsEveryWord) {
  for (unsigned word = 0; word <= 0xffff; ++word) {
    const auto bits = static_cast<std::uint16_t>(word);
    ASSERT_EQ(SystemStatus::decode(bits).encode(), bits);
  }
}

TEST(PeerStatus, PacksEachFieldInItsPlace) {
  struct Case {
    PeerStatus status;
    std::uint16_t word;
  };
  using selection::SelectionStatus;
  const Case cases[] = {
      {{.configured = true,
        .reachable = true,
        .selection = SelectionStatus::sys_peer,
        .event_count = 1,
        .last_event = PeerEvent::sys_peer},
       0x961a},
      {{.authentication_enabled = true}, 0x4000},
      {{.authentic = true}, 0x2000},
      {{.broadcast = true}, 0x0800},
      {{.selection = SelectionStatus::pps_peer, .event_count = 15, .last_event = PeerEvent::interleave_error}, 0x07ff},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.status.encode(), c.word);
    EXPECT_EQ(PeerStatus::decode(c.word), c.status);
  }
}

TEST(PeerStatus, KeepsEveryWord) {
  for (unsigned word = 0; word <= 0xffff; ++word) {
    const auto bits = static_cast<std::uint16_t>(word);
    ASSERT_EQ(PeerStatus::decode(bits).encode(), bits);
  }
}

TEST(StatusWord, StopsItsCounterAtFifteen) {
  EXPECT_EQ(SystemStatus{.event_count = 16}.encode() & 0xf0U, 0xf0U);
  EXPECT_EQ(PeerStatus{.event_count = 255}.encode() & 0xfff0U, 0x00f0U);
}

TEST(StatusWord, IsThatOfTheView) {
  EXPECT_EQ(status_of(test::synchronised_system()).encode(), 0x0615);
  EXPECT_EQ(status_of(test::system_peer()).encode(), 0x961a);
  EXPECT_EQ(status_of(test::silent_peer()).encode(), 0x8000);
}

}  // namespace
}  // namespace foliot::control
