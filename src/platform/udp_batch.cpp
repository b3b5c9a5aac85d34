// Arrays of messages for recvmmsg(2) and sendmmsg(2).
#include "platform/udp_batch.hpp"

#include <sys/socket.h>

#include <array>
#include <bit>
#include <cerrno>

#include "platform/control_message.hpp"
#include "platform/socket_address.hpp"

namespace foliot::platform {
namespace {

constexpr std::size_t kMost = UdpBatch::kMostDatagrams;

}  // namespace

struct UdpBatch::Memory {
  std::array<std::array<std::uint8_t, kMostOctets>, kMost> buffers;
  std::array<NativeAddress, kMost> remotes;
  std::array<ControlBuffer, kMost> controls;
  std::array<ControlInfo, kMost> infos;
  std::array<iovec, kMost> parts{};
  std::array<mmsghdr, kMost> in{};
  std::size_t received = 0;
  bool card_stamps = false;  ///< of the socket that they came from

  std::array<ControlBuffer, kMost> out_controls;
  std::array<iovec, kMost> out_parts{};
  std::array<mmsghdr, kMost> out{};
  std::size_t replies = 0;

  void prepare(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      msghdr& message = in[i].msg_hdr;
      message.msg_namelen = sizeof(sockaddr_storage);
      message.msg_controllen = controls[i].bytes.size();
      message.msg_flags = 0;
    }
  }
};

UdpBatch::UdpBatch() : memory_(std::make_unique<Memory>()) {
  for (std::size_t i = 0; i < kMost; ++i) {
    memory_->parts[i] = {memory_->buffers[i].data(), kMostOctets};
    msghdr& message = memory_->in[i].msg_hdr;
    message.msg_name = &memory_->remotes[i].storage;
    message.msg_iov = &memory_->parts[i];
    message.msg_iovlen = 1;
    message.msg_control = memory_->controls[i].bytes.data();
  }
  memory_->prepare(kMost);
}

UdpBatch::~UdpBatch() = default;

std::expected<std::size_t, SysError> UdpBatch::receive(UdpSocket& socket) {
  memory_->prepare(memory_->received);
  memory_->received = 0;
  memory_->card_stamps = socket.has_card_stamps();
  memory_->replies = 0;
  const int count = recvmmsg(socket.fd(), memory_->in.data(), kMost, MSG_DONTWAIT, nullptr);
  if (count < 0) {
    const SysError error = last_error("recvmmsg");
    if (error.is_would_block() || error.errno_value == EINTR) return 0;
    return std::unexpected(error);
  }
  memory_->received = static_cast<std::size_t>(count);
  UdpCounts counts{.received = memory_->received};
  for (std::size_t i = 0; i < memory_->received; ++i) {
    if ((memory_->in[i].msg_hdr.msg_flags & MSG_TRUNC) != 0) ++counts.truncated;
  }
  socket.count(counts);
  return memory_->received;
}

std::optional<Datagram> UdpBatch::datagram(std::size_t index) const {
  msghdr& message = memory_->in[index].msg_hdr;
  const auto remote = from_native(memory_->remotes[index].get(), message.msg_namelen);
  if (!remote) return std::nullopt;
  ControlInfo& info = memory_->infos[index];
  info = read_control(message);
  Datagram datagram;
  datagram.bytes = std::span(memory_->buffers[index]).first(memory_->in[index].msg_len);
  datagram.truncated = (message.msg_flags & MSG_TRUNC) != 0;
  datagram.remote = *remote;
  datagram.local = info.local;
  datagram.destination = info.destination;
  datagram.interface_index = info.interface_index;
  datagram.kernel_stamp = info.stamp;
  datagram.card_stamp = info.card;
  return datagram;
}

void UdpBatch::reply(std::size_t index, std::span<const std::uint8_t> bytes, bool stamp) {
  const std::size_t number = memory_->replies++;
  memory_->out_parts[number] = {std::bit_cast<void*>(bytes.data()), bytes.size()};
  msghdr& message = memory_->out[number].msg_hdr;
  message.msg_name = &memory_->remotes[index].storage;  // as the kernel gave it, scope and all
  message.msg_namelen = memory_->in[index].msg_hdr.msg_namelen;
  message.msg_iov = &memory_->out_parts[number];
  message.msg_iovlen = 1;
  // Routing knows the interface, except where the source address says it: that is in the address itself.
  write_control(message, memory_->out_controls[number], {memory_->infos[index].local, 0, stamp, memory_->card_stamps});
}

std::size_t UdpBatch::send(UdpSocket& socket) {
  std::size_t taken = 0;
  const std::span<mmsghdr> messages = std::span(memory_->out).first(memory_->replies);
  for (std::size_t next = 0; next < messages.size();) {
    const auto rest = messages.subspan(next);
    const int count = sendmmsg(socket.fd(), rest.data(), static_cast<unsigned>(rest.size()), 0);
    if (count > 0) taken += static_cast<std::size_t>(count);
    if (count < 0 && errno == EINTR) continue;
    next += count > 0 ? static_cast<std::size_t>(count) : 1;  // an error is about the first one: it is lost
  }
  memory_->replies = 0;
  socket.count({.sent = taken, .not_sent = messages.size() - taken});
  return taken;
}

}  // namespace foliot::platform
