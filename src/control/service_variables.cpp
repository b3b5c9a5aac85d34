#include "control/service_variables.hpp"

#include <array>

#include "control/value_text.hpp"

namespace foliot::control {
namespace {

using Self = SystemVariables;

/// Most are plain counters: the place of one in the views.
template <auto Member>
Value counter(const Self& s) {
  return std::to_string(s.system.service.*Member);
}
template <auto Part, auto Member>
Value counter_of(const Self& s) {
  return std::to_string(s.system.service.*Part.*Member);
}

/// Rounded, as classic rounds it.
Value kilobytes(const ServiceView& service, std::uint64_t clients) {
  return std::to_string((clients * service.client_octets + 512) / 1024);
}

Value digests_made(const Self& s) {
  const KeyStatistics& keys = s.system.service.keys;
  return std::to_string(keys.digests_made + keys.cmacs_made);
}

Value digests_checked(const Self& s) {
  const KeyStatistics& keys = s.system.service.keys;
  return std::to_string(keys.digests_checked + keys.cmacs_checked);
}

using V = ServiceView;
using K = KeyStatistics;
using I = IoStatistics;
using T = TimerStatistics;
using X = XdpStatistics;
using C = CardStatistics;

constexpr auto kTable = std::to_array<Variable<Self>>({
    {"mru_enabled", false, [](const Self& s) -> Value { return hex_text(s.system.service.monitor_bits); }},
    {"mru_hashslots", false, counter<&V::client_slots>},
    {"mru_depth", false, counter<&V::clients>},
    {"mru_deepest", false, counter<&V::most_clients>},
    {"mru_maxdepth", false, counter<&V::client_room>},
    {"mru_mindepth", false, counter<&V::client_mindepth>},
    {"mru_maxage", false, counter<&V::client_maxage_s>},
    {"mru_minage", false, counter<&V::client_minage_s>},
    {"mru_mem", false, [](const Self& s) { return kilobytes(s.system.service, s.system.service.clients); }},
    {"mru_maxmem", false, [](const Self& s) { return kilobytes(s.system.service, s.system.service.client_room); }},
    {"mru_exists", false, counter<&V::clients_known>},
    {"mru_new", false, counter<&V::clients_new>},
    {"mru_recycleold", false, counter<&V::clients_aged>},
    {"mru_recyclefull", false, counter<&V::clients_pushed>},
    {"mru_none", false, counter<&V::clients_refused>},
    {"mru_oldest_age", false, [](const Self& s) -> Value { return whole_text(s.system.service.oldest_client_s); }},
    {"ss_uptime", false, [](const Self& s) -> Value { return whole_text(s.system.service.uptime_s); }},
    {"ss_reset", false, [](const Self& s) -> Value { return whole_text(s.system.service.since_reset_s); }},
    {"ss_numctlreq", false, counter<&V::queries>},
    {"ss_received", false, counter<&V::received>},
    {"ss_thisver", false, counter<&V::this_version>},
    {"ss_oldver", false, counter<&V::old_version>},
    {"ss_ver1", false, counter<&V::version1>},
    {"ss_ver1client", false, counter<&V::version1_client>},
    {"ss_ver1zero", false, counter<&V::version1_mode0>},
    {"ss_ver1symm", false, counter<&V::version1_symmetric>},
    {"ss_badformat", false, counter<&V::bad_format>},
    {"ss_badauth", false, counter<&V::bad_authentication>},
    {"ss_declined", false, counter<&V::declined>},
    {"ss_restricted", false, counter<&V::restricted>},
    {"ss_limited", false, counter<&V::limited>},
    {"ss_lamport", false, [](const Self&) -> Value { return "0"; }},     // never served: t3 is read after t2
    {"ss_tsrounding", false, [](const Self&) -> Value { return "0"; }},  // no stamp is ever moved to fit another
    {"ss_kodsent", false, counter<&V::kisses>},
    {"ss_processed", false, counter<&V::processed>},
    {"authreset", false, [](const Self& s) -> Value { return whole_text(s.system.service.keys.since_reset_s); }},
    {"authkeys", false, counter_of<&V::keys, &K::keys>},
    {"authfreek", false, [](const Self&) -> Value { return "0"; }},  // room for a key is made when there is one
    {"authklookups", false, counter_of<&V::keys, &K::lookups>},
    {"authknotfound", false, counter_of<&V::keys, &K::not_found>},
    {"authkuncached", false, [](const Self&) -> Value { return "0"; }},  // all keys are at hand
    {"authkexpired", false, [](const Self&) -> Value { return "0"; }},   // only Autokey's did
    {"authencrypts", false, digests_made},
    {"authdigestencrypts", false, counter_of<&V::keys, &K::digests_made>},
    {"authcmacencrypts", false, counter_of<&V::keys, &K::cmacs_made>},
    {"authdecrypts", false, digests_checked},
    {"authdigestdecrypts", false, counter_of<&V::keys, &K::digests_checked>},
    {"authdigestfails", false, counter_of<&V::keys, &K::digests_failed>},
    {"authcmacdecrypts", false, counter_of<&V::keys, &K::cmacs_checked>},
    {"authcmacfails", false, counter_of<&V::keys, &K::cmacs_failed>},
    {"iostats_reset", false, [](const Self& s) -> Value { return whole_text(s.system.service.io.since_reset_s); }},
    {"total_rbuf", false, counter_of<&V::io, &I::buffers>},
    {"free_rbuf", false,
     [](const Self& s)
         -> Value { return std::to_string(s.system.service.io.buffers - s.system.service.io.buffers_used); }},
    {"used_rbuf", false, counter_of<&V::io, &I::buffers_used>},
    {"rbuf_lowater", false, counter_of<&V::io, &I::refills>},
    {"io_dropped", false, counter_of<&V::io, &I::dropped>},
    {"io_ignored", false, counter_of<&V::io, &I::ignored>},
    {"io_received", false, counter_of<&V::io, &I::received>},
    {"io_sent", false, counter_of<&V::io, &I::sent>},
    {"io_sendfailed", false, counter_of<&V::io, &I::not_sent>},
    {"io_wakeups", false, counter_of<&V::io, &I::wakeups>},
    {"io_goodwakeups", false, counter_of<&V::io, &I::good_wakeups>},
    {"timerstats_reset", false,
     [](const Self& s) -> Value { return whole_text(s.system.service.timer.since_reset_s); }},
    {"timer_overruns", false, counter_of<&V::timer, &T::overruns>},
    {"timer_xmts", false, counter_of<&V::timer, &T::transmits>},
    {"hwstamp_interfaces", false, counter_of<&V::cards, &C::interfaces>},
    {"hwstamp_received", false, counter_of<&V::cards, &C::received>},
    {"hwstamp_transmitted", false, counter_of<&V::cards, &C::transmitted>},
    {"hwstamp_refused", false, counter_of<&V::cards, &C::refused>},
    {"xdp_interfaces", false, counter_of<&V::xdp, &X::interfaces>},
    {"xdp_answered", false, counter_of<&V::xdp, &X::answered>},
    {"xdp_limited", false, counter_of<&V::xdp, &X::limited>},
    {"xdp_kodsent", false, counter_of<&V::xdp, &X::kisses>},
    {"xdp_stale", false, counter_of<&V::xdp, &X::stale>},
    {"xdp_notplain", false, counter_of<&V::xdp, &X::not_plain>},
    {"xdp_badchecksum", false, counter_of<&V::xdp, &X::bad_checksum>},
    {"xdp_interleaved", false, counter_of<&V::xdp, &X::interleaved>},
    {"xdp_otheraddress", false, counter_of<&V::xdp, &X::other_address>},
    {"xdp_restricted", false, counter_of<&V::xdp, &X::restricted>},
});

}  // namespace

std::span<const Variable<SystemVariables>> service_variables() {
  return kTable;
}

}  // namespace foliot::control
