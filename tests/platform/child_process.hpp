// Runs a piece of a test in a forked child, for what would change the test's own process.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace foliot::platform {

/// Exit status of a child that runs `body` (which returns it); -1 when it died of a signal.
template <class Body>
int status_of_child(const Body& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace foliot::platform
