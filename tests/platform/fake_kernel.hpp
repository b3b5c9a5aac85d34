// A kernel that writes down what it is asked to do to its clock, and does nothing.
#pragma once

#include <sys/timex.h>

#include <cerrno>
#include <ctime>
#include <vector>

#include "platform/kernel_clock.hpp"

namespace foliot::platform {

/// One at a time: the calls are plain functions, so the fake they talk to is found through a static.
class FakeKernel {
 public:
  FakeKernel() {
    state.tick = 10'000;
    active() = this;
  }
  ~FakeKernel() { active() = nullptr; }
  FakeKernel(const FakeKernel&) = delete;
  FakeKernel& operator=(const FakeKernel&) = delete;

  [[nodiscard]] static KernelCalls calls() { return {adjtimex, clock_settime}; }
  /// The newest request that would change something.
  [[nodiscard]] const timex& last() const { return requests.back(); }

  std::vector<timex> requests;   ///< all that would change something
  std::vector<timespec> set_to;  ///< calls of clock_settime
  timex state{};                 ///< what a question is answered with
  int refuse_with = 0;           ///< errno of each change
  int refuse_set_with = 0;       ///< errno of each clock_settime

 private:
  static FakeKernel*& active() {
    static FakeKernel* kernel = nullptr;
    return kernel;
  }

  static int adjtimex(timex* request) {
    FakeKernel& kernel = *active();
    if (request->modes != 0) kernel.requests.push_back(*request);
    if (request->modes != 0 && kernel.refuse_with != 0) return refuse(kernel.refuse_with);
    *request = kernel.state;
    return 0;
  }
  static int clock_settime(clockid_t, const timespec* value) {
    FakeKernel& kernel = *active();
    kernel.set_to.push_back(*value);
    return kernel.refuse_set_with == 0 ? 0 : refuse(kernel.refuse_set_with);
  }
  static int refuse(int error) {
    errno = error;
    return -1;
  }
};

}  // namespace foliot::platform
