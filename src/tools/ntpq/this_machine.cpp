#include "tools/ntpq/this_machine.hpp"

#include <ctime>

#include "platform/machine_clock.hpp"
#include "tools/ntpq/look_up.hpp"

namespace foliot::ntpq {

std::optional<std::string> ThisMachine::name_of(const base::IpAddress& address) {
  const auto known = names_.find(address);
  if (known != names_.end()) return known->second;
  return names_[address] = look_up_name(address);
}

std::optional<base::IpAddress> ThisMachine::address_of(const std::string& host, FamilyChoice family) {
  const auto addresses = look_up(host, family, 0);
  if (addresses.empty()) return std::nullopt;
  return addresses.front().ip;
}

WallTime ThisMachine::now() {
  return platform::system_clock_reading().wall;
}

int ThisMachine::zone_offset_s(WallTime time) {
  const std::time_t seconds = time.nanoseconds() / 1'000'000'000;
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return 0;
  return static_cast<int>(local.tm_gmtoff);
}

}  // namespace foliot::ntpq
