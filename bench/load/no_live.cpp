// A build that lacks what live.cpp needs (clang, libbpf-dev).
#include <stdexcept>

#include "live.hpp"

namespace foliot::bench {

LiveResult run_live(const LivePlan& /*plan*/, const std::string& /*object*/) {
  throw std::runtime_error("built without the generator inside the kernel: clang and libbpf-dev were missing");
}

}  // namespace foliot::bench
