// ClientMonitor: who is limited, who is told, and that nobody is when nothing is remembered.
#include "access/client_monitor.hpp"

#include <gtest/gtest.h>

#include "access/restrict_support.hpp"

namespace foliot::access {
namespace {

struct Monitor {
  explicit Monitor(const MonitorOptions& options = {}) : monitor(options, rng, MonoTime{}) {}

  Pace see(std::string_view address, double seconds, RestrictFlags flags) {
    return monitor.see({.remote = from(address), .at = MonoTime{} + Interval::from_seconds(seconds)}, flags, rng);
  }
  ClientView view(std::string_view address) {
    return monitor.clients()->view(monitor.clients()->find(ip(address)).value());
  }

  base::SeededRng rng{1};
  ClientMonitor monitor;
};

const RestrictFlags kLimited = flags_of({Restrict::limited, Restrict::nopeer});
const RestrictFlags kTold = flags_of({Restrict::limited, Restrict::kod});

TEST(ClientMonitor, LimitsWhoIsLimited) {
  struct Case {
    const char* name;
    RestrictFlags flags;
    Pace second, third;
  };
  for (const Case& c : {Case{"open", {}, Pace::good, Pace::good},
                        {"kod alone does nothing", flags_of({Restrict::kod}), Pace::good, Pace::good},
                        {"limited", kLimited, Pace::too_fast, Pace::too_fast},
                        {"limited kod", kTold, Pace::kiss, Pace::too_fast}}) {
    Monitor m;
    EXPECT_EQ(m.see("192.0.2.1", 0, c.flags), Pace::good) << c.name;
    EXPECT_EQ(m.see("192.0.2.1", 0.1, c.flags), c.second) << c.name;
    EXPECT_EQ(m.see("192.0.2.1", 0.2, c.flags), c.third) << c.name;
    EXPECT_EQ(m.see("192.0.2.2", 0.3, c.flags), Pace::good) << c.name;
    const ClientView seen = m.view("192.0.2.1");
    EXPECT_EQ(seen.count, 3U) << c.name;
    EXPECT_EQ(seen.drops, c.second == Pace::good ? 0U : 2U) << c.name;
  }
}

TEST(ClientMonitor, ShowsTheFlagsThatDidSomething) {
  Monitor m;
  static_cast<void>(m.see("192.0.2.1", 0, flags_of({Restrict::limited, Restrict::kod, Restrict::nopeer})));
  EXPECT_EQ(m.view("192.0.2.1").flags, flags_of({Restrict::nopeer}));
  static_cast<void>(m.see("192.0.2.1", 0.1, kTold));
  EXPECT_EQ(m.view("192.0.2.1").flags, kTold);
  static_cast<void>(m.see("192.0.2.1", 0.2, kTold));
  EXPECT_EQ(m.view("192.0.2.1").flags, flags_of({Restrict::limited}));
}

TEST(ClientMonitor, AllPortsOfAnAddressAreOneClient) {
  Monitor m;
  EXPECT_EQ(m.monitor.see({.remote = from("192.0.2.1", 1000), .at = MonoTime{}}, kLimited, m.rng), Pace::good);
  EXPECT_EQ(m.monitor.see({.remote = from("192.0.2.1", 2000), .at = MonoTime{}}, kLimited, m.rng), Pace::too_fast);
  EXPECT_EQ(m.view("192.0.2.1").remote.port, 2000);
}

TEST(ClientMonitor, WithoutAListNobodyIsLimited) {
  Monitor m({.rate = {}, .mru = {}, .enabled = false});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(m.see("192.0.2.1", 0, kTold), Pace::good);
  EXPECT_FALSE(m.monitor.enabled());
  EXPECT_EQ(m.monitor.clients(), nullptr);
}

TEST(ClientMonitor, AClientWithoutRoomIsServed) {
  Monitor m({.rate = {}, .mru = {.maxdepth = 1}});
  EXPECT_EQ(m.see("192.0.2.1", 0, kTold), Pace::good);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(m.see("192.0.2.2", 0.1, kTold), Pace::good);
  EXPECT_EQ(m.monitor.clients()->size(), 1U);
}

TEST(ClientMonitor, AForgedFloodDrawsFarLessThanItSends) {
  Monitor m;
  int answered = 0;
  for (int i = 0; i < 60'000; ++i) answered += m.see("192.0.2.1", 1e-3 * i, kTold) == Pace::too_fast ? 0 : 1;
  EXPECT_LE(answered, 10);  // of equal size each
}

TEST(ClientMonitor, UsesTheScoreRuleWhenLimitIsConfigured) {
  MonitorOptions options;
  options.rate.score = ScoreOptions{};
  Monitor m(options);
  int good = 0;
  for (int i = 0; i < 40; ++i) good += m.see("192.0.2.1", 0.001 * i, kLimited) == Pace::good ? 1 : 0;
  EXPECT_EQ(good, 20);
}

}  // namespace
}  // namespace foliot::access
