"""What a test of packages is given: the packages, the programs of the build, and machines."""
import itertools
import pathlib
import shutil
import tempfile

from lib.machine import Machine

TESTS = []
_counter = itertools.count(1)
FAST = pathlib.Path('/dev/shm')  # dpkg waits for the disk again and again
ROOT = pathlib.Path(__file__).resolve().parents[3]


def test(name):
    def declare(function):
        TESTS.append((name, function))
        return function
    return declare


class Case:
    def __init__(self, packages, programs, base):
        self.packages, self.programs, self.base = packages, programs, base
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='foliot-package-', dir=FAST if FAST.is_dir() else None))
        self.machines = []

    @property
    def deb(self):
        return next(self.packages.glob('foliot_*.deb'))

    @property
    def rpm(self):
        return next(self.packages.glob('foliot-*.rpm'))

    def machine(self):
        """A fresh one without the package."""
        made = Machine(self.base, self.folder / f'machine-{next(_counter)}')
        self.machines.append(made)
        return made

    def installed(self, start=False):
        """One with the package; without a running daemon unless start."""
        machine = self.machine()
        if not start:
            machine.write('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755)
        keep_off_the_network(machine)
        machine.run('dpkg', '-i', machine.copy_in(self.deb))
        return machine

    def close(self):
        for machine in self.machines:
            machine.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def keep_off_the_network(machine):
    """The daemon of a fresh installation finds a server at once, and steers no clock."""
    machine.write('/etc/ntp.d/test.conf', 'disable ntp\nserver 127.127.1.0 prefer\nfudge 127.127.1.0 stratum 3\n')
