#include "config/setting_list.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "config/directives.hpp"
#include "config/flag_words.hpp"
#include "config/log_words.hpp"
#include "config/setting_lines.hpp"
#include "config/value_text.hpp"

namespace foliot::config {
namespace {

using Text = std::optional<std::string>;

/// Some ppm that from_ppm turns into exactly `frequency`: ppm() may be a few roundings away from it.
double exact_ppm(Frequency frequency) {
  constexpr int kNeighbours = 4;
  double lower = frequency.ppm();
  double upper = lower;
  for (int i = 0; i < kNeighbours; ++i) {
    if (Frequency::from_ppm(lower) == frequency) return lower;
    if (Frequency::from_ppm(upper) == frequency) return upper;
    lower = std::nextafter(lower, -std::numeric_limits<double>::infinity());
    upper = std::nextafter(upper, std::numeric_limits<double>::infinity());
  }
  return frequency.ppm();
}

/// Collects settings, one directive after the other.
class Collector {
 public:
  void add(std::string_view directive, std::string_view word, Text value, const Text& usual) {
    const bool is_default = value == usual;
    settings_.push_back({std::string(directive), std::string(word), std::move(value), is_default});
  }
  template <class Value>
  void add_value(std::string_view directive, const Value& value, const Value& usual) {
    add(directive, "", scalar_text(value), scalar_text(usual));
  }
  template <class Value>
  void add_optional(std::string_view directive, const std::optional<Value>& value) {
    add(directive, "", value ? Text(scalar_text(*value)) : Text(), {});
  }
  template <class Words, class Owner>
  void add_words(std::string_view directive, Group group, const Words& words, const Owner& owner) {
    const Owner usual{};
    for (const auto& entry : words) {
      add(directive, entry.word, member_text(entry, owner, group), member_text(entry, usual, group));
    }
  }
  void add_line(std::string_view directive, std::string text, const Place& place = {}) {
    settings_.push_back({std::string(directive), "", std::move(text), false, place});
  }
  template <class Lines>
  void add_lines(std::string_view directive, const Lines& lines) {
    for (const auto& line : lines) add_line(directive, line_text(line), line.place);
  }
  void add_associations(const std::vector<AssociationLine>& lines) {
    for (const auto& line : lines) add_line(directive_of(line.options.kind), line_text(line), line.place);
  }

  std::vector<Setting> take() { return std::move(settings_); }

 private:
  std::vector<Setting> settings_;
};

void add_tinker(Collector& out, const discipline::DisciplineOptions& options) {
  out.add_words("tinker", Group::tinker, kTinkerWords, options);
  const auto& frequency = options.initial_frequency;
  out.add("tinker", "freq", frequency ? Text(number_text(exact_ppm(*frequency))) : Text(), {});
}

void add_tos(Collector& out, const Config& config) {
  out.add_words("tos", Group::tos, kTosWords, config.selection);
  const auto& days = config.basedate_days;
  out.add("tos", "basedate", days ? Text(std::to_string(*days)) : Text(), {});
}

/// Those that are on, then those that are off.
void add_switches(Collector& out, const Config& config) {
  const Switches usual;
  for (const bool wanted : {true, false}) {
    const auto add = [&](std::string_view word, bool before, bool now) {
      if (now != wanted) return;
      out.add(now ? "enable" : "disable", word, std::string(), before == now ? Text(std::string()) : Text());
    };
    add("ntp", true, config.discipline.enabled);
    for (const SwitchWord& word : kSwitchWords) add(word.word, usual.*word.member, config.switches.*word.member);
  }
}

void add_access(Collector& out, const Config& config) {
  out.add_words("discard", Group::discard_word, kDiscardWords, config.rate.discard);
  if (config.rate.score) {
    // Also at its defaults: that there is a `limit` line makes it the rule.
    for (const auto& entry : kLimitWords) {
      out.add("limit", entry.word, member_text(entry, *config.rate.score, Group::limit_word), {});
    }
  }
  out.add_words("mru", Group::mru_word, kMruWords, config.mru);
}

void add_keys(Collector& out, const Config& config) {
  for (const KeyRange& range : config.trusted_keys) {
    const std::string low = std::to_string(range.low);
    out.add_line("trustedkey", range.low == range.high ? low : "(" + low + " ... " + std::to_string(range.high) + ")");
  }
  out.add_optional("controlkey", config.control_key);
  out.add_words("nts", Group::nts_word, kNtsWords, config.nts);
}

std::string filegen_text(std::string_view name, const Filegen& filegen) {
  std::string text(name);
  if (filegen.file) text += " file " + plain(*filegen.file);
  text += " type ";
  text += kFilegenTypeWords[static_cast<std::size_t>(filegen.type)];
  text += filegen.link ? " link" : " nolink";
  text += filegen.switched.value_or(true) ? " enable" : " disable";
  return text;
}

void add_statistics(Collector& out, const Config& config) {
  for (std::size_t kind = 0; kind < kStatisticsWords.size(); ++kind) {
    if (config.filegens[kind].listed) out.add("statistics", kStatisticsWords[kind], std::string(), {});
  }
  for (std::size_t kind = 0; kind < kStatisticsWords.size(); ++kind) {
    const Filegen& filegen = config.filegens[kind];
    if (filegen.switched) out.add_line("filegen", filegen_text(kStatisticsWords[kind], filegen));
  }
  out.add("logconfig", "", log_mask_text(config.log_mask), log_mask_text(LogMask{}));
  for (const Variable& variable : config.variables) {
    out.add_line("setvar",
                 quoted(variable.name) + " = " + quoted(variable.value) + (variable.is_default ? " default" : ""));
  }
}

std::string skew_text(const PollSkew& skew) {
  return std::to_string(skew.early_s) + '|' + std::to_string(skew.late_s);
}

void add_poll_skews(Collector& out, const PollSkews& skews) {
  for (const PollSkew& skew : skews.list) out.add("pollskewlist", std::to_string(skew.poll), skew_text(skew), {});
  if (skews.otherwise) out.add("pollskewlist", "default", skew_text(*skews.otherwise), {});
}

void add_broadcast_client(Collector& out, const BroadcastClient& client) {
  if (client.enabled) out.add_line("broadcastclient", client.novolley ? "novolley" : "");
  if (!client.groups.empty()) {
    std::string groups;
    for (const std::string& group : client.groups) groups += (groups.empty() ? "" : " ") + plain(group);
    out.add_line("multicastclient", groups);
  }
  out.add_optional("broadcastdelay", client.delay_s);
}

void add_system(Collector& out, const Config& config) {
  const Config usual;
  for (const PathWord& word : kPathWords) out.add_optional(word.word, config.*word.member);
  if (config.leapfile) {
    const std::string how = config.leapfile->check_hash ? "" : " ignorehash";
    out.add("leapfile", "", plain(config.leapfile->path) + how, {});
  } else {
    out.add("leapfile", "", {}, {});
  }
  out.add("rtcsync", "", config.rtc_sync ? Text(std::string()) : Text(), {});
  out.add_value("leapsmearinterval", config.leap_smear_s, usual.leap_smear_s);
  out.add_value("port", config.port, usual.port);
  for (const std::uint16_t port : config.extra_ports) out.add_line("extra", "port " + std::to_string(port));
  out.add_value("dscp", config.dscp, usual.dscp);
  out.add_optional("workers", config.workers);
  for (const XdpLine& line : config.xdp) out.add_line("xdp", line_text(line));
  for (const HardwareStampLine& line : config.hwtimestamp) out.add_line("hwtimestamp", line_text(line));
  out.add_optional("nonvolatile", config.drift_threshold);
  out.add_words("rlimit", Group::rlimit_word, kLimitsWords, config.limits);
  add_tinker(out, config.discipline);
  add_tos(out, config);
  add_switches(out, config);
  add_poll_skews(out, config.poll_skews);
}

}  // namespace

std::vector<Setting> list_settings(const Config& config) {
  Collector out;
  add_system(out, config);
  add_keys(out, config);
  add_statistics(out, config);
  add_access(out, config);
  out.add_lines("interface", config.interfaces);
  out.add_lines("restrict", config.restricts);
  add_broadcast_client(out, config.broadcast_client);
  out.add_associations(config.associations);
  out.add_associations(config.held_back);
  out.add_lines("fudge", config.fudges);
  return out.take();
}

}  // namespace foliot::config
