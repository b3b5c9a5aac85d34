#include "tools/ntpq/tables.hpp"

#include <algorithm>
#include <array>

#include "tools/ntpq/text.hpp"
#include "tools/ntpq/units.hpp"

namespace foliot::ntpq {
namespace {

constexpr auto kSysinfo = std::to_array<TableRow>({
    {"peeradr", "system peer:", CellForm::address},
    {"peermode", "system peer mode:", CellForm::mode},
    {"leap", "leap indicator:", CellForm::leap},
    {"stratum", "stratum:"},
    {"precision", "log2 precision:"},
    {"rootdelay", "root delay:"},
    {"rootdisp", "root dispersion:"},
    {"refid", "reference ID:", CellForm::reference},
    {"reftime", "reference time:", CellForm::date},
    {"sys_jitter", "system jitter:"},
    {"clk_jitter", "clock jitter:"},
    {"clk_wander", "clock wander:"},
    {"bcastdelay", "broadcast delay:"},
    {"authdelay", "symm. auth. delay:"},
});

constexpr auto kSysstats = std::to_array<TableRow>({
    {"ss_uptime", "uptime:"},
    {"ss_reset", "sysstats reset:"},
    {"ss_received", "packets received:"},
    {"ss_thisver", "current version:"},
    {"ss_oldver", "older version:"},
    {"ss_badformat", "bad length or format:"},
    {"ss_badauth", "authentication failed:"},
    {"ss_declined", "declined:"},
    {"ss_restricted", "restricted:"},
    {"ss_limited", "rate limited:"},
    {"ss_kodsent", "KoD responses:"},
    {"ss_processed", "processed for time:"},
});

constexpr auto kKerninfo = std::to_array<TableRow>({
    {"koffset", "pll offset:"},
    {"kfreq", "pll frequency:"},
    {"kmaxerr", "maximum error:"},
    {"kesterr", "estimated error:"},
    {"kstflags", "kernel status:"},
    {"ktimeconst", "pll time constant:"},
    {"kprecis", "precision:"},
    {"kfreqtol", "frequency tolerance:"},
    {"kppsfreq", "pps frequency:"},
    {"kppsstab", "pps stability:"},
    {"kppsjitter", "pps jitter:"},
    {"kppscalibdur", "calibration interval"},  // both families leave the colon out
    {"kppscalibs", "calibration cycles:"},
    {"kppsjitexc", "jitter exceeded:"},
    {"kppsstbexc", "stability exceeded:"},
    {"kppscaliberrs", "calibration errors:"},
});

constexpr auto kMonstats = std::to_array<TableRow>({
    {"mru_enabled", "enabled:"},
    {"mru_depth", "addresses:"},
    {"mru_deepest", "peak addresses:"},
    {"mru_maxdepth", "maximum addresses:"},
    {"mru_mindepth", "reclaim above count:"},
    {"mru_maxage", "reclaim older than:"},
    {"mru_mem", "kilobytes:"},
    {"mru_maxmem", "maximum kilobytes:"},
});

constexpr auto kIostats = std::to_array<TableRow>({
    {"iostats_reset", "time since reset:"},
    {"total_rbuf", "receive buffers:"},
    {"free_rbuf", "free receive buffers:"},
    {"used_rbuf", "used receive buffers:"},
    {"rbuf_lowater", "low water refills:"},
    {"io_dropped", "dropped packets:"},
    {"io_ignored", "ignored packets:"},
    {"io_received", "received packets:"},
    {"io_sent", "packets sent:"},
    {"io_sendfailed", "packet send failures:"},
    {"io_wakeups", "input wakeups:"},
    {"io_goodwakeups", "useful input wakeups:"},
});

constexpr auto kTimerstats = std::to_array<TableRow>({
    {"timerstats_reset", "time since reset:"},
    {"timer_overruns", "timer overruns:"},
    {"timer_xmts", "calls to transmit:"},
});

constexpr auto kAuthinfo = std::to_array<TableRow>({
    {"authreset", "time since reset:"},
    {"authkeys", "stored keys:"},
    {"authfreek", "free keys:"},
    {"authklookups", "key lookups:"},
    {"authknotfound", "keys not found:"},
    {"authkuncached", "uncached keys:"},
    {"authkexpired", "expired keys:"},
    {"authencrypts", "encryptions:"},
    {"authdecrypts", "decryptions:"},
});

constexpr auto kPstats = std::to_array<TableRow>({
    {"srcadr", "remote host:", CellForm::address},
    {"dstadr", "local address:", CellForm::address},
    {"timerec", "time last received:"},
    {"timer", "time until next send:"},
    {"timereach", "reachability change:"},
    {"sent", "packets sent:"},
    {"received", "packets received:"},
    {"badauth", "bad authentication:"},
    {"bogusorg", "bogus origin:"},
    {"oldpkt", "duplicate:"},
    {"seldisp", "bad dispersion:"},
    {"selbroken", "bad reference time:"},
    {"candidate", "candidate order:"},
});

constexpr auto kNtsinfo = std::to_array<TableRow>({
    {"nts_client_send", "NTS client sends:"},
    {"nts_client_recv_good", "NTS client recvs good:"},
    {"nts_client_recv_bad", "NTS client recvs w error:"},
    {"nts_server_recv_good", "NTS server recvs good:"},
    {"nts_server_recv_bad", "NTS server recvs w error:"},
    {"nts_server_send", "NTS server sends:"},
    {"nts_cookie_make", "NTS make cookies:"},
    {"nts_cookie_decode", "NTS decode cookies:"},
    {"nts_cookie_decode_old", "NTS decode cookies old:"},
    {"nts_cookie_decode_old2", "NTS decode cookies old2:"},
    {"nts_cookie_decode_older", "NTS decode cookies older:"},
    {"nts_cookie_decode_too_old", "NTS decode cookies too old:"},
    {"nts_cookie_decode_error", "NTS decode cookies error:"},
    {"nts_ke_probes_good", "NTS KE client probes good:"},
    {"nts_ke_probes_bad", "NTS KE client probes bad:"},
    {"nts_ke_serves_good", "NTS KE serves good:"},
    {"nts_ke_serves_bad", "NTS KE serves bad:"},
});

constexpr auto kTables = std::to_array<Table>({
    {"sysinfo", 18, true, kSysinfo},
    {"sysstats", 22, false, kSysstats},
    {"kerninfo", 21, true, kKerninfo},
    {"monstats", 20, false, kMonstats},
    {"iostats", 22, false, kIostats},
    {"timerstats", 19, false, kTimerstats},
    {"authinfo", 17, false, kAuthinfo},
    {"pstats", 21, true, kPstats},
    {"ntsinfo", 27, false, kNtsinfo},
});

constexpr auto kModes = std::to_array<std::string_view>(
    {"unspec", "sym_active", "sym_passive", "client", "server", "broadcast", "control", "private", "bclient"});

std::string mode_name(std::string_view value) {
  const auto number = parse_integer(value);
  if (!number || *number < 0) return escaped(value) + '?';
  const auto index = static_cast<std::size_t>(*number);
  return index < kModes.size() ? std::string(kModes[index]) : "mode#" + std::to_string(index);
}

std::string cell_text(const TableRow& row, std::string_view sent, const CookedStyle& style) {
  const std::string_view value = unquoted(sent);
  switch (row.form) {
    case CellForm::leap:
      return cooked_value("leap", value, style);
    case CellForm::mode:
      return mode_name(value);
    case CellForm::address:
      return named_address(value, style);
    case CellForm::date:
      return cooked_value("reftime", value, style);
    case CellForm::reference:
      return cooked_value("refid", value, style);
    case CellForm::text:
      break;
  }
  return style.units ? escaped(with_unit(row.variable, value)) : escaped(value);
}

}  // namespace

std::span<const Table> all_tables() {
  return kTables;
}

const Table& table_of(std::string_view command) {
  return *std::ranges::find(kTables, command, &Table::command);
}

std::string names_of(const Table& table) {
  std::string names;
  for (const TableRow& row : table.rows) names.append(names.empty() ? "" : ",").append(row.variable);
  return names;
}

std::string table_text(const Table& table, const VariablePairs& variables, const CookedStyle& style) {
  std::string text;
  for (const TableRow& row : table.rows) {
    const auto value = find_value(variables, row.variable);
    if (!value || unquoted(*value).empty()) continue;
    text += padded_right(row.label, table.label_width) + "  " + cell_text(row, *value, style) + '\n';
  }
  return text;
}

}  // namespace foliot::ntpq
