#include "daemon/listening.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/local_addresses.hpp"
#include "platform/quiet_thread.hpp"

namespace foliot::daemon {
namespace {

const char* advice_for(const platform::SysError& cause) {
  if (cause.is_address_in_use()) return "; another time daemon is running: stop it, or choose another `port`";
  return cause.is_not_permitted() ? "; start ntpd as root, or choose a `port` above 1023" : "";
}

}  // namespace

std::vector<LocalAddress> local_addresses() {
  std::vector<LocalAddress> addresses;
  const auto listed = platform::list_local_addresses();
  if (!listed) return addresses;
  for (const auto& one : *listed) addresses.push_back({one.interface, one.ip});
  return addresses;
}

std::vector<base::IpAddress> own_addresses(const ListenPlan& plan, std::span<const LocalAddress> local) {
  std::vector<base::IpAddress> own = plan.addresses;
  if (!plan.wildcard_v4 && !plan.wildcard_v6) return own;
  for (const LocalAddress& one : local) own.push_back(one.address);
  return own;
}

std::size_t workers_of(const config::Config& config) {
  constexpr unsigned kMostByDefault = 16;
  if (config.discipline.one_shot) return 0;
  if (config.workers) return static_cast<std::size_t>(*config.workers);
  return std::min(platform::usable_processors(), kMostByDefault);
}

bool listen(ServiceSockets& service, const ListenPlan& plan, const config::Config& config, Logger& log) {
  bool usable = true;
  for (const ListenError& error : service.open(plan, config.port, config.dscp, workers_of(config))) {
    usable = usable && !error.fatal;
    // A new IPv6 address cannot be used before it has been tested; if it still fails later, it is worth a line.
    const int worth_a_line = error.cause.is_address_missing() && !error.fatal ? 2 : 1;
    if (error.failures != worth_a_line) continue;
    log.error(fmt::format("unable to listen on {}: {}{}", error.where, error.cause.text(), advice_for(error.cause)));
  }
  return usable;
}

}  // namespace foliot::daemon
