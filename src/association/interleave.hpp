// Interleaved mode of a client (RFC 9769 section 2): the server tells when its last reply really left.
//
// A reply cannot carry the time of its own departure exactly; the next one can. A request in interleaved mode names
// the last reply by its receive timestamp (as origin), and its own receive timestamp is a second random nonce, which
// an interleaved reply echoes as its origin. The exchange that is measured then is the one before, with the true t3.
#pragma once

#include <optional>

#include "association/exchange.hpp"
#include "base/rng.hpp"
#include "time/points.hpp"
#include "time/timestamp.hpp"
#include "wire/header.hpp"

namespace foliot::association {

class InterleaveState {
 public:
  /// Makes `header`, a request in basic mode, one in interleaved mode if there is a reply to go on from. Returns the
  /// nonce that an interleaved reply has as its origin.
  [[nodiscard]] std::optional<Timestamp> stamp(wire::Header& header, base::Rng& rng);

  // The rest is for replies that passed every test.

  /// What an interleaved reply completes; nothing: its exchange was measured before.
  [[nodiscard]] std::optional<Exchange> complete(const wire::Header& reply) const;
  /// The next request goes on from the reply of this exchange. measured: a sample was made of it already.
  void hear(const wire::Header& reply, MonoTime t1, MonoTime t4, bool measured);
  /// Begin again in basic mode: the clock was disturbed, or the server is another one.
  void clear() { heard_.reset(); }

 private:
  struct Heard {
    MonoTime t1;
    Timestamp t2;
    MonoTime t4;
    bool measured = false;
    int requests = 0;  ///< that went on from it
  };
  std::optional<Heard> heard_;
};

}  // namespace foliot::association
