// ntptime: the kernel's numbers to the character, and that nothing is changed unless asked. No clock is touched here.
#include <gtest/gtest.h>

#include "platform/fake_kernel.hpp"
#include "tools/ntptime/report.hpp"
#include "tools/ntptime/run.hpp"

namespace foliot::ntptime {
namespace {

class NtptimeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    kernel.state.time = {1'571'834'650, 924'843'122};
    kernel.state.status = STA_NANO | STA_PLL;
    kernel.state.offset = -12'345;
    kernel.state.freq = -(17L << 16) - (1L << 15);
    kernel.state.maxerror = 1500;
    kernel.state.esterror = 12;
    kernel.state.constant = 6;
    kernel.state.precision = 1;
    kernel.state.tolerance = 500L << 16;
    kernel.state.tai = 37;
  }
  cli::Ending ask(std::vector<std::string> arguments = {}) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) return *line.ending;
    return run(line.options, platform::FakeKernel::calls(), [](WallTime) { return 0; });
  }

  platform::FakeKernel kernel;
};

TEST_F(NtptimeTest, ShowsWhatTheKernelKnows) {
  const cli::Ending ending = ask();
  EXPECT_EQ(ending.output,
            "ntp_gettime() returns code 0 (OK)\n"
            "  time e15ac99a.ecc282c8  Wed, Oct 23 2019 12:44:10.924, (.924843122),\n"
            "  maximum error 1500 us, estimated error 12 us, TAI offset 37\n"
            "ntp_adjtime() returns code 0 (OK)\n"
            "  modes 0x0 (),\n"
            "  offset -12.345 us, frequency -17.500 ppm, interval 1 s,\n"
            "  maximum error 1500 us, estimated error 12 us,\n"
            "  status 0x2001 (PLL,NANO),\n"
            "  time constant 6, precision 0.001 us, tolerance 500 ppm,\n");
  EXPECT_EQ(ending.exit_status, 0);
  EXPECT_TRUE(kernel.requests.empty());
}

TEST_F(NtptimeTest, CountsInMicrosecondsWhereTheKernelDoes) {
  kernel.state.status = STA_UNSYNC;
  kernel.state.time.tv_usec = 924'843;
  const std::string text = ask().output;
  EXPECT_NE(text.find("  time e15ac99a.ecc28000  Wed, Oct 23 2019 12:44:10.924, (.924843),\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("  offset -12345.000 us,"), std::string::npos);
  EXPECT_NE(text.find("  status 0x40 (UNSYNC),\n  time constant 6, precision 1.000 us,"), std::string::npos);
}

TEST_F(NtptimeTest, ShowsThePulsePerSecondWhenThereIsOne) {
  kernel.state.shift = 4;
  kernel.state.ppsfreq = 3L << 15;
  kernel.state.stabil = 1L << 14;
  kernel.state.jitter = 2500;
  kernel.state.calcnt = 9;
  kernel.state.jitcnt = 2;
  EXPECT_TRUE(
      ask().output.ends_with("  pps frequency 1.500 ppm, stability 0.250 ppm, jitter 2.500 us,\n"
                             "  intervals 9, jitter exceeded 2, stability exceeded 0, errors 0.\n"))
      << ask().output;
  EXPECT_NE(ask().output.find("interval 16 s,"), std::string::npos);
}

TEST_F(NtptimeTest, ShowsRawTimesAndWhatReadingCosts) {
  const std::string text = ask({"-r", "-c"}).output;
  EXPECT_TRUE(text.starts_with("[ us 924843122: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ]\n")) << text;
  EXPECT_NE(
      text.find("estimated error 12 us  ntptime=e15ac99a.ecc282c8 unixtime=5db04b1a.924843122 Wed Oct 23 12:44:10 "
                "2019\n, TAI offset 37\n"),
      std::string::npos)
      << text;
}

TEST_F(NtptimeTest, ChangesOnlyWhatItIsAskedTo) {
  const std::string text = ask({"-e", "5", "-m", "70", "-f", "-2.5", "-o", "-9", "-s", "1", "-t", "4", "-N"}).output;
  ASSERT_EQ(kernel.requests.size(), 1U);
  EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_ESTERROR | ADJ_MAXERROR | ADJ_FREQUENCY | ADJ_OFFSET |
                                                       ADJ_STATUS | ADJ_TIMECONST | ADJ_NANO));
  EXPECT_EQ(kernel.last().esterror, 5);
  EXPECT_EQ(kernel.last().maxerror, 70);
  EXPECT_EQ(kernel.last().freq, -163'840);
  EXPECT_EQ(kernel.last().offset, -9);
  EXPECT_EQ(kernel.last().status, 1);
  EXPECT_EQ(kernel.last().constant, 4);
  EXPECT_NE(text.find("  modes 0x203f (OFFSET,FREQUENCY,MAXERROR,ESTERROR,STATUS,TIMECONST,NANO),\n"),
            std::string::npos)
      << text;
  ask({"-T", "38"});
  EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_TAI));
  EXPECT_EQ(kernel.last().constant, 38);
}

TEST_F(NtptimeTest, SaysThatItMayNot) {
  kernel.refuse_with = EPERM;
  const cli::Ending ending = ask({"-f", "1"});
  EXPECT_EQ(ending.exit_status, 1);
  EXPECT_EQ(ending.errors, "Must be root to set kernel values\nntp_adjtime() call fails: Operation not permitted\n");
  EXPECT_TRUE(ending.output.starts_with("ntp_gettime() returns code 0 (OK)\n"));
}

TEST_F(NtptimeTest, RefusesNonsense) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"-s", "256"}, {"-f", "501"}, {"-t", "11"}, {"-e", "x"}, {"-t", "3", "-T", "37"}, {"-z"}, {"word"}}) {
    EXPECT_EQ(ask(arguments).exit_status, 2) << arguments.front();
  }
  EXPECT_TRUE(kernel.requests.empty());
}

TEST_F(NtptimeTest, PrintsJson) {
  EXPECT_EQ(ask({"-j"}).output,
            "{\"estimated_error_us\":12,\"frequency_ppm\":-17.5,\"max_error_us\":1500,\"offset_us\":-12.345,"
            "\"precision_us\":0.001,\"state\":\"OK\",\"status\":8193,\"status_text\":\"0x2001 (PLL,NANO)\","
            "\"tai_offset_s\":37,\"time_constant\":6,\"time_ns\":1571834650924843122,\"tolerance_ppm\":500.0}\n");
}

TEST(NtptimeStates, HaveNames) {
  EXPECT_EQ(state_name(0), "OK");
  EXPECT_EQ(state_name(5), "ERROR");
  EXPECT_EQ(state_name(9), "TIME-#9");
  EXPECT_EQ(status_text(0xffff),
            "0xffff (PLL,PPSFREQ,PPSTIME,FLL,INS,DEL,UNSYNC,FREQHOLD,PPSSIGNAL,PPSJITTER,PPSWANDER,PPSERROR,CLOCKERR,"
            "NANO,MODE,CLK)");
}

}  // namespace
}  // namespace foliot::ntptime
