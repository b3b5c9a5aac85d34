// Any bytes as a mode 6 request, as they are and sealed with the control key, to a daemon that has something to tell
// for every opcode: the answer keeps its bounds, is silent to itself, and nothing is changed by who has no key (RFC
// 9327).
#include <array>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "access/restrict_rules.hpp"
#include "auth/mac.hpp"
#include "control/mode6.hpp"
#include "wire/control_message.hpp"

namespace {

namespace access = foliot::access;
namespace auth = foliot::auth;
namespace base = foliot::base;
namespace control = foliot::control;
namespace wire = foliot::wire;

constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kMostFragments = 128;

foliot::MonoTime now() {
  return foliot::MonoTime::from_nanoseconds(1'000'000'000'000);
}

access::SharedRestrictList many_restrictions() {
  access::RestrictRules rules;
  for (unsigned i = 0; i < 400; ++i) {
    access::RestrictEntry entry{.address = base::IpAddress::v4(10, static_cast<std::uint8_t>(i), 0, 0),
                                .mask = base::IpAddress::v4(255, 255, 0, 0),
                                .flags = {}};
    entry.flags.bits = i * 0x1357U & 0x7fffU;
    rules.add(entry);
  }
  return rules.build();
}

control::PeerView peer(std::uint16_t id) {
  control::PeerView view;
  view.id = id;
  view.host_name = "a name, with \"everything\"\r\n";
  view.reference_id = wire::ReferenceId::from_bits(id * 0x01010101U);
  if (id % 10 == 0) view.clock = control::ClockView{.device = "a \"clock\"", .timecode = "\x1b[2J,=", .time2_s = {}};
  return view;
}

class FuzzState final : public control::StateSource, public control::Administration {
 public:
  FuzzState() : rng_(kSeed), readers(rng_), clients_({}, 3000, rng_, {}) {
    system_.peer = 1;
    system_.version = "fuzz \"quoted\", \x1b[2J";
    system_.variables = {{.name = "site", .value = "a, \"b\"", .by_default = true}};
    system_.kernel.emplace();
    for (std::uint16_t id = 1; id <= 130; ++id) peers_.push_back(peer(id));
    for (unsigned i = 0; i < 1000; ++i) {
      const base::IpAddress ip =
          base::IpAddress::v4(10, 0, static_cast<std::uint8_t>(i >> 8U), static_cast<std::uint8_t>(i));
      static_cast<void>(clients_.add({.remote = {ip, 123}, .at = now()}, 0.5));
    }
    readers.calendar.look({now(), foliot::WallTime::from_nanoseconds(0)});
  }
  [[nodiscard]] control::SystemView system_view() override { return system_; }
  [[nodiscard]] std::vector<control::PeerView> peer_views() override { return peers_; }
  [[nodiscard]] std::vector<control::InterfaceView> interface_views() override {
    return std::vector<control::InterfaceView>(200);
  }
  [[nodiscard]] control::AccessView access_view() override { return {restrictions_, {}}; }
  [[nodiscard]] access::MruShards clients() override {
    const std::array<const access::MruList*, 1> lists{&clients_};
    return access::MruShards(lists);
  }
  void clear_events(std::uint16_t) override { ++changes; }
  [[nodiscard]] std::string configure(std::string_view text) override { return changed(text); }
  [[nodiscard]] std::string save_configuration(std::string_view name) override { return changed(name); }
  void set_variables(std::span<const control::NamedValue>) override { ++changes; }

  int changes = 0;

 private:
  std::string changed(std::string_view text) {
    ++changes;
    return std::string(text);
  }

  base::SeededRng rng_;

 public:
  control::MruReaders readers;

 private:
  control::SystemView system_;
  std::vector<control::PeerView> peers_;
  access::MruList clients_;
  access::SharedRestrictList restrictions_ = many_restrictions();
};

void require(bool condition) {
  if (!condition) std::abort();
}

auth::SymmetricKey control_key() {
  auth::SymmetricKey key;
  key.id = 7;
  key.secret.push_back(0x55);
  return key;
}

/// The nonce that the reader would have been given takes the place of a word that corpus seeds have.
std::vector<std::uint8_t> with_nonce(std::vector<std::uint8_t> request, const std::string& nonce) {
  constexpr std::string_view kPlace = "NONCENONCENONCENONCENONC";
  const auto found = std::search(request.begin(), request.end(), kPlace.begin(), kPlace.end());
  if (found != request.end()) std::copy(nonce.begin(), nonce.end(), found);
  return request;
}

void check_answer(std::span<const std::uint8_t> request, FuzzState& state, const control::ControlRights& rights) {
  const auto datagrams = control::answer_control(request, state, rights);
  require(datagrams.size() <= kMostFragments);
  require(datagrams.empty() || request.size() >= wire::ControlHeader::kSize);
  std::size_t offset = 0;
  for (const auto& datagram : datagrams) {
    require(datagram.size() % 4 == 0);
    const auto message = wire::parse_control_message(datagram);
    require(message.has_value() && message->header.response);
    require(message->mac.empty() || rights.control_key != nullptr);
    require(message->data.size() <= wire::kMaxControlData && message->header.offset == offset);
    require(!message->header.error || message->data.empty());
    offset += message->data.size();
    require(message->header.more == (&datagram != &datagrams.back()));
    require(control::answer_control(datagram, state, rights).empty());
  }
}

/// The same request with the MAC that it should have.
std::vector<std::uint8_t> sealed(std::span<const std::uint8_t> request, const auth::SymmetricKey& key) {
  const auto message = wire::parse_control_message(request);
  if (!message) return {request.begin(), request.end()};
  std::vector<std::uint8_t> bytes(request.size() + 64);
  wire::ByteWriter out(bytes);
  out.bytes(request.first(message->mac_offset));
  out.pad_to(8);
  auth::seal(out, key);
  bytes.resize(out.size());
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static FuzzState state;
  static const auth::SymmetricKey key = control_key();
  const base::IpAddress from = base::IpAddress::v4(192, 0, 2, 1);
  control::ControlRights rights{.administration = &state, .mru = &state.readers, .from = from, .now = now()};
  const auto request = with_nonce({data, data + size}, state.readers.nonces.make(from, now()));
  check_answer(request, state, rights);
  require(state.changes == 0);
  rights.control_key = &key;
  check_answer(sealed(request, key), state, rights);
  state.changes = 0;
  return 0;
}
