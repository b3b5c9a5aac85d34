"""One test while it runs: its folder, network and processes, all of which end with it."""
import collections
import contextlib
import pathlib
import re
import shutil
import tempfile

from lib.errors import Failed
from lib.lan import Lan
from lib.process import Process
from lib.wait import Waiter

Test = collections.namedtuple('Test', 'name function seconds')

TESTS = []
LOG_LINES = 60
END_S = 2  # after SIGTERM
COMPLAINT = re.compile(r'.*(Sanitizer: |runtime error: ).*')


def test(name, seconds=15):
    """Declares a test. seconds: about how long it takes; the long ones start first."""
    def declare(function):
        TESTS.append(Test(name, function, seconds))
        return function
    return declare


class Case:
    def __init__(self, bin_folder, peers_folder, cancel):
        self.bin, self.peers = bin_folder, peers_folder
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='foliot-system-'))
        self.processes = []
        self._lan = None
        waiter = Waiter(cancel, self._check_alive)
        self.until, self.always = waiter.until, waiter.always

    def host(self, name):
        if self._lan is None:
            self._lan = Lan()
        return self._lan.host(name)

    def hub(self):
        """The namespace of the bridge; the other end of the first host's interface is `p1` there, and so on."""
        return self._lan.hub

    def hosts(self, *names):
        return [self.host(name) for name in names]

    def start(self, label, host, argv):
        process = Process(label, host.command(argv), self.folder)
        self.processes.append(process)
        return process

    def _check_alive(self):
        for process in self.processes:
            if process.died():
                raise Failed(f'{process.label} ended by itself with status {process.status()}')

    def logs(self):
        """The ends of all logs, for people who look for the cause of a failure."""
        parts = []
        for process in self.processes:
            lines = process.all_output().splitlines()[-LOG_LINES:]
            parts += [f'--- {process.label}: {" ".join(map(str, process.popen.args[4:]))}', *lines]
        return '\n'.join(parts)

    def finish(self):
        """After a test that passed: our daemons must also end well, and no sanitizer may have complained."""
        for process in self.processes:
            if process.label.startswith('ntpd') and process.status() is None:
                status, took_s = process.stop()
                if status != 0 or took_s > END_S:
                    raise Failed(f'{process.label}: status {status} {took_s:.1f} s after SIGTERM')
            complaint = COMPLAINT.search(process.all_output())
            if complaint:
                raise Failed(f'{process.label}: {complaint.group()}')

    def close(self):
        for process in self.processes:
            process.may_end = True
            with contextlib.suppress(OSError):
                process.popen.terminate()
        for process in self.processes:
            process.stop(limit_s=3)
        if self._lan:
            self._lan.close()
        shutil.rmtree(self.folder, ignore_errors=True)
