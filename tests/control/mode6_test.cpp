// The server side of mode 6: what is answered, to whom, in which pieces (RFC 9327).
#include "control/mode6.hpp"

#include <gtest/gtest.h>

#include "support/control_exchange.hpp"
#include "support/control_state.hpp"

namespace foliot::control {
namespace {

using test::put_together;
using wire::ControlError;
using wire::ControlHeader;
using wire::ControlOpcode;
using Bytes = test::Octets;
using Whole = test::ControlWhole;

Bytes request(ControlOpcode opcode, std::uint16_t association_id = 0, std::string_view data = "") {
  return test::control_request(opcode, association_id, data);
}

Whole ask(test::ControlState& state, const Bytes& bytes) {
  return put_together(answer_control(bytes, state));
}

ControlError error_of(test::ControlState& state, const Bytes& bytes) {
  const Whole whole = ask(state, bytes);
  EXPECT_TRUE(whole.header.error);
  EXPECT_EQ(whole.fragments, 1U);
  EXPECT_EQ(whole.text, "");
  return wire::to_control_error(whole.header.status);
}

TEST(AnswerControl, TellsTheSystemsDefaultVariables) {
  auto state = test::full_state();
  const Whole whole = ask(state, request(ControlOpcode::read_variables));
  EXPECT_EQ(whole.header.status, 0x0615);
  EXPECT_EQ(whole.text,
            "version=\"ntpd foliot\", processor=\"x86_64\", system=\"Linux/6.1.0\", leap=0,\r\n"
            "stratum=2, precision=-24, rootdelay=12.346, rootdisp=45.600,\r\n"
            "refid=192.0.2.1, reftime=0xe0b1e2ff.80000000, clock=0xe0b1e320.80000000,\r\n"
            "peer=17, tc=6, mintc=3, offset=-0.123456, frequency=-12.346,\r\n"
            "sys_jitter=0.034500, clk_jitter=0.020, clk_wander=0.010\r\n");
}

TEST(AnswerControl, TellsAnAssociationsDefaultVariables) {
  auto state = test::full_state();
  const Whole whole = ask(state, request(ControlOpcode::read_variables, 18));
  EXPECT_EQ(whole.header.status, 0x941a);
  EXPECT_EQ(whole.header.association_id, 18);
  EXPECT_EQ(whole.text,
            "srcadr=2001:db8::1, srcport=123, srchost=\"time.example.org\",\r\n"
            "dstadr=2001:db8::2, dstport=40124, leap=0, stratum=2, precision=-23,\r\n"
            "rootdelay=0.000, rootdisp=1.000, refid=10.0.0.1,\r\n"
            "reftime=0xe0b1e2f8.80000000, rec=0xe0b1e2ff.80000000, reach=0xff,\r\n"
            "unreach=0, hmode=3, pmode=4, hpoll=6, ppoll=6, headway=0, flash=0x0,\r\n"
            "keyid=0, offset=-1.200, delay=0.123, dispersion=2.100, jitter=0.012,\r\n"
            "filtdelay= 0.10 0.20 0.30 0.40 0.50 0.60 0.70 0.80,\r\n"
            "filtoffset= 0.00 -0.20 -0.40 -0.60 -0.80 -1.00 -1.20 -1.40,\r\n"
            "filtdisp= 0.00 1.00 2.00 3.00 4.00 5.00 6.00 7.00\r\n");
}

TEST(AnswerControl, TellsOnlyWhatIsAskedFor) {
  struct Case {
    std::uint16_t association_id;
    std::string_view names;
    std::string_view text;
  };
  const Case cases[] = {
      {0, "offset,bound", "offset=-0.123456, bound=61.000000\r\n"},
      {0, "peermode, peeradr", "peeradr=192.0.2.1:123, peermode=3\r\n"},
      {0, "refid=x", "refid=192.0.2.1\r\n"},
      {17, "refid", "refid=GPS\r\n"},
      {17, "sent,received,config,authenable,authentic",
       "config=1, authenable=0, authentic=0, received=11, sent=12\r\n"},
      {17, "srchost", ""},
      {17, "bias", ""},
      {19, "ppoll,hpoll,stratum,refid,rec", "stratum=16, refid=INIT, rec=0x00000000.00000000, hpoll=6, ppoll=6\r\n"},
      {20, "srcadr,srchost", "srcadr=0.0.0.0, srchost=\"0.pool.example.org\"\r\n"},
      {21, "srcadr,refid", "srcadr=127.127.1.0, refid=LOCL\r\n"},
  };
  auto state = test::full_state();
  for (const Case& c : cases) {
    EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, c.association_id, c.names)).text, c.text) << c.names;
  }
}

TEST(AnswerControl, HasNoBoundWhileNothingBoundsTheError) {
  auto state = test::full_state();
  state.system.bound_s = 0;
  EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, 0, "bound")).text, "");
  EXPECT_FALSE(ask(state, request(ControlOpcode::read_variables)).text.contains("bound"));
}

TEST(AnswerControl, TellsOfTheHardwareClockAsFarAsItIsKnown) {
  constexpr std::string_view kNames = "rtc_offset,rtc_drift,rtc_drift_error,rtc_writes";
  auto state = test::full_state();
  EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, 0, kNames)).text, "");
  state.system.service.rtc.emplace();
  EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, 0, kNames)).text, "rtc_writes=0\r\n");
  state.system.service.rtc = RtcView{-0.0123456, 3.25, 0.125, 7};
  EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, 0, kNames)).text,
            "rtc_offset=-12.346, rtc_drift=3.250, rtc_drift_error=0.125,\r\nrtc_writes=7\r\n");
  EXPECT_FALSE(ask(state, request(ControlOpcode::read_variables)).text.contains("rtc_")) << "only when asked for";
}

TEST(AnswerControl, ShowsNobodyTheTimestampsOfAnOpenRequest) {
  auto state = test::full_state();
  const std::string unasked = ask(state, request(ControlOpcode::read_variables, 17)).text;
  EXPECT_FALSE(unasked.contains("org="));
  EXPECT_FALSE(unasked.contains("xmt="));
  for (const char* name : {"org", "xmt"}) {
    EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, 17, name)).text, "") << name;
  }
}

TEST(AnswerControl, ListsAssociationsWithTheirStatus) {
  auto state = test::full_state();
  const Whole whole = ask(state, request(ControlOpcode::read_status));
  EXPECT_EQ(whole.header.status, 0x0615);
  const std::string expected("\x00\x11\x96\x1a\x00\x12\x94\x1a\x00\x13\x80\x00\x00\x14\x80\x00\x00\x15\x80\x00", 20);
  EXPECT_EQ(whole.text, expected);
}

TEST(AnswerControl, AnswersAnEmptyListWithNoData) {
  test::ControlState state;
  const Whole whole = ask(state, request(ControlOpcode::read_status));
  EXPECT_EQ(whole.fragments, 1U);
  EXPECT_EQ(whole.text, "");
  EXPECT_EQ(whole.header.status, 0xc000);
  EXPECT_EQ(whole.header.leap, LeapIndicator::unsynchronized);
}

TEST(AnswerControl, ReadsTheStatusOfOneAssociationWithItsVariables) {
  auto state = test::full_state();
  const Whole status = ask(state, request(ControlOpcode::read_status, 17));
  EXPECT_EQ(status.header.status, 0x961a);
  EXPECT_EQ(status.text, ask(state, request(ControlOpcode::read_variables, 17)).text);
}

TEST(AnswerControl, NamesWhatIsWrong) {
  struct Case {
    Bytes bytes;
    ControlError error;
  };
  Bytes too_short = request(ControlOpcode::read_variables, 0, "leap");
  too_short.resize(ControlHeader::kSize + 2);
  const Case cases[] = {
      {request(ControlOpcode::read_variables, 99), ControlError::bad_association},
      {request(ControlOpcode::read_status, 99), ControlError::bad_association},
      {request(ControlOpcode::read_variables, 0, "leap,nonsense"), ControlError::unknown_variable},
      {request(ControlOpcode::read_variables, 17, std::string(400, 'x')), ControlError::unknown_variable},
      {request(ControlOpcode::read_variables, 0, std::string(469, ',')), ControlError::bad_format},
      {too_short, ControlError::bad_format},
  };
  auto state = test::full_state();
  for (const Case& c : cases) EXPECT_EQ(error_of(state, c.bytes), c.error);
}

TEST(AnswerControl, RefusesWithoutAKeyWhatChangesSomethingOrIsLong) {
  auto state = test::full_state();
  for (unsigned number = 0; number < 32; ++number) {
    if (number <= 2 || number == 4) continue;
    const Bytes bytes = request(static_cast<ControlOpcode>(number));
    if (number == 6 || number == 10 || number == 31) {
      EXPECT_TRUE(answer_control(bytes, state).empty()) << number;
      continue;
    }
    const bool writes = number == 3 || number == 5 || number == 8 || number == 9 || number == 11;
    EXPECT_EQ(error_of(state, bytes), writes ? ControlError::permission : ControlError::bad_opcode) << number;
  }
}

TEST(AnswerControl, TellsTheStatusWordAloneToOpcode0) {
  auto state = test::full_state();
  EXPECT_EQ(ask(state, request(ControlOpcode::reserved)).header.status, 0x0615);
  EXPECT_EQ(ask(state, request(ControlOpcode::reserved, 17)).header.status, 0x961a);
  EXPECT_EQ(ask(state, request(ControlOpcode::reserved, 17)).text, "");
  EXPECT_EQ(error_of(state, request(ControlOpcode::reserved, 99)), ControlError::bad_association);
}

TEST(AnswerControl, EchoesVersionSequenceOpcodeAndAssociation) {
  auto state = test::full_state();
  for (unsigned version = 0; version < 8; ++version) {
    Bytes bytes = request(ControlOpcode::read_variables, 17);
    bytes[0] = static_cast<std::uint8_t>(version << 3U | 6U);
    const auto datagrams = answer_control(bytes, state);
    EXPECT_EQ(datagrams.empty(), version < 1 || version > 4) << version;
    if (datagrams.empty()) continue;
    const Whole whole = put_together(datagrams);
    EXPECT_EQ(whole.header.version, version);
    EXPECT_EQ(whole.header.sequence, 0x1234);
    EXPECT_EQ(whole.header.opcode, ControlOpcode::read_variables);
    EXPECT_EQ(whole.header.association_id, 17);
    EXPECT_EQ(whole.header.leap, LeapIndicator::none);
  }
}

TEST(AnswerControl, IsSilentToWhatIsNoRequest) {
  auto state = test::full_state();
  const Bytes good = request(ControlOpcode::read_status);
  for (std::size_t size = 0; size < ControlHeader::kSize; ++size) {
    EXPECT_TRUE(answer_control(std::span(good).first(size), state).empty()) << size;
  }
  for (const unsigned bit : {0x80U, 0x40U, 0x20U}) {
    Bytes bytes = good;
    bytes[1] = static_cast<std::uint8_t>(bytes[1] | bit);
    EXPECT_TRUE(answer_control(bytes, state).empty()) << bit;
  }
  Bytes late_fragment = good;
  late_fragment[9] = 4;
  EXPECT_TRUE(answer_control(late_fragment, state).empty());
  Bytes time_request = good;
  time_request[0] = 0x23;
  EXPECT_TRUE(answer_control(time_request, state).empty());
}

TEST(AnswerControl, IsSilentToItsOwnAnswers) {
  auto state = test::full_state();
  for (const unsigned opcode : {1U, 2U, 3U, 10U}) {
    for (const auto& datagram : answer_control(request(static_cast<ControlOpcode>(opcode)), state)) {
      EXPECT_TRUE(answer_control(datagram, state).empty());
    }
  }
}

TEST(AnswerControl, SplitsLongAnswersAndKeepsPairsWhole) {
  auto state = test::full_state();
  const Whole peer = ask(state, request(ControlOpcode::read_variables, 17));
  EXPECT_EQ(peer.fragments, 2U);
  state.peers.assign(300, test::silent_peer());
  const Whole list = ask(state, request(ControlOpcode::read_status));
  EXPECT_EQ(list.fragments, 3U);
  EXPECT_EQ(list.text.size(), 1200U);
}

TEST(AnswerControl, BoundsTheLongestAnswer) {
  auto state = test::full_state();
  state.peers.assign(60000, test::silent_peer());
  const Whole list = ask(state, request(ControlOpcode::read_status));
  EXPECT_EQ(list.fragments, 32U);
  EXPECT_EQ(list.text.size(), 32U * 468U);
}

TEST(AnswerControl, PutsUpWithAMac) {
  auto state = test::full_state();
  Bytes bytes = request(ControlOpcode::read_variables, 0, "leap");
  bytes.insert(bytes.end(), 24, std::uint8_t{0x5a});
  EXPECT_EQ(ask(state, bytes).text, "leap=0\r\n");
}

TEST(AnswerControl, RefusesWhatTheAccessListDoes) {
  auto state = test::full_state();
  const auto error = [&state](ControlOpcode opcode, const ControlRights& rights) {
    return wire::to_control_error(put_together(answer_control(request(opcode), state, rights)).header.status);
  };
  const ControlRights none{.may_modify = false, .may_read_mru = false};
  EXPECT_EQ(error(ControlOpcode::read_mru, none), ControlError::permission);
  EXPECT_EQ(error(ControlOpcode::configure, none), ControlError::permission);
  EXPECT_FALSE(put_together(answer_control(request(ControlOpcode::read_variables), state, none)).header.error);
}

TEST(AnswerControl, NamesNoSystemPeerWhileThereIsNone) {
  test::ControlState state;
  EXPECT_EQ(ask(state, request(ControlOpcode::read_variables, 0, "peer,peeradr,peermode")).text,
            "peer=0, peeradr=0.0.0.0:0, peermode=0\r\n");
}

}  // namespace
}  // namespace foliot::control
