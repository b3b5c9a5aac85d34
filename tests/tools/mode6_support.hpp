// Daemons for the tools that speak mode 6: each host has status words and variables; others do not answer.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tools/ntpq/channel.hpp"
#include "wire/control_message.hpp"

namespace foliot::monitor {

struct FakeAssociation {
  std::uint16_t status = 0;
  std::string variables;
};

/// Association 0 is the system.
using FakeDaemon = std::map<std::uint16_t, FakeAssociation>;

class FakeHosts final : public ntpq::Channel {
 public:
  std::map<std::string, FakeDaemon> hosts;
  int asked = 0;

  [[nodiscard]] std::expected<void, ntpq::ChannelError> open(const std::string& host, ntpq::FamilyChoice) override {
    open_ = host;
    waiting_.clear();
    return {};
  }
  [[nodiscard]] std::expected<void, ntpq::ChannelError> send(std::span<const std::uint8_t> datagram) override {
    ++asked;
    const auto message = wire::parse_control_message(datagram);
    const auto found = hosts.find(open_);
    if (!message || found == hosts.end()) return {};
    auto header = message->header;
    header.response = true;
    const auto association = found->second.find(header.association_id);
    std::string text;
    if (association == found->second.end()) {
      header.error = true;
      header.status = wire::to_status(wire::ControlError::bad_association);
    } else {
      header.status = association->second.status;
      text = header.opcode == wire::ControlOpcode::read_status ? list_of(found->second) : association->second.variables;
    }
    std::array<std::uint8_t, 600> buffer{};
    wire::ByteWriter out(buffer);
    wire::write_control_message(out, header, std::vector<std::uint8_t>(text.begin(), text.end()));
    waiting_.emplace_back(out.written().begin(), out.written().end());
    return {};
  }
  [[nodiscard]] std::expected<std::vector<std::uint8_t>, ntpq::ChannelError> receive(std::int64_t timeout_ms) override {
    if (waiting_.empty()) {
      time_ms_ += timeout_ms;
      return std::unexpected(ntpq::ChannelError::timed_out);
    }
    auto datagram = waiting_.front();
    waiting_.pop_front();
    return datagram;
  }
  [[nodiscard]] std::int64_t now_ms() override { return time_ms_; }
  [[nodiscard]] std::string reason() const override { return "nothing"; }

 private:
  /// Id and status word of each association.
  static std::string list_of(const FakeDaemon& daemon) {
    std::string list;
    for (const auto& [id, association] : daemon) {
      if (id == 0) continue;
      for (const unsigned word : {unsigned{id}, unsigned{association.status}}) {
        list += static_cast<char>(word >> 8U);
        list += static_cast<char>(word & 0xffU);
      }
    }
    return list;
  }

  std::string open_;
  std::deque<std::vector<std::uint8_t>> waiting_;
  std::int64_t time_ms_ = 0;
};

/// A relay of stratum 3 that follows 192.0.2.1, as a daemon of the field writes it.
inline FakeDaemon synchronised_daemon() {
  return {{0,
           {0x0618,
            "version=\"x\", leap=0, stratum=3, precision=-24, rootdelay=20.500, rootdisp=12.750, refid=192.0.2.1,"
            "\r\npeer=57463, tc=6, offset=-1.250000"}},
          {57463, {0x961a, "srcadr=192.0.2.1, srcport=123, hpoll=6, ppoll=10"}}};
}

}  // namespace foliot::monitor
