#include "config/setting_lines.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>

#include "config/directives.hpp"
#include "config/flag_words.hpp"
#include "config/numbers.hpp"
#include "config/value_text.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;

/// Words with a blank between them.
class LineText {
 public:
  LineText& add(std::string_view word) {
    if (word.empty()) return *this;
    if (!text_.empty()) text_ += ' ';
    text_ += word;
    return *this;
  }
  LineText& add(std::string_view word, std::string_view value) { return add(word).add(value); }
  LineText& add_if(bool wanted, std::string_view word) { return wanted ? add(word) : *this; }
  template <class Number>
  LineText& add_unless(Number usual, std::string_view word, Number value) {
    return value == usual ? *this : add(word, scalar_text(value));
  }
  template <class Value>
  LineText& add_given(std::string_view word, const std::optional<Value>& value) {
    return value ? add(word, scalar_text(*value)) : *this;
  }
  template <class Words, class Owner>
  LineText& add_words(const Words& words, const Owner& owner, Group group) {
    const Owner usual{};
    for (const auto& entry : words) {
      const auto value = member_text(entry, owner, group);
      if (value && value != member_text(entry, usual, group)) add(entry.word, *value);
    }
    return *this;
  }
  LineText& add_family(std::optional<base::IpFamily> family) {
    return family ? add(*family == base::IpFamily::v4 ? "-4" : "-6") : *this;
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Both or none: what one defaults to depends on the other.
std::string poll_limits(const association::AssociationOptions& options) {
  const int minpoll = options.minpoll.log2_s();
  const int maxpoll = options.maxpoll.log2_s();
  if (minpoll == kDefaultMinpoll && maxpoll == default_maxpoll(options.kind)) return {};
  return LineText().add("minpoll", std::to_string(minpoll)).add("maxpoll", std::to_string(maxpoll)).text();
}

void add_nts(LineText& text, const std::optional<NtsAssociation>& nts) {
  if (nts) text.add("nts").add_words(kNtsAssociationWords, *nts, Group::association);
}

std::string target_text(const RestrictLine& line) {
  if (line.target == RestrictTarget::default_entry) return "default";
  if (line.target == RestrictTarget::source) return "source";
  return line.host == "default" || line.host == "source" ? quoted(line.host) : plain(line.host);
}

}  // namespace

std::string plain(std::string_view text) {
  const auto is_safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("./:%_-").contains(c);
  };
  const bool safe = !text.empty() && !text.starts_with('-') && std::ranges::all_of(text, is_safe);
  return safe ? std::string(text) : quoted(text);
}

std::string_view directive_of(AssociationKind kind) {
  if (kind == AssociationKind::pool) return "pool";
  if (kind == AssociationKind::broadcast) return "broadcast";
  return kind == AssociationKind::peer ? "peer" : "server";
}

std::string line_text(const AssociationLine& line) {
  const association::AssociationOptions& options = line.options;
  LineText text;
  text.add_family(line.family).add(plain(line.host));
  text.add_unless<int>(123, "port", line.port).add_unless<int>(4, "version", options.version);
  text.add_given("key", options.key_id).add_if(options.iburst, "iburst").add_if(options.burst, "burst");
  text.add_if(options.xleave, "xleave").add(poll_limits(options)).add_if(options.prefer, "prefer");
  text.add_if(options.noselect, "noselect").add_if(options.truechimer, "true");
  text.add_if(options.from_service_port, "serviceport");
  text.add_if(options.preempt, "preempt").add_given("ttl", options.ttl).add_unless(0.0, "bias", options.bias_s);
  text.add_unless<std::uint32_t>(0, "mode", line.refclock.mode);
  text.add_words(kRefclockWords, line.refclock, Group::association);
  add_nts(text, line.nts);
  return text.text();
}

std::string line_text(const FudgeLine& line) {
  LineText text;
  text.add(line.clock.to_string());
  text.add_given("stratum", line.stratum).add_given("refid", line.reference_id);
  text.add_given("time1", line.time1_s).add_given("time2", line.time2_s);
  for (unsigned number = 1; number <= 4; ++number) {
    const unsigned bit = 1U << (number - 1);
    if ((line.flags_given & bit) == 0) continue;
    text.add("flag" + std::to_string(number), (line.flags & bit) != 0 ? "1" : "0");
  }
  text.add_given("minjitter", line.minjitter_s).add_given("abbrev", line.abbreviation).add_given("mode", line.mode);
  return text.text();
}

std::string line_text(const RestrictLine& line) {
  LineText text;
  text.add_family(line.family).add(target_text(line));
  if (line.mask) text.add("mask", line.mask->to_string());
  text.add_given("ippeerlimit", line.ippeerlimit);
  for (const FlagWord& flag : kFlagWords) text.add_if(line.flags.has(flag.flag), flag.word);
  text.add_if(line.flags.has(access::Restrict::serverresponse_fuzz), "serverresponse fuzz");
  return text.text();
}

std::string line_text(const InterfaceLine& line) {
  constexpr std::array<std::string_view, 3> kActions{"listen", "ignore", "drop"};
  return LineText().add(kActions[static_cast<std::size_t>(line.action)], plain(line.what)).text();
}

std::string line_text(const XdpLine& line) {
  LineText text;
  text.add(plain(line.interface));
  text.add_if(line.mode != XdpMode::automatic, kXdpModeWords[static_cast<std::size_t>(line.mode)]);
  return text.add_if(line.off, "off").text();
}

std::string line_text(const HardwareStampLine& line) {
  const HardwareStampLine usual;
  LineText text;
  text.add(line.interface == "*" ? "*" : plain(line.interface));
  text.add_unless(usual.minpoll_log2_s, "minpoll", line.minpoll_log2_s).add_given("maxpoll", line.maxpoll_log2_s);
  text.add_unless(usual.precision_s, "precision", line.precision_s);
  text.add_unless(usual.txcomp_s, "txcomp", line.txcomp_s).add_unless(usual.rxcomp_s, "rxcomp", line.rxcomp_s);
  text.add_unless(usual.minsamples, "minsamples", line.minsamples);
  text.add_unless(usual.maxsamples, "maxsamples", line.maxsamples);
  const bool other_filter = line.rxfilter != usual.rxfilter;
  if (other_filter) text.add("rxfilter", kReceiveFilterWords[static_cast<std::size_t>(line.rxfilter)]);
  return text.add_if(line.nocrossts, "nocrossts").add_if(line.off, "off").text();
}

}  // namespace foliot::config
