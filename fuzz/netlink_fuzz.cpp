// Any bytes as what the kernel tells of the network: read to the end and no further.
#include <cstdint>
#include <span>

#include "platform/network_watch.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  foliot::platform::NetworkWatch watch;
  foliot::platform::NetworkChanges changes;
  watch.read({data, size}, changes);
  watch.read({data, size}, changes);
  return 0;
}
