// What access control costs per packet: a look-up among 100,000 restrict entries must stay below 200 ns.
#include <benchmark/benchmark.h>

#include <vector>

#include "access/restrict_rules.hpp"
#include "base/rng.hpp"

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

}  // namespace
}  // namespace foliot::access

BENCHMARK_MAIN();
