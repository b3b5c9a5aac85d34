// Resolver: names in the background, numbers at once, and no waiting for a dead name server.
#include "platform/resolver.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>

#include "platform/machine_clock.hpp"
#include "platform/poller.hpp"

namespace foliot::platform {
namespace {

base::IpAddress ip(std::string_view text) {
  return base::IpAddress::parse(text).value();
}

/// All results of `count` requests, by id; fewer when they do not come in time.
std::map<std::uint64_t, Lookup> collect(Resolver& resolver, std::size_t count) {
  std::map<std::uint64_t, Lookup> results;
  Poller poller;
  const MonoTime deadline = system_clock_reading().mono + Interval::from_seconds(20);
  while (results.size() < count && system_clock_reading().mono < deadline) {
    for (auto& each : resolver.take_results()) results.emplace(each.id, each.addresses);
    if (results.size() < count) static_cast<void>(poller.wait(Interval::from_seconds(0.005)));
  }
  return results;
}

TEST(Resolver, AnswersNumbersAtOnceAndWithoutALookup) {
  std::atomic<int> lookups{0};
  Resolver resolver([&](const std::string&, auto) -> Lookup {
    ++lookups;
    return std::unexpected(ResolveError::failed);
  });
  resolver.request("192.0.2.1");
  resolver.request("2001:db8::1");
  EXPECT_EQ(resolver.pending(), 2U);
  const auto results = resolver.take_results();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].addresses.value(), Addresses{ip("192.0.2.1")});
  EXPECT_EQ(results[1].addresses.value(), Addresses{ip("2001:db8::1")});
  EXPECT_EQ(resolver.pending(), 0U);
  EXPECT_EQ(lookups, 0);
}

TEST(Resolver, DoesNotGiveANumberOfTheOtherFamily) {
  Resolver resolver;
  resolver.request("192.0.2.1", base::IpFamily::v6);
  EXPECT_EQ(resolver.take_results().at(0).addresses.error(), ResolveError::not_found);
}

TEST(Resolver, FindsTheLocalHost) {
  Resolver resolver;
  const auto id = resolver.request("localhost", base::IpFamily::v4);
  const auto results = collect(resolver, 1);
  ASSERT_TRUE(results.contains(id));
  ASSERT_TRUE(results.at(id).has_value()) << text_of(results.at(id).error());
  EXPECT_EQ(results.at(id).value(), Addresses{ip("127.0.0.1")});
}

TEST(Resolver, SaysThatANameDoesNotExist) {
  Resolver resolver;
  const auto id = resolver.request("not a name at all..");
  const auto results = collect(resolver, 1);
  ASSERT_TRUE(results.contains(id));
  EXPECT_FALSE(results.at(id).has_value());
}

TEST(Resolver, MatchesEachResultToItsRequest) {
  Resolver resolver([](const std::string& name, std::optional<base::IpFamily> family) -> Lookup {
    if (name == "none") return std::unexpected(ResolveError::temporary);
    return Addresses{ip(family == base::IpFamily::v6 ? "::2" : "192.0.2.2")};
  });
  const auto first = resolver.request("some");
  const auto second = resolver.request("none");
  const auto third = resolver.request("some", base::IpFamily::v6);
  const auto results = collect(resolver, 3);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results.at(first).value(), Addresses{ip("192.0.2.2")});
  EXPECT_EQ(results.at(second).error(), ResolveError::temporary);
  EXPECT_EQ(results.at(third).value(), Addresses{ip("::2")});
}

TEST(Resolver, GoesOnWhileOneNameHangsAndEndsWithoutWaitingForIt) {
  std::promise<void> release;
  std::promise<void> ended;
  const std::shared_future<void> released = release.get_future().share();
  MonoTime start;
  {
    Resolver resolver([&ended, released](const std::string& name, auto) -> Lookup {
      if (name != "hangs") return Addresses{ip("192.0.2.3")};
      released.wait();
      ended.set_value();
      return std::unexpected(ResolveError::failed);
    });
    resolver.request("hangs");
    const auto quick = resolver.request("quick");
    EXPECT_TRUE(collect(resolver, 1).contains(quick));
    EXPECT_EQ(resolver.pending(), 1U);
    start = system_clock_reading().mono;
  }
  EXPECT_LT((system_clock_reading().mono - start).seconds(), 1);
  release.set_value();
  ended.get_future().wait();
}

TEST(Resolver, BoundsItsQueue) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  Resolver resolver([released](const std::string&, auto) -> Lookup {
    released.wait();
    return Addresses{ip("192.0.2.4")};
  });
  for (std::size_t i = 0; i < Resolver::kMostPending; ++i) resolver.request("name");
  const auto refused = resolver.request("one too many");
  const auto now = resolver.take_results();
  ASSERT_EQ(now.size(), 1U);
  EXPECT_EQ(now[0].id, refused);
  EXPECT_EQ(now[0].addresses.error(), ResolveError::queue_full);
  release.set_value();
  EXPECT_EQ(collect(resolver, Resolver::kMostPending).size(), Resolver::kMostPending);
}

TEST(Resolver, HasTextForEachError) {
  for (const auto error :
       {ResolveError::not_found, ResolveError::temporary, ResolveError::failed, ResolveError::queue_full}) {
    EXPECT_STRNE(text_of(error), "");
  }
}

}  // namespace
}  // namespace foliot::platform
