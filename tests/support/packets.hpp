// Bytes of time messages for tests, made with the writers of the wire room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wire/header.hpp"
#include "wire/packet.hpp"

namespace foliot::test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes to_bytes(const wire::Header& header) {
  Bytes bytes(wire::Header::kSize);
  wire::ByteWriter out(bytes);
  header.write_to(out);
  return bytes;
}

/// `bytes` with `count` octets of `value` after them.
inline Bytes with_trailer(Bytes bytes, std::size_t count, std::uint8_t value = 0) {
  bytes.resize(bytes.size() + count, value);
  return bytes;
}

/// `bytes` with one extension field after them; value_size: octets before padding.
inline Bytes with_extension(Bytes bytes, std::uint16_t type, std::size_t value_size) {
  const Bytes value(value_size, 0xa5);
  Bytes room(value_size + 32);
  wire::ByteWriter out(room);
  wire::write_extension(out, type, value);
  bytes.insert(bytes.end(), out.written().begin(), out.written().end());
  return bytes;
}

}  // namespace foliot::test
