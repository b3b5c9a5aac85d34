#include "tools/ntpq/commands.hpp"

#include <array>
#include <cctype>

namespace foliot::ntpq {
namespace {

constexpr std::string_view kFamily = "[ -4|-6 ]";
constexpr std::string_view kId = "[ assocID ]";
constexpr std::string_view kIdAndNames = "[ assocID ] [ name[,...] ... ]";
constexpr std::size_t kMany = 16;

constexpr auto kCommands = std::to_array<Command>({
    {"?", 0, 1, "[ command ]", "tell the use and syntax of commands", run_help},
    {"help", 0, 1, "[ command ]", "tell the use and syntax of commands", run_help},
    {"timeout", 0, 1, "[ msec ]", "set the primary receive time out", run_timeout},
    {"delay", 0, 1, "[ msec ]", "set the delay added to encryption time stamps", nullptr},
    {"host", 0, 2, "[ -4|-6 ] [ hostname ]", "specify the host whose NTP server we talk to", run_host},
    {"poll", 0, 2, "[ n ] [ verbose ]", "poll an NTP server in client mode", nullptr},
    {"passwd", 0, 1, "", "specify a password to use for authenticated requests", run_passwd},
    {"hostnames", 0, 1, "[ yes|no ]", "specify whether hostnames or net numbers are printed", run_hostnames},
    {"debug", 0, 1, "[ no|more|less ]", "set/change debugging level", run_debug},
    {"quit", 0, 0, "", "exit ntpq", run_quit},
    {"exit", 0, 0, "", "exit ntpq", run_quit},
    {"keyid", 0, 1, "[ key# ]", "set keyid to use for authenticated requests", run_keyid},
    {"version", 0, 0, "", "print version number", run_version},
    {"raw", 0, 0, "", "do raw mode variable output", run_raw},
    {"cooked", 0, 0, "", "do cooked mode variable output", run_cooked},
    {"authenticate", 0, 1, "[ yes|no ]", "always authenticate requests to this server", nullptr},
    {"ntpversion", 0, 1, "[ version number ]", "set the NTP version number to use for requests", run_ntpversion},
    {"keytype", 0, 1, "[ digest-name ]", "set key type to use for authenticated requests", run_keytype},
    {"saveconfig", 1, 1, "filename", "save ntpd configuration to file", run_saveconfig},
    {"associations", 0, 0, "", "print list of association ID's and statuses for the server's peers", run_associations},
    {"passociations", 0, 0, "", "print list of associations returned by last associations command", run_passociations},
    {"pas", 0, 0, "", "print list of associations returned by last associations command", run_passociations},
    {"lassociations", 0, 0, "", "print list of associations including all client information", run_lassociations},
    {"lpassociations", 0, 0, "", "print last obtained list of associations, including client information",
     run_lpassociations},
    {"addvars", 1, kMany, "name[=value][,...]", "add variables to the variable list or change their values", nullptr},
    {"rmvars", 1, kMany, "name[,...]", "remove variables from the variable list", nullptr},
    {"clearvars", 0, 0, "", "remove all variables from the variable list", nullptr},
    {"showvars", 0, 0, "", "print variables on the variable list", nullptr},
    {"readlist", 0, 1, kId, "read the system or peer variables", run_readvar},
    {"rl", 0, 1, kId, "read the system or peer variables", run_readvar},
    {"writelist", 0, 1, kId, "write the system or peer variables included in the variable list", nullptr},
    {"readvar", 0, kMany, kIdAndNames, "read system or peer variables", run_readvar},
    {"rv", 0, kMany, kIdAndNames, "read system or peer variables", run_readvar},
    {"writevar", 2, kMany, "assocID name=value,[...]", "write system or peer variables", nullptr},
    {"mreadlist", 2, 2, "assocIDlow assocIDhigh", "read the peer variables of several peers", nullptr},
    {"mrl", 2, 2, "assocIDlow assocIDhigh", "read the peer variables of several peers", nullptr},
    {"mreadvar", 2, kMany, "assocIDlow assocIDhigh [ name[,...] ]", "read peer variables from multiple peers", nullptr},
    {"mrv", 2, kMany, "assocIDlow assocIDhigh [ name[,...] ]", "read peer variables from multiple peers", nullptr},
    {"clocklist", 0, 1, kId, "read the clock variables included in the variable list", nullptr},
    {"cl", 0, 1, kId, "read the clock variables included in the variable list", nullptr},
    {"clockvar", 0, kMany, kIdAndNames, "read clock variables", nullptr},
    {"cv", 0, kMany, kIdAndNames, "read clock variables", nullptr},
    {"pstats", 1, 1, "assocID", "show statistics for a peer", nullptr},
    {"peers", 0, 1, kFamily, "obtain and print a list of the server's peers [IP version]", run_peers},
    {"apeers", 0, 1, kFamily, "obtain and print a list of the server's peers and their assocIDs [IP version]",
     run_apeers},
    {"lpeers", 0, 1, kFamily, "obtain and print a list of all peers and clients [IP version]", run_lpeers},
    {"opeers", 0, 1, kFamily, "print peer list the old way, with dstadr shown rather than refid [IP version]",
     run_opeers},
    {"lopeers", 0, 1, kFamily, "obtain and print a list of all peers and clients showing dstadr [IP version]",
     run_lopeers},
    {":config", 1, kMany, "<configuration command line>", "send a remote configuration command to ntpd", run_config},
    {"config-from-file", 1, 1, "<configuration filename>", "configure ntpd using the configuration filename",
     run_config_from_file},
    {"mrulist", 0, kMany, "[ tag=value ... ]", "display the list of most recently seen source addresses", nullptr},
    {"ifstats", 0, 0, "", "show statistics for each local address ntpd is using", nullptr},
    {"reslist", 0, 0, "", "show ntpd access control list", nullptr},
    {"sysinfo", 0, 0, "", "display system summary", nullptr},
    {"kerninfo", 0, 0, "", "display kernel loop and PPS statistics", nullptr},
    {"sysstats", 0, 0, "", "display system uptime and packet counts", nullptr},
    {"monstats", 0, 0, "", "display monitor (mrulist) counters and limits", nullptr},
    {"authinfo", 0, 0, "", "display symmetric authentication counters", nullptr},
    {"iostats", 0, 0, "", "display network input and output counters", nullptr},
    {"timerstats", 0, 0, "", "display interval timer counters", nullptr},
});

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// Takes one word off the front of `rest`, which begins with it.
std::string take_word(std::string_view& rest) {
  std::string word;
  bool quoted = false;
  while (!rest.empty() && (quoted || !is_blank(rest.front()))) {
    if (rest.front() == '"') {
      quoted = !quoted;
    } else {
      word += rest.front();
    }
    rest.remove_prefix(1);
  }
  return word;
}

}  // namespace

std::span<const Command> command_table() {
  return kCommands;
}

std::expected<const Command*, CommandError> find_command(std::string_view name) {
  const Command* near = nullptr;
  std::size_t matches = 0;
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
    if (!command.name.starts_with(name)) continue;
    near = &command;
    ++matches;
  }
  if (matches == 1) return near;
  return std::unexpected(matches == 0 ? CommandError::unknown : CommandError::ambiguous);
}

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  for (;;) {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    if (line.empty()) return words;
    if (words.size() == 1 && words.front().starts_with(':')) {
      while (is_blank(line.back())) line.remove_suffix(1);
      words.emplace_back(line);
      return words;
    }
    words.push_back(take_word(line));
  }
}

}  // namespace foliot::ntpq
