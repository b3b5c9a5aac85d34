#include "daemon/crew.hpp"

#include <algorithm>
#include <utility>

namespace foliot::daemon {
namespace {

/// A batch takes much less; a machine that is out of breath may take longer.
constexpr Interval kPatience = Interval::from_nanoseconds(1'000'000'000);
constexpr std::int64_t kControlPart = 16;

/// `numerator / denominator` of the limits; a limit stays one.
access::MonitorOptions scaled(access::MonitorOptions options, std::int64_t numerator, std::int64_t denominator) {
  if (options.mru.maxdepth < 0) options.mru.maxdepth = access::MruList::kUnlimited;
  for (std::int64_t* limit : {&options.mru.maxdepth, &options.mru.mindepth, &options.mru.initalloc}) {
    if (*limit > 0) *limit = std::max<std::int64_t>(*limit * numerator / denominator, 1);
  }
  return options;
}

}  // namespace

access::MonitorOptions share_of_worker(access::MonitorOptions options, std::size_t workers) {
  return scaled(options, kControlPart - 1, kControlPart * static_cast<std::int64_t>(workers));
}

access::MonitorOptions share_of_control(access::MonitorOptions options, std::size_t workers) {
  return workers == 0 ? options : scaled(options, 1, kControlPart);
}

bool Crew::use(const CrewOrders& orders) {
  std::size_t wanted = 0;
  for (const auto& place : orders.sockets) wanted = std::max(wanted, place.size());
  while (workers_.size() < wanted) {
    auto worker = Worker::start(time_);
    if (!worker) break;
    workers_.push_back(std::move(worker));
  }
  distribute(orders);
  if (workers_.size() > wanted) {
    // Those that are too many have emptied their sockets by now.
    for (std::size_t i = wanted; i < workers_.size(); ++i) {
      const WorkerCounts counts = workers_[i]->counts();
      before_.served.add(counts.served);
      before_.keys.add(counts.keys);
      before_.cards.add(counts.cards);
    }
    workers_.resize(wanted);
    distribute(orders);
  }
  return wanted == 0 || !workers_.empty();
}

void Crew::distribute(const CrewOrders& orders) {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    auto own = std::make_shared<WorkerOrders>();
    own->list = orders.list;
    own->monitor = share_of_worker(orders.monitor, workers_.size());
    own->keys = orders.keys;
    for (const auto& place : orders.sockets) {
      for (std::size_t n = i; n < place.size(); n += workers_.size()) own->sockets.push_back(place[n]);
    }
    workers_[i]->use(std::move(own));
  }
  for (const auto& worker : workers_) static_cast<void>(worker->wait_until_used(kPatience));
}

WorkerCounts Crew::counts() const {
  WorkerCounts sum = before_;
  for (const auto& worker : workers_) sum.add(worker->counts());
  return sum;
}

void Crew::forget_counts(bool served, bool keys) {
  if (served) before_.served = {};
  if (keys) before_.keys = {};
}

Crew::Hold::Hold(Crew& crew) {
  for (const auto& worker : crew.workers_) {
    server::Responder* responder = worker->hold(kPatience);
    if (responder == nullptr) continue;
    held_.push_back(worker.get());
    responders_.push_back(responder);
  }
}

Crew::Hold::~Hold() {
  for (Worker* worker : held_) worker->release();
}

}  // namespace foliot::daemon
