// Hostile servers answer ntpdate: no crash, an end in bounded time, no control character on the terminal.
//
// Input: one octet of options, then datagrams, each with its length in fours in one octet before it. A datagram whose
// first octet has its lowest bit clear is made to look like the answer that is waited for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "base/rng.hpp"
#include "tools/ntpdate/run.hpp"

namespace {

namespace base = foliot::base;
namespace ntpdate = foliot::ntpdate;
namespace oneshot = foliot::oneshot;
using foliot::ClockReading;
using foliot::Interval;
using foliot::MonoTime;
using foliot::WallTime;

class StillClock final : public foliot::clock::SteerableClock {
 public:
  [[nodiscard]] ClockReading now() override {
    return {MonoTime::from_nanoseconds(time_ns),
            WallTime::from_nanoseconds(1'600'000'000'000'000'000 + (time_ns += 1000))};
  }
  [[nodiscard]] foliot::Frequency frequency() override { return {}; }
  [[nodiscard]] std::expected<void, foliot::clock::ClockError> apply(const foliot::discipline::ClockCommand&) override {
    return {};
  }
  [[nodiscard]] foliot::Frequency max_frequency() const override { return {}; }

  std::int64_t time_ns = 0;
};

class HostileNetwork final : public oneshot::Network {
 public:
  HostileNetwork(StillClock& clock, std::span<const std::uint8_t> script) : clock_(&clock), rest_(script) {}

  [[nodiscard]] std::expected<void, oneshot::OpenError> open(std::optional<base::IpFamily>, std::uint16_t) override {
    return {};
  }
  [[nodiscard]] bool has_route(const base::SocketAddress&) override { return true; }
  [[nodiscard]] std::expected<void, std::string> send(const base::SocketAddress& to,
                                                      std::span<const std::uint8_t> bytes) override {
    last_to_ = to;
    last_.assign(bytes.begin(), bytes.end());
    return {};
  }
  [[nodiscard]] std::optional<oneshot::Received> receive(Interval wait) override {
    if (rest_.empty()) {
      clock_->time_ns += std::max<std::int64_t>(wait.nanoseconds(), 0) + 1'000'000;
      return std::nullopt;
    }
    const std::size_t size = std::min<std::size_t>(4U * rest_[0], rest_.size() - 1);
    oneshot::Received received{
        {rest_.begin() + 1, rest_.begin() + 1 + static_cast<std::ptrdiff_t>(size)}, last_to_, clock_->now()};
    rest_ = rest_.subspan(1 + size);
    if (size >= 48 && last_.size() >= 48 && (received.bytes[0] & 1U) == 0) {
      received.bytes[0] = static_cast<std::uint8_t>((received.bytes[0] & 0xc0U) | 0x24U);
      std::copy(last_.begin() + 40, last_.begin() + 48, received.bytes.begin() + 24);
    }
    return received;
  }

 private:
  StillClock* clock_;
  std::span<const std::uint8_t> rest_;
  base::SocketAddress last_to_;
  std::vector<std::uint8_t> last_;
};

void require_harmless(const std::string& text) {
  for (const char c : text) {
    const auto octet = static_cast<std::uint8_t>(c);
    if ((octet < 0x20 && c != '\n') || octet >= 0x7f) std::abort();
  }
}

std::expected<std::vector<base::SocketAddress>, oneshot::LookUpError> two_addresses(const std::string&,
                                                                                    std::optional<base::IpFamily>,
                                                                                    std::uint16_t port) {
  return std::vector{base::SocketAddress{base::IpAddress::v4(192, 0, 2, 1), port},
                     base::SocketAddress{base::IpAddress::v4(192, 0, 2, 2), port}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  StillClock clock;
  HostileNetwork network(clock, {data + 1, size - 1});
  base::SeededRng rng(1);
  std::ostringstream out;
  std::ostringstream err;
  ntpdate::Messages messages(
      out, err, 1, [&] { return clock.now().wall; }, nullptr);
  ntpdate::Options options;
  options.servers = {"server"};
  options.samples = 1 + (data[0] & 7);
  options.debug = (data[0] >> 3U) & 1;
  options.query_only = (data[0] & 0x10U) != 0;
  options.json = (data[0] & 0x20U) != 0;
  if ((data[0] & 0x40U) != 0) options.key_id = 1;
  const int status = ntpdate::run(options, {.network = &network,
                                            .clock = &clock,
                                            .rng = &rng,
                                            .messages = &messages,
                                            .look_up = two_addresses,
                                            .read_file = [](const std::string&) { return "1 MD5 secret\n"; },
                                            .zone_offset_s = [](WallTime) { return 3600; }});
  if (status != 0 && status != 1) std::abort();
  require_harmless(out.str());
  require_harmless(err.str());
  return 0;
}
