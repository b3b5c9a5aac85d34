// What a line can only do once the whole file is read: taking back, and filling in.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "config/directives.hpp"

namespace foliot::config {
namespace {

using access::Restrict;

/// What two restrict lines have in common that speak of the same entry.
std::string entry_key(const RestrictLine& line) {
  const auto address = base::IpAddress::parse(line.host);
  std::string key = address ? address->to_string() : line.host;
  key += '|';
  key += line.mask ? line.mask->to_string() : std::string();
  key += line.flags.has(Restrict::ntpport) ? "|p" : "|";
  key += std::to_string(static_cast<int>(line.target));
  return key;
}

/// A line without -4 or -6 speaks of both.
bool covers(const RestrictLine& edit, const RestrictLine& line) {
  return !edit.family || !line.family || *edit.family == *line.family;
}

void take_back(RestrictLine& line, const RestrictEdit& edit) {
  const std::uint32_t kept = static_cast<std::uint32_t>(Restrict::ntpport);
  line.flags.bits &= ~edit.line.flags.bits | kept;
  if (edit.line.ippeerlimit) line.ippeerlimit.reset();
}

/// Edits restrict lines in the order of the file.
class RestrictEditor {
 public:
  explicit RestrictEditor(std::vector<RestrictLine>& lines) : lines_(lines), gone_(lines.size()) {}

  /// False when nothing before it is an entry for its host.
  bool apply(const RestrictEdit& edit) {
    index_up_to(edit.restricts);
    const auto entry = entries_.find(entry_key(edit.line));
    if (entry == entries_.end()) return false;
    bool found = false;
    for (const std::size_t at : entry->second) {
      if (gone_[at] || !covers(edit.line, lines_[at])) continue;
      found = true;
      if (edit.whole) {
        gone_[at] = true;
      } else {
        take_back(lines_[at], edit);
      }
    }
    if (edit.whole && !edit.line.family) entries_.erase(entry);
    return found;
  }

  void remove_gone() {
    std::size_t at = 0;
    std::erase_if(lines_, [&](const RestrictLine&) { return gone_[at++]; });
  }

 private:
  void index_up_to(std::size_t count) {
    for (; indexed_ < count; ++indexed_) entries_[entry_key(lines_[indexed_])].push_back(indexed_);
  }

  std::vector<RestrictLine>& lines_;
  std::vector<bool> gone_;
  std::unordered_map<std::string, std::vector<std::size_t>> entries_;
  std::size_t indexed_ = 0;
};

Finding no_effect(const Place& place, std::string word, std::string_view why) {
  return {.severity = Severity::warning,
          .code = FindingCode::no_effect,
          .place = place,
          .word = std::move(word),
          .expected = std::string(why),
          .line_lost = false};
}

std::string name_of(const RestrictLine& line) {
  if (line.target == RestrictTarget::default_entry) return "default";
  return line.target == RestrictTarget::source ? "source" : line.host;
}

void settle_restricts(Reading& reading, FindingList& findings) {
  if (reading.restrict_edits.empty()) return;
  RestrictEditor editor(reading.config.restricts);
  for (const RestrictEdit& edit : reading.restrict_edits) {
    if (editor.apply(edit)) continue;
    findings.add(no_effect(edit.line.place, name_of(edit.line), "no restrict line before it is for the same host"));
  }
  editor.remove_gone();
}

template <class Match>
std::size_t for_each_association(Config& config, Match&& act) {
  std::size_t count = 0;
  for (auto* list : {&config.associations, &config.held_back}) {
    for (AssociationLine& line : *list) count += act(line) ? 1 : 0;
  }
  return count;
}

void settle_device(const DeviceLine& device, Config& config, FindingList& findings) {
  const std::string host = device.clock.to_string();
  const auto fill_in = [&](AssociationLine& line) {
    if (line.host != host) return false;
    if (device.path) line.refclock.path = device.path;
    if (device.ppspath) line.refclock.ppspath = device.ppspath;
    return true;
  };
  if (for_each_association(config, fill_in) != 0) return;
  findings.add(no_effect(device.place, host, "no server line is for this reference clock"));
}

void settle_unpeers(Reading& reading, FindingList& findings) {
  for (const UnpeerLine& unpeer : reading.unpeers) {
    const auto is_meant = [&](const AssociationLine& line) { return line.host == unpeer.host; };
    const auto count =
        std::erase_if(reading.config.associations, is_meant) + std::erase_if(reading.config.held_back, is_meant);
    if (count != 0) continue;
    findings.add(no_effect(unpeer.place, unpeer.host, "there is no association with it"));
  }
}

}  // namespace

void settle(Reading& reading, FindingList& findings) {
  settle_restricts(reading, findings);
  for (const DeviceLine& device : reading.devices) settle_device(device, reading.config, findings);
  settle_unpeers(reading, findings);
}

}  // namespace foliot::config
