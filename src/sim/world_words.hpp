// The groups of words that statements of a world file share.
#pragma once

#include "sim/line_reader.hpp"
#include "sim/scene.hpp"

namespace foliot::sim {

/// Ten years: longer runs than that tell nothing new.
inline constexpr double kLongest_s = 10 * 365.25 * 86'400;

/// `exponential MEAN`, `gaussian DEVIATION`, `mix MEAN SHARE MEAN`, `bimodal MEAN SHARE EXTRA`, `pareto SCALE SHAPE`,
/// `none`.
[[nodiscard]] JitterModel read_jitter(LineReader& in);
/// `at START for LENGTH [every PERIOD]`.
[[nodiscard]] Window read_window(LineReader& in);
/// All words of a path statement to the end of the line.
void read_path_words(LineReader& in, SetPath& path);
/// One word and its value if it may stand in any server statement; false when it is none.
bool read_server_word(LineReader& in, SetServer& server);
/// What stands behind `at TIME`.
[[nodiscard]] Change read_change(LineReader& in);
[[nodiscard]] AttackerModel read_attacker(LineReader& in);
/// `2036-02-07` or `2036-02-07T06:20:00Z`.
/// `{insert|delete} DATE expires DATE`: a leap second list with one leap second to come.
[[nodiscard]] LeapTable read_leap_table(LineReader& in);
[[nodiscard]] TrueTime read_date(LineReader& in);

}  // namespace foliot::sim
