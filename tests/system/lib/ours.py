"""Our daemon in a host, and what can be seen of it from outside."""
import itertools
import json
import re
import signal

from lib import control
from lib.errors import Failed

SYNC_S = 45  # limit for the first synchronisation
REFERENCE = ['server 127.127.1.0 prefer', 'fudge 127.127.1.0 stratum 0 refid TEST']  # a server of stratum 1

_counter = itertools.count(1)


def follow(*addresses, words='iburst minpoll 3 maxpoll 3'):
    return [f'server {address} {words}' for address in addresses]


class Ours:
    """`clock`: (offset in s, frequency error in ppm) of its virtual clock; None: the machine's, which it only reads."""

    def __init__(self, case, host, lines, clock=(0, 0), options=()):
        self.case = case
        self.host = host
        self.clock = case.folder / f'{host.name}.clock' if clock else None
        self.config = case.folder / f'{host.name}.conf'
        self.config.write_text('\n'.join([*lines, '']))
        if clock:
            self.clock_tool('create', f'--offset={clock[0]}', f'--frequency={clock[1]}')
        self.start(options)

    def arguments(self, options=()):
        clock = ['--clock', self.clock] if self.clock else []
        return [self.case.bin / 'ntpd', '-n', '--sandbox', 'kill', '-c', self.config, *clock, *options]

    def start(self, options=()):
        self.process = self.case.start(f'ntpd-{self.host.name}-{next(_counter)}', self.host, self.arguments(options))

    def stop(self, number=signal.SIGTERM):
        return self.process.stop(number)

    def clock_tool(self, command, *words):
        done = self.host.run([self.case.bin / 'ntpclock', command, self.clock, *words])
        if done.returncode:
            raise Failed(f'ntpclock {command}: {done.stderr.strip()}')
        return done.stdout

    def error_s(self):
        """The true error of its virtual clock: above 0 when it is ahead."""
        return json.loads(self.clock_tool('compare', '--json'))['offset_s']

    def system(self, names=''):
        return control.variables(self.host, self.host.v4, names=names)

    def peers(self):
        return control.peers(self.host, self.host.v4)

    def peer(self, address):
        return next((peer for peer in self.peers() if peer.address == address), None)

    def star(self):
        """The address of the system peer."""
        return next((peer.address for peer in self.peers() if peer.tally == '*'), None)

    def tally(self, address):
        peer = self.peer(address)
        return peer.tally if peer else None

    def sent(self, address):
        peer = self.peer(address)
        found = control.variables(self.host, self.host.v4, peer.association, 'sent') if peer else {}
        return int(found.get('sent', 0))

    def is_synchronized(self):
        return int(self.system('leap').get('leap', 3)) != 3

    def wait_synchronized(self, limit_s=SYNC_S):
        self.case.until(f'{self.host.name} is synchronised', self.is_synchronized, limit_s)
        return self

    def wait_serving(self):
        """It answers queries: it runs and its sockets are open."""
        self.case.until(f'{self.host.name} answers', self.system, 10)
        return self

    def wait_near_truth(self, limit_s=SYNC_S, within_s=0.002):
        def near():
            return self.is_synchronized() and abs(self.error_s()) < within_s
        self.case.until(f'the clock of {self.host.name} is within {within_s * 1e3:g} ms of the truth', near, limit_s)
        return self

    def log(self):
        return self.process.log()

    def wait_log(self, pattern, limit_s):
        return self.case.until(f'{self.host.name} logs /{pattern}/', lambda: re.search(pattern, self.log()), limit_s)

    def steps(self):
        return self.log().count('clock_step')
