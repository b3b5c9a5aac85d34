// sntp from the command line to the clock: its line and its JSON to the character, and how it ends.
#include <gtest/gtest.h>

#include "tools/one_shot_support.hpp"
#include "tools/sntp/run.hpp"

namespace foliot::sntp {
namespace {

using oneshot::address;

class SntpTest : public ::testing::Test {
 protected:
  int run(std::vector<std::string> arguments) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) {
      log << line.ending->errors;
      return line.ending->exit_status;
    }
    const Edges edges{.network = &network,
                      .clock = &clock,
                      .rng = &rng,
                      .out = &out,
                      .log = &log,
                      .look_up = oneshot::fake_look_up,
                      .read_file = [this](const std::string&) { return key_file; },
                      .zone_offset_s = [this](WallTime) { return zone_s; }};
    return sntp::run(line.options, edges);
  }

  oneshot::WorldTime time;
  oneshot::FakeClock clock{time, Interval::from_seconds(0.25)};
  oneshot::FakeNetwork network{time, clock};
  base::SeededRng rng{7};
  std::optional<std::string> key_file;
  int zone_s = 5 * 3600;
  std::ostringstream out;
  std::ostringstream log;
};

TEST_F(SntpTest, PrintsOneLine) {
  network.servers[address(1)] = {};
  EXPECT_EQ(run({"a.example"}), 0);
  EXPECT_EQ(out.str(), "2019-10-23 17:44:10.010050 (+0500) -0.250000 +/- 0.010001 a.example 192.0.2.1 s2 no-leap\n");
  EXPECT_EQ(log.str(), "");
  EXPECT_TRUE(clock.commands.empty());
  EXPECT_EQ(network.local_port, 0);
  EXPECT_EQ(network.servers[address(1)].asked, 1);
}

TEST_F(SntpTest, BoundsTheErrorByWhatTheServerClaimsToo) {
  network.servers[address(1)].spoil = [](wire::Header& header) {
    header.root_delay = ShortInterval::ceil(Interval::from_seconds(0.5));
    header.root_dispersion = ShortInterval::ceil(Interval::from_seconds(0.125));
    header.leap = LeapIndicator::insert_second;
    header.precision = -10;
  };
  zone_s = -(3 * 3600 + 1800);
  EXPECT_EQ(run({"a.example"}), 0);
  EXPECT_EQ(out.str(), "2019-10-23 09:14:10.010 (-0330) -0.250000 +/- 0.385977 a.example 192.0.2.1 s2 add-leap\n");
}

TEST_F(SntpTest, PrintsJson) {
  network.servers[address(1)] = {};
  EXPECT_EQ(run({"-j", "-S", "a.example"}), 0);
  EXPECT_EQ(out.str(),
            "{\"time\":\"2019-10-23T17:44:10.010050+0500\",\"offset\":-0.250000,\"precision\":0.010001,"
            "\"host\":\"a.example\",\"ip\":\"192.0.2.1\",\"stratum\":2,\"leap\":\"no-leap\",\"adjusted\":true}\n");
}

TEST_F(SntpTest, SetsTheClockOnlyWhenAsked) {
  network.servers[address(1)] = {};
  EXPECT_EQ(run({"-s", "a.example"}), 0);
  EXPECT_NEAR(std::get<discipline::Adjust>(clock.commands.at(0)).shift.seconds(), -0.25, 1e-6);
  EXPECT_EQ(run({"-sS", "-M", "300", "a.example"}), 0);
  EXPECT_TRUE(std::holds_alternative<discipline::Adjust>(clock.commands.at(1)));
  EXPECT_EQ(run({"-sS", "-M", "200", "a.example"}), 0);
  EXPECT_NEAR(std::get<discipline::Step>(clock.commands.at(2)).shift.seconds(), -0.25, 1e-6);
  clock.refusal = clock::ClockError::not_permitted;
  EXPECT_EQ(run({"-S", "a.example"}), 1);
  EXPECT_NE(log.str().find("the clock cannot be set"), std::string::npos);
}

TEST_F(SntpTest, AsksSeveralServersAndFollowsTheBest) {
  network.servers[address(1)].stratum = 3;
  network.servers[address(2)].stratum = 2;
  EXPECT_EQ(run({"-c", "b.example", "-p", "3", "a.example"}), 0);
  EXPECT_NE(out.str().find(" b.example 192.0.2.2 s2 "), std::string::npos) << out.str();
  EXPECT_EQ(network.servers[address(1)].asked, 3);
}

TEST_F(SntpTest, SaysWhyNobodyIsEligible) {
  network.servers[address(1)].spoil = [](wire::Header& header) { header.leap = LeapIndicator::unsynchronized; };
  EXPECT_EQ(run({"-t", "1", "a.example", "b.example", "nobody.example"}), 1);
  EXPECT_EQ(log.str(),
            "sntp: lookup of nobody.example failed, errno -2 = Name or service not known\n"
            "sntp: a.example: Response dropped: Leap not in sync\n"
            "sntp: b.example: Response dropped: no data\n"
            "sntp: no eligible servers\n");
  EXPECT_EQ(out.str(), "");
}

TEST_F(SntpTest, BelievesSealedRepliesOnlyWhenItHasAKey) {
  network.servers[address(1)] = {};
  key_file = "7 MD5 secret\n";
  EXPECT_EQ(run({"-t1", "-a", "7", "-k", "keys", "a.example"}), 1);
  const auto key = oneshot::make_key(7, "secret");
  network.servers[address(1)].key = &key;
  EXPECT_EQ(run({"-a", "7", "-k", "keys", "a.example"}), 0);
  EXPECT_EQ(run({"-a", "8", "-k", "keys", "a.example"}), 1);
  EXPECT_EQ(run({"-a", "8", "a.example"}), 1);
  EXPECT_EQ(log.str().substr(log.str().rfind("sntp: ")),
            "sntp: cannot get authentication key\n-a option requires -k.\n");
}

TEST_F(SntpTest, ShowsTheFourTimestamps) {
  network.servers[address(1)] = {};
  EXPECT_EQ(run({"-d", "a.example"}), 0);
  EXPECT_TRUE(
      out.str().starts_with("org t1: e15ac99a.40000000 rec t2: e15ac99a.028f5c29\nxmt t3: e15ac99a.0292a305 dst "
                            "t4: e15ac99a."))
      << out.str();
  EXPECT_EQ(log.str(), "sntp: querying 192.0.2.1\n");
}

TEST(SntpOptions, AreThoseOfBothFamilies) {
  const Options options =
      parse_command_line({"-46", "-g", "100", "-u", "2.5", "-K", "/dev/null", "-w", "-r", "-o", "3", "x"}).options;
  EXPECT_EQ(options.family, base::IpFamily::v6);
  EXPECT_EQ(options.gap, Interval::from_seconds(0.1));
  EXPECT_EQ(options.timeout, Interval::from_seconds(2.5));
  EXPECT_TRUE(options.service_port);
  EXPECT_EQ(options.version, 3);
  EXPECT_EQ(parse_command_line({}).options.servers, std::vector<std::string>{"localhost"});
  EXPECT_EQ(parse_command_line({"-c", "a", "-c", "b", "c"}).options.servers, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(parse_command_line({"--nonsense"}).ending->exit_status, 1);
}

}  // namespace
}  // namespace foliot::sntp
