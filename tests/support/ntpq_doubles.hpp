// A network and a machine for tests of ntpq: a server that a function plays, time that only waiting moves.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/ntpq/channel.hpp"
#include "tools/ntpq/surroundings.hpp"

namespace foliot::test {

class PlayedChannel final : public ntpq::Channel {
 public:
  using Bytes = std::vector<std::uint8_t>;
  using Server = std::function<std::vector<Bytes>(const Bytes& request)>;

  explicit PlayedChannel(Server server) : server_(std::move(server)) {}

  [[nodiscard]] std::expected<void, ntpq::ChannelError> open(const std::string& host, ntpq::FamilyChoice) override {
    if (unknown_hosts.contains(host)) return std::unexpected(ntpq::ChannelError::unknown_host);
    opened.push_back(host);
    return {};
  }
  [[nodiscard]] std::expected<void, ntpq::ChannelError> send(std::span<const std::uint8_t> datagram) override {
    if (broken) return std::unexpected(ntpq::ChannelError::failed);
    requests.emplace_back(datagram.begin(), datagram.end());
    for (auto& answer : server_(requests.back())) waiting_.push_back(std::move(answer));
    return {};
  }
  [[nodiscard]] std::expected<Bytes, ntpq::ChannelError> receive(std::int64_t timeout_ms) override {
    if (waiting_.empty()) {
      time_ms += timeout_ms;
      return std::unexpected(ntpq::ChannelError::timed_out);
    }
    Bytes datagram = std::move(waiting_.front());
    waiting_.pop_front();
    time_ms += transit_ms;
    return datagram;
  }
  [[nodiscard]] std::int64_t now_ms() override { return time_ms; }
  [[nodiscard]] std::string reason() const override { return "write: Network is unreachable"; }

  std::set<std::string> unknown_hosts;
  std::vector<std::string> opened;
  std::vector<Bytes> requests;
  std::int64_t time_ms = 0;
  std::int64_t transit_ms = 1;
  bool broken = false;

 private:
  Server server_;
  std::deque<Bytes> waiting_;
};

class PlayedSurroundings final : public ntpq::Surroundings {
 public:
  [[nodiscard]] std::optional<std::string> name_of(const base::IpAddress& address) override {
    const auto found = names.find(address);
    if (found == names.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] std::optional<base::IpAddress> address_of(const std::string& host, ntpq::FamilyChoice) override {
    for (const auto& [address, name] : names) {
      if (name == host) return address;
    }
    return base::IpAddress::parse(host);
  }
  [[nodiscard]] std::optional<std::string> ask(const std::string& prompt, bool hidden) override {
    asked.emplace_back(prompt, hidden);
    if (typed.empty()) return std::nullopt;
    std::string line = typed.front();
    typed.pop_front();
    return line;
  }
  [[nodiscard]] std::optional<std::string> read_file(const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second;
  }
  void catch_interrupts(bool caught) override { interrupts_caught += caught ? 1 : -1; }
  [[nodiscard]] bool interrupted() override { return interrupts_caught > 0 && std::exchange(interrupt, false); }
  [[nodiscard]] bool chance(double probability) override { return probability >= 0.5; }
  [[nodiscard]] WallTime now() override { return time; }
  [[nodiscard]] int zone_offset_s(WallTime) override { return 0; }

  std::map<base::IpAddress, std::string> names;
  std::map<std::string, std::string> files;
  int interrupts_caught = 0;
  bool interrupt = false;  ///< Ctrl-C was typed
  std::deque<std::string> typed;
  std::vector<std::pair<std::string, bool>> asked;  ///< prompts, and whether the answer was hidden
  WallTime time = WallTime::from_nanoseconds(1'500'000'000'000'000'000);  ///< not the server's
};

}  // namespace foliot::test
