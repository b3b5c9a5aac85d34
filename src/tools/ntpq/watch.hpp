// The live view of `ntpq --watch`: what the screen shows and what keys do, as pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/ntpq/gather.hpp"

namespace foliot::ntpq {

enum class WatchKey : std::uint8_t { other, up, down, first, last, open, back, refresh, quit };

/// Takes one key off the front of what was typed: arrows, enter, and the letters of `less` and `top`.
[[nodiscard]] WatchKey take_key(std::string_view& typed);

struct WatchState {
  std::size_t chosen = 0;  ///< the source that the mark stands at
  bool detail = false;     ///< one source is looked into
  bool finished = false;
};

/// sources: so many there are to choose from.
void press(WatchState& state, WatchKey key, std::size_t sources);

struct ScreenSize {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

/// What is to be shown.
struct WatchView {
  std::string server;
  std::string time;                  ///< when it was asked
  std::string problem;               ///< why there is nothing newer; empty: all is well
  std::optional<Gathered> gathered;  ///< nothing: no answer came yet
  std::string details;               ///< the variables of the chosen source, when it is looked into
};

/// Exactly size.rows lines of at most size.columns characters, without the last line end. With `colour`, with colours.
[[nodiscard]] std::string watch_frame(const WatchView& view, const WatchState& state, ScreenSize size, bool colour);

/// The same for what is no terminal: a line with the time and the state, and the billboard.
[[nodiscard]] std::string watch_text(const WatchView& view);

}  // namespace foliot::ntpq
