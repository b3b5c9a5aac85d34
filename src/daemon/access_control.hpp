// AccessControl: the `restrict` lines as a restrict list that follows what the lines name.
//
// Host names stand for all their addresses and take effect when they are found (the look-up is the shell's);
// `restrict source` stands for the addresses of the associations, which come and go; our own addresses have built-in
// entries. Whenever one of these changes a new list is made; who serves takes it over whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "access/restrict_rules.hpp"
#include "config/config.hpp"
#include "engine/name_resolution.hpp"

namespace foliot::daemon {

/// A host name of a `restrict` line that has to be looked up.
struct RestrictName {
  std::size_t number = 0;  ///< among the names, until the next `configure`
  std::string host;
  std::optional<base::IpFamily> family;
};

class AccessControl {
 public:
  AccessControl() : names_(0) {}

  /// The lines and our own addresses; a name that was found before keeps its addresses, the others are asked for.
  void configure(std::vector<config::RestrictLine> lines, std::vector<base::IpAddress> own, MonoTime now);
  /// The associations' addresses; they matter once there is a `restrict source`.
  void set_sources(std::span<const base::IpAddress> addresses);

  /// The names to look up at `now`; each must be answered with `resolved`.
  [[nodiscard]] std::vector<RestrictName> due(MonoTime now);
  /// The addresses of a name; none: not found, it is asked for again later. Returns what the log should say, if
  /// anything: that the line has no effect yet, once, and when it has.
  [[nodiscard]] std::optional<std::string> resolved(std::size_t number, std::span<const base::IpAddress> addresses,
                                                    MonoTime now);
  [[nodiscard]] std::optional<MonoTime> next_deadline() const { return names_.next_deadline(); }

  /// Whether some line is a `restrict source`.
  [[nodiscard]] bool has_template() const { return source_.has_value(); }
  /// A new list, if something changed since the last call.
  [[nodiscard]] access::SharedRestrictList take_changed();

 private:
  /// A line with a name; few among what may be very many lines, and looked at at every turn of the event loop.
  struct Named {
    std::size_t line = 0;
    bool complained = false;
  };
  using NameKey = std::pair<std::string, std::optional<base::IpFamily>>;

  void add(access::RestrictRules& rules, const config::RestrictLine& line) const;
  [[nodiscard]] std::vector<base::IpAddress> addresses_of(const config::RestrictLine& line) const;
  [[nodiscard]] access::SharedRestrictList build() const;

  std::vector<config::RestrictLine> lines_;
  std::vector<base::IpAddress> own_;
  std::vector<base::IpAddress> sources_;
  std::optional<access::SourceTemplate> source_;
  std::map<NameKey, std::vector<base::IpAddress>> found_;
  std::vector<Named> named_;
  engine::NameResolution names_;  ///< by number
  bool changed_ = true;
};

}  // namespace foliot::daemon
