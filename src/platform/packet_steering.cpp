// The BPF program and its attachment.
#include "platform/packet_steering.hpp"

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <vector>

#include "platform/kernel_rng.hpp"

namespace foliot::platform {
namespace {

constexpr std::uint32_t kModeMask = 7;
constexpr std::uint32_t kClientMode = 3;
constexpr std::uint32_t kHashShift = 16;  // the upper half of a product depends on all bits below
constexpr std::uint32_t kControl = 0;
constexpr std::uint32_t kSourceV4 = 12;  // RFC 791, RFC 8200: where the source address is in the header
constexpr std::uint32_t kSourceV6 = 8;
/// Negative, and so on the network header and not on the payload, which is what the program is given.
constexpr auto kNetworkHeader = static_cast<std::uint32_t>(SKF_NET_OFF);

using Program = std::vector<sock_filter>;

void add(Program& program, unsigned code, std::uint32_t operand = 0) {
  program.push_back({static_cast<std::uint16_t>(code), 0, 0, operand});
}

/// A = secret[0] * word[0] + ... over the words of the source address; odd factors lose nothing.
void add_hash(Program& program, const Steering& steering) {
  const bool is_v4 = steering.family == base::IpFamily::v4;
  const std::uint32_t words = is_v4 ? 1 : 4;
  for (std::uint32_t i = 0; i < words; ++i) {
    if (i > 0) add(program, BPF_MISC | BPF_TAX);
    add(program, BPF_LD | BPF_W | BPF_ABS, kNetworkHeader + (is_v4 ? kSourceV4 : kSourceV6) + 4 * i);
    add(program, BPF_ALU | BPF_MUL | BPF_K, steering.secret[i] | 1U);
    if (i > 0) add(program, BPF_ALU | BPF_ADD | BPF_X);
  }
}

/// A load beyond the end of the packet ends the program with 0, which is the control thread's socket.
Program program_of(const Steering& steering) {
  Program program;
  if (steering.workers == 0) {
    add(program, BPF_RET | BPF_K, kControl);
    return program;
  }
  add(program, BPF_LD | BPF_B | BPF_ABS, 0);
  add(program, BPF_ALU | BPF_AND | BPF_K, kModeMask);
  program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kClientMode});
  add(program, BPF_RET | BPF_K, kControl);
  if (steering.workers == 1) {  // the hash would cost it more than all the rest
    add(program, BPF_RET | BPF_K, 1);
    return program;
  }
  add_hash(program, steering);
  add(program, BPF_ALU | BPF_RSH | BPF_K, kHashShift);
  add(program, BPF_ALU | BPF_MOD | BPF_K, steering.workers);
  add(program, BPF_ALU | BPF_ADD, 1);  // by a constant: BPF_K is no bit
  add(program, BPF_RET | BPF_A);
  return program;
}

}  // namespace

std::array<std::uint32_t, 4> steering_secret() {
  KernelRng rng;
  std::array<std::uint32_t, 4> secret{};
  for (std::uint32_t& word : secret) word = static_cast<std::uint32_t>(rng.next_u64());
  return secret;
}

std::expected<void, SysError> steer(const UdpSocket& member, const Steering& steering) {
  Program program = program_of(steering);
  const sock_fprog attached{static_cast<unsigned short>(program.size()), program.data()};
  if (setsockopt(member.fd(), SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &attached, sizeof attached) < 0) {
    return fail("setsockopt SO_ATTACH_REUSEPORT_CBPF");
  }
  return {};
}

bool heeds_options(const UdpSocket& socket) {
  int protocol = 0;
  socklen_t length = sizeof protocol;
  return getsockopt(socket.fd(), SOL_SOCKET, SO_PROTOCOL, &protocol, &length) == 0 && protocol == IPPROTO_UDP;
}

}  // namespace foliot::platform
