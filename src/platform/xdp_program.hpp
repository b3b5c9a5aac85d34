// XdpProgram: the program that answers plain time requests inside the kernel (xdp/responder.bpf.c), loaded.
//
// Loading takes CAP_BPF and CAP_NET_ADMIN; what comes afterwards works on descriptors that are open by then, without
// any privilege. The program lives as long as this and its links do: the kernel takes all of it away when the process
// ends, however it ends. What is not plain is passed on to the sockets, so whatever fails here costs speed and nothing
// else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <vector>

#include "base/ip_address.hpp"
#include "platform/fd.hpp"
#include "platform/sys_error.hpp"
#include "platform/xdp_time.hpp"

namespace foliot::platform {

/// Where in the kernel it runs.
enum class XdpMode : std::uint8_t {
  automatic,  ///< native where the driver can, else generic
  native,     ///< in the driver, before there is a packet buffer
  generic,    ///< behind the driver: slower, everywhere
};

/// What requests from all addresses of a prefix get, unless a longer one contains them.
struct XdpRule {
  base::IpAddress prefix;  ///< bits behind its length are 0
  unsigned length_bits = 0;
  xdp_verdict any_port = XDP_VERDICT_PASS;
  xdp_verdict ntp_port = XDP_VERDICT_PASS;  ///< from port 123
};

/// Frames with these tags that come in by `interface` belong to the interface `owner`: a VLAN, a bridge, or itself.
struct XdpPort {
  std::uint32_t interface = 0;
  std::uint16_t outer_vlan = 0;  ///< 0: no tag
  std::uint16_t inner_vlan = 0;
  std::uint32_t owner = 0;
};

/// An address that is served, and the interface that has it.
struct XdpPlace {
  std::uint32_t interface = 0;
  base::IpAddress address;
};

struct XdpLoad {
  std::size_t clients = 16384;            ///< at most so many have their pace remembered; 16 octets each
  std::span<const std::uint64_t> secret;  ///< of the hash of their addresses: four words
};

/// The program at an interface, for as long as this is open.
struct XdpLink {
  Fd fd;
  bool in_driver = false;
};

/// What the program did with one frame (`XdpProgram::try_out`).
struct XdpTrial {
  std::uint32_t action = 0;         ///< XDP_PASS, XDP_TX, XDP_DROP of linux/bpf.h
  std::vector<std::uint8_t> frame;  ///< as it left it
};

class XdpProgram {
 public:
  /// Whether this build has it at all.
  [[nodiscard]] static bool is_built_in();
  /// Errors: no privilege, a kernel that is too old (before 6.1), a build without it.
  [[nodiscard]] static std::expected<std::unique_ptr<XdpProgram>, SysError> load(const XdpLoad& load);
  ~XdpProgram();
  XdpProgram(const XdpProgram&) = delete;
  XdpProgram& operator=(const XdpProgram&) = delete;

  /// From now on it sees what comes in by `interface`, until the link is closed. Errors: the interface has
  /// another program, its driver cannot run any in that mode, or it is gone.
  [[nodiscard]] std::expected<XdpLink, SysError> attach(std::uint32_t interface, XdpMode mode);

  /// The time that it serves from now on.
  void publish(const XdpTime& time) { publish(to_slot(time)); }
  /// It serves none: all is passed on.
  void withdraw();
  /// The rules that hold from now on; an address without any is passed on. While they are changed all is passed on, so
  /// that no mixture of old and new ones counts; after an error it stays so until this succeeds.
  [[nodiscard]] std::expected<void, SysError> set_rules(std::span<const XdpRule> rules);
  /// The same for where requests may come in, and for what they may be sent to.
  [[nodiscard]] std::expected<void, SysError> set_places(std::span<const XdpPort> ports,
                                                         std::span<const XdpPlace> places);

  /// By enum xdp_count; of all processors.
  [[nodiscard]] xdp_counts counts() const;

  /// Runs it on one frame as if that had come in by `interface` (BPF_PROG_TEST_RUN): for tests.
  [[nodiscard]] std::expected<XdpTrial, SysError> try_out(std::span<const std::uint8_t> frame, std::uint32_t interface);

 private:
  struct Parts;
  explicit XdpProgram(std::unique_ptr<Parts> parts);
  void publish(const xdp_slot& slot);

  std::unique_ptr<Parts> parts_;
};

}  // namespace foliot::platform
