// The XDP program on frames that a test makes (BPF_PROG_TEST_RUN): nothing is attached to any interface.
#pragma once

#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include "platform/xdp_program.hpp"
#include "support/frames.hpp"

namespace foliot::platform {

inline constexpr std::uint32_t kLoopback = 1;  // the index of `lo` in every network namespace
inline constexpr std::uint32_t kOwner = 77;    // whose frames they are said to be
inline constexpr std::array<std::uint64_t, 4> kXdpSecret{0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb,
                                                         42};

/// Null, said loudly, where the kernel or the privileges do not allow it: then there is nothing to test.
inline std::unique_ptr<XdpProgram> load_or_say(std::size_t clients = 1024) {
  auto program = XdpProgram::load({.clients = clients, .secret = kXdpSecret});
  if (program) return std::move(*program);
  std::cerr << "\n*** NOT TESTED: no XDP program can be loaded here: " << program.error().text() << "\n\n";
  return nullptr;
}

/// 192.0.2.1 and 2001:db8::1 are served, untagged and in VLAN 5; all may ask.
inline void open_to_all(XdpProgram& program, xdp_verdict verdict = XDP_VERDICT_ANSWER) {
  const std::vector<XdpPort> ports{{kLoopback, 0, 0, kOwner}, {kLoopback, 5, 0, kOwner}, {kLoopback, 7, 5, kOwner}};
  const std::vector<XdpPlace> places{{kOwner, base::IpAddress::parse("192.0.2.1").value()},
                                     {kOwner, base::IpAddress::parse("2001:db8::1").value()}};
  const std::vector<XdpRule> rules{{base::IpAddress{}, 0, verdict, verdict},
                                   {base::IpAddress::v6({}), 0, verdict, verdict}};
  ASSERT_TRUE(program.set_places(ports, places));
  ASSERT_TRUE(program.set_rules(rules));
}

inline test::FrameOptions over_ip6() {
  test::FrameOptions options;
  options.from = {base::IpAddress::parse("2001:db8::9").value(), 40123};
  options.to = {base::IpAddress::parse("2001:db8::1").value(), 123};
  return options;
}

inline XdpTrial try_out(XdpProgram& program, const test::Frame& frame) {
  const auto trial = program.try_out(frame, kLoopback);
  if (trial) return *trial;
  ADD_FAILURE() << trial.error().text();
  return {};
}

}  // namespace foliot::platform
