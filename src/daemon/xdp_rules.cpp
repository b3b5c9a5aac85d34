#include "daemon/xdp_rules.hpp"

#include "access/prefix_flags.hpp"

namespace foliot::daemon {
namespace {

using access::Restrict;
using access::RestrictFlags;

/// Those that refuse plain requests, some of them, or change the answer.
constexpr Restrict kForSockets[] = {Restrict::ignore,  Restrict::noserve, Restrict::notrust,
                                    Restrict::version, Restrict::flake,   Restrict::serverresponse_fuzz};

xdp_verdict verdict_of(RestrictFlags flags, const access::RateOptions& rate) {
  for (const Restrict flag : kForSockets) {
    if (flags.has(flag)) return XDP_VERDICT_PASS;
  }
  if (!flags.has(Restrict::limited)) return XDP_VERDICT_ANSWER;
  if (rate.score) return XDP_VERDICT_PASS;  // `limit` needs an exponential function
  return flags.has(Restrict::kod) ? XDP_VERDICT_LIMITED_KOD : XDP_VERDICT_LIMITED;
}

}  // namespace

std::vector<platform::XdpRule> to_xdp_rules(const access::RestrictList& list, const access::RateOptions& rate) {
  std::vector<platform::XdpRule> rules;
  for (const access::PrefixFlags& one : to_prefix_flags(list)) {
    rules.push_back({one.prefix, one.length_bits, verdict_of(one.any_port, rate), verdict_of(one.ntp_port, rate)});
  }
  return rules;
}

}  // namespace foliot::daemon
