// Why: says in plain sentences why each source is used or not, why the daemon is synchronised or not, and what an
// administrator may do. It goes by the status words and variables that every ntpd tells, so that it also explains those
// of other suites.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "control/status_word.hpp"
#include "tools/ntpq/json.hpp"
#include "tools/ntpq/peers.hpp"

namespace foliot::ntpq {

/// What a source told of itself that the billboard does not show.
struct SourceFacts {
  PeerFacts peer;
  std::uint16_t association_id = 0;
  control::PeerStatus status;
  std::string name;  ///< safe for a terminal
  std::int64_t leap = 0;
  std::int64_t flash = 0;
  std::int64_t key_id = 0;
  std::int64_t unanswered = 0;  ///< polls since the last answer
  std::int64_t unbelieved = 0;  ///< packets in its name that its key did not seal
  double root_delay_ms = 0;
  double root_dispersion_ms = 0;

  /// How far its time may be from true time, ms.
  [[nodiscard]] double distance_ms() const;
};

[[nodiscard]] SourceFacts read_source_facts(const VariablePairs& variables, std::uint16_t association_id,
                                            std::uint16_t status, const PeersStyle& style);

struct SystemFacts {
  control::SystemStatus status;
  std::int64_t stratum = 16;
  std::int64_t peer = 0;  ///< association id of the system peer; 0: none
  std::string reference_id;
  double offset_ms = 0;
  double root_delay_ms = 0;
  double root_dispersion_ms = 0;

  [[nodiscard]] bool synchronized() const;
};

[[nodiscard]] SystemFacts read_system_facts(const VariablePairs& variables, std::uint16_t status);

/// One word for programs, sentences for people.
struct Verdict {
  std::string_view reason;  ///< `falseticker`, `no_answer`, ...
  std::string text;         ///< why, one or more sentences
  std::string advice;       ///< what may be done; empty: nothing needs to be done
};

[[nodiscard]] Verdict explain_source(const SourceFacts& source);
[[nodiscard]] Verdict explain_system(const SystemFacts& system, std::span<const SourceFacts> sources);

/// The whole report, wrapped to 78 columns.
[[nodiscard]] std::string why_text(const SystemFacts& system, std::span<const SourceFacts> sources);
/// `{"server":...,"synchronized":...,"reason":...,"sources":[...]}`, with a line end.
[[nodiscard]] std::string why_json(const std::string& server, const SystemFacts& system,
                                   std::span<const SourceFacts> sources);

/// `0.045 ms`, `12.3 s`, `2.1 h`: two to four digits and a unit, without sign.
[[nodiscard]] std::string span_text(double ms);
/// Words in lines of at most 78 columns; each line but the first begins with `indent` blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent);

}  // namespace foliot::ntpq
