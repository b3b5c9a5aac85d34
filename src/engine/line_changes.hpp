// LineChanges: which association lines of a changed configuration are the ones that run already.
//
// A line is the same one when it asks for the same server: host, family, port and kind. Its options may differ;
// they are applied to the association in place, so that a reload throws away nothing that was learnt.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "config/config.hpp"

namespace foliot::engine {

struct LineChanges {
  std::vector<std::optional<std::size_t>> new_of_old;  ///< by old line: where it is now; nothing: it is gone
  std::vector<std::size_t> added;                      ///< new lines that ask for a server nobody asked for before
  std::vector<std::size_t> removed;                    ///< old lines that are gone
  std::vector<std::size_t> changed;                    ///< new lines with other options than before
};

/// Pairs equal lines first, then lines for the same server; each line once.
[[nodiscard]] LineChanges match_lines(std::span<const config::AssociationLine> before,
                                      std::span<const config::AssociationLine> after);

}  // namespace foliot::engine
