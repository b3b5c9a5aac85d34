// The ntp.conf parser: text to ParsedConfig, never stopping at a bad line.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "config/config.hpp"
#include "config/text_source.hpp"

namespace foliot::config {

/// Files within files: so deep, so many, so much. What goes beyond is an error at its `includefile`.
inline constexpr int kMaxIncludeDepth = 5;
inline constexpr std::size_t kMaxIncludedFiles = 1000;
inline constexpr std::size_t kMaxIncludedBytes = 64'000'000;

struct ParseRequest {
  std::string_view text;
  std::string_view file_name;              ///< only names places
  std::span<const SourceText> after = {};  ///< texts that are read behind it, as if it went on
  TextSource* includes = nullptr;          ///< null: `includefile` is an error
  Config base = {};                        ///< what the text adds to
  bool remote = false;                     ///< the text came in by mode 6, which may not name files nor switch them
};

/// Parses a whole text. Any bytes are acceptable; a bad line is reported and only that line is lost. Order does not
/// matter where classic applies directives in an order of its own: `fudge` may precede its `server`.
[[nodiscard]] ParsedConfig parse(ParseRequest request);

/// The same for a text that stands alone.
[[nodiscard]] ParsedConfig parse(std::string_view text, std::string_view file_name);

}  // namespace foliot::config
