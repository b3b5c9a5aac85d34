// Any bytes as a mode 6 request: the answer keeps its bounds and is silent to itself (RFC 9327).
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "control/mode6.hpp"
#include "wire/control_message.hpp"

namespace {

namespace control = foliot::control;
namespace wire = foliot::wire;

class FuzzState final : public control::StateSource {
 public:
  FuzzState() {
    system_.peer = 1;
    system_.version = "fuzz \"quoted\", \x1b[2J";
    for (std::uint16_t id = 1; id <= 130; ++id) {
      control::PeerView peer;
      peer.id = id;
      peer.host_name = "a name, with \"everything\"\r\n";
      peer.reference_id = wire::ReferenceId::from_bits(id * 0x01010101U);
      peers_.push_back(peer);
    }
  }
  [[nodiscard]] control::SystemView system_view() override { return system_; }
  [[nodiscard]] std::vector<control::PeerView> peer_views() override { return peers_; }

 private:
  control::SystemView system_;
  std::vector<control::PeerView> peers_;
};

void require(bool condition) {
  if (!condition) std::abort();
}

void check_answer(std::span<const std::uint8_t> request, control::StateSource& state) {
  const auto datagrams = control::answer_control(request, state);
  require(datagrams.size() <= 32);
  require(datagrams.empty() || request.size() >= wire::ControlHeader::kSize);
  std::size_t offset = 0;
  for (const auto& datagram : datagrams) {
    require(datagram.size() % 4 == 0);
    const auto message = wire::parse_control_message(datagram);
    require(message.has_value() && message->header.response && message->mac.empty());
    require(message->data.size() <= wire::kMaxControlData && message->header.offset == offset);
    require(!message->header.error || message->data.empty());
    offset += message->data.size();
    require(message->header.more == (&datagram != &datagrams.back()));
    require(control::answer_control(datagram, state).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static FuzzState state;
  check_answer({data, size}, state);
  return 0;
}
