#include "config/print.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>

#include "config/directives.hpp"
#include "config/flag_words.hpp"
#include "config/numbers.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;

/// A word that the scanner must take as one plain string, whatever is in it.
std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

/// As it is where that is surely one plain string.
std::string plain(std::string_view text) {
  const auto is_safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("./:%_-").contains(c);
  };
  const bool safe = !text.empty() && !text.starts_with('-') && std::ranges::all_of(text, is_safe);
  return safe ? std::string(text) : quoted(text);
}

/// One line: words with a blank between them.
class LineText {
 public:
  explicit LineText(std::string_view directive) : text_(directive), bare_size_(directive.size()) {}

  LineText& add(std::string_view word) {
    if (word.empty()) return *this;
    text_ += ' ';
    text_ += word;
    return *this;
  }
  LineText& add(std::string_view word, std::string_view value) { return add(word).add(value); }
  LineText& add_if(bool wanted, std::string_view word) { return wanted ? add(word) : *this; }
  template <class Number>
  LineText& add_unless(Number usual, std::string_view word, Number value) {
    if (value == usual) return *this;
    if constexpr (std::is_integral_v<Number>) {
      return add(word, std::to_string(value));
    } else {
      return add(word, number_text(value));
    }
  }
  LineText& add_family(std::optional<base::IpFamily> family) {
    return family ? add(*family == base::IpFamily::v4 ? "-4" : "-6") : *this;
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string with_newline() const { return text_ + '\n'; }
  /// Nothing when only the directive is there.
  [[nodiscard]] std::string unless_bare() const { return text_.size() == bare_size_ ? std::string{} : with_newline(); }

 private:
  std::string text_;
  std::size_t bare_size_;
};

std::string_view directive_of(AssociationKind kind) {
  if (kind == AssociationKind::pool) return "pool";
  return kind == AssociationKind::peer ? "peer" : "server";
}

/// Both or none: what one defaults to depends on the other.
std::string print_poll_limits(const association::AssociationOptions& options) {
  const int minpoll = options.minpoll.log2_s();
  const int maxpoll = options.maxpoll.log2_s();
  if (minpoll == kDefaultMinpoll && maxpoll == default_maxpoll(options.kind)) return {};
  return LineText("minpoll").add(std::to_string(minpoll), "maxpoll").add(std::to_string(maxpoll)).text();
}

std::string print_line(const AssociationLine& line) {
  const association::AssociationOptions& options = line.options;
  LineText text(directive_of(options.kind));
  text.add_family(line.family).add(plain(line.host));
  text.add_unless<int>(123, "port", line.port).add_unless<int>(4, "version", options.version);
  if (options.key_id) text.add("key", std::to_string(*options.key_id));
  text.add_if(options.iburst, "iburst").add_if(options.burst, "burst").add_if(options.xleave, "xleave");
  text.add(print_poll_limits(options));
  text.add_if(options.prefer, "prefer").add_if(options.noselect, "noselect").add_if(options.truechimer, "true");
  text.add_if(options.from_service_port, "serviceport");
  text.add_if(options.preempt, "preempt").add_unless(0.0, "bias", options.bias_s);
  return text.with_newline();
}

std::string print_line(const FudgeLine& line) {
  LineText text("fudge");
  text.add(line.clock.to_string());
  if (line.stratum) text.add("stratum", std::to_string(*line.stratum));
  if (line.reference_id) text.add("refid", plain(*line.reference_id));
  // The directive wants at least one factor.
  const bool has_other = line.stratum || line.reference_id || line.time2_s != 0 || line.flags != 0;
  if (line.time1_s != 0 || !has_other) text.add("time1", number_text(line.time1_s));
  text.add_unless(0.0, "time2", line.time2_s);
  for (unsigned number = 1; number <= 4; ++number) {
    if ((line.flags >> (number - 1) & 1U) != 0) text.add("flag" + std::to_string(number), "1");
  }
  return text.with_newline();
}

std::string print_target(const RestrictLine& line) {
  if (line.target == RestrictTarget::default_entry) return "default";
  if (line.target == RestrictTarget::source) return "source";
  return line.host == "default" || line.host == "source" ? quoted(line.host) : plain(line.host);
}

std::string print_line(const RestrictLine& line) {
  LineText text("restrict");
  text.add_family(line.family).add(print_target(line));
  if (line.mask) text.add("mask", line.mask->to_string());
  if (line.ippeerlimit) text.add("ippeerlimit", std::to_string(*line.ippeerlimit));
  for (const FlagWord& flag : kFlagWords) text.add_if(line.flags.has(flag.flag), flag.word);
  text.add_if(line.flags.has(access::Restrict::serverresponse_fuzz), "serverresponse fuzz");
  return text.with_newline();
}

std::string print_line(const InterfaceLine& line) {
  constexpr std::array<std::string_view, 3> kActions{"listen", "ignore", "drop"};
  const std::string_view action = kActions[static_cast<std::size_t>(line.action)];
  return LineText("interface").add(action, plain(line.what)).with_newline();
}

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

std::string print_tinker(const discipline::DisciplineOptions& options) {
  const discipline::DisciplineOptions usual;
  LineText text("tinker");
  text.add_unless(usual.panic_s, "panic", options.panic_s);
  text.add_unless(usual.step_forward_s, "stepfwd", options.step_forward_s);
  text.add_unless(usual.step_backward_s, "stepback", options.step_backward_s);
  text.add_unless(usual.stepout_s, "stepout", options.stepout_s);
  text.add_unless(usual.dispersion_ppm, "dispersion", options.dispersion_ppm);
  if (options.initial_frequency) text.add("freq", number_text(exact_ppm(*options.initial_frequency)));
  return text.unless_bare();
}

std::string print_tos(const selection::SelectionOptions& options) {
  const selection::SelectionOptions usual;
  LineText text("tos");
  text.add_unless(usual.minclock, "minclock", options.minclock);
  text.add_unless(usual.maxclock, "maxclock", options.maxclock);
  text.add_unless(usual.minsane, "minsane", options.minsane);
  text.add_unless(usual.mindist_s, "mindist", options.mindist_s);
  text.add_unless(usual.maxdist_s, "maxdist", options.maxdist_s);
  text.add_unless(usual.floor, "floor", options.floor).add_unless(usual.ceiling, "ceiling", options.ceiling);
  text.add_unless(usual.cohort, "cohort", options.cohort);
  text.add_unless(usual.orphan_stratum, "orphan", options.orphan_stratum);
  text.add_unless(usual.orphanwait_s, "orphanwait", options.orphanwait_s);
  return text.unless_bare();
}

std::string print_switches(const Config& config) {
  const Switches usual;
  LineText enable("enable");
  LineText disable("disable");
  const auto add = [&](bool before, std::string_view word, bool now) {
    if (before != now) (now ? enable : disable).add(word);
  };
  add(true, "ntp", config.discipline.enabled);
  for (const SwitchWord& word : kSwitchWords) add(usual.*word.member, word.word, config.switches.*word.member);
  return enable.unless_bare() + disable.unless_bare();
}

std::string print_path(std::string_view directive, const std::optional<std::string>& path) {
  return path ? LineText(directive).add(plain(*path)).with_newline() : std::string{};
}

std::string print_leap(const Config& config) {
  std::string text;
  if (config.leapfile) {
    LineText line("leapfile");
    line.add(plain(config.leapfile->path));
    if (!config.leapfile->check_hash) line.add("ignorehash");
    text = line.with_newline();
  }
  if (config.leap_smear_s != 0) {
    text += LineText("leapsmearinterval").add(std::to_string(config.leap_smear_s)).with_newline();
  }
  return text;
}

template <class Lines>
std::string print_lines(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text += print_line(line);
  return text;
}

}  // namespace

std::string print(const Config& config) {
  std::string text = print_path("driftfile", config.driftfile) + print_path("pidfile", config.pidfile) +
                     print_path("logfile", config.logfile);
  text += print_leap(config);
  if (config.port != 123) text += LineText("port").add(std::to_string(config.port)).with_newline();
  text += print_tinker(config.discipline) + print_tos(config.selection) + print_switches(config);
  text += print_lines(config.interfaces) + print_lines(config.restricts);
  return text + print_lines(config.associations) + print_lines(config.fudges);
}

}  // namespace foliot::config
