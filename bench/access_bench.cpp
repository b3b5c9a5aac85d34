// What access control costs per packet: a look-up among 100,000 restrict entries must stay below 200 ns. On a busy
// machine the caches belong to others meanwhile: the figures count when nothing else runs.
#include <benchmark/benchmark.h>

#include <vector>

#include "access/client_monitor.hpp"
#include "access/restrict_rules.hpp"
#include "base/rng.hpp"
#include "server/responder.hpp"

namespace foliot::access {
namespace {

constexpr std::size_t kAsked = 1U << 16U;

base::IpAddress random_address(base::Rng& rng, base::IpFamily family) {
  const std::uint64_t high = rng.next_u64();
  const std::uint64_t low = rng.next_u64();
  const auto byte = [](std::uint64_t bits, unsigned index) { return static_cast<std::uint8_t>(bits >> (8 * index)); };
  if (family == base::IpFamily::v4)
    return base::IpAddress::v4(byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3));
  std::array<std::uint8_t, 16> bytes{};
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = byte(high, i);
    bytes[i + 8] = byte(low, i);
  }
  bytes[0] = 0x20;  // 2000::/3 is where addresses are
  return base::IpAddress::v6(bytes);
}

base::IpAddress mask_of(base::IpFamily family, unsigned length) {
  std::array<std::uint8_t, 16> bytes{};
  for (unsigned bit = 0; bit < length; ++bit) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] | 0x80U >> bit % 8);
  }
  if (family == base::IpFamily::v6) return base::IpAddress::v6(bytes);
  return base::IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

RestrictRules make_rules(base::Rng& rng, base::IpFamily family, std::size_t count) {
  RestrictRules rules;
  const unsigned shortest = family == base::IpFamily::v4 ? 12 : 24;
  const unsigned lengths = family == base::IpFamily::v4 ? 21 : 105;
  for (std::size_t i = 0; i < count; ++i) {
    RestrictEntry entry{.address = random_address(rng, family), .mask = {}, .flags = {}};
    entry.mask = mask_of(family, shortest + static_cast<unsigned>(rng.next_u64() % lengths));
    entry.flags.add(Restrict::noquery);
    rules.add(entry);
  }
  return rules;
}

void find_restriction(benchmark::State& state, base::IpFamily family) {
  base::SeededRng rng(1);
  const auto list = make_rules(rng, family, static_cast<std::size_t>(state.range(0))).build();
  std::vector<base::SocketAddress> asked;
  for (std::size_t i = 0; i < kAsked; ++i) asked.push_back({random_address(rng, family), 123});
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(list->find(asked[next++ % kAsked]));
  state.counters["entries"] = static_cast<double>(list->entries().size());
}
BENCHMARK_CAPTURE(find_restriction, v4, base::IpFamily::v4)->Arg(10)->Arg(1'000)->Arg(100'000);
BENCHMARK_CAPTURE(find_restriction, v6, base::IpFamily::v6)->Arg(10)->Arg(1'000)->Arg(100'000);

void build_list(benchmark::State& state) {
  base::SeededRng rng(1);
  const RestrictRules rules = make_rules(rng, base::IpFamily::v4, 100'000);
  for (auto _ : state) benchmark::DoNotOptimize(rules.build());
}
BENCHMARK(build_list)->Unit(benchmark::kMillisecond);

constexpr std::uint32_t kMillion = 1'000'000;

Sighting nth(std::uint32_t number, MonoTime at) {
  const auto byte = [number](unsigned shift) { return static_cast<std::uint8_t>(number >> shift); };
  return {.remote = {base::IpAddress::v4(byte(24), byte(16), byte(8), byte(0)), 123}, .at = at};
}

MonitorOptions for_a_million() {
  MonitorOptions options;
  options.mru.maxdepth = kMillion;
  return options;
}

RestrictFlags limited_kod() {
  RestrictFlags flags;
  flags.add(Restrict::limited);
  flags.add(Restrict::kod);
  return flags;
}

/// A request of one of a million clients that are all remembered.
void see_known_client(benchmark::State& state) {
  base::SeededRng rng(1);
  ClientMonitor monitor(for_a_million(), rng, MonoTime{});
  MonoTime now;
  for (std::uint32_t i = 0; i < kMillion; ++i) static_cast<void>(monitor.see(nth(i, now), limited_kod(), rng));
  for (auto _ : state) {
    now = now + Interval::from_nanoseconds(1000);
    const auto client = static_cast<std::uint32_t>(rng.next_u64() % kMillion);
    benchmark::DoNotOptimize(monitor.see(nth(client, now), limited_kod(), rng));
  }
  state.counters["bytes_per_client"] = static_cast<double>(monitor.clients()->allocated_bytes()) / kMillion;
}
BENCHMARK(see_known_client);

/// The same for batches of 64 that were announced.
void see_expected_client(benchmark::State& state) {
  constexpr std::size_t kBatch = 64;
  base::SeededRng rng(1);
  ClientMonitor monitor(for_a_million(), rng, MonoTime{});
  MonoTime now;
  for (std::uint32_t i = 0; i < kMillion; ++i) static_cast<void>(monitor.see(nth(i, now), limited_kod(), rng));
  std::array<base::SocketAddress, kBatch> batch;
  for (std::size_t i = kBatch; auto _ : state) {
    if (i == kBatch) {
      for (auto& one : batch) one = nth(static_cast<std::uint32_t>(rng.next_u64() % kMillion), now).remote;
      monitor.expect(batch);
      i = 0;
    }
    now = now + Interval::from_nanoseconds(1000);
    benchmark::DoNotOptimize(monitor.see({.remote = batch[i++], .at = now}, limited_kod(), rng));
  }
}
BENCHMARK(see_expected_client);

/// A flood of forged addresses, each new, into a list of a million that is full of old ones.
void see_new_client(benchmark::State& state) {
  base::SeededRng rng(1);
  ClientMonitor monitor(for_a_million(), rng, MonoTime{});
  MonoTime now;
  std::uint32_t next = 0;
  for (; next < kMillion; ++next) static_cast<void>(monitor.see(nth(next, now), limited_kod(), rng));
  now = now + Interval::from_seconds(1e6);
  for (auto _ : state) benchmark::DoNotOptimize(monitor.see(nth(next++, now), limited_kod(), rng));
}
BENCHMARK(see_new_client);

/// A whole request: 1,000 entries, a million clients, everything on.
void answer_request(benchmark::State& state) {
  base::SeededRng rng(1);
  RestrictRules rules = make_rules(rng, base::IpFamily::v4, 1000);
  RestrictEntry open = default_entry(base::IpFamily::v4);
  open.flags = limited_kod();
  rules.add(open);
  MonoTime now;
  server::Responder responder(rules.build(), for_a_million(), rng, now);
  clock::TimeSnapshot snapshot;
  snapshot.stratum = 2;
  snapshot.leap = LeapIndicator::none;
  std::array<std::uint8_t, wire::Header::kSize> request{0x23};
  for (auto _ : state) {
    now = now + Interval::from_nanoseconds(10'000);
    const auto client = static_cast<std::uint32_t>(rng.next_u64() % kMillion);
    const server::TimeRequest asked{request, nth(client, now).remote, Timestamp{}, now};
    benchmark::DoNotOptimize(responder.answer(asked, snapshot, rng));
  }
}
BENCHMARK(answer_request);

}  // namespace
}  // namespace foliot::access

BENCHMARK_MAIN();
