// ntpclock: makes, shows, compares and steps virtual clocks. Everything testable is in src/tools/ntpclock/.
#include <cstdio>

#include "tools/ntpclock/commands.hpp"

int main(int argc, char** argv) {
  const foliot::ntpclock::Outcome outcome = foliot::ntpclock::run({argv + 1, argv + argc});
  std::fputs(outcome.output.c_str(), stdout);
  std::fputs(outcome.errors.c_str(), stderr);
  return outcome.exit_status;
}
