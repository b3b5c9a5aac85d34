// Dialogue: asks several servers several times and keeps what they answer. Pure: readings and datagrams come in,
// datagrams go out.
//
// Servers are asked one after the other, 0.2 s apart; each one again a while after its last answer, or when none came
// in time. A request that brought nothing takes a place of the filter. RATE ends a server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "time/points.hpp"
#include "tools/oneshot/server.hpp"

namespace foliot::oneshot {

struct DialogueOptions {
  int samples = 4;                                 ///< 1 to kMostSamples
  Interval timeout = Interval::from_seconds(2);    ///< until a request counts as lost
  Interval pause = Interval::from_seconds(2);      ///< from an answer to the next request
  Interval stagger = Interval::from_seconds(0.2);  ///< from server to server
  Interval sealing_delay = {};                     ///< added to t1: how long sealing a request takes
  RequestForm form = {};
};

struct Outgoing {
  std::size_t server = 0;
  base::SocketAddress to;
  std::vector<std::uint8_t> bytes;
};

/// What became of a datagram.
enum class Arrival : std::uint8_t {
  stranger,  ///< nobody who was asked
  malformed,
  wrong_mode,
  wrong_origin,
  unauthentic,
  rate_limited,  ///< the server is done
  no_times,      ///< the server does not know the time of its own answer
  sample,
};

class Dialogue {
 public:
  /// rng: must not be guessable.
  Dialogue(std::vector<Target> targets, const DialogueOptions& options, base::Rng& rng, MonoTime start);

  /// The next request that is due. To be asked until there is none; `now` as fresh as can be: it is t1.
  [[nodiscard]] std::optional<Outgoing> next_request(const ClockReading& now);
  /// When next_request will have something; nothing: finished.
  [[nodiscard]] std::optional<MonoTime> deadline() const;
  [[nodiscard]] bool finished() const { return !deadline(); }
  /// `arrived`: t4.
  Arrival take(std::span<const std::uint8_t> bytes, const base::SocketAddress& remote, const ClockReading& arrived);

  [[nodiscard]] const std::vector<Server>& servers() const { return servers_; }

 private:
  struct Question {
    std::optional<MonoTime> due;  ///< nothing: done
    Timestamp nonce;              ///< of the request that waits for its answer; unknown: none does
  };
  Arrival judge(std::size_t index, std::span<const std::uint8_t> bytes, const ClockReading& arrived);
  void keep(std::size_t index, const Slot& slot);

  DialogueOptions options_;
  base::Rng* rng_;
  std::vector<Server> servers_;
  std::vector<Question> questions_;
};

}  // namespace foliot::oneshot
