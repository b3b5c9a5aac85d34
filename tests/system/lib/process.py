"""One real process with a log; ended by its pid and nothing else."""
import signal
import subprocess
import time


class Process:
    def __init__(self, label, argv, folder):
        self.label = label
        self.out, self.err = folder / f'{label}.out', folder / f'{label}.err'
        self.may_end = False  # a death before this is a failure of the test
        with open(self.out, 'wb') as out, open(self.err, 'wb') as err:
            self.popen = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=err, start_new_session=True)

    @property
    def pid(self):
        return self.popen.pid

    def status(self):
        """The exit status; None while it runs."""
        return self.popen.poll()

    def died(self):
        return not self.may_end and self.status() is not None

    def log(self):
        """What it wrote to stderr."""
        return self.err.read_text(errors='replace')

    def all_output(self):
        return self.out.read_text(errors='replace') + self.log()

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
