// The table of commands: those of the classic ntpq first, then what others added, and our own.
#include <array>

#include "tools/ntpq/commands.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::string_view kFamily = "[ -4|-6 ]";
constexpr std::string_view kId = "[ assocID ]";
constexpr std::string_view kIdAndNames = "[ assocID ] [ name[,...] ... ]";
constexpr std::string_view kRange = "assocIDlow assocIDhigh";
constexpr std::string_view kRangeAndNames = "assocIDlow assocIDhigh [ name[,...] ... ]";
constexpr std::string_view kConfigLine = "<configuration command line>";
constexpr std::size_t kMany = 64;
constexpr bool kAdded = false;

constexpr auto kCommands = std::to_array<Command>({
    {"?", 0, 1, "[ command ]", "tell the use and syntax of commands", run_help},
    {"help", 0, 1, "[ command ]", "tell the use and syntax of commands", run_help},
    {"timeout", 0, 1, "[ msec ]", "set the primary receive time out", run_timeout},
    {"delay", 0, 1, "[ msec ]", "set the delay added to encryption time stamps", run_delay},
    {"host", 0, 2, "[ -4|-6 ] [ hostname ]", "specify the host whose NTP server we talk to", run_host},
    {"passwd", 0, 1, "", "specify a password to use for authenticated requests", run_passwd},
    {"hostnames", 0, 1, "[ yes|no|hostname|hostnum ]", "specify whether hostnames or net numbers are printed",
     run_hostnames},
    {"debug", 0, 1, "[ no|more|less|level ]", "set/change debugging level", run_debug},
    {"quit", 0, 0, "", "exit ntpq", run_quit},
    {"exit", 0, 0, "", "exit ntpq", run_quit},
    {"keyid", 0, 1, "[ key# ]", "set keyid to use for authenticated requests", run_keyid},
    {"version", 0, 0, "", "print version number", run_version},
    {"raw", 0, 0, "", "do raw mode variable output", run_raw},
    {"cooked", 0, 0, "", "do cooked mode variable output", run_cooked},
    {"authenticate", 0, 1, "[ yes|no ]", "always authenticate requests to this server", run_authenticate},
    {"ntpversion", 0, 1, "[ version number ]", "set the NTP version number to use for requests", run_ntpversion},
    {"keytype", 0, 1, "[ digest-name ]", "set key type to use for authenticated requests", run_keytype},
    {"saveconfig", 1, 1, "filename", "save ntpd configuration to file", run_saveconfig},
    {"associations", 0, 0, "", "print list of association ID's and statuses for the server's peers", run_associations},
    {"passociations", 0, 0, "", "print list of associations returned by last associations command", run_passociations},
    {"pas", 0, 0, "", "print list of associations returned by last associations command", run_passociations},
    {"lassociations", 0, 0, "", "print list of associations including all client information", run_lassociations},
    {"lpassociations", 0, 0, "", "print last obtained list of associations, including client information",
     run_lpassociations},
    {"addvars", 1, kMany, "name[=value][,...]", "add variables to the variable list or change their values",
     run_addvars},
    {"rmvars", 1, kMany, "name[,...]", "remove variables from the variable list", run_rmvars},
    {"clearvars", 0, 0, "", "remove all variables from the variable list", run_clearvars},
    {"showvars", 0, 0, "", "print variables on the variable list", run_showvars},
    {"readlist", 0, 1, kId, "read the system or peer variables included in the variable list", run_readlist},
    {"rl", 0, 1, kId, "read the system or peer variables included in the variable list", run_readlist},
    {"writelist", 0, 1, kId, "write the system or peer variables included in the variable list", run_writelist},
    {"readvar", 0, kMany, kIdAndNames, "read system or peer variables", run_readvar},
    {"rv", 0, kMany, kIdAndNames, "read system or peer variables", run_readvar},
    {"writevar", 2, kMany, "assocID name=value,[...]", "write system or peer variables", run_writevar},
    {"mreadlist", 2, 2, kRange, "read the peer variables in the variable list for multiple peers", run_mreadlist},
    {"mrl", 2, 2, kRange, "read the peer variables in the variable list for multiple peers", run_mreadlist},
    {"mreadvar", 2, kMany, kRangeAndNames, "read peer variables from multiple peers", run_mreadvar},
    {"mrv", 2, kMany, kRangeAndNames, "read peer variables from multiple peers", run_mreadvar},
    {"clocklist", 0, 1, kId, "read the clock variables included in the variable list", run_clocklist},
    {"cl", 0, 1, kId, "read the clock variables included in the variable list", run_clocklist},
    {"clockvar", 0, kMany, kIdAndNames, "read clock variables", run_clockvar},
    {"cv", 0, kMany, kIdAndNames, "read clock variables", run_clockvar},
    {"pstats", 1, 1, "assocID", "show statistics for a peer", run_pstats},
    {"peers", 0, 1, kFamily, "obtain and print a list of the server's peers [IP version]", run_peers},
    {"apeers", 0, 1, kFamily, "obtain and print a list of the server's peers and their assocIDs [IP version]",
     run_apeers},
    {"lpeers", 0, 1, kFamily, "obtain and print a list of all peers and clients [IP version]", run_lpeers},
    {"opeers", 0, 1, kFamily, "print peer list the old way, with dstadr shown rather than refid [IP version]",
     run_opeers},
    {"lopeers", 0, 1, kFamily, "obtain and print a list of all peers and clients showing dstadr [IP version]",
     run_lopeers},
    {":config", 1, kMany, kConfigLine, "send a remote configuration command to ntpd", run_config},
    {"config-from-file", 1, 1, "<configuration filename>", "configure ntpd using the configuration filename",
     run_config_from_file},
    {"mrulist", 0, kMany, "[ tag=value ... ]",
     "display the list of most recently seen source addresses, tags mincount=... resall=0x... resany=0x...",
     run_mrulist},
    {"ifstats", 0, 0, "", "show statistics for each local address ntpd is using", run_ifstats},
    {"reslist", 0, 0, "", "show ntpd access control list", run_reslist},
    {"sysinfo", 0, 0, "", "display system summary", run_sysinfo},
    {"kerninfo", 0, 0, "", "display kernel loop and PPS statistics", run_kerninfo},
    {"sysstats", 0, 0, "", "display system uptime and packet counts", run_sysstats},
    {"monstats", 0, 0, "", "display monitor (mrulist) counters and limits", run_monstats},
    {"authinfo", 0, 0, "", "display symmetric authentication counters", run_authinfo},
    {"iostats", 0, 0, "", "display network input and output counters", run_iostats},
    {"timerstats", 0, 0, "", "display interval timer counters", run_timerstats},
    {"drefid", 0, 1, "[ hash|ipv4 ]", "display reference ids as hash or as IPv4 address", run_drefid, kAdded},
    {"pstatus", 1, 1, "assocID", "show statistics for a peer", run_pstats, kAdded},
    {"config", 1, kMany, kConfigLine, "send a remote configuration command to ntpd", run_config, kAdded},
    {"rpeers", 0, 1, kFamily, "obtain and print a list of the server's peers, their names last [IP version]",
     run_rpeers, kAdded},
    {"why", 0, 0, "", "say why each source is used or not, and why the server is synchronised or not", run_why, kAdded},
    {"ntsinfo", 0, 0, "", "display NTS counters", run_ntsinfo, kAdded},
    {"units", 0, 0, "", "toggle unit display", run_units, kAdded},
    {"direct", 0, 0, "", "toggle direct-mode MRU output", run_direct, kAdded},
    {"logfile", 0, 1, "[ filename|<stderr> ]", "view/change the file of debug messages", run_logfile, kAdded},
    {"doflake", 1, 1, "probability", "lose answers on purpose, for tests", run_doflake, kAdded},
    {"noflake", 0, 0, "", "lose no answers on purpose any more", run_noflake, kAdded},
});

}  // namespace

std::span<const Command> command_table() {
  return kCommands;
}

}  // namespace foliot::ntpq
