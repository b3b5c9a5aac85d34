// ntpplot: what it reads of files and daemons, and what it draws of it.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tools/mode6_support.hpp"
#include "tools/ntpplot/page.hpp"
#include "tools/ntpplot/run.hpp"
#include "tools/ntpplot/statistics_file.hpp"

namespace foliot::ntpplot {
namespace {

constexpr std::string_view kLoop =
    "58779 45850.123 0.000012500 -17.500 0.000003000 0.001500 6\n"
    "58779 45914.123 -0.000007500 -17.400 0.000002000 0.001400 6\n";
constexpr std::string_view kPeer =
    "58779 45850.123 192.0.2.1 961a 0.000012000 0.020000000 0.001000000 0.000003000\n"
    "58779 45850.124 NMEA(0) 961a -0.000001000 0.000000000 0.001000000 0.000001000\n";

TEST(StatisticsFile, TellsItsTwoKindsByTheirFields) {
  History history;
  EXPECT_EQ(read_statistics(std::string(kLoop) + std::string(kPeer), history), 0U);
  ASSERT_EQ(history.offset_s.size(), 2U);
  EXPECT_DOUBLE_EQ(history.offset_s[0].at_s, 1'571'834'650.123);
  EXPECT_DOUBLE_EQ(history.offset_s[0].value, 12.5e-6);
  EXPECT_DOUBLE_EQ(history.frequency_ppm[1].value, -17.4);
  EXPECT_DOUBLE_EQ(history.jitter_s[1].value, 2e-6);
  EXPECT_DOUBLE_EQ(history.wander_ppm[0].value, 0.0015);
  ASSERT_EQ(history.sources.size(), 2U);
  EXPECT_DOUBLE_EQ(history.sources["192.0.2.1"].delay_s[0].value, 0.02);
  EXPECT_DOUBLE_EQ(history.sources["NMEA(0)"].jitter_s[0].value, 1e-6);
}

TEST(StatisticsFile, CountsLinesThatAreOfNeitherKind) {
  History history;
  EXPECT_EQ(read_statistics("", history), 0U);
  EXPECT_EQ(read_statistics("\n\n# a comment\n", history), 0U);
  for (const char* line : {"58779 45850", "58779 x 1 2 3 4 5", "-1 0 1 2 3 4 5", "58779 90000 1 2 3 4 5",
                           "a b c d e f g h", "58779 0 1 2 3 nan 5", "58779 0 1e300 2 3 4 5", "1 2 3 4 5 6 7 8 9"}) {
    EXPECT_EQ(read_statistics(line, history), 1U) << line;
  }
  EXPECT_TRUE(history.empty());
  EXPECT_EQ(read_statistics("junk\n58779 1 0.1 2 3 4 5", history), 1U);
  EXPECT_EQ(history.offset_s.size(), 1U);
}

TEST(StatisticsFile, KeepsNoMoreSourcesThanCanBeTold) {
  History history;
  std::string text;
  for (int i = 0; i < 200; ++i) text += "58779 1 10.0.0." + std::to_string(i) + " 961a 1 2 3 4\n";
  EXPECT_EQ(read_statistics(text, history), 0U);
  EXPECT_EQ(history.sources.size(), kMostSources);
}

TEST(PlotPage, HasAFigureForEachThingThatIsKnown) {
  History history;
  EXPECT_TRUE(make_figures(history).empty());
  EXPECT_EQ(read_statistics(kLoop, history), 0U);
  std::vector<std::string> titles;
  for (const Figure& figure : make_figures(history)) titles.push_back(figure.title);
  EXPECT_EQ(titles, (std::vector<std::string>{"Offset of the clock", "Frequency", "Jitter", "Wander"}));
}

TEST(PlotFigure, ShowsEachSpikeHoweverManyPointsThereAre) {
  Series series;
  for (int i = 0; i < 100'000; ++i) series.push_back({static_cast<double>(i), i == 54'321 ? 1.0 : 0.0});
  const std::string svg = to_svg({.title = "t", .quantity = Quantity::time, .lines = {{"x", &series}}});
  EXPECT_LT(svg.size(), 40'000U);
  EXPECT_NE(svg.find(",56.0 "), std::string::npos) << "the spike is at the top";
  EXPECT_NE(svg.find(",286.0 "), std::string::npos) << "and zero at the bottom";
}

TEST(PlotFigure, SurvivesOnePointAndNoRange) {
  const Series one{{5, 0.25}};
  const Series same{{5, 0}, {6, 0}, {7, 0}};
  for (const Series* series : {&one, &same}) {
    const std::string svg = to_svg({.title = "t", .quantity = Quantity::time, .lines = {{"x", series}}});
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
  }
}

TEST(PlotFigure, MarksRoundValuesAndTimes) {
  const Series series{{1'571'834'650, -0.0013}, {1'571'834'650 + 7200, 0.0022}};
  const std::string svg = to_svg({.title = "Offset", .quantity = Quantity::time, .lines = {{"x", &series}}});
  for (const char* text : {">Offset, ms<", ">-2<", ">0<", ">2<", ">13:00<", ">14:30<"}) {
    EXPECT_NE(svg.find(text), std::string::npos) << text << '\n' << svg;
  }
}

TEST(PlotFigure, LetsNoNameBecomeMarkup) {
  const Series series{{1, 2}, {2, 3}};
  const std::string svg =
      to_svg({.title = "<b>", .quantity = Quantity::time, .lines = {{"<script>'\"&\x1b", &series}}});
  EXPECT_EQ(svg.find("<script>"), std::string::npos);
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
  EXPECT_NE(svg.find("&lt;script&gt;&#39;&quot;&amp;?"), std::string::npos);
}

TEST(PlotFigure, WritesValuesWithUnitsThatSuitThem) {
  EXPECT_EQ(value_text(Quantity::time, 0.0000123), "12.3 us");
  EXPECT_EQ(value_text(Quantity::time, -0.25), "-250 ms");
  EXPECT_EQ(value_text(Quantity::time, 0), "0 ns");
  EXPECT_EQ(value_text(Quantity::frequency, -17.5), "-17.5 ppm");
}

class NtpplotTest : public ::testing::Test {
 protected:
  cli::Ending plot(std::vector<std::string> arguments) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) return *line.ending;
    ntpq::Client client(hosts);
    return run(line.options, {.client = &client,
                              .read_file = [this](const std::string& path) -> std::optional<std::string> {
                                if (!files.contains(path)) return std::nullopt;
                                return files[path];
                              },
                              .write_file =
                                  [this](const std::string& path, const std::string& text) {
                                    files[path] = text;
                                    return path != "full";
                                  },
                              .now = [this] { return WallTime::from_nanoseconds(now_s * 1'000'000'000); },
                              .sleep = [this](int seconds) { now_s += seconds; }});
  }

  std::map<std::string, std::string> files{{"loopstats", std::string(kLoop)}, {"peerstats", std::string(kPeer)}};
  monitor::FakeHosts hosts;
  std::int64_t now_s = 1'571'834'650;
};

TEST_F(NtpplotTest, MakesAPageOfFiles) {
  const cli::Ending ending = plot({"loopstats", "peerstats"});
  EXPECT_EQ(ending.exit_status, 0);
  EXPECT_TRUE(
      ending.output.starts_with("<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>NTP statistics"));
  EXPECT_NE(ending.output.find("Delay of each source, ms"), std::string::npos);
  EXPECT_NE(ending.output.find("<tr><th>offset</th><td>2</td><td>-7.5 us</td><td>-7.5 us</td><td>12.5 us</td>"
                               "<td>12.5 us</td><td>12.5 us</td><td>2.5 us</td><td>10 us</td></tr>"),
            std::string::npos)
      << ending.output;
  EXPECT_EQ(ending.output.find("http"), ending.output.find("http://www.w3.org/2000/svg")) << "no link to elsewhere";
}

TEST_F(NtpplotTest, WritesOneSvgDocumentIntoAFile) {
  EXPECT_EQ(plot({"--svg", "-o", "out.svg", "loopstats"}).exit_status, 0);
  EXPECT_TRUE(files["out.svg"].starts_with("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 1280'"));
  EXPECT_EQ(plot({"-o", "full", "loopstats"}).errors, "ntpplot: full cannot be written\n");
}

TEST_F(NtpplotTest, AsksARunningDaemon) {
  hosts.hosts["relay"] = monitor::synchronised_daemon();
  hosts.hosts["relay"][0].variables += ", frequency=-17.5, sys_jitter=0.004, bound=1.5";
  hosts.hosts["relay"][57463].variables += ", offset=-1.5, delay=20, jitter=0.5";
  const cli::Ending ending = plot({"-H", "relay", "-n", "3", "-i", "60", "--json"});
  EXPECT_EQ(ending.exit_status, 0) << ending.errors;
  EXPECT_TRUE(ending.output.starts_with("{\"Bound of the error\":{\"bound\":{\"deviation\":"));
  EXPECT_NE(ending.output.find("\"greatest\":0.0015,"),
            std::string::npos)
      << ending.output;
  EXPECT_NE(ending.output.find("\"points\":3"), std::string::npos);
  EXPECT_EQ(now_s, 1'571'834'650 + 120);
}

TEST_F(NtpplotTest, SaysWhatIsWrong) {
  EXPECT_EQ(plot({"missing"}).errors, "ntpplot: missing cannot be read\n");
  files["loopstats"] += "junk\n";
  EXPECT_EQ(plot({"loopstats"}).errors, "ntpplot: loopstats: 1 lines are neither of loopstats nor of peerstats\n");
  files["empty"] = "";
  EXPECT_EQ(plot({"empty"}).errors, "ntpplot: there is nothing to draw: no line of loopstats or peerstats was found\n");
  EXPECT_EQ(plot({"-H", "nobody", "-n", "1"}).exit_status, 1);
  EXPECT_EQ(plot({}).exit_status, 2);
  EXPECT_EQ(plot({"-n", "3", "loopstats"}).exit_status, 2);
}

}  // namespace
}  // namespace foliot::ntpplot
