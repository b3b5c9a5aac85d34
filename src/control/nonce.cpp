#include "control/nonce.hpp"

#include <array>
#include <charconv>

#include "auth/message_digest.hpp"
#include "wire/byte_writer.hpp"

namespace foliot::control {
namespace {

constexpr std::size_t kSecondDigits = 8;
constexpr std::size_t kHashBytes = 8;
constexpr std::size_t kDigits = kSecondDigits + 2 * kHashBytes;

void append_hex(std::string& text, std::uint8_t octet) {
  constexpr std::string_view kHex = "0123456789abcdef";
  text += kHex[octet >> 4U];
  text += kHex[octet & 0xfU];
}

std::uint32_t second_of(MonoTime now) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  return static_cast<std::uint32_t>(now.nanoseconds() / kBillion);
}

}  // namespace

NonceMaker::NonceMaker(base::Rng& rng) {
  constexpr std::size_t kSecretWords = 2;
  secret_.type = auth::KeyType::aes128_cmac;
  for (std::size_t i = 0; i < kSecretWords; ++i) {
    const std::uint64_t word = rng.next_u64();
    for (unsigned shift = 0; shift < 64; shift += 8) secret_.secret.push_back(static_cast<std::uint8_t>(word >> shift));
  }
}

std::string NonceMaker::text_of(const base::IpAddress& address, std::uint32_t second) const {
  std::array<std::uint8_t, 24> message{};
  wire::ByteWriter out(message);
  out.be(second);
  out.be(static_cast<std::uint32_t>(address.is_v4() ? 4 : 6));
  out.bytes(address.bytes());
  const auth::MessageDigest hash = auth::make_digest(secret_, message);
  std::string text;
  for (unsigned shift = 32; shift > 0; shift -= 8) append_hex(text, static_cast<std::uint8_t>(second >> (shift - 8)));
  for (std::size_t i = 0; i < kHashBytes; ++i) append_hex(text, hash[i]);
  return text;
}

std::string NonceMaker::make(const base::IpAddress& address, MonoTime now) const {
  return text_of(address, second_of(now));
}

bool NonceMaker::verify(std::string_view nonce, const base::IpAddress& address, MonoTime now) const {
  if (nonce.size() != kDigits) return false;
  std::uint32_t second = 0;
  const auto read = std::from_chars(nonce.data(), nonce.data() + kSecondDigits, second, 16);
  if (read.ec != std::errc{} || read.ptr != nonce.data() + kSecondDigits) return false;
  if (second_of(now) - second > kLife_s) return false;
  const std::string expected = text_of(address, second);
  unsigned differing = 0;
  for (std::size_t i = 0; i < kDigits; ++i) differing |= static_cast<unsigned>(nonce[i] ^ expected[i]);
  return differing == 0;
}

}  // namespace foliot::control
