"""Servers by name: a resolver that dies with a server, and names that move (R2, R18)."""
import re

from lib import ntp
from lib.case import test
from lib.ours import REFERENCE, Ours

POLLS = 8
POLL_S = 8 * 1.02
WORDS = 'iburst minpoll 3 maxpoll 3'


def hosts_file(**names):
    lines = ['127.0.0.1 localhost', *(f'{address} {name}.example' for name, address in names.items())]
    return '\n'.join([*lines, ''])


@test('with a dead resolver the daemon moves to its other server, and to the new address when names are back',
      seconds=150)
def dead_resolver(case):
    one, two, three, host, client = case.hosts('one', 'two', 'three', 'host', 'client')
    servers = {server.v4: Ours(case, server, REFERENCE) for server in (one, two, three)}
    host.write_etc('hosts', hosts_file(first=one.v4, second=two.v4))
    host.write_etc('resolv.conf', 'nameserver 10.71.0.250\noptions timeout:1 attempts:1\n')  # nobody is there
    daemon = Ours(case, host, [f'server {name}.example {WORDS}' for name in ('first', 'second')], (0.05, 10))
    daemon.wait_near_truth()
    case.until('both are followed', lambda: sorted(peer.tally for peer in daemon.peers()) == ['*', '+'], 40)
    dead = daemon.star()
    name, other = ('first', two) if dead == one.v4 else ('second', one)
    host.write_etc('hosts', hosts_file())
    servers[dead].process.kill()
    case.always('it serves good time', lambda: ntp.ask(client, host.v4).leap == 0 and abs(daemon.error_s()) < 0.005,
                lambda: daemon.star() == other.v4, POLLS * POLL_S + 5)
    # The star may have moved by itself a moment ago: the eight polls are still to come then.
    daemon.wait_log(f'{re.escape(dead)} .* unreachable', POLLS * POLL_S + 5)
    daemon.wait_log(f'cannot find the address of {name}.example', 90)
    assert daemon.peer(dead), 'it stays, because nothing better is known'
    host.write_etc('hosts', hosts_file(**{name: three.v4}))
    case.until('the name leads to the new address', lambda: daemon.tally(three.v4) in ('+', '*'), 120)
    assert daemon.peer(dead) is None and abs(daemon.error_s()) < 0.005
