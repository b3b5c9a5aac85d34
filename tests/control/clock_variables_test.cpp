// READCLOCK: the variables of a reference clock, as classic tells them.
#include "control/clock_variables.hpp"

#include <gtest/gtest.h>

#include "support/control_exchange.hpp"

namespace foliot::control {
namespace {

using wire::ControlError;
using wire::ControlOpcode;

test::ControlWhole read(test::ControlState& state, std::uint16_t association_id, std::string_view names = "") {
  return test::put_together(
      answer_control(test::control_request(ControlOpcode::read_clock_variables, association_id, names), state));
}

TEST(ClockVariables, AreThoseOfTheLocalClock) {
  auto state = test::full_state();
  const auto whole = read(state, 21);
  EXPECT_EQ(whole.header.status, 0);
  EXPECT_EQ(whole.header.association_id, 21);
  EXPECT_EQ(whole.text,
            "device=\"Undisciplined local clock\", timecode=\"\", poll=33, noreply=0,\r\n"
            "badformat=0, baddata=0, fudgetime1=0.000, stratum=10, refid=LOCL,\r\n"
            "flags=0\r\n");
}

TEST(ClockVariables, AreToldByNameEvenWhenTheyDoNotApply) {
  auto state = test::full_state();
  EXPECT_EQ(read(state, 21, "type,fudgetime2,minjitter,stratum").text,
            "type=1, minjitter=0.000, fudgetime2=0.000, stratum=10\r\n");
  EXPECT_EQ(read(state, 21, "clock_var_list").text,
            "clock_var_list=\"device,type,timecode,poll,noreply,badformat,baddata,minjitter,fudgetime1,fudgetime2,"
            "stratum,refid,flags,clock_var_list\"\r\n");
  EXPECT_EQ(wire::to_control_error(read(state, 21, "nonsense").header.status), ControlError::unknown_variable);
}

TEST(ClockVariables, AreOfTheClockInUseOrTheFirstWhenNoneIsNamed) {
  auto state = test::full_state();
  EXPECT_TRUE(read(state, 0).text.contains("poll=33"));
  state.peers.push_back(test::local_clock());
  state.peers.back().id = 22;
  state.peers.back().clock->polls = 44;
  state.system.peer = 22;
  EXPECT_TRUE(read(state, 0).text.contains("poll=44"));
}

TEST(ClockVariables, AreNotThereForWhatIsNoClock) {
  auto state = test::full_state();
  for (const std::uint16_t id : {std::uint16_t{17}, std::uint16_t{99}}) {
    EXPECT_EQ(wire::to_control_error(read(state, id).header.status), ControlError::bad_association);
  }
  state.peers.clear();
  EXPECT_EQ(wire::to_control_error(read(state, 0).header.status), ControlError::bad_association);
}

TEST(ClockVariables, ShowWhatWasFudged) {
  auto state = test::full_state();
  ClockView& clock = *state.peers.back().clock;
  clock.time1_s = 0.0125;
  clock.time2_s = -1;
  clock.flags = 5;
  clock.device.clear();
  EXPECT_EQ(read(state, 21).text,
            "type=1, timecode=\"\", poll=33, noreply=0, badformat=0, baddata=0,\r\n"
            "fudgetime1=12.500, fudgetime2=-1000.000, stratum=10, refid=LOCL,\r\n"
            "flags=5\r\n");
}

}  // namespace
}  // namespace foliot::control
