// BatchService: answers time requests in batches, as a server worker does. It belongs to one thread.
//
// What it needs of the rest of the daemon is read without waiting: the clock, and the TimeSnapshot that the control
// thread publishes. When that is no longer renewed, replies say that there is no time (leap 3).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/published.hpp"
#include "clock/stamp_choice.hpp"
#include "clock/time_snapshot.hpp"
#include "daemon/stamp_reader.hpp"
#include "platform/kernel_rng.hpp"
#include "platform/platform_clock.hpp"
#include "platform/udp_batch.hpp"
#include "server/responder.hpp"

namespace foliot::daemon {

/// The time that is served, as the control thread tells it to the workers.
struct ServedTime {
  explicit ServedTime(platform::PlatformClock& served) : clock(served) {}

  platform::PlatformClock& clock;
  base::Published<clock::TimeSnapshot> snapshot;
  base::Published<clock::CardTable> cards;  ///< network cards that stamp packets
  std::atomic<std::uint32_t> jumps{0};      ///< how often the clock was stepped
};

class BatchService {
 public:
  /// So many replies get their transmit timestamp and leave together: more would save little, and would make the last
  /// one wait for all others after it got its timestamp.
  static constexpr std::size_t kRepliesAtOnce = 16;

  /// Open to all, and remembering nobody, until told otherwise through `responder`.
  explicit BatchService(const ServedTime& time);

  /// Answers what waits in `socket`, one batch; returns of how many datagrams it was. What is not for workers is
  /// dropped: see platform::steer.
  std::size_t serve(platform::UdpSocket& socket);

  /// Takes the stamps of replies that left, for clients in interleaved mode.
  void take_stamps(platform::UdpSocket& socket);

  [[nodiscard]] server::Responder& responder() { return responder_; }
  [[nodiscard]] const server::Responder& responder() const { return responder_; }
  [[nodiscard]] platform::KernelRng& rng() { return rng_; }
  [[nodiscard]] const clock::CardCounts& card_counts() const { return stamps_.counts(); }
  [[nodiscard]] MonoTime now() { return time_.clock.now().mono; }

 private:
  void read_datagrams(std::size_t count);
  void serve(platform::UdpSocket& socket, std::size_t first, std::size_t end, const ClockReading& machine);
  void send(platform::UdpSocket& socket);
  [[nodiscard]] WallTime arrival(const platform::Datagram& datagram, const ClockReading& machine,
                                 const ClockReading& now);
  void judge(std::size_t index, const ClockReading& machine, const ClockReading& now,
             const clock::TimeSnapshot& snapshot);

  const ServedTime& time_;
  platform::KernelRng rng_;
  server::Responder responder_;
  platform::UdpBatch batch_;
  StampReader stamps_;
  std::optional<clock::CardTable> cards_;  ///< read once for each batch that a card has stamped
  std::array<std::optional<platform::Datagram>, platform::UdpBatch::kMostDatagrams> datagrams_{};
  std::array<base::SocketAddress, platform::UdpBatch::kMostDatagrams> remotes_{};  ///< of these
  std::array<server::ReplyBytes, kRepliesAtOnce> replies_{};
  std::array<std::size_t, kRepliesAtOnce> asked_{};  ///< the datagram of each reply
  std::size_t count_ = 0;  ///< of replies
  std::uint32_t jumps_seen_ = 0;
};

}  // namespace foliot::daemon
