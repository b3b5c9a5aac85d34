"""`hwtimestamp`: cards stamp packets. The card is a preloaded library (card/stamping_card.cpp): machines have none."""
import os
import pathlib
import re
import time

from lib import ntp
from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours, follow
from test_reload import reload

NAMES = 'hwstamp_interfaces,hwstamp_received,hwstamp_transmitted,hwstamp_refused'
GOOD = 'gain=35 ahead=37'
FAST = 'iburst minpoll 3 maxpoll 3'
FILTER_SECCOMP = 2


class WithCard(Ours):
    """A daemon whose eth0 is a card that is like `card` says."""

    def __init__(self, case, host, lines, card, **rest):
        self.card = card
        self.card_log = case.folder / f'{host.name}.card'
        super().__init__(case, host, lines, **rest)
        self.wait_serving()

    def arguments(self, options=()):
        library = self.case.bin / 'test_stamping_card.so'
        if not library.exists():
            raise Failed(f'{library} is missing: build the target stamping_card')
        sanitizer = f'ASAN_OPTIONS={os.environ.get("ASAN_OPTIONS", "")}:verify_asan_link_order=0'
        return ['env', f'LD_PRELOAD={library}', f'FOLIOT_CARD={self.card}', f'FOLIOT_CARD_LOG={self.card_log}',
                sanitizer, *super().arguments(options)]

    def counts(self):
        return {name.removeprefix('hwstamp_'): int(value) for name, value in self.system(NAMES).items()}

    def wait_counts(self, limit_s=25, **least):
        def reached():
            counts = self.counts()
            return counts if all(counts[name] >= value for name, value in least.items()) else None
        return self.case.until(f'{self.host.name} counts {least}', reached, limit_s)


def pair(case, card, lines=('hwtimestamp *',), clock=(0.05, 0)):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE).wait_synchronized()
    return WithCard(case, client, [*follow(server.v4, words=FAST), *lines], card, clock=clock), server


def seccomp_of(daemon):
    status = pathlib.Path(f'/proc/{daemon.process.pid}/status').read_text()
    return int(re.search(r'^Seccomp:\s+(\d+)', status, re.M).group(1))


@test('hwtimestamp *: a client uses the stamps of the card both ways, and its clock is right', seconds=40)
def client(case):
    daemon, _ = pair(case, GOOD)
    daemon.wait_log(r'hwtimestamp eth0: the card stamps packets\n', 5)
    daemon.wait_near_truth()
    before = daemon.wait_counts(interfaces=1, received=3, transmitted=3)
    assert seccomp_of(daemon) == FILTER_SECCOMP, 'the sandbox is not in force'
    after = daemon.wait_counts(transmitted=before['transmitted'] + 2)
    assert after['received'] >= before['received'] + 2, (before, after)
    # Until the card's clock was known; later only when the machine was out of breath.
    assert after['refused'] - before['refused'] <= 2, (before, after)
    assert abs(daemon.error_s()) < 0.001, daemon.error_s()
    daemon.stop()
    assert daemon.card_log.read_text() == 'set tx=1 rx=1\nset tx=0 rx=0\n', daemon.card_log.read_text()


@test('hwtimestamp with cross stamps: the same', seconds=30)
def cross(case):
    daemon, _ = pair(case, f'{GOOD} cross=1', ['hwtimestamp eth0 minpoll -2 maxpoll 0'])
    daemon.wait_near_truth()
    daemon.wait_counts(received=5, transmitted=5)


@test('hwtimestamp: the card may tell of a departure when the reply is there already', seconds=30)
def slow(case):
    daemon, _ = pair(case, f'{GOOD} slow=1')
    daemon.wait_near_truth()
    daemon.wait_counts(received=3, transmitted=3)


@test('hwtimestamp: a card whose stamps are a second off is not believed, and the clock does not move', seconds=40)
def lying(case):
    daemon, _ = pair(case, f'{GOOD} off=1')
    daemon.wait_near_truth()
    counts = daemon.wait_counts(refused=20)
    assert counts['received'] == counts['transmitted'] == 0, counts
    assert abs(daemon.error_s()) < 0.002, daemon.error_s()
    assert daemon.steps() <= 1, daemon.log()


@test('hwtimestamp: a card whose stamps are some milliseconds off is not believed, and does not keep the client '
      'from the time', seconds=60)
def a_little_off(case):
    server, early, late = case.hosts('server', 'early', 'late')
    Ours(case, server, REFERENCE).wait_synchronized()
    for host, off_s in ((early, -0.005), (late, 0.005)):
        daemon = WithCard(case, host, [*follow(server.v4, words=FAST), 'hwtimestamp *'], f'{GOOD} off={off_s}',
                          clock=(0.05, 0))
        daemon.wait_near_truth(within_s=0.001)
        counts = daemon.wait_counts(refused=20)
        assert counts['received'] == counts['transmitted'] == 0, counts


@test('hwtimestamp: a card whose clock jumps is used between the jumps, and the clock does not move', seconds=50)
def jumping(case):
    daemon, _ = pair(case, f'{GOOD} step=5', ['hwtimestamp eth0 minpoll -2 maxpoll -1'], clock=(0, 0))
    daemon.wait_near_truth()
    daemon.wait_counts(received=5, transmitted=5)
    # The card's clock jumps every five seconds of the machine's time: for three jumps nothing may be seen at any moment.
    worst_s = 0
    for _ in range(60):
        worst_s = max(worst_s, abs(daemon.error_s()))
        time.sleep(0.25)
    assert worst_s < 0.003, worst_s
    assert daemon.steps() == 0, daemon.log()


@test('hwtimestamp: workers and the control thread of a server use the stamps of the card', seconds=40)
def server(case):
    server, client, other = case.hosts('server', 'client', 'other')
    daemon = WithCard(case, server, [*REFERENCE, 'workers 1', 'hwtimestamp eth0 rxfilter all'], GOOD)
    daemon.wait_synchronized()
    daemon.wait_counts(interfaces=1)
    # Queries come to the control thread, and nobody else asks yet.
    before, then = daemon.counts(), daemon.counts()
    assert then['received'] + then['refused'] == before['received'] + before['refused'] + 1, (before, then)
    daemon.wait_counts(received=1)
    before = daemon.counts()
    for _ in range(20):  # these to the worker
        ntp.ask(client, server.v4)
    then = daemon.counts()
    assert then['received'] >= before['received'] + 15, (before, then)
    # In interleaved mode the reply after the next tells when a reply left: then its departure is stamped.
    asking = Ours(case, client, follow(server.v4, words=f'{FAST} xleave'), clock=(0.05, 0))
    asking.wait_near_truth()
    daemon.wait_counts(transmitted=2)
    # Symmetric modes come to the control thread.
    Ours(case, other, [f'peer {server.v4} minpoll 3 maxpoll 3'], clock=(0, 0)).wait_near_truth()


@test('hwtimestamp on a network without cards: one line in the log, and the service goes on', seconds=25)
def without(case):
    server, host = case.hosts('server', 'client')
    Ours(case, server, [*REFERENCE, 'hwtimestamp eth0', 'hwtimestamp none0']).wait_synchronized()
    daemon = Ours(case, host, [*follow(server.v4, words=FAST), 'hwtimestamp *'], clock=(0.05, 0))
    daemon.wait_near_truth()
    assert daemon.log().count('hwtimestamp') == 1, daemon.log()
    assert "hwtimestamp *: no card makes stamps; the kernel's stamps are used" in daemon.log()
    assert set(daemon.system(NAMES).values()) == {'0'}, daemon.system(NAMES)


@test('hwtimestamp: a line that is new at a reload waits for the next start; off takes effect at once', seconds=25)
def reloaded(case):
    daemon, _ = pair(case, GOOD, ['hwtimestamp eth0'])
    daemon.wait_counts(interfaces=1, received=2)
    lines = daemon.config.read_text().replace('hwtimestamp eth0', 'hwtimestamp eth0 off\nhwtimestamp eth1')
    reload(case, daemon, lines.splitlines())
    daemon.wait_log(r'hwtimestamp eth1: there was no such line when ntpd started, restart it', 5)
    assert daemon.counts()['interfaces'] == 0, daemon.counts()
    lines = lines.replace('eth0 off', 'eth0 minsamples 3')
    reload(case, daemon, lines.splitlines())
    before = daemon.counts()
    daemon.wait_counts(interfaces=1, received=before['received'] + 3)
    assert daemon.log().count('hwtimestamp eth1') == 1, daemon.log()
