// parse_packet reads no octet that is not there, and what it finds covers the packet without gap or overlap.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/check.hpp"
#include "wire/packet.hpp"

using foliot::base::check;
using foliot::wire::ByteWriter;
using foliot::wire::ExtensionField;
using foliot::wire::Header;
using foliot::wire::Packet;
using foliot::wire::parse_packet;

namespace {

void check_cover(const Packet& packet, std::span<const std::uint8_t> bytes) {
  std::size_t covered = Header::kSize;
  for (const ExtensionField& field : packet.extensions) {
    check(field.offset == covered);
    check(field.value.data() == bytes.data() + covered + 4);
    check(field.value.size() + 4 >= foliot::wire::kMinExtensionLength && field.value.size() % 4 == 0);
    covered += 4 + field.value.size();
  }
  if (packet.mac) {
    check(packet.mac->offset == covered);
    covered += 4 + packet.mac->digest.size();
  }
  check(covered == bytes.size());
}

/// The same message, written anew from its parts.
std::vector<std::uint8_t> rewritten(const Packet& packet, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  ByteWriter out(bytes);
  packet.header.write_to(out);
  for (const ExtensionField& field : packet.extensions) foliot::wire::write_extension(out, field.type, field.value);
  if (packet.mac) {
    out.be(packet.mac->key_id);
    out.bytes(packet.mac->digest);
  }
  check(out.ok() && out.size() == size);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(data, size);
  const auto packet = parse_packet(bytes);
  if (!packet) return 0;
  check_cover(*packet, bytes);
  const std::vector<std::uint8_t> copy = rewritten(*packet, size);
  for (std::size_t i = 0; i < size; ++i) check(copy[i] == data[i]);
  return 0;
}
