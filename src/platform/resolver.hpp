// Resolver: names to addresses without ever keeping the main loop waiting.
//
// getaddrinfo(3) blocks, so it runs on up to four background threads that start when the first name (and not
// a number) is asked for. Answers are collected by `take_results`: while `pending() > 0` the main loop polls with a
// short timeout, because no descriptor may wake it (an outside simulator allows none in the poll set). All
// that the threads touch is owned by shared state they hold themselves: destroying the Resolver never
// waits for a name server, a late answer falls into nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"

namespace foliot::platform {

enum class ResolveError : std::uint8_t {
  not_found,   ///< the name, or an address of the wanted family, does not exist
  temporary,   ///< no server answered; ask again later
  failed,      ///< the system could not even ask
  queue_full,  ///< too many names at once
};

/// Text for a log line.
[[nodiscard]] const char* text_of(ResolveError error);

using Addresses = std::vector<base::IpAddress>;
using Lookup = std::expected<Addresses, ResolveError>;

struct Resolved {
  std::uint64_t id = 0;
  std::string name;
  Lookup addresses;  ///< at most 64, without doubles, in the system's order of preference
};

/// Looks one name up and blocks for as long as that takes. nullopt: either family.
using LookupFunction = std::function<Lookup(const std::string& name, std::optional<base::IpFamily> family)>;

/// getaddrinfo(3).
[[nodiscard]] Lookup look_up(const std::string& name, std::optional<base::IpFamily> family);

class Resolver {
 public:
  static constexpr std::size_t kMostPending = 256;

  explicit Resolver(LookupFunction lookup = look_up);
  /// Returns at once, whatever the threads are doing.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Asks for `name`; the result will carry the returned id. A number is answered without a thread.
  std::uint64_t request(const std::string& name, std::optional<base::IpFamily> family = std::nullopt);
  /// What has been answered since the last call.
  [[nodiscard]] std::vector<Resolved> take_results();
  /// Requests whose results have not been taken.
  [[nodiscard]] std::size_t pending() const { return pending_; }

 private:
  struct State;

  std::shared_ptr<State> state_;
  std::uint64_t last_id_ = 0;
  std::size_t pending_ = 0;
};

}  // namespace foliot::platform
