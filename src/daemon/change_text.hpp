// What a reload changed, in words: one line each.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "engine/line_changes.hpp"

namespace foliot::daemon {

/// One line per association that came, went or changed and per group of other settings that differ; empty when both
/// configurations mean the same. changes: what the engine made of the association lines.
[[nodiscard]] std::vector<std::string> change_texts(const config::Config& before, const config::Config& after,
                                                    const engine::LineChanges& changes);

}  // namespace foliot::daemon
