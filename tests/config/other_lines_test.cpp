// `pollskewlist`, `broadcastclient` and its kin, `extra port`, `rlimit`, `dscp` and `tos basedate`.
#include <gtest/gtest.h>

#include "config/basedate.hpp"
#include "config/check.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;

TEST(PollSkewLines, TakeEntriesWithAndWithoutTheBar) {
  for (const std::string_view text : {"pollskewlist 3 1|2 10 4|3 default 6|7", "pollskewlist 10 4 3 3 1 2 default 6 7",
                                      "pollskewlist default 6 | 7\npollskewlist 10 9|9\npollskewlist 3 1|2 10 4|3"}) {
    const PollSkews skews = accepted(text).poll_skews;
    EXPECT_EQ(skews.list, (std::vector<PollSkew>{{3, 1, 2}, {10, 4, 3}})) << text;
    EXPECT_EQ(skews.otherwise, (PollSkew{0, 6, 7})) << text;
  }
}

TEST(PollSkewLines, SayWhatIsWrong) {
  const std::string tail = "; expected {POLL EARLY|LATE}... [default EARLY|LATE]";
  expect_complaint({"pollskewlist", "f:1:1: nothing after 'pollskewlist'" + tail});
  expect_complaint({"pollskewlist 2 1|1", "f:1:14: '2' is out of range; expected 3 to 17"});
  expect_complaint({"pollskewlist 3 5|1", "f:1:16: '5' is out of range; expected 0 to 4"});
  expect_complaint({"pollskewlist 3 1|", "f:1:17: nothing after '|'" + tail});
  expect_complaint({"pollskewlist often 1|1", "f:1:14: 'often' is not a number that fits here" + tail});
}

TEST(BroadcastLines, SayWhomToFollow) {
  EXPECT_TRUE(accepted("broadcastclient").broadcast_client.enabled);
  EXPECT_TRUE(accepted("broadcastclient novolley").broadcast_client.novolley);
  EXPECT_EQ(accepted("multicastclient").broadcast_client.groups, (std::vector<std::string>{"224.0.1.1"}));
  EXPECT_EQ(accepted("multicastclient 224.0.1.1 ff05::101\nmulticastclient ff05::101").broadcast_client.groups,
            (std::vector<std::string>{"224.0.1.1", "ff05::101"}));
  EXPECT_EQ(accepted("broadcastdelay 0.008").broadcast_client.delay_s, 0.008);
  expect_complaint(
      {"broadcastclient always", "f:1:17: unknown option 'always'; expected novolley, or the end of the line"});
  expect_complaint({"multicastclient a", "f:1:17: bad address 'a'; expected the address of a multicast group"});
}

TEST(BroadcastLines, BecomeAssociations) {
  const Config config = clean("broadcast 192.0.2.255 key 4 ttl 3 minpoll 5");
  ASSERT_EQ(config.associations.size(), 1U);
  EXPECT_EQ(config.associations[0].options.kind, AssociationKind::broadcast);
  EXPECT_EQ(config.associations[0].options.key_id, 4U);
  EXPECT_EQ(config.associations[0].options.ttl, 3);
}

TEST(ExtraPortLines, AddPorts) {
  EXPECT_EQ(accepted("extra port 1123\nextra port 2123\nextra port 1123").extra_ports,
            (std::vector<std::uint16_t>{1123, 2123}));
  expect_complaint({"extra 5", "f:1:7: unknown option '5'; expected port N"});
  expect_complaint({"extra port 0", "f:1:12: '0' is out of range; expected 1 to 65535"});
}

TEST(SystemLines, SayWhereTheKernelAnswers) {
  const Config config = accepted("xdp auto\nxdp eth0 native\nxdp eth-1.5 off generic\nxdp eth2 auto\n");
  const std::vector<XdpLine> expected{{"auto", XdpMode::automatic, false},
                                      {"eth0", XdpMode::native, false},
                                      {"eth-1.5", XdpMode::generic, true},
                                      {"eth2", XdpMode::automatic, false}};
  EXPECT_EQ(config.xdp, expected);
  expect_complaint({"xdp", "f:1:1: nothing after 'xdp'; expected IFACE, or auto"});
  expect_complaint({"xdp a/b", "f:1:5: cannot use 'a/b' here; expected the name of an interface, or auto"});
  expect_complaint({"xdp eth0 fast", "f:1:10: unknown option 'fast'; expected auto, native, generic or off"});
}

TEST(SystemLines, SayWhichCardsStampPackets) {
  const Config config = accepted(
      "hwtimestamp *\nhwtimestamp eth0 minpoll -6 maxpoll 4 precision 1e-6 txcomp 3e-7 rxcomp -6.5e-7 minsamples 4 "
      "maxsamples 64 rxfilter all nocrossts\nhwtimestamp eth1.5 off\n");
  const std::vector<HardwareStampLine> expected{{.interface = "*"},
                                                {.interface = "eth0",
                                                 .minpoll_log2_s = -6,
                                                 .maxpoll_log2_s = 4,
                                                 .precision_s = 1e-6,
                                                 .txcomp_s = 3e-7,
                                                 .rxcomp_s = -6.5e-7,
                                                 .minsamples = 4,
                                                 .maxsamples = 64,
                                                 .rxfilter = ReceiveFilter::all,
                                                 .nocrossts = true},
                                                {.interface = "eth1.5", .off = true}};
  EXPECT_EQ(config.hwtimestamp, expected);
  expect_complaint({"hwtimestamp", "f:1:1: nothing after 'hwtimestamp'; expected IFACE, or *"});
  expect_complaint({"hwtimestamp a/b", "f:1:13: cannot use 'a/b' here; expected the name of an interface, or *"});
  expect_complaint({"hwtimestamp eth0 fast",
                    "f:1:18: unknown option 'fast'; expected minpoll, maxpoll, precision, txcomp, rxcomp, minsamples, "
                    "maxsamples, rxfilter, nocrossts or off"});
  expect_complaint({"hwtimestamp * minpoll -7", "f:1:23: '-7' is out of range; expected -6 to 20"});
  expect_complaint({"hwtimestamp * minpoll 3 maxpoll 2", "f:1:33: '2' is out of range; expected 3 to 20"});
  expect_complaint({"hwtimestamp * maxsamples 1", "f:1:26: '1' is out of range; expected 2 to 64"});
  expect_complaint({"hwtimestamp * minsamples 9 maxsamples 8", "f:1:39: '8' is out of range; expected 9 to 64"});
  expect_complaint({"hwtimestamp * rxcomp 0.02", "f:1:22: '0.02' is out of range; expected -0.01 to 0.01"});
  expect_complaint({"hwtimestamp * rxfilter some", "f:1:24: cannot use 'some' here; expected none, ntp, ptp or all"});
  expect_complaint({"hwtimestamp * precision", "f:1:15: nothing after 'precision'; expected a number"});
}

TEST(SystemLines, SetSingleValues) {
  const Config config =
      accepted("dscp 0\nrlimit memlock -1 stacksize 60\nrlimit filenum 9\nnonvolatile 1e-8\nstatsdir /a/\n");
  EXPECT_EQ(config.dscp, 0);
  EXPECT_EQ(config.limits, (ProcessLimits{-1, 60, 9}));
  EXPECT_EQ(config.drift_threshold, 1e-8);
  EXPECT_EQ(config.statsdir, "/a/");
  EXPECT_EQ(accepted("").dscp, 46) << "as in classic";
  EXPECT_EQ(accepted("workers 0").workers, 0);
  EXPECT_EQ(accepted("workers 4\nworkers auto").workers, std::nullopt);
  expect_complaint({"workers 65", "f:1:9: cannot use '65' here; expected auto, or 0 to 64"});
  expect_complaint({"dscp 64", "f:1:6: '64' is out of range; expected 0 to 63"});
}

TEST(Basedate, IsADateOrDaysSince1900) {
  struct Case {
    std::string_view text;
    std::optional<int> days;
  };
  for (const Case& c :
       {Case{"1900-01-01", 0}, Case{"1900-03-01", 59}, Case{"1970-01-01", 25567}, Case{"2000-02-29", 36583},
        Case{"2036-02-07", 49710}, Case{"0", 0}, Case{"45000", 45000}, Case{"1899-12-31", {}}, Case{"1900-02-29", {}},
        Case{"2024-13-01", {}}, Case{"2024-00-01", {}}, Case{"2024-1-1", {}}, Case{"2024-01-+1", {}}, Case{"-5", {}},
        Case{"now", {}}, Case{"", {}}, Case{"3000001", {}}}) {
    EXPECT_EQ(parse_basedate(c.text), c.days) << c.text;
  }
  EXPECT_EQ(accepted("tos basedate 1970-01-01").basedate_days, 25567);
  EXPECT_EQ(messages("tos basedate soon").back(),
            "f:1:14: cannot use 'soon' here; expected YYYY-MM-DD, or days since 1900-01-01");
}

}  // namespace
}  // namespace foliot::config
