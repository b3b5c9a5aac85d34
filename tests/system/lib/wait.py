"""Waiting for a condition with a limit: never a sleep for luck."""
import time

from lib.errors import Cancelled, Failed

PAUSE_S = 0.1


class Waiter:
    """`until` of one test: gives up when the limit is over, the run is cancelled, or a process died unasked."""

    def __init__(self, cancel, check_alive):
        self.cancel = cancel
        self.check_alive = check_alive

    def until(self, what, condition, limit_s):
        """Returns the first true result of `condition`; fails with `what` and the last result otherwise."""
        end = time.monotonic() + limit_s
        while True:
            self.check_alive()
            result = condition()
            if result:
                return result
            if time.monotonic() >= end:
                raise Failed(f'{what}: not within {limit_s:g} s (last seen: {result!r})')
            if self.cancel.wait(PAUSE_S):
                raise Cancelled()

    def always(self, what, condition, done, limit_s):
        """`condition` must hold at every look until `done` does, which must be within the limit."""
        def look():
            if not condition():
                raise Failed(f'{what}: did not hold all the time')
            return done()
        return self.until(f'{what}, until it was seen often enough', look, limit_s)
