// MruOptions: how many clients are remembered, and for how long (`mru`).
#pragma once

#include <cstdint>

namespace foliot::access {

/// What one remembered client takes, with its share of the index: `mru maxmem` and `initmem` are counted in it.
inline constexpr std::int64_t kBytesPerClient = 64;

/// The number of clients that fit into `kilobytes`; negative (no limit) stays negative.
[[nodiscard]] constexpr std::int64_t clients_in(std::int64_t kilobytes) {
  return kilobytes < 0 ? kilobytes : kilobytes * 1024 / kBytesPerClient;
}

/// Of `maxdepth` and `maxmem`, `initalloc` and `initmem`, `incalloc` and `incmem` the last one in the file counts.
struct MruOptions {
  std::int64_t maxdepth = clients_in(1024);  ///< most clients; < 0: MruList::kUnlimited
  std::int64_t mindepth = 600;               ///< below this many no age counts
  std::int64_t maxage_s = 64;                ///< clients silent for longer are the first to go; < 0: no age is too old
  std::int64_t minage_s = 0;                 ///< ntpsec: clients heard of within this time are never replaced
  std::int64_t initalloc = clients_in(4);    ///< room for this many is made ready at the start
  std::int64_t incalloc = clients_in(4);     ///< by how many that grows; memory comes page by page here
  friend bool operator==(const MruOptions&, const MruOptions&) = default;
};

}  // namespace foliot::access
