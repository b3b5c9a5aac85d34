// Symmetric modes: what two equals remember of each other between their packets (RFC 5905 sections 8 and 9).
//
// Each packet asks and answers at once: it carries when the peer's last packet left and came in, and when it leaves
// itself. So state lives from packet to packet, and a forged one that changed it would cut the chain (CVE-2015-1799).
// Therefore a packet counts only when it names one of our last few transmit timestamps, whose lowest bits are random;
// the latest of these is good for one answer. A packet that names none is heard only while the chain is broken anyhow.
#pragma once

#include <cstdint>
#include <optional>

#include "association/drop.hpp"
#include "base/fixed_vector.hpp"
#include "base/rng.hpp"
#include "time/frequency.hpp"
#include "time/points.hpp"
#include "time/timestamp.hpp"
#include "wire/header.hpp"

namespace foliot::association {

/// How fast true time goes against the free-running clock: exchanges between equals may last minutes.
struct Rate {
  Frequency frequency;
  double frequency_sd = 0;  ///< s/s
};

/// What our end of a symmetric association or a broadcast says about itself.
struct OwnState {
  ClockReading now;
  wire::Header header;  ///< leap, stratum, precision, root delay and dispersion, reference id and time
  Rate rate;
};

class SymmetricState {
 public:
  /// Writes origin, receive and transmit timestamp of the packet that leaves at `now`, and remembers it. The transmit
  /// timestamp is the true served time, for the peer measures with it; what lies below `header.precision` is random.
  /// The receive timestamp is told on the clock as it is now, so that a slew since then does not reach the peer.
  void stamp(wire::Header& header, const ClockReading& now, const Rate& rate, base::Rng& rng);
  /// A better t1 for the packet with that transmit timestamp.
  void on_transmitted(Timestamp transmit, MonoTime t1);

  /// Whether the timestamps of a packet rule out that it is the peer's next one. chain_lost: nothing has been heard
  /// for some polls, so any packet that is newer than the last one may begin a new chain.
  [[nodiscard]] std::optional<Drop> refuse(const wire::Header& header, bool chain_lost) const;

  // The rest is for packets that passed `refuse` and are authentic.

  /// When the packet left that this one answers, and which is used up by that. Nothing: it is no answer, but good to
  /// go on from.
  [[nodiscard]] std::optional<MonoTime> take_answer(const wire::Header& header);
  /// Our next packet refers to this one.
  void hear(const wire::Header& header, MonoTime arrival);
  /// The clock was stepped: begin a new chain.
  void clear();

 private:
  struct Sent {
    Timestamp transmit;
    MonoTime t1;
  };
  struct Heard {
    Timestamp transmit;
    MonoTime arrival;
  };
  static constexpr std::size_t kRemembered = 4;

  base::FixedVector<Sent, kRemembered> sent_;  ///< the latest last
  bool answered_ = false;                      ///< the latest of them
  std::optional<Heard> heard_;                 ///< what our next packet refers to
  Timestamp last_heard_;                       ///< the same, and kept when the clock is stepped
};

}  // namespace foliot::association
