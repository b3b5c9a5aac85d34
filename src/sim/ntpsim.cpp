// ntpsim: runs the time client in simulated worlds. Everything testable is in commands.hpp.
#include <cstdio>

#include "sim/commands.hpp"

int main(int argc, char** argv) {
  const foliot::sim::Outcome outcome = foliot::sim::run_command({argv + 1, argv + argc}, argv[0]);
  std::fputs(outcome.output.c_str(), stdout);
  std::fputs(outcome.errors.c_str(), stderr);
  return outcome.exit_status;
}
