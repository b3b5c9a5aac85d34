#include "config/reference.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "config/directives.hpp"
#include "config/keywords.hpp"
#include "config/setting_list.hpp"
#include "config/value_text.hpp"

namespace foliot::config {
namespace {

struct Section {
  Group group;
  std::string_view title;
  std::string_view directive;  ///< under which its words are settings with a default
};

constexpr std::array kSections = {
    Section{Group::directive, "Directives", ""},
    Section{Group::association, "Options of server, pool, peer, broadcast and refclock", ""},
    Section{Group::fudge, "Factors of fudge", ""},
    Section{Group::device_word, "Words of device", ""},
    Section{Group::restrict_word, "Words of restrict", ""},
    Section{Group::discard_word, "Words of discard", "discard"},
    Section{Group::limit_word, "Words of limit", "limit"},
    Section{Group::mru_word, "Words of mru", "mru"},
    Section{Group::nts_word, "Words of nts", "nts"},
    Section{Group::statistics_word, "Names for statistics and filegen", ""},
    Section{Group::filegen_word, "Words of filegen", ""},
    Section{Group::tinker, "Words of tinker", "tinker"},
    Section{Group::tos, "Words of tos", "tos"},
    Section{Group::toggle, "Words of enable and disable", ""},
    Section{Group::interface_action, "Words of interface and nic", ""},
    Section{Group::rlimit_word, "Words of rlimit", "rlimit"},
    Section{Group::reset_word, "Words of reset", ""},
};

/// The default of a setting that has one: from a configuration of nothing.
std::string default_of(const Keyword& keyword, const Section& section) {
  Config nothing;
  nothing.rate.score.emplace();  // so that the defaults of `limit` are listed
  for (const Setting& setting : list_settings(nothing)) {
    const bool is_switch = setting.directive == "enable" || setting.directive == "disable";
    if (keyword.group == Group::toggle && is_switch && setting.word == keyword.word) {
      return setting.directive == "enable" ? "on" : "off";
    }
    const bool is_word =
        !section.directive.empty() && setting.directive == section.directive && setting.word == keyword.word;
    const bool is_directive =
        keyword.group == Group::directive && setting.directive == keyword.word && setting.word.empty();
    if ((is_word || is_directive) && setting.value) return *setting.value;
  }
  if (keyword.group != Group::association) return "";
  const AssociationLine usual;
  if (keyword.word == "minpoll") return std::to_string(kDefaultMinpoll);
  if (keyword.word == "maxpoll") return std::to_string(default_maxpoll(usual.options.kind)) + "; of clocks 6";
  if (keyword.word == "version") return std::to_string(usual.options.version);
  return keyword.word == "port" ? std::to_string(usual.port) : "";
}

std::string_view status_of(const Keyword& keyword) {
  switch (keyword.support) {
    case Support::works:
      return "works";
    case Support::pending:
      return "read, no effect yet";
    case Support::held:
      return "read, the line is held back";
    case Support::ignored:
      return keyword.tag == Tag::legacy ? "legacy, no effect" : "no effect";
    case Support::refused:
      return "the line is skipped";
  }
  return "";
}

std::string range_text(const Keyword& keyword) {
  if (!keyword.range) return "";
  std::string text = number_text(keyword.range->low) + " to " + number_text(keyword.range->high);
  return keyword.range->strict ? text + ", else the line is lost" : text;
}

/// A bar would end a cell of a table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string code(std::string_view text) {
  return text.empty() ? "" : "`" + cell(text) + "`";
}

constexpr std::string_view kMarkdownStart = R"(# ntp.conf, word by word

This page is made from the table that the parser itself uses; a test fails when it is not up to date. Write it anew with
`FOLIOT_WRITE_REFERENCE=1 build/release/tests/test_config --gtest_filter='Reference.*'`.

`ntpd --check -c FILE` says what is wrong in a file and where; `ntpd --explain -c FILE` says what it comes to.

## How a file is read

- One directive per line; there are no continuation lines. Blanks separate words. Keywords are in lower case.
- `#` begins a comment anywhere outside quotes, even inside a word.
- `"..."` is one word, whatever is in it, up to the next quote or the end of the line; there are no escapes.
- The characters `{ } ( ) , ; | =` are words of their own, except where a name or a path is expected.
- Numbers are decimal, integers also `0x...`; fractions may have an exponent.
- `end` ends the file that it stands in. Included files are read 5 deep at most.
- Behind the file itself the files `ntp.d/*.conf` beside it are read, sorted by name, as in ntpsec.
- A bad line is reported as `FILE:LINE:COLUMN: what is wrong; what was expected`, and only that line is lost. Every one
  is reported. `ntpd --strict` does not start on an error; a reload does not take a file with one.
- The order of directives does not matter where classic applies them in an order of its own: `fudge` may stand before
  its `server`. Of several lines with one value the last one counts; `restrict` lines for the same host add up their
  flags; `trustedkey` lines add up; of `interface` lines the last that matches counts; `unrestrict` and `delrestrict`
  take back what stands before them.
- A legacy word is accepted with one warning that names it. A word that nothing acts on yet is too, and a line that
  would mean something else without it (NTS, a reference clock that is not served) is held back until it is
  served.
- What comes in by `ntpq :config` is read the same way, but may not name files or switch statistics.

## The tables

The column *status* says what the word does in this version, *difference* how that is unlike the classic suite (4.2.8)
or ntpsec (1.2); an empty cell means the same in all that know the word. Values out of range are brought into it with a
warning, unless it says otherwise.
)";

std::string markdown_row(const Keyword& keyword, const Section& section) {
  return "| `" + std::string(keyword.word) + "` | " + code(keyword.arguments) + " | " + range_text(keyword) + " | " +
         code(default_of(keyword, section)) + " | " + cell(keyword.meaning) + " | " + std::string(status_of(keyword)) +
         " | " + cell(note_of(keyword)) + " |\n";
}

/// Text of a manual page: no markdown, no request at the start of a line.
std::string manual_text(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '`') continue;
    if (c == '\\') plain += "\\e";
    if (c != '\\') plain += c;
  }
  return (plain.starts_with('.') || plain.starts_with('\'') ? "\\&" : "") + plain;
}

constexpr std::string_view kManualStart = R"(.\" Made from the keyword table of the parser; see docs/CONFIGURATION.md.
.Dd November 24, 2026
.Dt NTP.CONF 5
.Os
.Sh NAME
.Nm ntp.conf
.Nd configuration of the network time daemon
.Sh SYNOPSIS
.Pa /etc/ntp.conf
.Sh DESCRIPTION
One directive per line.
Blanks separate words;
.Ql #
begins a comment; a word in double quotes may hold anything.
Keywords are in lower case, numbers decimal.
The order of directives does not matter where one refers to another:
.Ic fudge
may stand before its
.Ic server .
Of several lines with one value the last one counts.
.Pp
A bad line is reported with file, line and column, and only that line is lost.
.Ql ntpd --check
says what is wrong in a file,
.Ql ntpd --explain
what it comes to.
Behind the file itself the files
.Pa ntp.d/*.conf
beside it are read, sorted by name.
.Pp
Where a value may not be out of a range, the range is given; others are brought into it with a warning.
)";

constexpr std::string_view kManualEnd = R"(.Sh HARDWARE CLOCK
While the clock is synchronised the kernel, if it is built so, writes the hardware clock (RTC) every 11 minutes.
With
.Ic rtcsync
.Xr ntpd 8
does that, too, whatever the kernel does: once the clock is synchronised and every 11 minutes from then on, in UTC,
half a second after the second that is written where the device is a CMOS clock, else right at it, as
.Xr hwclock 8
has it.
With
.Ic rtcfile
or
.Ic rtcsync
the hardware clock is looked at: after 4, 8, 16, 32 and 64 seconds, then every 110.
A line through the offsets since it was set gives its drift; when somebody else sets it by more than a millisecond,
that is noticed.
The log tells both once, the mode 6 variables
.Li rtc_offset
.Pq ms; above 0: it is ahead ,
.Li rtc_drift , rtc_drift_error
.Pq ppm; above 0: it gains
and
.Li rtc_writes
at any time.
Every hour, and at the end, the file holds them in one line: offset in seconds, drift in ppm, and when that was, in
seconds since 1970.
.Pp
.Ic rtcdevice
is opened before
.Xr ntpd 8
becomes its user.
Where that user may open the device himself it is open for moments only; else it stays open, and
.Xr hwclock 8
then finds it busy.
A unit that starts as the user needs the device, see
.Pa examples/hardware-clock.conf .
Without a hardware clock there is one line in the log, and nothing else happens.
A regular file is a virtual hardware clock, for trials.
Its line
.Ql foliot-rtc AT_NS SHOWS_NS DRIFT_PPM
says that at AT_NS of
.Dv CLOCK_MONOTONIC_RAW
it showed SHOWS_NS, nanoseconds since 1970, and that it gains DRIFT_PPM.
)";

std::string manual_entry(const Keyword& keyword, const Section& section) {
  std::string text = ".It Ic " + std::string(keyword.word);
  if (!keyword.arguments.empty()) text += " Ar \"" + std::string(keyword.arguments) + '"';
  text += '\n' + manual_text(keyword.meaning) + ".\n";
  const std::string usual = default_of(keyword, section);
  const std::string range = range_text(keyword);
  if (!range.empty()) text += "Range: " + range + ".\n";
  if (!usual.empty()) text += "Default: " + manual_text(usual) + ".\n";
  if (keyword.support != Support::works) text += "Status: " + std::string(status_of(keyword)) + ".\n";
  const std::string note = manual_text(note_of(keyword));
  return note.empty() ? text : text + "Compared: " + note + ".\n";
}

template <class Entry>
void add_section(std::string& text, const Section& section, Entry entry) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group == section.group) text += entry(keyword, section);
  }
}

}  // namespace

std::string reference_markdown() {
  std::string text(kMarkdownStart);
  for (const Section& section : kSections) {
    text += "\n## " + std::string(section.title) +
            "\n\n| word | arguments | range | default | meaning | status | difference |\n" +
            "|---|---|---|---|---|---|---|\n";
    add_section(text, section, markdown_row);
  }
  return text;
}

std::string reference_manual() {
  std::string text(kManualStart);
  for (const Section& section : kSections) {
    std::string title(section.title);
    std::ranges::transform(title, title.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    text += ".Sh " + title + "\n.Bl -tag -width Ds\n";
    add_section(text, section, manual_entry);
    text += ".El\n";
  }
  return text + std::string(kManualEnd) + ".Sh SEE ALSO\n.Xr ntpd 8 ,\n.Xr ntpq 1 ,\n.Xr hwclock 8\n";
}

}  // namespace foliot::config
