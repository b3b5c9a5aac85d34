// What the steps of one answered request cost; see access_bench.cpp for the access list, the clients and the whole.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "auth/key_file.hpp"
#include "auth/mac.hpp"
#include "base/check.hpp"
#include "base/published.hpp"
#include "server/reply.hpp"

namespace foliot {
namespace {

std::vector<std::uint8_t> request() {
  wire::Header header;
  header.version = 4;
  header.mode = wire::Mode::client;
  header.poll = 6;
  header.transmit = Timestamp::from_bits(0xabcdef0123456789);
  std::vector<std::uint8_t> bytes(wire::Header::kSize);
  wire::ByteWriter out(bytes);
  header.write_to(out);
  return bytes;
}

std::vector<std::uint8_t> sealed(const auth::SymmetricKey& key) {
  std::vector<std::uint8_t> bytes = request();
  bytes.resize(bytes.size() + wire::kMaxMacLength);
  wire::ByteWriter out(bytes);
  out.skip(wire::Header::kSize);
  auth::seal(out, key);
  bytes.resize(out.size());
  return bytes;
}

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

clock::TimeSnapshot good_time() {
  clock::TimeSnapshot snapshot;
  snapshot.as_of = at(1);
  snapshot.void_after = at(1e6);
  snapshot.leap = LeapIndicator::none;
  snapshot.stratum = 2;
  snapshot.reference = Timestamp::from_bits(0xe900000010000000);
  return snapshot;
}

auth::SymmetricKey key_of(const std::string& line) {
  const auto file = auth::parse_key_file(line);
  base::check(file.keys.size() == 1);
  return file.keys.front();
}

const char* key_line(std::int64_t number) {
  constexpr std::array<const char*, 4> kLines = {"7 MD5 0123456789abcdef\n", "7 SHA1 0123456789abcdef0123\n",
                                                 "7 AES128CMAC 0123456789abcdef0123456789abcdef\n",
                                                 "7 SHA256 0123456789abcdef0123456789abcdef\n"};
  return kLines.at(static_cast<std::size_t>(number));
}

void parse(benchmark::State& state) {
  const auto bytes = request();
  for (auto _ : state) benchmark::DoNotOptimize(server::parse_request(bytes));
}
BENCHMARK(parse);

void reply(benchmark::State& state) {
  const auto bytes = request();
  const auto asked = server::parse_request(bytes);
  const auto snapshot = good_time();
  for (auto _ : state) {
    auto made = server::make_reply(asked->header, Timestamp::from_bits(0xe900000012345678), at(2), snapshot);
    server::finish(made, Timestamp::from_bits(0xe900000012345999));
    benchmark::DoNotOptimize(made);
  }
}
BENCHMARK(reply);

void snapshot_read(benchmark::State& state) {
  base::Published<clock::TimeSnapshot> cell;
  cell.publish(good_time());
  for (auto _ : state) benchmark::DoNotOptimize(cell.read());
}
BENCHMARK(snapshot_read);

void snapshot_publish(benchmark::State& state) {
  base::Published<clock::TimeSnapshot> cell;
  const auto snapshot = good_time();
  for (auto _ : state) cell.publish(snapshot);
}
BENCHMARK(snapshot_publish);

void mac(benchmark::State& state) {
  const auto key = key_of(key_line(state.range(0)));
  const auto bytes = sealed(key);
  const auto packet = wire::parse_packet(bytes);
  base::check(packet.has_value() && packet->mac.has_value());
  state.SetLabel(key_line(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(auth::verifies(key, bytes, *packet->mac));
}
BENCHMARK(mac)->DenseRange(0, 3);

}  // namespace
}  // namespace foliot

BENCHMARK_MAIN();
