// Any bytes as a key file: what is read stays within its limits and a secret never shows up in a finding.
#include <cstdlib>
#include <string_view>

#include "auth/key_file.hpp"
#include "auth/message_digest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = foliot::auth::parse_key_file({reinterpret_cast<const char*>(data), size});
  if (file.rejected() && !file.keys.empty()) std::abort();
  for (const auto& key : file.keys) {
    if (key.id == 0 || key.id > foliot::auth::kMaxKeyId || key.secret.empty()) std::abort();
    const auto digest = make_digest(key, {data, size});
    if (!verifies(key, {data, size}, {digest.data(), digest.size()})) std::abort();
  }
  return 0;
}
