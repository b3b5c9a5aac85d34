// A hostile server answers ntpq: no crash, no endless wait, no control character on the terminal.
//
// Input: one octet that chooses the command, one with the options, then datagrams, each with its length in one octet
// before it, counted in fours. A datagram whose first octet has its lowest bit clear is given the frame that ntpq waits
// for. Questions for a nonce get a good one, so that the input is spent on the lists that need it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "tools/ntpq/run.hpp"
#include "wire/control_message.hpp"

namespace {

namespace base = foliot::base;
namespace ntpq = foliot::ntpq;
using foliot::WallTime;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kFrame = 12;

class HostileChannel final : public ntpq::Channel {
 public:
  explicit HostileChannel(std::span<const std::uint8_t> script) : rest_(script) {}
  [[nodiscard]] std::expected<void, ntpq::ChannelError> open(const std::string&, ntpq::FamilyChoice) override {
    return {};
  }
  [[nodiscard]] std::expected<void, ntpq::ChannelError> send(std::span<const std::uint8_t> datagram) override {
    request_.assign(datagram.begin(), datagram.end());
    nonce_wanted_ = (request_[1] & 0x1fU) == static_cast<std::uint8_t>(foliot::wire::ControlOpcode::request_nonce);
    return {};
  }
  [[nodiscard]] std::expected<Bytes, ntpq::ChannelError> receive(std::int64_t timeout_ms) override {
    if (std::exchange(nonce_wanted_, false)) {
      Bytes datagram{0x16, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 'n', 'o', 'n', 'c', 'e', '=', '1', '2'};
      frame(datagram);
      return datagram;
    }
    if (rest_.empty()) {
      time_ms_ += timeout_ms;
      return std::unexpected(ntpq::ChannelError::timed_out);
    }
    const std::size_t size = std::min<std::size_t>(std::size_t{rest_[0]} * 4, rest_.size() - 1);
    Bytes datagram(rest_.begin() + 1, rest_.begin() + 1 + static_cast<std::ptrdiff_t>(size));
    rest_ = rest_.subspan(1 + size);
    if (size >= kFrame && (datagram[0] & 1U) == 0) frame(datagram);
    return datagram;
  }
  [[nodiscard]] std::int64_t now_ms() override { return time_ms_; }
  [[nodiscard]] std::string reason() const override { return "fuzz"; }

 private:
  void frame(Bytes& datagram) const {
    datagram[0] = 0x16;
    datagram[1] = static_cast<std::uint8_t>((datagram[1] & 0x60U) | 0x80U | request_[1]);
    datagram[2] = request_[2];
    datagram[3] = request_[3];
  }

  std::span<const std::uint8_t> rest_;
  Bytes request_;
  bool nonce_wanted_ = false;
  std::int64_t time_ms_ = 0;
};

class NoSurroundings final : public ntpq::Surroundings {
 public:
  [[nodiscard]] std::optional<std::string> name_of(const base::IpAddress&) override { return "evil\x1b[2J\nname"; }
  [[nodiscard]] std::optional<base::IpAddress> address_of(const std::string&, ntpq::FamilyChoice) override {
    return base::IpAddress::v4(192, 0, 2, 1);
  }
  [[nodiscard]] std::optional<std::string> ask(const std::string&, bool hidden) override { return hidden ? "x" : "7"; }
  [[nodiscard]] std::optional<std::string> read_file(const std::string&) override { return "enable stats\nserver x\n"; }
  void catch_interrupts(bool) override {}
  [[nodiscard]] bool interrupted() override { return false; }
  [[nodiscard]] bool chance(double) override { return false; }
  [[nodiscard]] WallTime now() override { return WallTime::from_nanoseconds(1'600'000'000'000'000'000); }
  [[nodiscard]] int zone_offset_s(WallTime) override { return 3600; }
};

constexpr const char* kCommands[] = {
    "peers",
    "rv 0",
    "rv 1",
    "as",
    "apeers",
    "opeers",
    "lpeers",
    "rv &1",
    "rl",
    "lassociations",
    "rv 0 leap",
    "lopeers",
    ":config x",
    "saveconfig x",
    "rpeers",
    "mrulist",
    "mrulist sort=-score kod",
    "ifstats",
    "reslist",
    "sysinfo",
    "sysstats",
    "kerninfo",
    "pstats &1",
    "ntsinfo",
    "cv 1",
    "config-from-file x",
    "mrv &1 &2",
    "writevar 0 a=b",
    "monstats",
    "mrulist limit=3 sort=addr",
};

ntpq::Options options_for(std::uint8_t command, std::uint8_t bits) {
  ntpq::Options options;
  options.hosts = {"server"};
  if ((bits & 1U) != 0) options.hosts.push_back("other");
  if ((bits & 2U) != 0) options.commands.push_back("raw");
  if ((bits & 4U) != 0) options.commands.push_back("direct");
  options.json = (bits & 8U) != 0;
  options.wide = (bits & 16U) != 0;
  options.numeric = (bits & 32U) != 0;
  options.units = (bits & 64U) != 0;
  options.reference_hash = (bits & 128U) != 0;
  options.commands.push_back(kCommands[command % std::size(kCommands)]);
  return options;
}

void require_harmless(const std::string& text) {
  for (const char c : text) {
    const auto octet = static_cast<std::uint8_t>(c);
    if ((octet < 0x20 && c != '\n' && c != '\t') || octet >= 0x7f) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  HostileChannel channel({data + 2, size - 2});
  NoSurroundings surroundings;
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const int status =
      ntpq::run(options_for(data[0], data[1]), channel, surroundings, {.in = &in, .out = &out, .err = &err});
  if (status != 0 && status != 1) std::abort();
  require_harmless(out.str());
  require_harmless(err.str());
  return 0;
}
