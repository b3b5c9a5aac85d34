#include "engine/reference_id_of.hpp"

#include <cstdint>
#include <span>

#include "auth/digest.hpp"

namespace foliot::engine {

wire::ReferenceId reference_id_of(const base::IpAddress& address) {
  const auto first_four = [](std::span<const std::uint8_t> bytes) {
    return wire::ReferenceId::from_bits(static_cast<std::uint32_t>(bytes[0]) << 24U |
                                        static_cast<std::uint32_t>(bytes[1]) << 16U |
                                        static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3]);
  };
  return address.is_v4() ? first_four(address.bytes()) : first_four(auth::md5(address.bytes()));
}

}  // namespace foliot::engine
