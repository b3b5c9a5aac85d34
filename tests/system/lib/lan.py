"""A small network of its own for one test: hosts are network namespaces on one bridge.

Every name carries the runner's process id, so that two runs do not meet; `close` removes all of it. Processes in
a host run without CAP_SYS_TIME: none can touch the machine's clock, which all namespaces share.
"""
import contextlib
import ctypes
import itertools
import os
import pathlib
import shutil
import signal
import socket
import subprocess

from lib.errors import Failed

NO_CLOCK = ['setpriv', '--bounding-set', '-sys_time', '--inh-caps', '-sys_time', '--']
CLONE_NEWNET = 0x40000000
ETC = pathlib.Path('/etc/netns')
RUN = pathlib.Path('/run/netns')

_counter = itertools.count(1)
_libc = ctypes.CDLL(None, use_errno=True)


def ip(*words):
    done = subprocess.run(['ip', *words], capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise Failed(f'ip {" ".join(words)}: {done.stderr.strip()}')


@contextlib.contextmanager
def inside(namespace):
    """This thread, and only this one, is in `namespace` meanwhile."""
    with open('/proc/thread-self/ns/net') as home, open(RUN / namespace) as there:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _enter(descriptor):
    if _libc.setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), 'setns')


class Host:
    def __init__(self, lan, name, number):
        self.name = name
        self.namespace = f'foliot-{os.getpid()}-{next(_counter)}-{name}'
        self.v4, self.v6 = f'10.71.0.{number}', f'fd71::{number:x}'
        lan.remember(self.namespace)
        ip('netns', 'add', self.namespace)
        ip('link', 'add', 'name', f'p{number}', 'netns', lan.hub, 'type', 'veth', 'peer', 'name', 'eth0', 'netns',
           self.namespace)
        ip('-n', lan.hub, 'link', 'set', f'p{number}', 'master', 'bridge', 'up')
        for device in ('lo', 'eth0'):
            ip('-n', self.namespace, 'link', 'set', device, 'up')
        self.add_address(self.v4)
        self.add_address(self.v6)

    def add_address(self, address):
        length, flags = ('64', ['nodad']) if ':' in address else ('24', [])
        ip('-n', self.namespace, 'addr', 'add', f'{address}/{length}', 'dev', 'eth0', *flags)

    def write_etc(self, name, text):
        """Programs in this host see `text` as /etc/NAME."""
        folder = ETC / self.namespace
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def command(self, argv):
        return ['ip', 'netns', 'exec', self.namespace, *NO_CLOCK, *[str(word) for word in argv]]

    def run(self, argv, limit_s=20, env=None):
        """Runs a program to its end."""
        try:
            return subprocess.run(self.command(argv), capture_output=True, text=True, timeout=limit_s,
                                  stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})})
        except subprocess.TimeoutExpired:
            raise Failed(f'{argv[0]} did not end within {limit_s} s') from None

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_DGRAM):
        with inside(self.namespace):
            made = socket.socket(family, kind)
        made.settimeout(2)
        return made


class Lan:
    def __init__(self):
        self.namespaces = []
        self.hosts = []
        self.hub = f'foliot-{os.getpid()}-{next(_counter)}-hub'
        self.remember(self.hub)
        ip('netns', 'add', self.hub)
        ip('-n', self.hub, 'link', 'add', 'name', 'bridge', 'type', 'bridge', 'mcast_snooping', '0')
        ip('-n', self.hub, 'link', 'set', 'bridge', 'up')

    def remember(self, namespace):
        self.namespaces.append(namespace)

    def host(self, name):
        self.hosts.append(Host(self, name, len(self.hosts) + 1))
        return self.hosts[-1]

    def end_strays(self, namespace):
        """Only processes of this test can be in its namespaces: what is left is a daemon that left its parent."""
        listed = subprocess.run(['ip', 'netns', 'pids', namespace], capture_output=True, text=True, timeout=20)
        for pid in listed.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def close(self):
        for namespace in reversed(self.namespaces):
            self.end_strays(namespace)
            subprocess.run(['ip', 'netns', 'del', namespace], capture_output=True, timeout=20)
            shutil.rmtree(ETC / namespace, ignore_errors=True)
        with contextlib.suppress(OSError):
            ETC.rmdir()  # only when nobody else has files there
