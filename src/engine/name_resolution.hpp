// NameResolution: which configuration lines still need their name looked up, and when to try (again).
//
// A name is asked for at once, after failures with doubling pauses, and again when its server died or a pool
// has fewer members than it should. The shell does the look-up; nothing here waits for it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "time/points.hpp"

namespace foliot::engine {

class NameResolution {
 public:
  /// One entry per configuration line; all idle.
  explicit NameResolution(std::size_t lines) : entries_(lines) {}

  /// Asks for a look-up of `line` at `when`, or as soon as its present pause is over.
  void want(std::size_t line, MonoTime when);
  /// The lines to look up at `now`; they count as under way until one of the two calls below.
  [[nodiscard]] std::vector<std::size_t> due(MonoTime now);
  void succeeded(std::size_t line, MonoTime now);
  /// The answer was of use: the pauses of `brought_nothing` begin anew.
  void found_something(std::size_t line);
  /// The answer was no help: ask again after a pause that doubles each time, up to an hour and more.
  void brought_nothing(std::size_t line, MonoTime now);
  /// A server of this line does not answer any more: the answer may be another by now. The next look-up waits no longer
  /// than after an answer that was of use.
  void suspect(std::size_t line, MonoTime now);
  void failed(std::size_t line, MonoTime now);
  /// The network changed: what failed before may work now. Names that were not found are due at once.
  void hasten(MonoTime now);
  [[nodiscard]] std::optional<MonoTime> next_deadline() const;
  [[nodiscard]] bool under_way(std::size_t line) const { return entries_[line].under_way; }
  /// The configuration changed: where each old line is now (nothing: gone), of `lines` new ones. Lines that are new
  /// are idle; a look-up that is under way goes on for a line that stays.
  void remap(std::span<const std::optional<std::size_t>> new_of_old, std::size_t lines);

 private:
  struct Entry {
    std::optional<MonoTime> due;
    MonoTime not_before;
    int failures = 0;
    int fruitless = 0;  ///< answers in a row that were no help
    bool under_way = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace foliot::engine
