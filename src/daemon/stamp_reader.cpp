#include "daemon/stamp_reader.hpp"

#include <cstdint>

#include "platform/machine_clock.hpp"
#include "wire/byte_reader.hpp"
#include "wire/header.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kReceiveOffset = 32;
/// Ethernet, IP and UDP in front of the payload, where a card does not say how long the frame was.
constexpr std::uint32_t kHeaders4_octets = 14 + 20 + 8;
constexpr std::uint32_t kHeaders6_octets = 14 + 40 + 8;

std::optional<clock::StampChoice::Key> key_of(std::span<const std::uint8_t> packet) {
  if (packet.size() < wire::Header::kSize) return std::nullopt;
  wire::ByteReader in(packet.subspan(kReceiveOffset));
  const auto receive = in.be<std::uint64_t>();
  return clock::StampChoice::Key{receive, in.be<std::uint64_t>()};
}

}  // namespace

clock::MachineTime StampReader::at(const ClockReading& machine) {
  // As PlatformClock::at_realtime goes from REALTIME to the free-running clock, so that the two cancel out.
  return {machine, clock_.is_machine_clock() ? clock_.frequency() : Frequency{}};
}

WallTime StampReader::arrival(const platform::Datagram& datagram, const clock::CardTable& cards,
                              const ClockReading& machine) {
  clock::CardStamp stamp = *datagram.card_stamp;
  if (stamp.frame_octets == 0) {
    const std::uint32_t headers_octets = datagram.remote.ip.is_v4() ? kHeaders4_octets : kHeaders6_octets;
    stamp.frame_octets = headers_octets + static_cast<std::uint32_t>(datagram.bytes.size());
  }
  return choice_.arrival(stamp, datagram.kernel_stamp, cards, at(machine));
}

std::optional<WallTime> StampReader::departure(const platform::TransmitStamp& stamp, const clock::CardTable& cards) {
  if (cards.count == 0) return stamp.time;
  const auto key = key_of(stamp.payload);
  if (!key) return stamp.time;
  const clock::MachineTime machine = at(platform::system_clock_reading());
  if (stamp.time) return choice_.departed(*key, *stamp.time, cards, machine);
  return choice_.departed(*key, *stamp.card, cards, machine);
}

}  // namespace foliot::daemon
