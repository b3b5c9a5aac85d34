// getrandom(2), with /dev/urandom for kernels and sandboxes without it.
#include "platform/kernel_rng.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "platform/fd.hpp"

namespace foliot::platform {
namespace {

using Bytes = std::span<std::uint8_t>;

/// Calls `draw(place, size)` until `bytes` are full; false on an error that will not pass.
template <class Draw>
bool draw_all(Bytes bytes, const Draw& draw) {
  while (!bytes.empty()) {
    const ssize_t count = draw(bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

bool draw_from_device(Bytes bytes) {
  const Fd device(::open("/dev/urandom", O_RDONLY | O_CLOEXEC));
  return device && draw_all(bytes, [&](void* place, std::size_t size) { return ::read(device.get(), place, size); });
}

}  // namespace

void fill_random(Bytes bytes) {
  if (draw_all(bytes, [](void* place, std::size_t size) { return ::getrandom(place, size, 0); })) return;
  if (draw_from_device(bytes)) return;
  static_cast<void>(std::fputs("no random numbers to be had from the kernel\n", stderr));
  std::abort();
}

std::uint64_t KernelRng::next_u64() {
  if (left_ == 0) {
    fill_random({static_cast<std::uint8_t*>(static_cast<void*>(pool_.data())), sizeof pool_});
    left_ = pool_.size();
  }
  return std::exchange(pool_[--left_], 0);
}

}  // namespace foliot::platform
