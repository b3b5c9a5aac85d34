#include "wire/control_message.hpp"

#include <algorithm>

#include "wire/header.hpp"

namespace foliot::wire {
namespace {

constexpr unsigned kResponseBit = 0x80;
constexpr unsigned kErrorBit = 0x40;
constexpr unsigned kMoreBit = 0x20;
constexpr unsigned kOpcodeMask = 0x1f;
constexpr std::size_t kDataAlignment = 4;
constexpr std::size_t kMacAlignment = 8;

constexpr std::size_t round_up(std::size_t size, std::size_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

}  // namespace

std::expected<ControlHeader, ParseError> ControlHeader::parse(ByteReader& in) {
  const auto first = in.be<std::uint8_t>();
  const auto second = in.be<std::uint8_t>();
  ControlHeader header;
  header.leap = static_cast<LeapIndicator>(first >> 6U);
  header.version = version_of(first);
  header.response = (second & kResponseBit) != 0;
  header.error = (second & kErrorBit) != 0;
  header.more = (second & kMoreBit) != 0;
  header.opcode = static_cast<ControlOpcode>(second & kOpcodeMask);
  header.sequence = in.be<std::uint16_t>();
  header.status = in.be<std::uint16_t>();
  header.association_id = in.be<std::uint16_t>();
  header.offset = in.be<std::uint16_t>();
  header.count = in.be<std::uint16_t>();
  if (!in.ok()) return std::unexpected(ParseError::truncated);
  if (mode_of(first) != Mode::control) return std::unexpected(ParseError::not_a_control_message);
  return header;
}

void ControlHeader::write_to(ByteWriter& out) const {
  const unsigned first =
      static_cast<unsigned>(leap) << 6U | (version & 7U) << 3U | static_cast<unsigned>(Mode::control);
  const unsigned second = (response ? kResponseBit : 0U) | (error ? kErrorBit : 0U) | (more ? kMoreBit : 0U) |
                          (static_cast<unsigned>(opcode) & kOpcodeMask);
  out.be(static_cast<std::uint8_t>(first));
  out.be(static_cast<std::uint8_t>(second));
  out.be(sequence);
  out.be(status);
  out.be(association_id);
  out.be(offset);
  out.be(count);
}

std::expected<ControlMessage, ParseError> parse_control_message(std::span<const std::uint8_t> bytes) {
  ByteReader in(bytes);
  const auto header = ControlHeader::parse(in);
  if (!header) return std::unexpected(header.error());
  if (header->count > in.remaining()) return std::unexpected(ParseError::not_a_control_message);
  ControlMessage message;
  message.header = *header;
  message.data = in.take(header->count);
  message.mac_offset = std::min(round_up(ControlHeader::kSize + header->count, kMacAlignment), bytes.size());
  message.mac = bytes.subspan(message.mac_offset);
  return message;
}

void write_control_message(ByteWriter& out, ControlHeader header, std::span<const std::uint8_t> data) {
  header.count = static_cast<std::uint16_t>(data.size());
  header.write_to(out);
  out.bytes(data);
  out.pad_to(kDataAlignment);
}

}  // namespace foliot::wire
