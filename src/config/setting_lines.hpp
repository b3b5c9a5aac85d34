// The lines that a configuration may have many of, as text.
#pragma once

#include <string>

#include "config/config.hpp"

namespace foliot::config {

/// A word that the scanner takes as one plain string: as it is, or in quotes.
[[nodiscard]] std::string plain(std::string_view text);

/// What follows the directive.
[[nodiscard]] std::string line_text(const AssociationLine& line);
[[nodiscard]] std::string line_text(const FudgeLine& line);
[[nodiscard]] std::string line_text(const RestrictLine& line);
[[nodiscard]] std::string line_text(const InterfaceLine& line);
[[nodiscard]] std::string line_text(const XdpLine& line);
[[nodiscard]] std::string line_text(const HardwareStampLine& line);

[[nodiscard]] std::string_view directive_of(association::AssociationKind kind);

}  // namespace foliot::config
