// Where world files lie, and reading them.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "sim/world_file.hpp"

namespace foliot::sim {

struct NamedWorld {
  std::string name;  ///< the file's name without `.world`
  std::string path;
  WorldFile file;
};

/// The whole file; error: why not, for people.
[[nodiscard]] std::expected<std::string, std::string> read_text_file(const std::string& path);
/// Error: why not.
[[nodiscard]] std::expected<void, std::string> write_text_file(const std::string& path, const std::string& text);

/// The world in the file `path`. Error: one line per mistake.
[[nodiscard]] std::expected<NamedWorld, std::string> load_world(const std::string& path);

/// Directories where shipped worlds may lie: of the source tree, or installed beside `program`.
[[nodiscard]] std::vector<std::string> library_directories(const std::string& program);
/// All `*.world` of a directory, in the order of their names.
[[nodiscard]] std::vector<std::string> world_paths(const std::string& directory);
/// `name` itself when it is a file, else NAME.world in one of the directories; `name` when there is none.
[[nodiscard]] std::string find_world(const std::string& name, const std::vector<std::string>& directories);

}  // namespace foliot::sim
