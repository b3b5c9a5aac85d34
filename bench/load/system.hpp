// What the parts of the load generator need of the system.
#pragma once

#include <time.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>

namespace foliot::bench {

inline constexpr std::int64_t kSecond_ns = 1'000'000'000;
/// So long after the last answer no more are waited for.
inline constexpr std::int64_t kLastAnswers_ns = 100'000'000;

/// Ends the program with what errno says of `what`, unless it is done.
inline void require(bool done, const std::string& what) {
  if (!done) throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// Of the monotonic clock.
[[nodiscard]] inline std::int64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * kSecond_ns + time.tv_nsec;
}

}  // namespace foliot::bench
