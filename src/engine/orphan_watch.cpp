#include "engine/orphan_watch.hpp"

#include <algorithm>

#include "engine/reference_id_of.hpp"

namespace foliot::engine {
namespace {

constexpr std::uint8_t kLoopback = 127;  // the first octet of 127.0.0.0/8
/// The bound of what is served grows until it is said again, as with the LOCAL clock.
constexpr Interval kRenewal = Interval::from_nanoseconds(64'000'000'000);

}  // namespace

std::optional<std::uint8_t> orphan_stratum(const selection::SelectionOptions& options) {
  if (options.orphan_stratum >= wire::kMaxStratum) return std::nullopt;
  return std::max<std::uint8_t>(options.orphan_stratum, 1);
}

wire::ReferenceId orphan_reference_id(std::uint8_t stratum) {
  return stratum == 1 ? wire::ReferenceId::from_text("LOOP") : wire::ReferenceId::from_bits(0x7f000001);
}

bool is_orphan_parent(const association::ServerState& server) {
  if (server.root_delay != Interval{}) return false;
  if (server.stratum == 1) return server.reference_id == orphan_reference_id(1);
  return server.reference_id.bytes()[0] == kLoopback;
}

OrphanRank orphan_rank(const association::ServerState& server, std::uint8_t own_stratum, const base::IpAddress& remote,
                       const base::IpAddress& local) {
  if (server.stratum > own_stratum) return OrphanRank::none;
  if (server.stratum < own_stratum || !is_orphan_parent(server)) return OrphanRank::ordinary;
  const bool unknown = std::ranges::all_of(local.bytes(), [](std::uint8_t octet) { return octet == 0; });
  const bool comes_first = unknown || reference_id_of(remote) < reference_id_of(local);
  return comes_first ? OrphanRank::parent : OrphanRank::none;
}

void OrphanWatch::observe(bool has_source, MonoTime now) {
  if (has_source) {
    alone_since_.reset();
    serving_since_.reset();
  } else if (!alone_since_) {
    alone_since_ = now;
  }
}

std::optional<MonoTime> OrphanWatch::deadline(Interval wait) const {
  if (serving_since_) return renewed_ + kRenewal;
  if (!alone_since_) return std::nullopt;
  return *alone_since_ + wait;
}

bool OrphanWatch::serve(MonoTime now) {
  renewed_ = now;
  if (serving_since_) return false;
  serving_since_ = now;
  return true;
}

bool OrphanWatch::end() {
  const bool was_serving = serving();
  serving_since_.reset();
  return was_serving;
}

}  // namespace foliot::engine
