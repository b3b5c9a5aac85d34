#include "tools/ntpq/why.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>

#include "tools/ntpq/status_text.hpp"
#include "tools/ntpq/text.hpp"
#include "wire/header.hpp"

namespace foliot::ntpq {
namespace {

using control::PeerEvent;
using control::SystemEvent;
using selection::SelectionStatus;

// RFC 9327 flash bits: which test the last packet, or the source, did not pass.
constexpr std::int64_t kFlashDenied = 0x8;
constexpr std::int64_t kFlashAuthentication = 0x10;
constexpr std::int64_t kFlashUnsynchronized = 0x4 | 0x20 | 0x200;
constexpr std::int64_t kFlashHeader = 0x2 | 0x40;
constexpr std::int64_t kFlashDistance = 0x400;
constexpr std::int64_t kFlashLoop = 0x800;
constexpr std::int64_t kUnreachableStratum = 16;

/// The kiss code that stands in the place of a reference id, or nothing.
std::string kiss_of(const SourceFacts& source) {
  constexpr auto kKisses = std::to_array<std::string_view>({"DENY", "RSTR", "RATE", "CRYP", "NTSN", "AUTH", "NKEY"});
  const std::string& id = source.peer.reference_id.value_or("");
  const bool is_name = source.peer.stratum == 0 || source.peer.stratum >= kUnreachableStratum;
  return is_name && std::ranges::find(kKisses, id) != kKisses.end() ? id : "";
}

bool never_answered(const SourceFacts& source) {
  return source.peer.receive_time.is_unknown() && source.peer.stratum >= kUnreachableStratum;
}

bool is_local_clock(const SourceFacts& source) {
  return source.peer.source && source.peer.source->is_reference_clock() && source.peer.source->bytes()[2] == 1;
}

std::string direction(const SourceFacts& source) {
  return fmt::format("{} {} this clock", span_text(source.peer.offset_ms),
                     source.peer.offset_ms < 0 ? "behind" : "ahead of");
}

std::string quality(const SourceFacts& source) {
  return fmt::format("Its time is {}, its delay {}, its jitter {}.", direction(source), span_text(source.peer.delay_ms),
                     span_text(source.peer.jitter_ms.value_or(source.peer.dispersion_ms)));
}

Verdict explain_kiss(const std::string& kiss, const SourceFacts& source) {
  if (kiss == "RATE") {
    return {"kiss_rate", "It has asked for less: it sent the kiss code RATE, so it is polled more slowly.",
            "Raise minpoll, drop burst, and see whether other machines behind the same address ask it too."};
  }
  if (kiss == "DENY" || kiss == "RSTR") {
    return {"kiss_deny", fmt::format("It does not serve this machine: it sent the kiss code {}.", kiss),
            "Ask its administrator for access, or take its line out of the configuration."};
  }
  return {"authentication", fmt::format("It refuses what proves who asks: it sent the kiss code {}.", kiss),
          source.key_id != 0 ? fmt::format("Compare key {} here and there: number, type and secret.", source.key_id)
                             : "See to the keys or certificates that it asks for."};
}

Verdict explain_authentication(const SourceFacts& source) {
  return {"authentication",
          source.key_id != 0
              ? fmt::format("Its packets are not believed: none was sealed rightly with key {}.", source.key_id)
              : "Its packets are not believed: what proves who sent them is missing or wrong.",
          "See that the key is in the key files of both ends with the same number, type and secret, and that it is "
          "listed in trustedkey."};
}

Verdict explain_silence(const SourceFacts& source) {
  if (source.peer.source && source.peer.source->is_reference_clock()) {
    return {"no_answer", "This reference clock gives no time.",
            "See that it is connected, that its device may be read, and what `clockvar` says of it."};
  }
  if (never_answered(source)) {
    return {
        "no_answer", "It has not answered yet.",
        "Give it a minute. If it stays silent: is the name or address right, does it serve this machine, and does a "
        "firewall let UDP port 123 through in both directions?"};
  }
  return {
      "unreachable",
      source.unanswered > 0 ? fmt::format("It has stopped answering: the last {} polls brought nothing.",
                                          std::max<std::int64_t>(source.unanswered, 8))
                            : "It has stopped answering: the last eight polls brought nothing.",
      "Nothing, when it is down for a while: it is taken again when it answers. Else look at the network in between "
      "and at its daemon."};
}

/// Why a source that answers was not even looked at by the selection.
Verdict explain_reject(const SourceFacts& source) {
  if (source.leap == 3 || source.peer.stratum >= kUnreachableStratum || source.peer.stratum == 0 ||
      (source.flash & kFlashUnsynchronized) != 0) {
    return {"unsynchronized", "It answers, but says that it is not synchronised itself.",
            "Nothing here: see to that server, or use another."};
  }
  if ((source.flash & kFlashLoop) != 0) {
    return {"loop", "It follows this machine, or the same source by way of it: time would go round in a loop.",
            "Nothing, when the two are peers: it serves when this machine has lost its own sources."};
  }
  if ((source.flash & kFlashDistance) != 0) {
    return {"distance",
            fmt::format("Its time may be {} wrong, which is too far. Either it has been polled only a few times, or it "
                        "has lost its own source, or the way to it is very long.",
                        span_text(source.distance_ms())),
            "Wait some polls when this daemon has just started. Else use a nearer server, or raise `tos maxdist`."};
  }
  if ((source.flash & kFlashHeader) != 0) {
    return {"bad_packet", "What it answers is not right: the packets do not belong to the questions, or make no sense.",
            "See whether something in between changes packets, and whether two daemons share its address."};
  }
  return {"not_selected",
          "It answers and nothing speaks against its time, but it is not chosen: it is configured with `noselect`, or "
          "has not been polled often enough yet.",
          "Take `noselect` out if it is to be used; else wait some polls."};
}

Verdict explain_rejected(const SourceFacts& source) {
  const std::string kiss = kiss_of(source);
  if (!kiss.empty()) return explain_kiss(kiss, source);
  const bool denied = source.status.last_event == PeerEvent::access_denied || (source.flash & kFlashDenied) != 0;
  if (denied && !source.status.reachable) return explain_kiss("DENY", source);
  const bool wrong_key = source.status.authentication_enabled && !source.status.authentic;
  // A packet that is not believed leaves no other trace than its counter.
  const bool unbelieved = source.key_id != 0 && source.unbelieved > 0 && source.peer.reach == 0;
  const bool refused = (source.flash & kFlashAuthentication) != 0 || source.status.last_event == PeerEvent::bad_auth ||
                       unbelieved;
  if ((wrong_key && !never_answered(source)) || refused) return explain_authentication(source);
  if (!source.status.reachable || source.peer.reach == 0) return explain_silence(source);
  return explain_reject(source);
}

std::string poll_note(const SourceFacts& source) {
  const int answered = std::popcount(source.peer.reach & 0xffU);
  if (answered == 8 || source.peer.reach == 0) return "";
  return fmt::format(" Of its last eight polls {} {} answered.", answered, answered == 1 ? "was" : "were");
}

Verdict explain_used(const SourceFacts& source, bool leads) {
  if (is_local_clock(source)) {
    return {leads ? "system_peer" : "candidate",
            "It is this machine's own clock, which nothing steers: the last resort. It keeps machines that ask here "
            "together, but not right.",
            "See why the real sources are not used."};
  }
  const std::string_view role = leads ? "It is the system peer: its time is used, and its stratum and reference are "
                                        "passed on."
                                      : "It is used: its time has a share in the combined time.";
  return {leads ? "system_peer" : "candidate", fmt::format("{} {}{}", role, quality(source), poll_note(source)), ""};
}

Verdict explain_falseticker(const SourceFacts& source) {
  return {
      "falseticker",
      fmt::format("Its time does not agree with that of the majority: it is {}. It is a falseticker.",
                  direction(source)),
      "See to that server, or take it out. If several disagree, at least four sources let the majority be told from "
      "a liar. A difference of about half the delay of a busy line may be the line's fault."};
}

}  // namespace

Verdict explain_source(const SourceFacts& source) {
  const auto mode = static_cast<wire::Mode>(std::clamp<std::int64_t>(source.peer.host_mode, 0, 7));
  if (type_code(source.peer) == 'p') {
    return {"pool", "It is a pool: no source itself, but the name from which sources are drawn.", ""};
  }
  if (type_code(source.peer) == 'a') {
    return {"manycast", "It is no source itself: servers are looked for at this address.", ""};
  }
  if (mode == wire::Mode::broadcast) return {"broadcast", "Time is sent there and none comes back.", ""};
  switch (source.status.selection) {
    case SelectionStatus::sys_peer:
      return explain_used(source, true);
    case SelectionStatus::pps_peer:
      return {"pps_peer", "Its pulse sets the second; another source numbers it. " + quality(source), ""};
    case SelectionStatus::candidate:
      return explain_used(source, false);
    case SelectionStatus::backup:
      return {"backup", "It would do, but there are enough better ones: it is kept for when one of them fails.", ""};
    case SelectionStatus::outlier:
      return {"outlier",
              "It agrees with the others, but less closely than they do, so it was left out. " + quality(source), ""};
    case SelectionStatus::excess:
      return {"excess", "It is one too many: there are enough sources nearer than it is.", ""};
    case SelectionStatus::falsetick:
      return explain_falseticker(source);
    default:
      return explain_rejected(source);
  }
}

namespace {

struct Counts {
  std::size_t sources = 0;  ///< pools and the like do not count
  std::size_t pools = 0;
  std::size_t answering = 0;
  std::size_t falsetickers = 0;
  std::size_t unsynchronized = 0;
  std::size_t distant = 0;
};

Counts count(std::span<const SourceFacts> sources) {
  Counts counts;
  for (const SourceFacts& source : sources) {
    const std::string_view reason = explain_source(source).reason;
    if (reason == "pool" || reason == "manycast" || reason == "broadcast") {
      ++counts.pools;
      continue;
    }
    ++counts.sources;
    if (source.status.reachable) ++counts.answering;
    if (reason == "falseticker") ++counts.falsetickers;
    if (reason == "unsynchronized") ++counts.unsynchronized;
    if (reason == "distance") ++counts.distant;
  }
  return counts;
}

Verdict explain_synchronized(const SystemFacts& system, std::span<const SourceFacts> sources) {
  const auto peer = std::ranges::find_if(
      sources, [&](const SourceFacts& source) { return source.association_id == system.peer && system.peer != 0; });
  const std::string error = span_text(system.root_delay_ms / 2 + system.root_dispersion_ms);
  if (peer != sources.end() && is_local_clock(*peer)) {
    return {"local_clock",
            fmt::format("It follows its own clock, which nothing steers, and serves it at stratum {}.", system.stratum),
            "See why the other sources are not used; without them this clock drifts."};
  }
  if (peer != sources.end()) {
    return {"synchronized",
            fmt::format("It follows {} and serves at stratum {}. Its clock is {} {} what the sources say, and at most "
                        "about {} wrong.",
                        peer->name, system.stratum, span_text(system.offset_ms),
                        system.offset_ms < 0 ? "ahead of" : "behind", error),
            ""};
  }
  if (system.reference_id == "127.0.0.1" || system.reference_id == "ORPH") {
    return {"orphan",
            fmt::format("It has no source, and serves in orphan mode at stratum {} to keep the machines around it "
                        "together.",
                        system.stratum),
            "See why its sources are not used."};
  }
  return {"holdover",
          fmt::format("It has no source now and goes by what it learnt before. It is at most about {} wrong, and that "
                      "grows.",
                      error),
          "Nothing, when sources come back soon. Else see below why they are not used."};
}

/// What the last event of the system says, when that is the reason.
Verdict explain_event(SystemEvent event) {
  switch (event) {
    case SystemEvent::panic_stop:
      return {"panic",
              "The clock is so wrong that the daemon does not dare to set it: the offset is beyond the panic limit.",
              "Set the clock once by `ntpdate` or by starting ntpd with -g, after a look at whether it is really the "
              "clock that is wrong and not the servers."};
    case SystemEvent::spike_detected:
      return {"spike", "The sources are suddenly far off the clock; the daemon waits to see whether that stays.",
              "Wait: after some minutes the clock is set."};
    case SystemEvent::frequency_mode:
      return {"frequency_mode", "The daemon measures how fast its clock runs, before it sets it.",
              "Wait: that takes up to 15 minutes, and less with a drift file."};
    default:
      return {};
  }
}

Verdict explain_unsynchronized(const SystemFacts& system, const Counts& counts) {
  Verdict event = explain_event(system.status.last_event);
  if (!event.reason.empty()) return event;
  if (counts.sources == 0 && counts.pools > 0) {
    return {"no_addresses", "No source has been drawn from its pools yet.",
            "Wait a minute. If it stays like this, see that names are resolved here: `getent hosts NAME`."};
  }
  if (counts.sources == 0) {
    return {"no_sources", "It has no source.", "Add a line such as `pool pool.ntp.org iburst` to its configuration."};
  }
  if (counts.answering == 0) {
    return {"no_answers", fmt::format("None of its {} sources answers.", counts.sources),
            "See that the network is up and that UDP port 123 is not blocked on the way."};
  }
  if (counts.falsetickers > 0 && counts.falsetickers * 2 >= counts.answering) {
    return {"no_majority",
            fmt::format("There is no majority: {} of {} sources that answer disagree with the others.",
                        counts.falsetickers, counts.answering),
            "See which are wrong, and use at least four sources that do not depend on each other."};
  }
  if (counts.unsynchronized == counts.answering) {
    return {"sources_unsynchronized", "All sources that answer say that they are not synchronised themselves.",
            "See to those servers, or use others."};
  }
  if (counts.distant > 0) {
    return {"distance", "The sources that answer may be too far off still.",
            "Wait some polls when the daemon has just started; iburst makes that short."};
  }
  return {"waiting", "Sources answer, but have not been polled often enough to be chosen, or too few agree.",
          "Wait some polls. `tos minsane` says how many must agree."};
}

}  // namespace

Verdict explain_system(const SystemFacts& system, std::span<const SourceFacts> sources) {
  if (system.synchronized()) return explain_synchronized(system, sources);
  return explain_unsynchronized(system, count(sources));
}

std::string why_text(const SystemFacts& system, std::span<const SourceFacts> sources) {
  const auto paragraph = [](const std::string& text, std::size_t indent) { return wrapped(text, indent) + '\n'; };
  const Verdict whole = explain_system(system, sources);
  const char* state = system.synchronized() ? "The daemon is synchronised. " : "The daemon is not synchronised. ";
  std::string text = paragraph(state + whole.text, 0);
  if (!whole.advice.empty()) text += paragraph("To do: " + whole.advice, 0);
  for (const SourceFacts& source : sources) {
    const Verdict verdict = explain_source(source);
    text +=
        '\n' + paragraph(fmt::format("{} {}: {}", tally_code(source.status.selection), source.name, verdict.text), 2);
    if (!verdict.advice.empty()) text += paragraph("  To do: " + verdict.advice, 2);
  }
  return text;
}

std::string why_json(const std::string& server, const SystemFacts& system, std::span<const SourceFacts> sources) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const SourceFacts& source : sources) {
    const Verdict verdict = explain_source(source);
    list.push_back({{"association_id", source.association_id},
                    {"remote", source.name},
                    {"tally", std::string(1, tally_code(source.status.selection))},
                    {"reason", verdict.reason},
                    {"text", verdict.text},
                    {"advice", verdict.advice}});
  }
  const Verdict whole = explain_system(system, sources);
  const Json report{{"server", server},       {"synchronized", system.synchronized()},
                    {"reason", whole.reason}, {"text", whole.text},
                    {"advice", whole.advice}, {"sources", list}};
  return report.dump(-1, ' ', true, Json::error_handler_t::replace) + '\n';
}

}  // namespace foliot::ntpq
