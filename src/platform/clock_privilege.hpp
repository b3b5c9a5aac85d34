// May this process steer the machine's clock? Found out without changing anything.
#pragma once

#include <string_view>

#include "platform/kernel_clock.hpp"

namespace foliot::platform {

/// CAP_SYS_TIME is among the effective capabilities in the text of /proc/self/status.
[[nodiscard]] bool has_sys_time(std::string_view proc_status);

/// The text of /proc/self/uid_map is that of the machine's first user namespace; in any other one the
/// capability is worth nothing to the kernel's clock.
[[nodiscard]] bool is_first_user_namespace(std::string_view uid_map);

/// Whether steering can be expected to work. The capability decides. Without it the kernel is asked with a
/// request that it must refuse in any case (a tick of 0): EPERM means no; another refusal means that it is
/// not the kernel which answers but a simulator that lets everybody steer.
[[nodiscard]] bool may_steer(const KernelCalls& calls = system_kernel_calls());

/// The same for given texts of the two files.
[[nodiscard]] bool may_steer(std::string_view proc_status, std::string_view uid_map, const KernelCalls& calls);

}  // namespace foliot::platform
