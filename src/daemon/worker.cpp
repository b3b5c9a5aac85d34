#include "daemon/worker.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "platform/quiet_thread.hpp"

namespace foliot::daemon {
namespace {

/// Of a socket that has ever more: then the others have their turn.
constexpr int kBatchesAtOnce = 8;
/// More than a socket's queue holds: a flood must not keep a socket that is to be closed.
constexpr int kMostWaiting = 1000;

std::chrono::nanoseconds to_chrono(Interval interval) {
  return std::chrono::nanoseconds(interval.nanoseconds());
}

}  // namespace

void WorkerCounts::add(const WorkerCounts& other) {
  served.add(other.served);
  keys.add(other.keys);
  monitored.add(other.monitored);
  cards.add(other.cards);
  clients += other.clients;
  client_slots += other.client_slots;
  oldest_client = std::min(oldest_client, other.oldest_client);
}

WorkerCounts counts_of(const server::Responder& responder) {
  WorkerCounts counts;
  counts.served = responder.counts();
  counts.keys = responder.key_counts();
  const access::MruList* clients = responder.monitor().clients();
  if (clients == nullptr) return counts;
  counts.monitored = clients->counts();
  counts.clients = clients->size();
  counts.client_slots = clients->slots_in_use();
  if (const auto oldest = clients->oldest()) counts.oldest_client = clients->last(*oldest);
  return counts;
}

std::unique_ptr<Worker> Worker::start(const ServedTime& time) {
  auto wakeup = platform::Wakeup::open();
  if (!wakeup) return nullptr;
  std::unique_ptr<Worker> worker(new Worker(time, std::move(*wakeup)));
  worker->thread_ = platform::start_quiet_thread([raw = worker.get()] { raw->run(); });
  return worker->thread_ ? std::move(worker) : nullptr;
}

Worker::Worker(const ServedTime& time, platform::Wakeup wakeup) : service_(time), wakeup_(std::move(wakeup)) {
  poller_.add(wakeup_.fd());
}

Worker::~Worker() {
  if (!thread_) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  call();
  thread_->join();
}

void Worker::call() {
  called_.store(true, std::memory_order_release);
  wakeup_.ring();
}

void Worker::use(SharedOrders orders) {
  {
    const std::lock_guard lock(mutex_);
    orders_ = std::move(orders);
    ++given_;
  }
  call();
}

bool Worker::wait_until_used(Interval limit) {
  std::unique_lock lock(mutex_);
  return answered_.wait_for(lock, to_chrono(limit), [this] { return taken_ == given_; });
}

server::Responder* Worker::hold(Interval limit) {
  std::unique_lock lock(mutex_);
  // Between two holds it has a turn, however fast questions come.
  if (!answered_.wait_for(lock, to_chrono(limit), [this] { return !held_; })) return nullptr;
  hold_ = true;
  call();
  if (answered_.wait_for(lock, to_chrono(limit), [this] { return held_; })) return &service_.responder();
  hold_ = false;
  return nullptr;
}

void Worker::release() {
  {
    const std::lock_guard lock(mutex_);
    hold_ = false;
  }
  answered_.notify_all();
}

void Worker::run() {
  for (;;) {
    if (called_.exchange(false, std::memory_order_acq_rel)) {
      answer_call();
      const std::lock_guard lock(mutex_);
      if (stop_) return;
    }
    turn();
  }
}

void Worker::answer_call() {
  std::unique_lock lock(mutex_);
  if (taken_ != given_) {
    const SharedOrders orders = orders_;
    const std::uint64_t number = given_;
    lock.unlock();
    obey(orders);
    lock.lock();
    taken_ = number;
    answered_.notify_all();
  }
  held_ = hold_;
  if (!held_) return;
  answered_.notify_all();
  answered_.wait(lock, [this] { return !hold_; });
  held_ = false;
  tell_counts();
  answered_.notify_all();
}

void Worker::turn() {
  const auto ready = poller_.wait(std::nullopt);
  if (!ready) return;
  for (const platform::Ready& one : *ready) {
    if (one.index == 0) {
      wakeup_.take();
      continue;
    }
    serve(one);
  }
  tell_counts();
}

void Worker::serve(const platform::Ready& ready) {
  ServedSocket& socket = *in_force_->sockets[ready.index - 1];
  // The stamps first: they may be asked for by what waits beside them.
  if (ready.error_queue) service_.take_stamps(socket);
  if (!ready.readable) return;
  int batches = 0;
  while (service_.serve(socket) == platform::UdpBatch::kMostDatagrams && ++batches < kBatchesAtOnce) continue;
  socket.tell_counts();
}

void Worker::tell_counts() {
  WorkerCounts counts = counts_of(service_.responder());
  counts.cards = service_.card_counts();
  counts_.publish(counts);
}

void Worker::obey(SharedOrders orders) {
  server::Responder& responder = service_.responder();
  if (!in_force_ || in_force_->list != orders->list) responder.use(orders->list);
  if (!in_force_ || in_force_->monitor != orders->monitor) {
    responder.use(orders->monitor, service_.rng(), service_.now());
  }
  responder.use(orders->keys);
  const SharedOrders before = std::exchange(in_force_, std::move(orders));
  watch();
  tell_counts();
  if (!before) return;
  for (const WorkerSocket& socket : before->sockets) {
    const bool stays = std::ranges::find(in_force_->sockets, socket) != in_force_->sockets.end();
    if (!stays) empty(*socket);
  }
}

void Worker::watch() {
  poller_.clear();
  poller_.add(wakeup_.fd());
  for (const WorkerSocket& socket : in_force_->sockets) poller_.add(socket->fd(), {.error_queue = true});
}

void Worker::empty(platform::UdpSocket& socket) {
  for (int batches = 0; batches < kMostWaiting; ++batches) {
    if (service_.serve(socket) == 0) return;
  }
}

}  // namespace foliot::daemon
