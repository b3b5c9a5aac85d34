// ntpdate from the command line to the clock: every line to the character, and how it ends.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "platform/files.hpp"
#include "platform/log_sink.hpp"
#include "platform/temporary_folder.hpp"
#include "tools/ntpdate/messages.hpp"
#include "tools/ntpdate/run.hpp"
#include "tools/one_shot_support.hpp"

namespace foliot::ntpdate {
namespace {

using oneshot::address;

class NtpdateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }

  int run(std::vector<std::string> arguments) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) {
      out << line.ending->output;
      err << line.ending->errors;
      return line.ending->exit_status;
    }
    Messages messages(
        out, err, 4711, [this] { return clock.now().wall; }, nullptr);
    const Edges edges{.network = &network,
                      .clock = &clock,
                      .rng = &rng,
                      .messages = &messages,
                      .look_up = oneshot::fake_look_up,
                      .read_file = [this](const std::string&) { return key_file; },
                      .zone_offset_s = [](WallTime) { return 0; }};
    return ntpdate::run(line.options, edges);
  }
  void serve(std::uint8_t last, double error_s = 0) {
    network.servers[address(last)].error = Interval::from_seconds(error_s);
  }

  oneshot::WorldTime time;
  oneshot::FakeClock clock{time, Interval::from_seconds(-2.5)};
  oneshot::FakeNetwork network{time, clock};
  base::SeededRng rng{7};
  std::optional<std::string> key_file;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(NtpdateTest, StepsHalfASecondAndMore) {
  serve(1);
  EXPECT_EQ(run({"a.example"}), 0);
  EXPECT_EQ(out.str(), "23 Oct 12:44:16 ntpdate[4711]: step time server 192.0.2.1 offset +2.500000 sec\n");
  EXPECT_EQ(err.str(), "");
  ASSERT_EQ(clock.commands.size(), 1U);
  EXPECT_NEAR(std::get<discipline::Step>(clock.commands[0]).shift.seconds(), 2.5, 1e-6);
  EXPECT_EQ(network.local_port, 123);
  EXPECT_EQ(network.servers[address(1)].asked, 4);
}

TEST_F(NtpdateTest, SlewsLessWithAnOvershoot) {
  serve(1, -2.4);  // the server is 0.1 s ahead of us
  EXPECT_EQ(run({"-p", "1", "a.example"}), 0);
  EXPECT_EQ(out.str(), "23 Oct 12:44:07 ntpdate[4711]: adjust time server 192.0.2.1 offset +0.100000 sec\n");
  ASSERT_EQ(clock.commands.size(), 1U);
  EXPECT_NEAR(std::get<discipline::Adjust>(clock.commands[0]).shift.seconds(), 0.15, 1e-6);
}

TEST_F(NtpdateTest, SlewsWithAnOvershootOfFiftyMillisecondsAtMostAndBothWays) {
  serve(1, -2.9);
  EXPECT_EQ(run({"-p", "1", "a.example"}), 0);
  EXPECT_NEAR(std::get<discipline::Adjust>(clock.commands.at(0)).shift.seconds(), -0.45, 1e-6);
  EXPECT_NE(out.str().find("offset -0.400000 sec"), std::string::npos) << out.str();
}

TEST_F(NtpdateTest, StepsOrSlewsAsItIsTold) {
  serve(1, -2.4);
  EXPECT_EQ(run({"-b", "-p1", "a.example"}), 0);
  EXPECT_TRUE(std::holds_alternative<discipline::Step>(clock.commands.at(0)));
  serve(1, 5);
  EXPECT_EQ(run({"-b", "-B", "-p1", "a.example"}), 0);
  EXPECT_TRUE(std::holds_alternative<discipline::Adjust>(clock.commands.at(1)));
}

TEST_F(NtpdateTest, QueriesWithoutSetting) {
  serve(1);
  network.servers[address(2)].answers = 0;
  EXPECT_EQ(run({"-q", "two.example"}), 0);
  EXPECT_EQ(out.str(),
            "server 192.0.2.1, stratum 2, offset +2.500000, delay 0.04561\n"
            "server 192.0.2.2, stratum 0, offset +0.000000, delay 0.00000\n"
            "23 Oct 12:44:15 ntpdate[4711]: step time server 192.0.2.1 offset +2.500000 sec\n");
  EXPECT_TRUE(clock.commands.empty());
  EXPECT_EQ(network.local_port, 0);
}

TEST_F(NtpdateTest, SaysThatNobodyCanBeFollowed) {
  EXPECT_EQ(run({"-u", "-p1", "-t1", "a.example"}), 1);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(), "23 Oct 12:44:08 ntpdate[4711]: no server suitable for synchronization found\n");
  EXPECT_EQ(network.local_port, 0);
}

TEST_F(NtpdateTest, SaysThatTheSocketIsInUse) {
  network.open_error = oneshot::OpenError{oneshot::OpenProblem::port_in_use, "Address already in use"};
  EXPECT_EQ(run({"a.example"}), 1);
  EXPECT_EQ(err.str(), "23 Oct 12:44:07 ntpdate[4711]: the NTP socket is in use, exiting\n");
}

TEST_F(NtpdateTest, SaysWhyThePortCannotBeHad) {
  network.open_error = oneshot::OpenError{oneshot::OpenProblem::bind, "Permission denied"};
  EXPECT_EQ(run({"a.example"}), 1);
  EXPECT_EQ(err.str(), "23 Oct 12:44:07 ntpdate[4711]: bind() fails: Permission denied\n");
}

TEST_F(NtpdateTest, GivesUpWhenNoNameServerAnswers) {
  EXPECT_EQ(run({"down.example", "a.example"}), 1);
  EXPECT_EQ(err.str(),
            "Exiting, name server cannot be used: Temporary failure in name resolution (-3)"
            "23 Oct 12:44:07 ntpdate[4711]: name server cannot be used: Temporary failure in name resolution (-3)\n");
}

TEST_F(NtpdateTest, GoesOnWithoutANameThatDoesNotExist) {
  serve(1);
  EXPECT_EQ(run({"-p1", "nobody.example", "a.example"}), 0);
  EXPECT_EQ(err.str(),
            "Error resolving nobody.example: Name or service not known (-2)\n"
            "23 Oct 12:44:07 ntpdate[4711]: Can't find host nobody.example: Name or service not known (-2)\n");
  EXPECT_NE(out.str().find("step time server 192.0.2.1"), std::string::npos);
}

TEST_F(NtpdateTest, NeedsAServer) {
  EXPECT_EQ(run({}), 1);
  EXPECT_EQ(err.str(), "23 Oct 12:44:07 ntpdate[4711]: no servers can be used, exiting\n");
  network.unroutable[address(1)] = true;
  EXPECT_EQ(run({"a.example"}), 1);
}

TEST_F(NtpdateTest, BelievesSealedRepliesOnlyWhenItHasAKey) {
  const auto key = oneshot::make_key(7, "secret");
  network.servers[address(1)].key = &key;
  network.servers[address(2)].error = Interval::from_seconds(50);
  network.servers[address(2)].stratum = 1;
  key_file = "7 MD5 secret\n";
  EXPECT_EQ(run({"-p1", "-a", "7", "-k", "keys", "a.example", "b.example"}), 0);
  EXPECT_EQ(out.str(), "23 Oct 12:44:12 ntpdate[4711]: step time server 192.0.2.1 offset +2.500000 sec\n");
}

TEST_F(NtpdateTest, SaysWhatIsWrongWithItsKeys) {
  EXPECT_EQ(run({"-a", "7", "-k", "keys", "a.example"}), 1);
  key_file = "8 MD5 secret\n";
  EXPECT_EQ(run({"-a", "7", "a.example"}), 1);
  EXPECT_EQ(err.str(),
            "23 Oct 12:44:07 ntpdate[4711]: no key file <keys>, exiting\n"
            "23 Oct 12:44:07 ntpdate[4711]: authentication key 7 unknown\n");
}

TEST_F(NtpdateTest, SaysThatAServerWantsToBeLeftAlone) {
  network.servers[address(1)].spoil = [](wire::Header& header) {
    header.leap = LeapIndicator::unsynchronized;
    header.stratum = 0;
    header.reference_id = wire::ReferenceId::from_text("RATE");
  };
  EXPECT_EQ(run({"a.example"}), 1);
  EXPECT_EQ(err.str(),
            "23 Oct 12:44:07 ntpdate[4711]: 192.0.2.1 rate limit response from server.\n"
            "23 Oct 12:44:07 ntpdate[4711]: no server suitable for synchronization found\n");
}

TEST_F(NtpdateTest, SaysWhyTheClockCannotBeSet) {
  serve(1);
  clock.refusal = clock::ClockError::not_permitted;
  EXPECT_EQ(run({"-p1", "a.example"}), 1);
  EXPECT_EQ(run({"-p1", "-B", "a.example"}), 1);
  EXPECT_EQ(err.str(),
            "23 Oct 12:44:07 ntpdate[4711]: Can't set time of day: Operation not permitted\n"
            "23 Oct 12:44:07 ntpdate[4711]: Can't adjust the time of day: Operation not permitted\n");
  EXPECT_EQ(out.str(), "");
}

constexpr std::string_view kDebugOutput =
    "23 Oct 12:44:07 ntpdate[4711]: ntpdate foliot 0.1.0\n"
    "Looking for host two.example and service ntp\n"
    "transmit(192.0.2.1)\n"
    "receive(192.0.2.1)\n"
    "transmit(192.0.2.2)\n"
    "receive(192.0.2.2)\n"
    "192.0.2.2: Server dropped: Leap not in sync\n"
    "server 192.0.2.1, port 123\n"
    "stratum 1, precision -20, leap 00, trust 000\n"
    "refid [GPS], delay 0.04561, dispersion 0.00000\n"
    "transmitted 1, in filter 1\n"
    "reference time:    e15ac98a.028f5c29  Wed, Oct 23 2019 12:43:54.010\n"
    "originate timestamp: e15ac99a.0292a305  Wed, Oct 23 2019 12:44:10.010\n"
    "transmit timestamp:  e15ac997.80000000  Wed, Oct 23 2019 12:44:07.500\n"
    "filter delay:  0.04561  0.00000  0.00000  0.00000 \n"
    "         0.00000  0.00000  0.00000  0.00000 \n"
    "filter offset: +2.50000 +0.00000 +0.00000 +0.00000\n"
    "         +0.00000 +0.00000 +0.00000 +0.00000\n"
    "delay 0.04561, dispersion 0.00000\n"
    "offset +2.500000\n"
    "\n";

TEST_F(NtpdateTest, DebugsToTheCharacterAndSetsNothing) {
  serve(1);
  network.servers[address(1)].stratum = 1;
  network.servers[address(2)].spoil = [](wire::Header& header) { header.leap = LeapIndicator::unsynchronized; };
  EXPECT_EQ(run({"-d", "-p", "1", "two.example"}), 0);
  EXPECT_EQ(out.str().substr(0, kDebugOutput.size()), kDebugOutput);
  EXPECT_NE(out.str().find("stratum 2, precision -20, leap 11, trust 000\nrefid [192.0.2.2], "), std::string::npos);
  EXPECT_TRUE(out.str().ends_with("ntpdate[4711]: step time server 192.0.2.1 offset +2.500000 sec\n"));
  EXPECT_EQ(err.str(), "host found : 192.0.2.1\n");
  EXPECT_TRUE(clock.commands.empty());
}

TEST_F(NtpdateTest, LetsNoServerWriteToTheTerminal) {
  network.servers[address(1)].spoil = [](wire::Header& header) {
    header.stratum = 1;
    header.reference_id = wire::ReferenceId::from_text("\x1b[2J");
  };
  EXPECT_EQ(run({"-d", "-p1", "a.example"}), 0);
  EXPECT_NE(out.str().find("refid [\\x1b[2J]"), std::string::npos) << out.str();
}

TEST_F(NtpdateTest, PrintsOneJsonObject) {
  serve(1);
  network.servers[address(2)].answers = 0;
  EXPECT_EQ(run({"-q", "--json", "-p1", "two.example"}), 0);
  EXPECT_TRUE(out.str().starts_with("{\"action\":\"step\",\"done\":false,\"offset_s\":2.4999999")) << out.str();
  EXPECT_NE(out.str().find("\"dropped\":\"no data\""), std::string::npos);
  EXPECT_EQ(std::ranges::count(out.str(), '\n'), 1);
}

TEST_F(NtpdateTest, ComplainsAsItAlwaysDid) {
  const std::string usage =
      "usage: ntpdate [-46bBdqsuv] [-a key#] [-e delay] [-k file] [-p samples] [-o version#] [-t timeo] server ...\n";
  struct Row {
    std::vector<std::string> arguments;
    std::string text;
  };
  const std::vector<Row> rows{
      {{"-p", "9", "x"}, "ntpdate: number of samples (9) is invalid\n"},
      {{"-p", "0", "x"}, "ntpdate: number of samples (0) is invalid\n"},
      {{"-t", "soon", "x"}, "ntpdate: timeout soon is undecodeable\n"},
      {{"-e", "1.5", "x"}, "ntpdate: encryption delay 1.5 is unlikely\n"},
  };
  for (const Row& row : rows) {
    err.str("");
    EXPECT_EQ(run(row.arguments), 2);
    EXPECT_EQ(err.str(), row.text + usage);
  }
  err.str("");
  EXPECT_EQ(run({"--nonsense"}), 2);
  EXPECT_TRUE(err.str().ends_with(usage)) << err.str();
}

TEST(NtpdateMessages, ThatGoToTheLogArePrintedOnlyWhenTheyAreErrors) {
  const platform::TemporaryFolder folder;
  platform::LogSink log("ntpdate");
  ASSERT_TRUE(log.use_file(folder.file("log")).has_value());
  std::ostringstream out;
  std::ostringstream err;
  Messages messages(
      out, err, 4711, [] { return WallTime{}; }, &log);
  messages.write(platform::LogLevel::notice, "adjust time server");
  EXPECT_EQ(out.str() + err.str(), "");
  messages.write(platform::LogLevel::error, "no server suitable");
  EXPECT_EQ(out.str(), "");
  EXPECT_TRUE(err.str().ends_with("ntpdate[4711]: no server suitable\n")) << err.str();
  const std::string logged = platform::read_small_file(folder.file("log"), 1000).value();
  EXPECT_TRUE(logged.contains("adjust time server") && logged.contains("no server suitable")) << logged;
}

TEST(NtpdateOptions, AreReadInOneWordToo) {
  const Options options = parse_command_line({"-46bBqsuv", "-t", "0.1", "-o3", "x", "-dd", "y"}).options;
  EXPECT_EQ(options.family, base::IpFamily::v6);
  EXPECT_EQ(options.rule, SetRule::slew);
  EXPECT_TRUE(options.query_only && options.to_syslog && options.unprivileged_port && options.verbose);
  EXPECT_EQ(options.timeout, Interval::from_seconds(1));
  EXPECT_EQ(options.version, 3);
  EXPECT_EQ(options.debug, 2);
  EXPECT_EQ(options.servers, (std::vector<std::string>{"x", "y"}));
  EXPECT_NEAR(parse_command_line({"-t", "3.33", "x"}).options.timeout.seconds(), 3.4, 1e-9);
}

}  // namespace
}  // namespace foliot::ntpdate
