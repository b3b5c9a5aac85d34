// A hostile daemon answers the tools that only read: no crash, an end in bounded time, no control character.
//
// Input: one octet that chooses the tool, then datagrams, each with its length in fours in one octet before it. They
// are given the frame that is waited for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "tools/ntpplot/run.hpp"
#include "tools/ntpstat/run.hpp"
#include "tools/ntptrace/run.hpp"
#include "tools/ntpwait/run.hpp"

namespace {

namespace base = foliot::base;
namespace ntpq = foliot::ntpq;
using Bytes = std::vector<std::uint8_t>;

class HostileDaemon final : public ntpq::Channel {
 public:
  explicit HostileDaemon(std::span<const std::uint8_t> script) : rest_(script) {}

  [[nodiscard]] std::expected<void, ntpq::ChannelError> open(const std::string&, ntpq::FamilyChoice) override {
    return {};
  }
  [[nodiscard]] std::expected<void, ntpq::ChannelError> send(std::span<const std::uint8_t> datagram) override {
    request_.assign(datagram.begin(), datagram.end());
    return {};
  }
  [[nodiscard]] std::expected<Bytes, ntpq::ChannelError> receive(std::int64_t timeout_ms) override {
    if (rest_.empty()) {
      time_ms_ += timeout_ms;
      return std::unexpected(ntpq::ChannelError::timed_out);
    }
    const std::size_t size = std::min<std::size_t>(4U * rest_[0], rest_.size() - 1);
    Bytes datagram(rest_.begin() + 1, rest_.begin() + 1 + static_cast<std::ptrdiff_t>(size));
    rest_ = rest_.subspan(1 + size);
    if (size >= 12 && request_.size() >= 12) {
      datagram[0] = 0x16;
      datagram[1] = static_cast<std::uint8_t>((datagram[1] & 0x60U) | 0x80U | request_[1]);
      datagram[2] = request_[2];
      datagram[3] = request_[3];
    }
    return datagram;
  }
  [[nodiscard]] std::int64_t now_ms() override { return time_ms_; }
  [[nodiscard]] std::string reason() const override { return "fuzz"; }

 private:
  std::span<const std::uint8_t> rest_;
  Bytes request_;
  std::int64_t time_ms_ = 0;
};

void require_harmless(const std::string& text) {
  for (const char c : text) {
    const auto octet = static_cast<std::uint8_t>(c);
    if ((octet < 0x20 && c != '\n' && c != '\b') || octet >= 0x7f) std::abort();
  }
}

foliot::cli::Ending plot(ntpq::Client& client) {
  foliot::ntpplot::Options options;
  options.host = "server";
  options.samples = 3;
  std::int64_t now_s = 1'600'000'000;
  return foliot::ntpplot::run(options,
                              {.client = &client,
                               .read_file = [](const std::string&) { return std::nullopt; },
                               .write_file = [](const std::string&, const std::string&) { return false; },
                               .now = [&] { return foliot::WallTime::from_nanoseconds(now_s * 1'000'000'000); },
                               .sleep = [&](int seconds) { now_s += seconds; }});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  HostileDaemon daemon({data + 1, size - 1});
  ntpq::Client client(daemon);
  std::ostringstream out;
  std::ostringstream err;
  foliot::cli::Ending ending;
  switch (data[0] & 3U) {
    case 0:
      ending = foliot::ntpstat::run({.allowed_ms = 10, .json = (data[0] & 4U) != 0}, client);
      break;
    case 1:
      ending.exit_status = foliot::ntpwait::run({.tries = 5, .verbose = true}, client, out, [](int) {});
      break;
    case 2:
      ending.exit_status = foliot::ntptrace::run(
          {.json = (data[0] & 4U) != 0, .max_hosts = 9}, client,
          [](const base::IpAddress&) { return std::optional<std::string>("evil\x1b[2J"); }, {.out = &out, .err = &err});
      break;
    default:
      ending = plot(client);
  }
  if (ending.exit_status < 0 || ending.exit_status > 2) std::abort();
  require_harmless(ending.output + ending.errors + out.str() + err.str());
  return 0;
}
