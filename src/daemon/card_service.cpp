#include "daemon/card_service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <string_view>
#include <utility>

namespace foliot::daemon {
namespace {

using config::HardwareStampLine;

constexpr const char* kKernelStamps = "the kernel's stamps are used";
constexpr std::string_view kAll = "*";
/// Made of others, whose cards have interfaces of their own.
constexpr std::array<std::string_view, 6> kMadeOfOthers = {"vlan", "bond", "bridge", "team", "macvlan", "ipvlan"};
/// How long the readings stay close together in the beginning.
constexpr std::size_t kFirstSamples = 4;
/// Cables are changed less often than clocks are read.
constexpr unsigned kReadingsPerSpeed = 16;

/// The line that holds for an interface; nothing when none does, or the one that does says `off`.
const HardwareStampLine* line_for(const config::Config& config, std::string_view name) {
  const HardwareStampLine* found = nullptr;
  for (const HardwareStampLine& line : config.hwtimestamp) {
    if (line.interface == name) found = &line;
  }
  return found != nullptr && found->off ? nullptr : found;
}

bool is_named(const config::Config& config, std::string_view name) {
  return std::ranges::find(config.hwtimestamp, name, &HardwareStampLine::interface) != config.hwtimestamp.end();
}

const HardwareStampLine* effective_line(const config::Config& config, std::string_view name) {
  return line_for(config, is_named(config, name) ? name : kAll);
}

/// Those that are not `off`, `*` among them, each once.
std::set<std::string> asked_names(const config::Config& config) {
  std::set<std::string> names;
  for (const HardwareStampLine& line : config.hwtimestamp) {
    if (line_for(config, line.interface) != nullptr) names.insert(line.interface);
  }
  return names;
}

int longest_poll_log2_s(const HardwareStampLine& line) {
  return line.maxpoll_log2_s.value_or(line.minpoll_log2_s + 1);
}

clock::PhcTracker tracker_for(const HardwareStampLine& line) {
  return clock::PhcTracker({.minsamples = static_cast<std::size_t>(line.minsamples),
                            .maxsamples = static_cast<std::size_t>(line.maxsamples),
                            .precision = Interval::from_seconds(line.precision_s),
                            .poll = Interval::from_seconds(std::ldexp(1.0, longest_poll_log2_s(line)))});
}

bool can_be_a_card(const platform::Link& link) {
  return !link.is_loopback && std::ranges::find(kMadeOfOthers, link.kind) == kMadeOfOthers.end();
}

std::string reason_of(const platform::SysError& error) {
  if (error.errno_value == EOPNOTSUPP) return "this card makes no stamps";
  const char* advice = error.is_not_permitted() ? "; it takes CAP_NET_ADMIN and /dev/ptp* when ntpd starts" : "";
  return error.text() + advice;
}

}  // namespace

bool asks_for_card_stamps(const config::Config& config) {
  return !asked_names(config).empty();
}

void CardService::complain(const std::string& about, const std::string& text) {
  const std::string line = fmt::format("hwtimestamp {}: {}", about, text);
  if (complaints_.insert(line).second) log_.warning(line);
}

void CardService::enable(const config::Config& config, const std::vector<platform::Link>& links) {
  asked_ = asked_names(config);
  enable_named(config, links);
  if (asked_.contains(std::string(kAll))) enable_all(config, links);
  make_table();
}

void CardService::enable_named(const config::Config& config, const std::vector<platform::Link>& links) {
  for (const std::string& name : asked_) {
    if (name == kAll) continue;
    const auto link = std::ranges::find(links, name, &platform::Link::name);
    if (link != links.end() && !can_be_a_card(*link)) {
      complain(name, fmt::format("it has no card of its own, name the interface that has; {}", kKernelStamps));
      continue;
    }
    const auto enabled = enable_one(name, *line_for(config, name));
    if (!enabled) complain(name, fmt::format("{}; {}", reason_of(enabled.error()), kKernelStamps));
  }
}

void CardService::enable_all(const config::Config& config, const std::vector<platform::Link>& links) {
  const std::size_t before = cards_.size();
  for (const platform::Link& link : links) {
    if (!can_be_a_card(link) || is_named(config, link.name)) continue;
    const auto enabled = enable_one(link.name, *line_for(config, kAll));
    // Most interfaces of most machines cannot.
    if (enabled || enabled.error().errno_value == EOPNOTSUPP) continue;
    complain(link.name, fmt::format("{}; {}", reason_of(enabled.error()), kKernelStamps));
  }
  if (cards_.size() == before) complain(std::string(kAll), fmt::format("no card makes stamps; {}", kKernelStamps));
}

std::expected<void, platform::SysError> CardService::enable_one(const std::string& name,
                                                                const HardwareStampLine& line) {
  if (cards_.size() == clock::CardTable::kMost) return std::unexpected(platform::SysError{ENOSPC, "hwtimestamp"});
  auto card =
      platform::StampingCard::enable(calls_, {name, static_cast<platform::CardFilter>(line.rxfilter), !line.nocrossts});
  if (!card) return std::unexpected(card.error());
  log_.notice(fmt::format("hwtimestamp {}: the card stamps packets{}", name,
                          card->stamps_arrivals() ? "" : " that leave, not those that arrive"));
  cards_.push_back({std::move(*card), line, tracker_for(line)});
  return {};
}

void CardService::configure(const config::Config& config) {
  for (const std::string& name : asked_names(config)) {
    if (!asked_.contains(name)) complain(name, "there was no such line when ntpd started, restart it");
  }
  for (Used& used : cards_) {
    const HardwareStampLine* line = effective_line(config, used.card.name());
    HardwareStampLine wanted = line != nullptr ? *line : used.line;
    wanted.off = line == nullptr;
    if (std::pair(wanted.rxfilter, wanted.nocrossts) != std::pair(used.line.rxfilter, used.line.nocrossts)) {
      complain(used.card.name(), "rxfilter and nocrossts take effect at the next start");
    }
    if (wanted == used.line) continue;
    used.line = wanted;
    used.tracker = tracker_for(wanted);
    used.due = {};
  }
  make_table();
}

bool CardService::on_turn(MonoTime now) {
  bool any = false;
  for (Used& used : cards_) {
    if (used.line.off || now < used.due) continue;
    read(used, now);
    any = true;
  }
  if (any) make_table();
  return any;
}

void CardService::read(Used& used, MonoTime now) {
  const auto readings = used.card.phc().read();
  if (readings) {
    used.tracker.add(*readings);
  } else if (!used.failed) {
    log_.warning(fmt::format("hwtimestamp {}: {}; {}", used.card.name(), readings.error().text(), kKernelStamps));
  }
  used.failed = !readings.has_value();
  if (used.failed) used.tracker = tracker_for(used.line);
  if (used.octet_s == 0 || used.readings++ % kReadingsPerSpeed == 0) used.octet_s = used.card.octet_s();
  const auto settled = std::max(kFirstSamples, static_cast<std::size_t>(used.line.minsamples));
  const bool is_settled = used.tracker.samples() >= std::min(settled, static_cast<std::size_t>(used.line.maxsamples));
  const int poll_log2_s = is_settled ? longest_poll_log2_s(used.line) : used.line.minpoll_log2_s;
  used.due = now + Interval::from_seconds(std::ldexp(1.0, poll_log2_s));
}

std::optional<MonoTime> CardService::next_deadline() const {
  std::optional<MonoTime> next;
  for (const Used& used : cards_) {
    if (!used.line.off) next = next ? std::min(*next, used.due) : used.due;
  }
  return next;
}

void CardService::make_table() {
  table_ = {};
  for (const Used& used : cards_) {
    if (used.line.off) continue;
    table_.cards[table_.count++] = {.interface_index = used.card.interface_index(),
                                    .map = used.tracker.map(),
                                    .receive_compensation = Interval::from_seconds(used.line.rxcomp_s),
                                    .transmit_compensation = Interval::from_seconds(used.line.txcomp_s),
                                    .octet_s = used.octet_s};
  }
}

void CardService::restore() {
  for (Used& used : cards_) static_cast<void>(used.card.restore());
  cards_.clear();
  make_table();
}

}  // namespace foliot::daemon
