#!/usr/bin/env python3
"""Endurance: one daemon under honest load, garbage, queries and reloads, for as long as it is told.

  soak.py --bin build/bin --seconds 3600

Afterwards its memory has not grown (1 MiB is allowed after the first third), no descriptor is left open, honest
requests were answered, and it is right. Needs root for network namespaces; the machine's clock is never touched.
Status: 0 passed, 1 failed, 2 could not be run.
"""
import argparse
import os
import pathlib
import random
import signal
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

from lib import ntp  # noqa: E402
from lib.case import Case  # noqa: E402
from lib.errors import Failed  # noqa: E402
from lib.forge import Flood, datagram  # noqa: E402
from lib.load import Load  # noqa: E402
from lib.ours import REFERENCE, Ours, follow  # noqa: E402

RELOAD_EVERY_S = 5
SHOW_EVERY_S = 30
PACKETS = 30_000
GROWTH_KIB = 1024
LOST_SHARE = 0.002  # of honest requests, beside a flood that fills queues
GOOD_S = 0.005
ACCESS = ['restrict default kod limited nomodify nopeer', 'restrict 10.71.0.0/24 nomodify', 'restrict fd71::/64 nomodify',
          'restrict 127.0.0.1', 'mru maxmem 2048', 'tos orphan 12']
# What each reload changes: access, sources, sockets, limits.
VARIANTS = [[], ['discard average 4'], ['restrict 192.0.2.0/24 ignore'], ['tos maxclock 5', 'server 192.0.2.7 noselect'],
            ['interface ignore 127.0.0.1'], ['mru maxmem 2048 maxage 60'], ['server banana.invalid minpoll banana']]


def garbage(target, rng):
    """Datagrams of every mode, version and length, from addresses all over 10.0.0.0/8."""
    packets = []
    for _ in range(PACKETS):
        source = f'10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}'
        payload = bytearray(ntp.request(transmit=rng.getrandbits(64)))
        kind = rng.randrange(6)
        if kind == 1:
            payload[0] = rng.randrange(256)
        elif kind == 2:
            payload = payload[:rng.randrange(48)]
        elif kind == 3:
            payload += rng.randbytes(rng.choice([4, 20, 24, 28, 36, 72, 400]))
        elif kind == 4:
            payload = bytearray(rng.randbytes(rng.randrange(1, 600)))
        elif kind == 5:
            payload = bytearray([0x16 | rng.randrange(8) << 3, rng.randrange(32)]) + rng.randbytes(rng.randrange(40))
        packets.append(datagram(source, target, bytes(payload), source_port=rng.choice([123, rng.randrange(1, 65536)])))
    return packets


class Health:
    """What the system says of a process."""

    def __init__(self, pid):
        self.folder = pathlib.Path(f'/proc/{pid}')

    def rss_kib(self):
        line = next(line for line in (self.folder / 'status').read_text().splitlines() if line.startswith('VmRSS'))
        return int(line.split()[1])

    def descriptors(self):
        return len(os.listdir(self.folder / 'fd'))


def query_for_ever(case, host, address, end):
    """What an administrator's scripts ask, one after the other."""
    while not end.is_set():
        for words in (['-pn'], ['-c', 'rv'], ['-c', 'as'], ['-c', 'sysstats'], ['-c', 'monstats']):
            host.run([case.bin / 'ntpq', *words, address])
        end.wait(0.5)


def endure(case, daemon, seconds, show):
    health = Health(daemon.process.popen.pid)
    base = daemon.config.read_text()
    begin = time.monotonic()
    settled, shown, turn = None, 0.0, 0
    while (passed := time.monotonic() - begin) < seconds:
        daemon.config.write_text(base + '\n'.join([*VARIANTS[turn % len(VARIANTS)], '']))
        daemon.process.send(signal.SIGHUP)
        turn += 1
        if settled is None and passed > seconds / 3 and turn > len(VARIANTS):
            settled = (health.rss_kib(), health.descriptors())
        if passed >= shown:
            show(f'{passed:6.0f} s  {health.rss_kib()} KiB  {health.descriptors()} descriptors  {turn} reloads')
            shown += SHOW_EVERY_S
        case.until('the next turn', lambda until=passed + RELOAD_EVERY_S: time.monotonic() - begin > until, 60)
    daemon.config.write_text(base)
    daemon.process.send(signal.SIGHUP)
    case.until('its sockets and look-ups have settled', lambda: health.descriptors() <= settled[1], 30)
    return settled, health


def judge(daemon, client, load, settled, health):
    grown_kib = health.rss_kib() - settled[0]
    if grown_kib > GROWTH_KIB:
        raise Failed(f'its memory grew by {grown_kib} KiB')
    if load.lost() > LOST_SHARE * load.sent:
        raise Failed(f'{load.lost()} of {load.sent} honest requests got no answer')
    offset_s = ntp.served_offset_s(client, daemon.host.v4)
    if abs(offset_s) > GOOD_S or abs(daemon.error_s()) > GOOD_S:
        raise Failed(f'it serves time that is {offset_s} s off')
    return grown_kib


def soak(case, seconds, seed, show):
    top, relay, client, enemy = case.hosts('top', 'relay', 'client', 'enemy')
    Ours(case, top, REFERENCE)
    daemon = Ours(case, relay, [*follow(top.v4), *ACCESS, f'driftfile {case.folder}/drift',
                                f'logfile {case.folder}/ntpd.log'], clock=(0.05, 10)).wait_near_truth()
    end = threading.Event()
    asker = threading.Thread(target=query_for_ever, args=(case, client, relay.v4, end))
    packets = garbage(relay.v4, random.Random(seed))
    with Load(client, relay.v4) as load, Flood(enemy, relay.v4, packets) as flood:
        asker.start()
        try:
            settled, health = endure(case, daemon, seconds, show)
        finally:
            end.set()
            asker.join()
    grown_kib = judge(daemon, client, load, settled, health)
    show(f'{load.sent} honest requests, {load.lost()} lost; {flood.sent} packets of garbage; memory {grown_kib:+d} KiB')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bin', type=pathlib.Path, default=ROOT / 'build/bin', help='folder of the binaries')
    parser.add_argument('--seconds', type=int, default=3600, help='how long [3600]')
    parser.add_argument('--seed', type=int, default=int(time.time()), help='of the garbage')
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print('soak.py: needs root: it makes network namespaces (try sudo)', file=sys.stderr)
        return 2
    print(f'soak: {arguments.seconds} s, seed {arguments.seed}', flush=True)
    case = Case(arguments.bin.resolve(), ROOT / 'build/peers', threading.Event())
    try:
        soak(case, arguments.seconds, arguments.seed, lambda text: print(text, flush=True))
        case.finish()
    except Failed as error:
        print(f'soak: FAILED: {error}\n{case.logs()}')
        return 1
    finally:
        case.close()
    print('soak: passed')
    return 0


if __name__ == '__main__':
    sys.exit(main())
