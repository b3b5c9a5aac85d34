// Worker: a thread that answers time requests on sockets of its own.
//
// It shares nothing that changes while packets come: the restrict list, the keys and the sockets are in orders that
// are replaced whole, and it looks for new ones between two batches. Per packet there is no lock.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "daemon/batch_service.hpp"
#include "daemon/service_sockets.hpp"
#include "platform/poller.hpp"
#include "platform/wakeup.hpp"

namespace foliot::daemon {

/// All that a worker works by.
struct WorkerOrders {
  access::SharedRestrictList list;
  access::MonitorOptions monitor;  ///< of its own part of the clients
  std::shared_ptr<const auth::KeyRing> keys;
  std::vector<WorkerSocket> sockets;  ///< nobody else receives from them
};

/// What a worker did, and whom it remembers.
struct WorkerCounts {
  server::ServerCounts served;
  server::KeyCounts keys;
  access::MruCounts monitored;
  clock::CardCounts cards;  ///< stamps of network cards
  std::uint64_t clients = 0;
  std::uint64_t client_slots = 0;  ///< of the index, in use
  /// When the one silent for longest was heard of.
  MonoTime oldest_client = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::max());

  void add(const WorkerCounts& other);
};
[[nodiscard]] WorkerCounts counts_of(const server::Responder& responder);
using SharedOrders = std::shared_ptr<const WorkerOrders>;

class Worker {
 public:
  /// Nothing when the system has no thread or descriptor left. time: outlives it.
  [[nodiscard]] static std::unique_ptr<Worker> start(const ServedTime& time);
  /// Waits for the thread's end. What still waits in its sockets is not answered.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // All below: from one other thread.
  /// From now on these hold. Sockets that are not in them are emptied, then closed.
  void use(SharedOrders orders);
  /// Waits until the last orders hold; false when they do not after `limit`.
  bool wait_until_used(Interval limit);
  /// As they were a moment ago.
  [[nodiscard]] WorkerCounts counts() const { return counts_.read().value_or(WorkerCounts{}); }
  /// Stops it between two batches until `release`, so that its responder can be looked at; nothing, and nothing to
  /// release, when it does not stop within `limit`.
  [[nodiscard]] server::Responder* hold(Interval limit);
  /// What was changed of the counts is told before it goes on.
  void release();

 private:
  Worker(const ServedTime& time, platform::Wakeup wakeup);

  void call();
  void run();
  void turn();
  void answer_call();
  void obey(SharedOrders orders);
  void watch();
  void serve(const platform::Ready& ready);
  void tell_counts();
  void empty(platform::UdpSocket& socket);

  // The thread's own.
  BatchService service_;
  SharedOrders in_force_;
  platform::Poller poller_;

  base::Published<WorkerCounts> counts_;
  platform::Wakeup wakeup_;
  std::atomic<bool> called_{false};  ///< something below is new
  std::mutex mutex_;
  std::condition_variable answered_;
  SharedOrders orders_;
  std::uint64_t given_ = 0;  ///< how many orders
  std::uint64_t taken_ = 0;
  bool stop_ = false;
  bool hold_ = false;
  bool held_ = false;
  std::optional<std::thread> thread_;
};

}  // namespace foliot::daemon
