#include "daemon/change_text.hpp"

#include <fmt/format.h>

namespace foliot::daemon {
namespace {

using config::Config;

const char* keyword(association::AssociationKind kind) {
  switch (kind) {
    case association::AssociationKind::pool:
      return "pool";
    case association::AssociationKind::peer:
      return "peer";
    default:
      return "server";
  }
}

std::string line_text(const config::AssociationLine& line, const char* what) {
  return fmt::format("{} {} {} ({}:{})", keyword(line.options.kind), line.host, what, line.place.file, line.place.line);
}

std::string file_text(const char* what, const std::optional<std::string>& path) {
  return fmt::format("{} is {} now", what, path.value_or("none"));
}

/// Whether the two differ in what `only` leaves in an otherwise empty configuration.
template <class Only>
bool differ(const Config& before, const Config& after, Only only) {
  Config a;
  Config b;
  only(before, a);
  only(after, b);
  return !config::same_settings(a, b);
}

void add_groups(const Config& before, const Config& after, std::vector<std::string>& texts) {
  const auto add_if = [&](bool different, const char* text) {
    if (different) texts.emplace_back(text);
  };
  add_if(differ(before, after, [](const Config& from, Config& to) { to.fudges = from.fudges; }), "fudge changed");
  add_if(differ(before, after, [](const Config& from, Config& to) { to.restricts = from.restricts; }),
         "restrict lines changed");
  add_if(differ(before, after, [](const Config& from, Config& to) { to.interfaces = from.interfaces; }),
         "interface rules changed");
  add_if(before.selection != after.selection, "tos changed");
  add_if(before.discipline != after.discipline, "tinker, or enable and disable of ntp, changed");
  add_if(before.rate != after.rate || before.mru != after.mru, "discard, limit or mru changed");
  add_if(before.trusted_keys != after.trusted_keys, "trustedkey changed");
  add_if(before.control_key != after.control_key, "controlkey changed");
  add_if(before.leap_smear_s != after.leap_smear_s, "leapsmearinterval changed");
  add_if(before.switches != after.switches, "enable and disable changed");
}

}  // namespace

std::vector<std::string> change_texts(const Config& before, const Config& after, const engine::LineChanges& changes) {
  std::vector<std::string> texts;
  texts.reserve(changes.removed.size() + changes.added.size() + changes.changed.size());
  for (const std::size_t line : changes.removed) texts.push_back(line_text(before.associations[line], "removed"));
  for (const std::size_t line : changes.added) texts.push_back(line_text(after.associations[line], "added"));
  for (const std::size_t line : changes.changed) texts.push_back(line_text(after.associations[line], "changed"));
  add_groups(before, after, texts);
  if (before.leapfile != after.leapfile) {
    texts.push_back(file_text("leapfile", after.leapfile ? std::optional(after.leapfile->path) : std::nullopt));
  }
  if (before.keys_file != after.keys_file) texts.push_back(file_text("keys", after.keys_file));
  if (before.driftfile != after.driftfile) texts.push_back(file_text("driftfile", after.driftfile));
  if (before.logfile != after.logfile) texts.push_back(file_text("logfile", after.logfile));
  if (before.keys_file != after.keys_file) texts.push_back(file_text("keys", after.keys_file));
  if (before.rtc_file != after.rtc_file) texts.push_back(file_text("rtcfile", after.rtc_file));
  if (before.rtc_sync != after.rtc_sync)
    texts.emplace_back(after.rtc_sync ? "rtcsync is on now" : "rtcsync is off now");
  if (before.rtc_device != after.rtc_device) texts.emplace_back("rtcdevice changed: takes effect at the next start");
  if (before.pidfile != after.pidfile) texts.emplace_back("pidfile changed: takes effect at the next start");
  if (before.xdp != after.xdp) texts.emplace_back("xdp changed");
  if (before.hwtimestamp != after.hwtimestamp) texts.emplace_back("hwtimestamp changed");
  if (before.port != after.port) texts.push_back(fmt::format("port is {} now", after.port));
  if (texts.empty() && !config::same_settings(before, after)) texts.emplace_back("other settings changed");
  return texts;
}

}  // namespace foliot::daemon
