#include "platform/xdp_program.hpp"

#include <cerrno>

#ifdef FOLIOT_XDP
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <tuple>
#include <utility>

#include "platform/xdp_maps.hpp"
#include "platform/xdp_object.hpp"
#endif

namespace foliot::platform {

#ifdef FOLIOT_XDP

namespace {

using Done = std::expected<void, SysError>;

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, CloseObject>;

template <class Key>
bool by_octets(const Key& a, const Key& b) {
  return std::memcmp(&a, &b, sizeof a) < 0;
}

/// Of prefixes the longer one comes first and goes last: nobody meets a wider rule that was put in, or is still there,
/// without the exception to it.
struct LongestFirst {
  template <class Prefix>
  bool operator()(const Prefix& a, const Prefix& b) const {
    return a.length_bits != b.length_bits ? a.length_bits > b.length_bits : by_octets(a, b);
  }
};
struct ByOctets {
  template <class Key>
  bool operator()(const Key& a, const Key& b) const {
    return by_octets(a, b);
  }
};

using Rules4 = XdpMap<xdp_prefix4, xdp_rule, LongestFirst>;
using Rules6 = XdpMap<xdp_prefix6, xdp_rule, LongestFirst>;
using Ports = XdpMap<xdp_port, std::uint32_t, ByOctets>;
using Places = XdpMap<xdp_place, std::uint32_t, ByOctets>;

template <class Prefix>
Prefix to_prefix(const XdpRule& rule) {
  Prefix prefix{};
  prefix.length_bits = rule.length_bits;
  std::ranges::copy(rule.prefix.bytes(), prefix.address);
  return prefix;
}

bool is_limited(const XdpRule& rule) {
  const auto limits = [](xdp_verdict verdict) { return verdict >= XDP_VERDICT_LIMITED; };
  return limits(rule.any_port) || limits(rule.ntp_port);
}

xdp_rule to_native(const XdpRule& rule) {
  return {static_cast<std::uint16_t>(rule.any_port), static_cast<std::uint16_t>(rule.ntp_port)};
}

xdp_place to_native(const XdpPlace& place) {
  xdp_place native{};
  native.interface = place.interface;
  if (place.address.is_v4()) {
    native.address[10] = native.address[11] = 0xff;
    std::ranges::copy(place.address.bytes(), native.address + 12);
  } else {
    std::ranges::copy(place.address.bytes(), native.address);
  }
  return native;
}

/// The state map, as memory of this process too.
class SharedState {
 public:
  SharedState() = default;
  explicit SharedState(int fd) {
    void* memory = mmap(nullptr, sizeof(xdp_state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED) state_ = static_cast<xdp_state*>(memory);
  }
  ~SharedState() {
    if (state_ != nullptr) munmap(state_, sizeof(xdp_state));
  }
  SharedState(const SharedState&) = delete;
  SharedState& operator=(SharedState&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  [[nodiscard]] explicit operator bool() const { return state_ != nullptr; }
  [[nodiscard]] xdp_state* operator->() const { return state_; }

  /// The slot that nobody reads gets it; then that is the one that counts.
  void write(const xdp_slot& slot) {
    const std::atomic_ref<__u64> generation(state_->generation);
    const __u64 next = generation.load(std::memory_order_relaxed) + 1;
    std::memcpy(&state_->slots[next % XDP_SLOTS], &slot, sizeof slot);
    generation.store(next, std::memory_order_release);
  }

 private:
  xdp_state* state_ = nullptr;
};

}  // namespace

struct XdpProgram::Parts {
  Object object;
  int program = -1;
  int counts = -1;
  std::size_t processors = 0;
  SharedState state;
  Rules4 rules4;
  Rules6 rules6;
  Ports ports;
  Places places;
  xdp_slot slot{};    ///< published last
  bool whole = true;  ///< the maps are as they were asked to be

  /// No time, but where it was served.
  [[nodiscard]] xdp_slot nothing() const {
    xdp_slot empty{};
    empty.port = slot.port;
    return empty;
  }
  [[nodiscard]] int map(const char* name) const { return bpf_object__find_map_fd_by_name(object.get(), name); }
};

bool XdpProgram::is_built_in() {
  return true;
}

std::expected<std::unique_ptr<XdpProgram>, SysError> XdpProgram::load(const XdpLoad& load) {
  libbpf_set_print(nullptr);
  auto parts = std::make_unique<Parts>();
  const auto bytes = xdp_object();
  bpf_object_open_opts options{};
  options.sz = sizeof options;
  options.object_name = "foliot_ntp";
  parts->object.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
  if (!parts->object) return fail("bpf_object__open_mem");
  const std::size_t clients = std::bit_ceil(std::max<std::size_t>(load.clients, 1));
  bpf_map* paces = bpf_object__find_map_by_name(parts->object.get(), "paces");
  if (bpf_map__set_max_entries(paces, static_cast<__u32>(clients)) < 0) return fail("bpf_map__set_max_entries");
  if (bpf_object__load(parts->object.get()) < 0) return fail("bpf BPF_PROG_LOAD");
  parts->program = bpf_program__fd(bpf_object__find_program_by_name(parts->object.get(), "serve_time"));
  parts->counts = parts->map("counts");
  parts->processors = static_cast<std::size_t>(std::max(libbpf_num_possible_cpus(), 1));
  parts->state = SharedState(parts->map("state"));
  if (!parts->state) return fail("mmap");
  parts->state->last_client = static_cast<__u32>(clients - 1);
  std::ranges::copy(load.secret.first(std::min(load.secret.size(), std::size(parts->state->secret))),
                    parts->state->secret);
  parts->rules4 = Rules4(parts->map("rules4"));
  parts->rules6 = Rules6(parts->map("rules6"));
  parts->ports = Ports(parts->map("ports"));
  parts->places = Places(parts->map("places"));
  return std::unique_ptr<XdpProgram>(new XdpProgram(std::move(parts)));
}

std::expected<XdpLink, SysError> XdpProgram::attach(std::uint32_t interface, XdpMode mode) {
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = mode == XdpMode::generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
  const auto index = static_cast<int>(interface);
  int link = bpf_link_create(parts_->program, index, BPF_XDP, &options);
  if (link < 0 && mode == XdpMode::automatic && errno != EBUSY && errno != EEXIST && errno != ENODEV) {
    options.flags = XDP_FLAGS_SKB_MODE;
    link = bpf_link_create(parts_->program, index, BPF_XDP, &options);
  }
  if (link < 0) return fail("bpf BPF_LINK_CREATE");
  return XdpLink{Fd(link), options.flags == XDP_FLAGS_DRV_MODE};
}

void XdpProgram::publish(const xdp_slot& slot) {
  parts_->slot = slot;
  if (parts_->whole) parts_->state.write(slot);
}

void XdpProgram::withdraw() {
  parts_->slot = parts_->nothing();
  parts_->state.write(parts_->slot);
}

std::expected<void, SysError> XdpProgram::set_rules(std::span<const XdpRule> rules) {
  Rules4::Contents v4;
  Rules6::Contents v6;
  for (const XdpRule& rule : rules) {
    if (rule.prefix.is_v4()) {
      v4.insert_or_assign(to_prefix<xdp_prefix4>(rule), to_native(rule));
    } else {
      v6.insert_or_assign(to_prefix<xdp_prefix6>(rule), to_native(rule));
    }
  }
  parts_->state.write(parts_->nothing());
  parts_->whole = false;
  parts_->state->limits = std::ranges::any_of(rules, is_limited) ? 1 : 0;
  if (const auto done = parts_->rules4.become(v4); !done) return done;
  if (const auto done = parts_->rules6.become(v6); !done) return done;
  parts_->whole = true;
  parts_->state.write(parts_->slot);
  return {};
}

std::expected<void, SysError> XdpProgram::set_places(std::span<const XdpPort> ports, std::span<const XdpPlace> places) {
  Ports::Contents wanted_ports;
  for (const XdpPort& port : ports) {
    wanted_ports.insert_or_assign({port.interface, port.outer_vlan, port.inner_vlan}, port.owner);
  }
  Places::Contents wanted_places;
  for (const XdpPlace& place : places) wanted_places.insert_or_assign(to_native(place), 1U);
  if (const auto done = parts_->ports.become(wanted_ports); !done) return done;
  return parts_->places.become(wanted_places);
}

xdp_counts XdpProgram::counts() const {
  const __u32 zero = 0;
  std::vector<xdp_counts> each(parts_->processors);
  xdp_counts sum{};
  if (bpf_map_lookup_elem(parts_->counts, &zero, each.data()) < 0) return sum;
  for (const xdp_counts& one : each) {
    for (std::size_t i = 0; i < XDP_COUNTS; ++i) sum.count[i] += one.count[i];
  }
  return sum;
}

std::expected<XdpTrial, SysError> XdpProgram::try_out(std::span<const std::uint8_t> frame, std::uint32_t interface) {
  constexpr std::size_t kRoom = 2048;
  XdpTrial trial;
  trial.frame.resize(kRoom);
  xdp_md context{};
  context.data_end = static_cast<__u32>(frame.size());
  context.ingress_ifindex = interface;
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame.data();
  options.data_size_in = static_cast<__u32>(frame.size());
  options.data_out = trial.frame.data();
  options.data_size_out = kRoom;
  options.ctx_in = &context;
  options.ctx_size_in = sizeof context;
  if (bpf_prog_test_run_opts(parts_->program, &options) < 0) return fail("bpf BPF_PROG_TEST_RUN");
  trial.action = options.retval;
  trial.frame.resize(options.data_size_out);
  return trial;
}

#else

struct XdpProgram::Parts {};

bool XdpProgram::is_built_in() {
  return false;
}
std::expected<std::unique_ptr<XdpProgram>, SysError> XdpProgram::load(const XdpLoad&) {
  return std::unexpected(SysError{ENOSYS, "built without XDP"});
}
std::expected<XdpLink, SysError> XdpProgram::attach(std::uint32_t, XdpMode) {
  return std::unexpected(SysError{ENOSYS, "built without XDP"});
}
void XdpProgram::publish(const xdp_slot&) {}
void XdpProgram::withdraw() {}
std::expected<void, SysError> XdpProgram::set_rules(std::span<const XdpRule>) {
  return {};
}
std::expected<void, SysError> XdpProgram::set_places(std::span<const XdpPort>, std::span<const XdpPlace>) {
  return {};
}
xdp_counts XdpProgram::counts() const {
  return {};
}
std::expected<XdpTrial, SysError> XdpProgram::try_out(std::span<const std::uint8_t>, std::uint32_t) {
  return std::unexpected(SysError{ENOSYS, "built without XDP"});
}

#endif

XdpProgram::XdpProgram(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

XdpProgram::~XdpProgram() = default;

}  // namespace foliot::platform
