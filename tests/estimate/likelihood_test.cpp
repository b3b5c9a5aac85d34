// update(): the closed form against plain numerical integration.
#include "estimate/likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace foliot::estimate {
namespace {

double normal(double x, double variance) {
  return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
}

// Density of the box error alone.
double box_density(double error_s, const ErrorShape& shape) {
  const double y = shape.half_width_s * shape.tilt;
  const double area = std::abs(y) < 1e-9 ? 2 * shape.half_width_s : 2 * std::sinh(y) / shape.tilt;
  return std::exp(shape.tilt * error_s) / area;
}

// The posterior by brute force: for each box error the rest is a product of two normals.
Posterior integrate(Moments prior, double measured_s, const ErrorShape& shape) {
  constexpr int kSteps = 200000;
  const double noise_variance = shape.noise_s * shape.noise_s;
  const double total = prior.variance + noise_variance;
  const double gain = prior.variance / total;
  double mass = 0;
  double first = 0;
  double second = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double error_s = shape.half_width_s * (2 * (i + 0.5) / kSteps - 1);
    const double rest_s = measured_s - prior.mean - error_s;
    const double share = box_density(error_s, shape) * normal(rest_s, total) * 2 * shape.half_width_s / kSteps;
    const double mean = gain * rest_s;
    mass += share;
    first += share * mean;
    second += share * (mean * mean + prior.variance * (1 - gain));
  }
  const double mean = first / mass;
  return {{prior.mean + mean, second / mass - mean * mean}, mass};
}

struct Case {
  const char* what;
  Moments prior;
  double measured_s;
  ErrorShape shape;
  double tolerance = 1e-4;  // relative
};

void expect_same(const Case& one) {
  SCOPED_TRACE(one.what);
  const Posterior expected = integrate(one.prior, one.measured_s, one.shape);
  const Posterior actual = update(one.prior, one.measured_s, one.shape);
  const double sd = std::sqrt(expected.moments.variance);
  EXPECT_NEAR((actual.moments.mean - expected.moments.mean) / sd, 0, one.tolerance);
  EXPECT_NEAR(actual.moments.variance / expected.moments.variance, 1, one.tolerance);
  EXPECT_NEAR(actual.density / expected.density, 1, one.tolerance);
}

TEST(Update, IsTheExactPosteriorOfABox) {
  const Case cases[] = {
      {"centred", {0, 1e-8}, 0, {3e-4, 1e-5}},
      {"prior mean not 0", {5e-3, 1e-8}, 5.1e-3, {3e-4, 1e-5}},
      {"pushed by the upper edge", {0, 1e-8}, -3.5e-4, {3e-4, 1e-5}},
      {"pushed by the lower edge", {0, 1e-8}, 3.5e-4, {3e-4, 1e-5}},
      {"far outside", {0, 1e-8}, 8e-4, {3e-4, 1e-5}},
      {"wide prior", {0, 1e-6}, 2e-4, {3e-4, 1e-5}},
      {"soft edges", {0, 1e-8}, 2e-4, {3e-4, 2e-4}},
  };
  for (const Case& one : cases) expect_same(one);
}

TEST(Update, IsTheExactPosteriorOfATiltedBox) {
  const Case cases[] = {
      {"to the right", {0, 1e-8}, 2e-4, {3e-4, 1e-5, 1e4}}, {"to the left", {0, 1e-8}, 2e-4, {3e-4, 1e-5, -1e4}},
      {"steep", {0, 1e-8}, 2.5e-4, {3e-4, 1e-5, 3e4}},      {"hardly", {0, 1e-8}, 1e-4, {3e-4, 1e-5, 10}},
      {"far outside", {0, 1e-8}, -6e-4, {3e-4, 1e-5, 1e4}},
  };
  for (const Case& one : cases) expect_same(one);
}

TEST(Update, UsesTheVarianceWhereTheFormDoesNotShow) {
  expect_same({"narrow box", {0, 1e-8}, 5e-5, {5e-6, 5e-5}, 1e-3});
  expect_same({"narrow tilted box", {0, 1e-8}, 5e-5, {5e-6, 5e-5, 1e4}, 1e-3});
  expect_same({"sharp edge", {0, 1e-8}, 2.9e-4, {3e-4, 1e-5, 1e5}, 0.05});
}

TEST(Update, WithoutABoxIsTheKalmanUpdate) {
  const Posterior posterior = update({1e-3, 4e-8}, 1.2e-3, {0, 1e-4});
  EXPECT_NEAR(posterior.moments.mean, 1e-3 + 0.8 * 0.2e-3, 1e-12);
  EXPECT_NEAR(posterior.moments.variance, 0.8e-8, 1e-15);
  EXPECT_NEAR(posterior.density, normal(0.2e-3, 5e-8), 1e-6);
}

TEST(Update, LeavesThePriorWhenTheMeasurementIsImpossible) {
  const Posterior posterior = update({0, 1e-12}, 1.0, {1e-3, 1e-6});
  EXPECT_EQ(posterior.density, 0);
  EXPECT_EQ(posterior.moments.mean, 0);
  EXPECT_EQ(posterior.moments.variance, 1e-12);
}

TEST(Update, StaysFiniteForAbsurdShapes) {
  const double values[] = {0, 1e-9, 1e-3, 1e9};
  for (const double half_width_s : values) {
    for (const double tilt : {-1e12, -1.0, 0.0, 1e-12, 1e12}) {
      const Posterior posterior = update({0, 1e-6}, 1e9, {half_width_s, 1e-9, tilt});
      EXPECT_TRUE(std::isfinite(posterior.moments.mean));
      EXPECT_GE(posterior.moments.variance, 0);
      EXPECT_TRUE(std::isfinite(posterior.density));
    }
  }
}

}  // namespace
}  // namespace foliot::estimate
