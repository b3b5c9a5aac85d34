// A packet socket on one interface: whole frames, many with one call.
#pragma once

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "frame.hpp"
#include "system.hpp"

namespace foliot::bench {

class Link {
 public:
  static constexpr std::size_t kAtOnce = 64;

  explicit Link(const std::string& interface) : fd_(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0)) {
    require(fd_ >= 0, "packet socket (needs root)");
    set(SOL_PACKET, PACKET_QDISC_BYPASS, 1);
    set(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
    set(SOL_SOCKET, SO_RCVBUFFORCE, 256 << 20);
    only_replies();
    sockaddr_ll place{};
    place.sll_family = AF_PACKET;
    place.sll_protocol = htons_(ETH_P_IP);
    place.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    require(place.sll_ifindex > 0 && bind(fd_, to_sockaddr(&place), sizeof place) == 0, interface.c_str());
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      out_parts_[i] = {out_frames[i].data(), kFrameOctets};
      in_parts_[i] = {in_frames_[i].data(), in_frames_[i].size()};
      out_[i].msg_hdr.msg_iov = &out_parts_[i];
      in_[i].msg_hdr.msg_iov = &in_parts_[i];
      out_[i].msg_hdr.msg_iovlen = in_[i].msg_hdr.msg_iovlen = 1;
    }
  }
  ~Link() { close(fd_); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  [[nodiscard]] MacAddress mac(const std::string& interface) const {
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    require(ioctl(fd_, SIOCGIFHWADDR, &request) == 0, "SIOCGIFHWADDR");
    MacAddress mac{};
    std::memcpy(mac.data(), request.ifr_hwaddr.sa_data, mac.size());
    return mac;
  }

  /// Sends the first `count` of `out_frames`; returns how many left.
  std::size_t send(std::size_t count) {
    const int sent = sendmmsg(fd_, out_.data(), static_cast<unsigned>(count), 0);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }

  /// Hands what has come to `take`; returns how many that were.
  template <class Take>
  std::size_t receive(const Take& take) {
    const int count = recvmmsg(fd_, in_.data(), kAtOnce, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < count; ++i) {
      const auto index = static_cast<std::size_t>(i);
      take(std::span<const std::uint8_t>(in_frames_[index]).first(std::min<std::size_t>(in_[index].msg_len, 128)));
    }
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }

  std::array<Frame, kAtOnce> out_frames{};

 private:
  static std::uint16_t htons_(unsigned value) {
    return static_cast<std::uint16_t>((value & 0xffU) << 8U | value >> 8U);
  }
  static const sockaddr* to_sockaddr(const sockaddr_ll* place) {
    return static_cast<const sockaddr*>(static_cast<const void*>(place));
  }
  void set(int level, int option, int value) {
    require(setsockopt(fd_, level, option, &value, sizeof value) == 0, "setsockopt");
  }
  /// UDP from port 123; the rest would only cost time.
  void only_replies() {
    std::array<sock_filter, 6> program{{
        {BPF_LD | BPF_B | BPF_ABS, 0, 0, kIp + 9},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 17},
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, kUdp},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, kNtpPort},
        {BPF_RET | BPF_K, 0, 0, 0xffff},
        {BPF_RET | BPF_K, 0, 0, 0},
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    require(setsockopt(fd_, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0, "SO_ATTACH_FILTER");
  }

  int fd_;
  std::array<std::array<std::uint8_t, 128>, kAtOnce> in_frames_{};
  std::array<iovec, kAtOnce> out_parts_{};
  std::array<iovec, kAtOnce> in_parts_{};
  std::array<mmsghdr, kAtOnce> out_{};
  std::array<mmsghdr, kAtOnce> in_{};
};

}  // namespace foliot::bench
