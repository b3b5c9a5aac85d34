// A build that lacks what live.cpp needs (clang, libbpf-dev).
#include <stdexcept>

#include "live.hpp"

namespace foliot::bench {

namespace {
constexpr const char* kMissing = "built without the generator inside the kernel: clang and libbpf-dev were missing";
}

LiveResult run_live(const LivePlan& /*plan*/, const std::string& /*object*/) {
  throw std::runtime_error(kMissing);
}

void send_back(const std::string& /*interface*/, const std::string& /*object*/) {
  throw std::runtime_error(kMissing);
}

}  // namespace foliot::bench
