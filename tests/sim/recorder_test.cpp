#include "sim/recorder.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/expectation.hpp"
#include "sim/report_text.hpp"
#include "sim/svg.hpp"

namespace foliot::sim {
namespace {

/// A client without servers: its error is known in advance.
Report lonely_report(double seconds, double from_s, std::optional<double> settled_within_s) {
  OscillatorModel oscillator;
  oscillator.offset_s = 0.01;
  oscillator.frequency = Frequency::from_ppm(-1);
  World world(config::Config{}, oscillator, {}, Scene{}.start, 1);
  Recorder recorder(world, from_s, settled_within_s);
  world.run(seconds, [&] { recorder.observe(); });
  return recorder.report();
}

TEST(Recorder, MakesTheFiguresOfAKnownCourse) {
  const Report report = lonely_report(20'000, 10'000, std::nullopt);  // from 0 to -10 ms
  EXPECT_NEAR(report.max_s, 0.010, 1e-5);
  EXPECT_NEAR(report.mean_s, -0.005, 1e-5);
  EXPECT_NEAR(report.rms_s, 0.010 / std::sqrt(3.0), 1e-5);
  EXPECT_NEAR(report.p50_s, 0.005, 1e-5);
  EXPECT_NEAR(report.p95_s, 0.0095, 1e-5);
  EXPECT_NEAR(report.frequency_rms, 1e-6, 1e-12);
  EXPECT_EQ(report.synchronized, 0);
  EXPECT_EQ(report.packets_per_hour, 0);
}

TEST(Recorder, FindsWhenTheClockHasSettledForAnHour) {
  EXPECT_NEAR(*lonely_report(20'000, 0, 4e-3).settle_s, 6000, 2);
  EXPECT_FALSE(lonely_report(20'000, 0, 1e-3).settle_s);  // only for 2000 s
}

TEST(ReportText, IsValidJsonWithUnitsInTheNames) {
  Report report = lonely_report(3000, 0, 1e-9);
  report.world = "bytes \xff that are no text";
  const auto json = nlohmann::json::parse(to_json(report));
  EXPECT_NEAR(json["rms_s"].get<double>(), report.rms_s, 1e-12);
  EXPECT_TRUE(json["settle_s"].is_null());
  EXPECT_TRUE(json["sources"].is_array());
  EXPECT_NE(to_text(report).find("never"), std::string::npos);
}

TEST(ReportText, WritesTimesWithTheirUnit) {
  EXPECT_EQ(time_text(0.0123), "12.3 ms");
  EXPECT_EQ(time_text(-4.5e-6), "-4.5 us");
  EXPECT_EQ(time_text(0), "0 ns");
  EXPECT_EQ(time_text(600), "600 s");
  EXPECT_EQ(quantity_text(2.5e-6, Unit::frequency), "2.5 ppm");
  EXPECT_EQ(quantity_text(2.5e-8, Unit::frequency), "25 ppb");
  EXPECT_EQ(quantity_text(0.5, Unit::share), "50 %");
}

TEST(Expectation, ComparesByItsRelation) {
  Report report;
  report.rms_s = 5e-6;
  struct Case {
    Relation relation;
    double value;
    bool holds;
  };
  for (const Case& c :
       {Case{Relation::less, 6e-6, true}, Case{Relation::less, 5e-6, false}, Case{Relation::at_most, 5e-6, true},
        Case{Relation::equal, 5e-6, true}, Case{Relation::at_least, 6e-6, false}, Case{Relation::more, 4e-6, true}}) {
    EXPECT_EQ(holds({.metric = find_metric("rms"), .relation = c.relation, .value = c.value, .text = {}}, report),
              c.holds);
  }
}

TEST(Expectation, IsNotMetByAFigureThatDoesNotExist) {
  const Report never;
  EXPECT_FALSE(holds({.metric = find_metric("settle"), .relation = Relation::less, .value = 1e9, .text = {}}, never));
  EXPECT_EQ(find_metric("beauty"), nullptr);
}

TEST(Svg, DrawsErrorBoundAxesAndLegend) {
  std::vector<Glance> glances;
  for (int i = 0; i < 5000; ++i) {
    glances.push_back({static_cast<float>(i), 1e-5F, i < 100 ? -1.0F : 1e-3F});
  }
  const std::string svg = to_svg(glances, "a <b> & c");
  EXPECT_TRUE(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("a &lt;b> &amp; c"), std::string::npos);
  EXPECT_NE(svg.find(">10 us<"), std::string::npos);
  EXPECT_NE(svg.find(">1 ms<"), std::string::npos);
  EXPECT_NE(svg.find("time, min"), std::string::npos);
  EXPECT_NE(svg.find("bound claimed"), std::string::npos);
  EXPECT_LT(svg.size(), 100'000U);
}

TEST(Svg, DrawsAnEmptyRun) {
  EXPECT_TRUE(to_svg({}, "").ends_with("</svg>\n"));
}

}  // namespace
}  // namespace foliot::sim
