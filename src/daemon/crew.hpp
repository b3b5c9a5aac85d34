// Crew: the server workers together, as the control thread sees them.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "daemon/worker.hpp"

namespace foliot::daemon {

/// What all workers work by.
struct CrewOrders {
  access::SharedRestrictList list;
  access::MonitorOptions monitor;  ///< of all clients
  std::shared_ptr<const auth::KeyRing> keys;
  WorkerSockets sockets;
};

/// What one of `workers` remembers of the clients that `options` allow in all, and what the control thread does, which
/// meets few of them.
[[nodiscard]] access::MonitorOptions share_of_worker(access::MonitorOptions options, std::size_t workers);
[[nodiscard]] access::MonitorOptions share_of_control(access::MonitorOptions options, std::size_t workers);

class Crew {
 public:
  explicit Crew(platform::PlatformClock& clock) : time_(clock) {}

  /// What they work by from now on; there are as many as the places have sockets. Returns when all do so, or when one
  /// takes too long. A socket whose worker cannot be started goes to another; false when there is none at all.
  bool use(const CrewOrders& orders);
  [[nodiscard]] std::size_t size() const { return workers_.size(); }

  /// The time they tell from now on.
  void publish(const clock::TimeSnapshot& snapshot) { time_.snapshot.publish(snapshot); }
  /// The network cards that stamp packets from now on.
  void publish(const clock::CardTable& cards) { time_.cards.publish(cards); }
  /// The served clock was stepped.
  void on_clock_jump() { time_.jumps.fetch_add(1, std::memory_order_release); }
  /// All that they counted, and those before them.
  [[nodiscard]] WorkerCounts counts() const;

  /// All of them stand still between two batches as long as this lives, to be looked at or changed.
  class Hold {
   public:
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold();
    /// One that does not stop in time is left out.
    [[nodiscard]] const std::vector<server::Responder*>& responders() const { return responders_; }

   private:
    friend class Crew;
    explicit Hold(Crew& crew);
    std::vector<Worker*> held_;
    std::vector<server::Responder*> responders_;
  };
  [[nodiscard]] std::unique_ptr<Hold> hold() { return std::unique_ptr<Hold>(new Hold(*this)); }
  /// What workers that are gone had counted is no longer told.
  void forget_counts(bool served, bool keys);

 private:
  void distribute(const CrewOrders& orders);

  ServedTime time_;
  WorkerCounts before_;  ///< of workers that are gone; whom they remembered is forgotten
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace foliot::daemon
