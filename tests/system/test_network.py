"""Relays and fail-over (R7, R18)."""
import time

from lib.case import test
from lib.ours import REFERENCE, Ours, follow
from lib.peers import Chronyd

POLL_S = 8 * 1.02  # minpoll 3 and the spread of the interval
POLLS = 8
GOOD_S = 0.005


@test('a relay chain of three hops adds one stratum at each', seconds=35)
def chain(case):
    names = ['first', 'second', 'third']
    reference = case.host('reference')
    Ours(case, reference, REFERENCE).wait_synchronized()
    above = reference
    for stratum, name in enumerate(names, 2):
        host = case.host(name)
        relay = Ours(case, host, follow(above.v4), clock=(0.01 * stratum, 5 * stratum)).wait_near_truth()
        seen = relay.system('stratum,refid')
        assert seen['stratum'] == str(stratum), seen
        assert seen['refid'] == above.v4, seen
        above = host


def three_followed(case, clock):
    hosts = dict(zip(('one', 'two', 'three'), case.hosts('one', 'two', 'three')))
    servers = {host.v4: Ours(case, host, REFERENCE) for host in hosts.values()}
    client = Ours(case, case.host('client'), follow(*servers), clock)
    client.wait_near_truth()
    case.until('three sources agree', lambda: sorted(peer.tally for peer in client.peers()) == list('*++'), 40)
    return servers, client


@test('when the followed server dies the star moves within 8 polls and the clock stays true', seconds=120)
def failover(case):
    servers, client = three_followed(case, (0.3, 20))
    dead = client.star()
    servers[dead].process.kill()
    killed_at = time.monotonic()

    def moved():
        return client.star() not in (dead, None)
    case.always('the true error is below 5 ms', lambda: abs(client.error_s()) < GOOD_S, moved, POLLS * POLL_S + 3)
    case.until('the dead server is no longer reached', lambda: client.peer(dead).variables['reach'] in ('0', '0x0'),
               killed_at + POLLS * POLL_S + 3 + 20 - time.monotonic())
    assert client.tally(dead) == ' ', client.tally(dead)
    servers[dead].start()
    case.until('the server counts again when it is back', lambda: client.tally(dead) in '*+', 40)
    assert abs(client.error_s()) < GOOD_S


@test('a followed server that begins to lie gets the x and the star moves', seconds=60)
def begins_to_lie(case):
    servers, client = three_followed(case, (0.1, 10))
    liar = client.star()
    servers[liar].clock_tool('step', '0.3')

    def is_true():
        return abs(client.error_s()) < GOOD_S
    case.always('the true error is below 5 ms', is_true, lambda: client.star() not in (liar, None), POLLS * POLL_S)
    case.always('the true error is below 5 ms', is_true, lambda: client.tally(liar) == 'x', 2 * POLLS * POLL_S)


@test('without any server the served error bound grows and holds, and the stratum stays', seconds=40)
def holdover(case):
    server, relay = case.hosts('server', 'relay')
    upstream = Chronyd.server(case, server)
    daemon = Ours(case, relay, follow(server.v4), clock=(0.1, 10)).wait_near_truth()
    upstream.process.kill()

    def state():
        seen = daemon.system('stratum,leap,rootdisp,rootdelay')
        return int(seen['stratum']), int(seen['leap']), float(seen['rootdisp']), float(seen['rootdelay'])
    stratum, leap, dispersion_ms, _ = state()
    assert leap == 0

    def grew():
        return state()[2] > dispersion_ms + 0.1

    def honest():
        bound_s = (state()[2] + state()[3] / 2) / 1e3
        return state()[:2] == (stratum, 0) and abs(daemon.error_s()) <= bound_s
    case.always('the true error is within the served bound', honest, grew, 60)


@test('a client moves to the other relay when its own dies', seconds=110)
def two_relays(case):
    top, left, right, client = case.hosts('top', 'left', 'right', 'client')
    Ours(case, top, REFERENCE)
    relays = {host.v4: Ours(case, host, follow(top.v4, other.v4), clock=(0.05, 10))
              for host, other in ((left, right), (right, left))}
    for relay in relays.values():
        relay.wait_near_truth()
        assert relay.star() == top.v4, 'a relay follows the other one instead of the reference'
    daemon = Ours(case, client, follow(left.v4, right.v4), clock=(0.2, -10)).wait_near_truth()
    assert daemon.system('stratum')['stratum'] == '3'
    own = daemon.star()
    relays[own].process.kill()
    case.until('the star is at the other relay', lambda: daemon.star() == (set(relays) - {own}).pop(),
               POLLS * POLL_S + 3)
    assert abs(daemon.error_s()) < GOOD_S
