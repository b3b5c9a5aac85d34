// Any 48 octets are a header, and a header is written as the octets it was read from.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/check.hpp"
#include "wire/header.hpp"

using foliot::base::check;
using foliot::wire::ByteReader;
using foliot::wire::ByteWriter;
using foliot::wire::Header;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader in(std::span(data, size));
  const auto header = Header::parse(in);
  check(header.has_value() == (size >= Header::kSize));
  if (!header) return 0;
  std::array<std::uint8_t, Header::kSize> written{};
  ByteWriter out(written);
  header->write_to(out);
  check(out.ok() && out.size() == Header::kSize);
  for (std::size_t i = 0; i < Header::kSize; ++i) check(written[i] == data[i]);
  ByteReader again(written);
  check(Header::parse(again) == *header);
  return 0;
}
