// The commands of ntpsim, as functions from arguments to text.
#pragma once

#include <string>
#include <vector>

namespace foliot::sim {

struct Outcome {
  int exit_status = 0;  ///< 0: done; 1: an expectation or invariant failed; 2: wrong usage or files
  std::string output;
  std::string errors;
};

/// arguments: without the program's name. program: how it was called; shipped worlds are looked for beside it.
[[nodiscard]] Outcome run_command(const std::vector<std::string>& arguments, const std::string& program);

}  // namespace foliot::sim
