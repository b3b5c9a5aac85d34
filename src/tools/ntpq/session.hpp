// Session: what ntpq knows between two commands, and how a line of text becomes a command.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpq/associations.hpp"
#include "tools/ntpq/query.hpp"
#include "tools/ntpq/surroundings.hpp"
#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {

struct Settings {
  FamilyChoice family = FamilyChoice::any;
  bool numeric = false;
  bool wide = false;
  bool json = false;
  bool raw = false;
  bool old_rv = false;          ///< the status line also when variables are asked for by name
  bool units = false;           ///< numbers with units that suit them
  bool direct = false;          ///< mrulist prints what comes as it comes
  bool supplied_names = false;  ///< names that the server was told to follow are shown even when numeric
  bool reference_hash = false;  ///< reference ids that are addresses as hexadecimal digits
  bool always_sealed = false;   ///< every question is sealed with the key
  bool terminal = false;        ///< a person looks at the error stream: show progress
  std::int64_t delay_ms = 0;    ///< kept for scripts: nothing needs it
  std::size_t remote_width = 15;
  int debug_level = 0;
  std::string log_file;  ///< of debug messages; empty: the error stream
};

/// What `keyid`, `keytype` and `passwd` have told so far.
struct Credentials {
  std::optional<std::uint32_t> key_id;
  auth::KeyType type = auth::KeyType::md5;
  std::optional<std::string> password;
};

struct Session {
  Client* client = nullptr;
  Surroundings* surroundings = nullptr;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  Settings settings;
  Credentials credentials = {};
  std::vector<std::string> hosts;  ///< all that are asked in this run
  std::vector<AssociationStatus> associations;
  VariablePairs variables = {};  ///< the list of `addvars`
  bool finished = false;         ///< quit was asked for

  /// Opens `host`, saying on the error stream when that cannot be. False when it failed.
  [[nodiscard]] bool open(const std::string& host, FamilyChoice family);
  /// Asks; on failure says so on the error stream, with the server's name when there are several, and returns nothing.
  [[nodiscard]] std::optional<Answer> ask(const Question& question);
  /// The same, without a word when it fails.
  [[nodiscard]] std::expected<Answer, Failure> try_ask(Question question);
  /// Says why a question to `association_id` failed.
  void complain(const Failure& failure, std::uint16_t association_id);
  /// Gets the list of associations. False when that failed.
  [[nodiscard]] bool refresh_associations();
  /// The text with `server=NAME ` before it when several servers are asked.
  [[nodiscard]] std::string labelled(std::string_view text) const;
  [[nodiscard]] std::optional<std::string> name_of(const base::IpAddress& address) const;
};

/// Does what one line says; an empty line is nothing to do. False when it failed.
[[nodiscard]] bool execute(Session& session, std::string_view line);

}  // namespace foliot::ntpq
