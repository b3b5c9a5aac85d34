// ntpd: the network time daemon.
#include <cstdio>

#include "daemon/options.hpp"
#include "daemon/startup.hpp"

int main(int argc, char** argv) {
  const auto options = foliot::daemon::parse_options(argc, argv);
  if (options) return foliot::daemon::run_daemon(*options);
  static_cast<void>(std::fputs(options.error().to_stdout.c_str(), stdout));  // nobody is left to tell
  static_cast<void>(std::fputs(options.error().to_stderr.c_str(), stderr));
  return options.error().status;
}
