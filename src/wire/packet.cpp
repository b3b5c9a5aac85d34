// Telling extension fields from a MAC by what remains (RFC 7822 section 3).
#include "wire/packet.hpp"

#include <algorithm>

namespace foliot::wire {
namespace {

constexpr std::size_t kFieldHeader = 4;

/// 4: crypto-NAK; 20: MD5 or AES-CMAC; 24: SHA-1 and digests cut to 160 bits (RFC 5905 section 7.3, RFC 8573).
/// 72 octets are the signature trailer of Windows domain clients (MS-SNTP section 2.2.2): not verified, kept apart.
constexpr bool is_mac_length(std::size_t length) {
  return length == 4 || length == 20 || length == 24 || length == 72;
}

/// Whole digests of 224 to 512 bits, which chrony's clients send in version 3.
constexpr bool is_old_mac_length(std::size_t length) {
  return is_mac_length(length) || length == 32 || length == 36 || length == 52 || length == kMaxOldMacLength;
}

/// Versions before 4 know no extension fields: what follows the header is a MAC (RFC 7822 section 3).
bool expects_extension(const Header& header, const ByteReader& in) {
  return header.version == kVersion && in.remaining() > kMaxMacLength;
}

std::expected<ExtensionField, ParseError> parse_extension(ByteReader& in, std::size_t offset) {
  const auto type = in.be<std::uint16_t>();
  const std::size_t length = in.be<std::uint16_t>();
  if (length < kMinExtensionLength || length % 4 != 0) return std::unexpected(ParseError::bad_extension_length);
  const auto value = in.take(length - kFieldHeader);
  if (!in.ok()) return std::unexpected(ParseError::bad_extension_length);
  return ExtensionField{type, value, offset};
}

/// A remainder of 16 to 24 octets may be a last field instead of a MAC: if its length word says exactly that.
bool is_short_extension(const Header& header, std::span<const std::uint8_t> rest) {
  if (header.version != kVersion || rest.size() < kMinExtensionLength) return false;
  ByteReader peek(rest);
  static_cast<void>(peek.be<std::uint16_t>());
  return peek.be<std::uint16_t>() == rest.size() && !is_mac_length(rest.size());
}

std::optional<ParseError> parse_extensions(Packet& packet, ByteReader& in, std::size_t total) {
  while (expects_extension(packet.header, in) || is_short_extension(packet.header, in.rest())) {
    // A domain client's trailer is longer than any MAC; its length word would not pass for a field's.
    const auto rest = in.rest();
    auto field = parse_extension(in, total - rest.size());
    if (!field && is_mac_length(rest.size())) {
      in = ByteReader(rest);
      return std::nullopt;
    }
    if (!field) return field.error();
    if (!packet.extensions.try_push_back(*field)) return ParseError::too_many_extensions;
  }
  return std::nullopt;
}

std::optional<ParseError> parse_mac(Packet& packet, ByteReader& in, std::size_t total) {
  if (in.remaining() == 0) return std::nullopt;
  const bool is_old = packet.header.version < kVersion;
  const bool fits = is_old ? is_old_mac_length(in.remaining()) : is_mac_length(in.remaining());
  if (!fits) return ParseError::bad_mac_length;
  const std::size_t offset = total - in.remaining();
  const auto key_id = in.be<std::uint32_t>();
  packet.mac = Mac{key_id, in.rest(), offset};
  return std::nullopt;
}

}  // namespace

std::expected<Packet, ParseError> parse_packet(std::span<const std::uint8_t> bytes) {
  ByteReader in(bytes);
  const auto header = Header::parse(in);
  if (!header) return std::unexpected(header.error());
  if (header->version < 1 || header->version > kVersion) return std::unexpected(ParseError::unsupported_version);
  if (header->mode < Mode::symmetric_active || header->mode > Mode::broadcast) {
    return std::unexpected(ParseError::unsupported_mode);
  }
  Packet packet{*header, {}, std::nullopt};
  if (const auto error = parse_extensions(packet, in, bytes.size())) return std::unexpected(*error);
  if (const auto error = parse_mac(packet, in, bytes.size())) return std::unexpected(*error);
  return packet;
}

void write_extension(ByteWriter& out, std::uint16_t type, std::span<const std::uint8_t> value) {
  const std::size_t padded = (kFieldHeader + value.size() + 3) / 4 * 4;
  const std::size_t length = std::max(padded, kMinExtensionLength);
  if (length > 0xffff) return out.fail();
  out.be(type);
  out.be(static_cast<std::uint16_t>(length));
  out.bytes(value);
  for (std::size_t i = kFieldHeader + value.size(); i < length; ++i) out.be<std::uint8_t>(0);
}

}  // namespace foliot::wire
