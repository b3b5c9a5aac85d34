"""One real process with a log; ended by its pid and nothing else."""
import os
import signal
import subprocess
import time


class Process:
    def __init__(self, label, argv, log_path, env=None):
        self.label = label
        self.log_path = log_path
        self.may_end = False  # a death before this is a failure of the test
        self.started = time.monotonic()
        with open(log_path, 'ab') as log:
            self.popen = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                          env={**os.environ, **(env or {})}, start_new_session=True)

    @property
    def pid(self):
        return self.popen.pid

    def status(self):
        """The exit status; None while it runs."""
        return self.popen.poll()

    def died(self):
        return not self.may_end and self.status() is not None

    def log(self):
        return self.log_path.read_text(errors='replace')

    def send(self, number):
        if self.status() is None:
            self.popen.send_signal(number)

    def stop(self, number=signal.SIGTERM, limit_s=5):
        """Ends the process and returns (exit status, how long that took in s); after the limit it is killed."""
        self.may_end = True
        begin = time.monotonic()
        self.send(number)
        try:
            self.popen.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        return self.popen.returncode, time.monotonic() - begin

    def kill(self):
        """Like the machine losing power."""
        return self.stop(signal.SIGKILL)
