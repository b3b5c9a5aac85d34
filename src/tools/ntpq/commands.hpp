// The commands of ntpq: their names, what they take, and what does them.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpq/session.hpp"

namespace foliot::ntpq {

using Arguments = std::vector<std::string>;

struct Command {
  std::string_view name;
  std::size_t least_arguments;
  std::size_t most_arguments;
  std::string_view usage;  ///< of the arguments
  std::string_view purpose;
  bool (*run)(Session& session, const Arguments& arguments);
  bool classic = true;  ///< ntpq always had it: short forms of its name mean it, whatever names came later
};

[[nodiscard]] std::span<const Command> command_table();

enum class CommandError : std::uint8_t { unknown, ambiguous };

/// The command with this name, or the only one that begins with it (of the classic ones first); names of one command
/// count once, and `_` in a name is as good as `-`.
[[nodiscard]] std::expected<const Command*, CommandError> find_command(std::string_view name);

/// Words separated by blanks; double quotes keep blanks together; behind `config`, or a word that begins with a
/// colon, the rest of the line is one word.
[[nodiscard]] std::vector<std::string> split_words(std::string_view line);

/// `17`, or `&2` for the second of the list of associations (which is asked for when there is none yet). Nothing, and
/// a line on the error stream, when it is neither.
[[nodiscard]] std::optional<std::uint16_t> parse_association_id(Session& session, const std::string& text);

// Settings of the session.
[[nodiscard]] bool run_help(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_host(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_timeout(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_delay(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_hostnames(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_debug(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_logfile(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_raw(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_cooked(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_units(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_direct(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_drefid(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_version(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_ntpversion(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_doflake(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_noflake(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_quit(Session& session, const Arguments& arguments);

// Keys, and changes to the server.
[[nodiscard]] bool run_keyid(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_keytype(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_passwd(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_authenticate(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_config(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_config_from_file(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_saveconfig(Session& session, const Arguments& arguments);

// Associations.
[[nodiscard]] bool run_peers(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_lpeers(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_apeers(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_opeers(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_lopeers(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_rpeers(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_associations(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_lassociations(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_passociations(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_lpassociations(Session& session, const Arguments& arguments);

// Variables.
[[nodiscard]] bool run_readvar(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_readlist(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_mreadvar(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_mreadlist(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_clockvar(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_clocklist(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_writevar(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_writelist(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_addvars(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_rmvars(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_clearvars(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_showvars(Session& session, const Arguments& arguments);

// Tables and lists.
[[nodiscard]] bool run_sysinfo(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_sysstats(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_kerninfo(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_monstats(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_iostats(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_timerstats(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_authinfo(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_ntsinfo(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_pstats(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_ifstats(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_reslist(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_mrulist(Session& session, const Arguments& arguments);
[[nodiscard]] bool run_why(Session& session, const Arguments& arguments);

}  // namespace foliot::ntpq
