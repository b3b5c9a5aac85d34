// A target with a mistake on purpose: when the fuzzer does not find it, the fuzzer finds nothing.
#include <cstddef>
#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> heap(data, data + size);
  const bool is_message = size >= 4 && heap[0] == 'N' && heap[1] == 'T' && heap[2] == 'P';
  if (!is_message) return 0;
  const std::size_t length = heap[3];
  volatile std::uint8_t last = *(heap.data() + length);  // beyond the end when `length` is not checked
  static_cast<void>(last);
  return 0;
}
