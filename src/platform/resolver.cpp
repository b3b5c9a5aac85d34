// Background threads that look names up; bounded queues under one mutex.
#include "platform/resolver.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "platform/quiet_thread.hpp"
#include "platform/socket_address.hpp"

namespace foliot::platform {
namespace {

constexpr std::size_t kMostThreads = 4;
constexpr std::size_t kMostAddresses = 64;

ResolveError to_error(int code) {
  switch (code) {
    case EAI_AGAIN:
      return ResolveError::temporary;
    case EAI_NONAME:
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
    case EAI_FAIL:
      return ResolveError::not_found;
    default:
      return ResolveError::failed;
  }
}

int to_hint(std::optional<base::IpFamily> family) {
  return family ? native_family(*family) : AF_UNSPEC;
}

Addresses collect(const addrinfo* list) {
  Addresses addresses;
  for (const addrinfo* each = list; each != nullptr && addresses.size() < kMostAddresses; each = each->ai_next) {
    const auto address = from_native(each->ai_addr, each->ai_addrlen);
    if (address && std::ranges::find(addresses, address->ip) == addresses.end()) addresses.push_back(address->ip);
  }
  return addresses;
}

}  // namespace

const char* text_of(ResolveError error) {
  switch (error) {
    case ResolveError::not_found:
      return "name or address not found";
    case ResolveError::temporary:
      return "temporary failure in name resolution";
    case ResolveError::queue_full:
      return "too many names to look up";
    case ResolveError::failed:
      break;
  }
  return "name resolution failed";
}

Lookup look_up(const std::string& name, std::optional<base::IpFamily> family) {
  addrinfo hints{};
  hints.ai_family = to_hint(family);
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(name.c_str(), nullptr, &hints, &list);
  if (code != 0) return std::unexpected(to_error(code));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
  Addresses addresses = collect(list);
  if (addresses.empty()) return std::unexpected(ResolveError::not_found);
  return addresses;
}

struct Resolver::State {
  struct Request {
    std::uint64_t id = 0;
    std::string name;
    std::optional<base::IpFamily> family;
  };

  explicit State(LookupFunction function) : lookup(std::move(function)) {}

  /// One thread's life.
  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      ++idle;
      wake.wait(lock, [this] { return stopping || !requests.empty(); });
      --idle;
      if (stopping) return;
      const Request request = std::move(requests.front());
      requests.pop_front();
      lock.unlock();
      Lookup found = lookup(request.name, request.family);
      lock.lock();
      results.push_back({request.id, request.name, std::move(found)});
    }
  }

  const LookupFunction lookup;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Request> requests;
  std::vector<Resolved> results;
  std::size_t threads = 0;
  std::size_t idle = 0;
  bool stopping = false;
};

namespace {

/// Starts `body` on a thread of its own; false when the system has no thread left.
bool start_thread(std::function<void()> body) {
  auto thread = start_quiet_thread(std::move(body));
  if (thread) thread->detach();
  return thread.has_value();
}

}  // namespace

Resolver::Resolver(LookupFunction lookup) : state_(std::make_shared<State>(std::move(lookup))) {}

Resolver::~Resolver() {
  const std::lock_guard lock(state_->mutex);
  state_->stopping = true;
  state_->wake.notify_all();
}

std::uint64_t Resolver::request(const std::string& name, std::optional<base::IpFamily> family) {
  const std::uint64_t id = ++last_id_;
  const std::lock_guard lock(state_->mutex);
  const auto answer = [&](Lookup lookup) { state_->results.push_back({id, name, std::move(lookup)}); };
  ++pending_;
  if (const auto number = base::IpAddress::parse(name)) {
    const bool fits = !family || *family == number->family();
    answer(fits ? Lookup(Addresses{*number}) : std::unexpected(ResolveError::not_found));
    return id;
  }
  if (pending_ > kMostPending) {
    answer(std::unexpected(ResolveError::queue_full));
    return id;
  }
  if (state_->idle <= state_->requests.size() && state_->threads < kMostThreads) {
    if (start_thread([state = state_] { state->serve(); })) ++state_->threads;
  }
  if (state_->threads == 0) {
    answer(std::unexpected(ResolveError::failed));
    return id;
  }
  state_->requests.push_back({id, name, family});
  state_->wake.notify_one();
  return id;
}

std::vector<Resolved> Resolver::take_results() {
  if (pending_ == 0) return {};
  const std::lock_guard lock(state_->mutex);
  std::vector<Resolved> results = std::exchange(state_->results, {});
  pending_ -= results.size();
  return results;
}

}  // namespace foliot::platform
