#include "platform/process_use.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace foliot::platform {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

ResourceUse resource_use() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) < 0) return {};
  return {.user_s = seconds(usage.ru_utime),
          .system_s = seconds(usage.ru_stime),
          .minor_faults = usage.ru_minflt,
          .major_faults = usage.ru_majflt,
          .swaps = usage.ru_nswap,
          .blocks_in = usage.ru_inblock,
          .blocks_out = usage.ru_oublock,
          .voluntary_switches = usage.ru_nvcsw,
          .involuntary_switches = usage.ru_nivcsw,
          .signals = usage.ru_nsignals,
          .resident_kb = usage.ru_maxrss};
}

int process_number() {
  return getpid();
}

}  // namespace foliot::platform
