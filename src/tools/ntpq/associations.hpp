// The list of associations and the table that `as` prints.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace foliot::ntpq {

struct AssociationStatus {
  std::uint16_t id = 0;
  std::uint16_t status = 0;
  friend bool operator==(const AssociationStatus&, const AssociationStatus&) = default;
};

/// Pairs of id and status word as READSTAT gives them, sorted by id. Nothing when `data` is no multiple of 4.
[[nodiscard]] std::optional<std::vector<AssociationStatus>> parse_associations(std::span<const std::uint8_t> data);

/// Whether the short lists show it: it is configured or reachable.
[[nodiscard]] bool is_noteworthy(AssociationStatus association);

/// The table, with its header. show_all: also what is not noteworthy.
[[nodiscard]] std::string associations_table(std::span<const AssociationStatus> associations, bool show_all);

}  // namespace foliot::ntpq
