#include "engine/line_changes.hpp"

namespace foliot::engine {
namespace {

using config::AssociationLine;

bool same_server(const AssociationLine& a, const AssociationLine& b) {
  return a.host == b.host && a.family == b.family && a.port == b.port && a.options.kind == b.options.kind;
}

bool same_line(const AssociationLine& a, const AssociationLine& b) {
  return same_server(a, b) && a.options == b.options;
}

template <class Same>
void pair_lines(std::span<const AssociationLine> before, std::span<const AssociationLine> after,
                std::vector<std::optional<std::size_t>>& new_of_old, std::vector<bool>& taken, Same same) {
  for (std::size_t old = 0; old < before.size(); ++old) {
    for (std::size_t line = 0; line < after.size() && !new_of_old[old]; ++line) {
      if (taken[line] || !same(before[old], after[line])) continue;
      new_of_old[old] = line;
      taken[line] = true;
    }
  }
}

}  // namespace

LineChanges match_lines(std::span<const AssociationLine> before, std::span<const AssociationLine> after) {
  LineChanges changes;
  changes.new_of_old.resize(before.size());
  std::vector<bool> taken(after.size(), false);
  pair_lines(before, after, changes.new_of_old, taken, same_line);
  pair_lines(before, after, changes.new_of_old, taken, same_server);
  for (std::size_t old = 0; old < before.size(); ++old) {
    const auto line = changes.new_of_old[old];
    if (!line) {
      changes.removed.push_back(old);
    } else if (before[old].options != after[*line].options) {
      changes.changed.push_back(*line);
    }
  }
  for (std::size_t line = 0; line < after.size(); ++line) {
    if (!taken[line]) changes.added.push_back(line);
  }
  return changes;
}

}  // namespace foliot::engine
