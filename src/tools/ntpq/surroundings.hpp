// Surroundings: the seam to the machine ntpq runs on: names, time and time zone.
#pragma once

#include <optional>
#include <string>

#include "base/ip_address.hpp"
#include "time/points.hpp"
#include "tools/ntpq/channel.hpp"

namespace foliot::ntpq {

class Surroundings {
 public:
  virtual ~Surroundings() = default;
  /// The name of an address (reverse look-up); nothing when it has none.
  [[nodiscard]] virtual std::optional<std::string> name_of(const base::IpAddress& address) = 0;
  /// The first address of a name; nothing when it has none.
  [[nodiscard]] virtual std::optional<base::IpAddress> address_of(const std::string& host, FamilyChoice family) = 0;
  /// What a person types after `prompt`, without an echo if `hidden`; nothing at the end of the input.
  [[nodiscard]] virtual std::optional<std::string> ask(const std::string& prompt, bool hidden) = 0;
  /// The content of a file; nothing when it cannot be read.
  [[nodiscard]] virtual std::optional<std::string> read_file(const std::string& path) = 0;
  /// From now on Ctrl-C is only noticed (true), or ends the program as always (false). Calls nest.
  virtual void catch_interrupts(bool caught) = 0;
  /// Whether Ctrl-C came since it is caught; the next call says no again.
  [[nodiscard]] virtual bool interrupted() = 0;
  /// True with this probability: to lose answers on purpose.
  [[nodiscard]] virtual bool chance(double probability) = 0;
  /// This machine's time.
  [[nodiscard]] virtual WallTime now() = 0;
  /// Local time - UTC at `time`, s.
  [[nodiscard]] virtual int zone_offset_s(WallTime time) = 0;
};

}  // namespace foliot::ntpq
