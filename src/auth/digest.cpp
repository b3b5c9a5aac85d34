#include "auth/digest.hpp"

#include <nettle/md5.h>
#include <nettle/sha1.h>

namespace foliot::auth {

std::array<std::uint8_t, 16> md5(std::span<const std::uint8_t> bytes) {
  md5_ctx context{};
  md5_init(&context);
  md5_update(&context, bytes.size(), bytes.data());
  std::array<std::uint8_t, 16> digest{};
  md5_digest(&context, digest.size(), digest.data());
  return digest;
}

std::array<std::uint8_t, 20> sha1(std::span<const std::uint8_t> bytes) {
  sha1_ctx context{};
  sha1_init(&context);
  sha1_update(&context, bytes.size(), bytes.data());
  std::array<std::uint8_t, 20> digest{};
  sha1_digest(&context, digest.size(), digest.data());
  return digest;
}

}  // namespace foliot::auth
