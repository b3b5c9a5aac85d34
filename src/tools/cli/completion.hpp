// Scripts that let bash and zsh complete a tool's options, made from the very table that reads them.
#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library calls itself so
class App;
}  // namespace CLI

namespace foliot::cli {

/// Options without a group are hidden and left out. Options that take a value are followed by file names.
[[nodiscard]] std::string bash_completion(const CLI::App& app);
[[nodiscard]] std::string zsh_completion(const CLI::App& app);

}  // namespace foliot::cli
