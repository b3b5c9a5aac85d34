// Printing: what was understood comes back from its own text.
#include "config/print.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "config/check.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;
using base::IpFamily;

TEST(Print, SaysNothingOfDefaults) {
  EXPECT_EQ(print(Config{}), "");
}

TEST(Print, WritesEachLineInOneWay) {
  for (const std::string line : {
           "driftfile /var/lib/ntp/ntp.drift",
           "pidfile \"/run/my ntpd.pid\"",
           "logfile \"#\"",
           "leapfile /usr/share/zoneinfo/leap-seconds.list",
           "leapfile \"/my list\" ignorehash",
           "leapsmearinterval 7200",
           "port 1123",
           "tinker panic 0 stepfwd 0.5 stepback 0 stepout 600 dispersion 10 freq -12.345678",
           "tos minclock 4 maxclock 5 minsane 2 mindist 0.01 maxdist 30 floor 1 ceiling 16 cohort 1 orphan 6 "
           "orphanwait 100000",
           "enable bclient panicexit",
           "disable ntp auth stats",
           "interface drop 10.0.0.0/8",
           "restrict default",
           "restrict -6 default nomodify nopeer",
           "restrict source ippeerlimit -1 noquery limited kod serverresponse fuzz",
           "restrict \"default\" ignore",
           "restrict 2001:db8:: mask ffff:ffff:: ntpport",
           "server a.example",
           "server -4 a.example port 1123 version 3 key 5 iburst burst xleave minpoll -4 maxpoll 17 prefer",
           "pool a.example noselect true preempt bias -0.001",
           "peer fe80::1%eth0 minpoll 3 maxpoll 10",
           "server 127.127.1.0",
           "server 127.127.1.0 minpoll 6 maxpoll 10",
           "fudge 127.127.1.0 stratum 10 refid \"A B\" time1 0.25 time2 -1 flag1 1 flag4 1",
           "fudge 127.127.1.0 time1 0",
       }) {
    EXPECT_EQ(print(clean(line)), line + '\n');
  }
}

TEST(Print, FindsTheExactFrequency) {
  base::SeededRng rng(5);
  for (int i = 0; i < 2000; ++i) {
    Config config;
    config.discipline.initial_frequency = Frequency::from_ppm((rng.next_unit() - 0.5) * 1000);
    EXPECT_TRUE(same_settings(clean(print(config)), config)) << "seed 5, round " << i;
  }
}

/// Makes configurations that some text could have given.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : rng_(seed) {}

  Config config() {
    Config c;
    repeat([&] { c.associations.push_back(association()); });
    repeat([&] { c.fudges.push_back(fudge()); });
    repeat([&] { c.restricts.push_back(restriction()); });
    repeat([&] { c.interfaces.push_back(interface()); });
    c.selection = selection();
    c.discipline = discipline();
    for (bool Switches::*member : {&Switches::auth, &Switches::bclient, &Switches::calibrate, &Switches::kernel,
                                   &Switches::monitor, &Switches::stats, &Switches::panicexit}) {
      c.switches.*member = coin();
    }
    if (coin()) c.driftfile = path();
    if (coin()) c.pidfile = path();
    if (coin()) c.logfile = path();
    if (coin()) c.leapfile = LeapFile{path(), coin()};
    if (coin()) c.leap_smear_s = integer(7200, 86400);
    if (coin()) c.port = static_cast<std::uint16_t>(integer(1, 65535));
    return c;
  }

 private:
  bool coin() { return rng_.next_u64() % 2 == 0; }
  int integer(int low, int high) {
    return low + static_cast<int>(rng_.next_u64() % (static_cast<std::uint64_t>(high - low) + 1));
  }
  double number(double low, double high) { return low + rng_.next_unit() * (high - low); }
  template <class Make>
  void repeat(Make make) {
    for (int i = integer(0, 4); i > 0; --i) make();
  }
  std::string text(std::string_view letters, int longest) {
    std::string made;
    for (int i = integer(1, longest); i > 0; --i) made += letters[rng_.next_u64() % letters.size()];
    return made;
  }
  std::string path() { return text("abcXYZ019 /._-#{}(),;|='\xc3\xa9", 40); }
  std::optional<IpFamily> family() {
    if (coin()) return std::nullopt;
    return coin() ? IpFamily::v4 : IpFamily::v6;
  }
  std::string v4() { return "10." + std::to_string(integer(0, 255)) + '.' + std::to_string(integer(0, 255)) + ".7"; }
  std::string host(std::optional<IpFamily> wanted) {
    if (coin()) return text("abcdefgh-_", 20).insert(0, 1, 'x') + ".example";
    if (wanted == IpFamily::v6) return "2001:db8::" + text("0123456789abcdef", 4);
    return wanted == IpFamily::v4 || coin() ? v4() : "fe80::1%eth0";
  }

  AssociationLine association() {
    AssociationLine line;
    auto& o = line.options;
    o.kind = static_cast<AssociationKind>(integer(0, 3));
    const bool is_clock = o.kind == AssociationKind::local_clock;
    if (!is_clock) line.family = family();
    line.host = is_clock ? "127.127.1." + std::to_string(integer(0, 255)) : host(line.family);
    if (coin()) line.port = static_cast<std::uint16_t>(integer(1, 65535));
    o.xleave = coin();
    const int lowest = integer(o.xleave ? -4 : 3, 17);
    o.minpoll = PollExponent(lowest);
    o.maxpoll = PollExponent(integer(lowest, 17));
    o.version = static_cast<std::uint8_t>(integer(1, 4));
    for (bool association::AssociationOptions::*member :
         {&association::AssociationOptions::iburst, &association::AssociationOptions::burst,
          &association::AssociationOptions::prefer, &association::AssociationOptions::noselect,
          &association::AssociationOptions::truechimer, &association::AssociationOptions::preempt,
          &association::AssociationOptions::from_service_port}) {
      o.*member = coin();
    }
    if (coin()) o.key_id = static_cast<std::uint32_t>(integer(1, 65535));
    if (coin()) o.bias_s = number(-10, 10);
    return line;
  }

  FudgeLine fudge() {
    FudgeLine line;
    line.clock = base::IpAddress::v4(127, 127, static_cast<std::uint8_t>(integer(0, 255)), 3);
    if (coin()) line.stratum = static_cast<std::uint8_t>(integer(0, 16));
    if (coin()) line.reference_id = text("ABC xyz\x7e!#'=", 4);
    if (coin()) line.time1_s = number(-1, 1);
    if (coin()) line.time2_s = number(-1e9, 1e9);
    line.flags = static_cast<std::uint8_t>(integer(0, 15));
    return line;
  }

  RestrictLine restriction() {
    RestrictLine line;
    line.target = static_cast<RestrictTarget>(integer(0, 2));
    if (line.target != RestrictTarget::source) line.family = family();
    if (line.target == RestrictTarget::address && coin()) {
      line.host = host(line.family);
    } else if (line.target == RestrictTarget::address) {
      const bool is_v4 = line.family ? *line.family == IpFamily::v4 : coin();
      line.host = is_v4 ? v4() : "2001:db8::7";
      line.mask = base::IpAddress::parse(is_v4 ? "255.255.128.0" : "ffff:fffe::");
    }
    if (coin()) line.ippeerlimit = integer(-1, 100);
    line.flags.bits = static_cast<std::uint32_t>(rng_.next_u64() % (1U << 17U));
    line.flags.add(access::Restrict::limited);  // `kod` alone is a warning
    return line;
  }

  InterfaceLine interface() {
    const auto action = static_cast<InterfaceAction>(integer(0, 2));
    return {action, coin() ? text("abc:%-=,;01#", 15) : "10.0.0.0/" + std::to_string(integer(0, 32)), {}};
  }

  selection::SelectionOptions selection() {
    selection::SelectionOptions o;
    if (coin()) return o;
    o.minclock = integer(1, 1000);
    o.maxclock = integer(1, 1000);
    o.minsane = integer(1, 1000);
    o.mindist_s = number(0, 16);
    o.maxdist_s = number(0, 65536);
    o.floor = static_cast<std::uint8_t>(integer(0, 16));
    o.ceiling = static_cast<std::uint8_t>(integer(0, 16));
    o.cohort = coin();
    o.orphan_stratum = static_cast<std::uint8_t>(coin() ? 17 : integer(1, 15));
    o.orphanwait_s = integer(0, 2'000'000'000);
    return o;
  }

  discipline::DisciplineOptions discipline() {
    discipline::DisciplineOptions o;
    o.enabled = coin();
    if (coin()) o.panic_s = number(0, 1e9);
    if (coin()) o.step_forward_s = number(0, 1);
    if (coin()) o.step_backward_s = 0;
    if (coin()) o.stepout_s = integer(0, 100'000);
    if (coin()) o.dispersion_ppm = number(0, 500);
    if (coin()) o.initial_frequency = Frequency::from_ppm(number(-500, 500));
    return o;
  }

  base::SeededRng rng_;
};

TEST(Print, GivesTextThatParsesToTheSameConfiguration) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Config config = Generator(seed).config();
    const std::string text = print(config);
    const Config again = clean(text);
    ASSERT_TRUE(same_settings(again, config)) << "seed " << seed << "\n" << text;
    ASSERT_EQ(print(again), text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace foliot::config
