"""Orphan mode: two relays and a client whose only real source goes away and comes back (R19)."""
from lib.case import test
from lib.ours import REFERENCE, Ours, follow

ORPHAN = ['tos orphan 10 orphanwait 10']
STRATUM = 10
TOGETHER_S = 0.002
GONE_S = 100  # eight polls until a server counts as gone, orphanwait, and a poll of the other relay


@test('two relays without upstreams keep together in orphan mode and go back to the real source', seconds=200)
def orphans(case):
    top, left, right, leaf = case.hosts('top', 'left', 'right', 'leaf')
    reference = Ours(case, top, REFERENCE)
    relays = [Ours(case, host, follow(top.v4, other.v4) + ORPHAN, clock)
              for host, other, clock in ((left, right, (0.1, 10)), (right, left, (-0.1, -10)))]
    client = Ours(case, leaf, follow(left.v4, right.v4), (0.2, 5))
    for daemon in (*relays, client):
        daemon.wait_near_truth()
    assert [relay.system('stratum')['stratum'] for relay in relays] == ['2', '2']
    reference.process.kill()
    strata = {str(STRATUM), str(STRATUM + 1)}

    def elected():
        return [relay.system('stratum')['stratum'] for relay in relays] == [str(STRATUM), str(STRATUM + 1)]

    def together():
        errors = [daemon.error_s() for daemon in (*relays, client)]
        return max(errors) - min(errors) < TOGETHER_S
    # The relay with the lower address is the parent, the other one its child, and the client follows the parent.
    case.always('all three clocks are within 2 ms of each other', together, elected, 2 * GONE_S)
    assert relays[0].system('refid')['refid'] == '127.0.0.1'
    assert relays[1].star() == left.v4
    relays[0].wait_log('orphan mode', 1)
    case.until('the client follows an orphan', lambda: int(client.system('stratum')['stratum']) > STRATUM, GONE_S)
    reference.start()
    case.until('both relays follow the real source again',
               lambda: {relay.star() for relay in relays} == {top.v4} and
               [relay.system('stratum')['stratum'] for relay in relays] == ['2', '2'], 60)
    assert strata.isdisjoint({relay.system('stratum')['stratum'] for relay in relays})
    client.wait_near_truth()


@test('an orphan without any source serves after orphanwait, and its client of IPv6 follows', seconds=40)
def lonely(case):
    server, client = case.hosts('server', 'client')
    daemon = Ours(case, server, ['tos orphan 7 orphanwait 5'])
    follower = Ours(case, client, follow(server.v6), (0.3, 5))
    daemon.wait_synchronized()
    assert daemon.system('stratum')['stratum'] == '7'
    case.until('the client follows the orphan', lambda: follower.star() == server.v6, 45)
    case.until('it serves a stratum below', lambda: follower.system('stratum')['stratum'] == '8', 20)


@test('the local clock is used after orphanwait only, and a real source takes its place at once', seconds=60)
def local_clock(case):
    server, client = case.hosts('server', 'client')
    lines = ['server 127.127.1.0', 'fudge 127.127.1.0 stratum 8 refid LANC', 'tos orphanwait 8']
    daemon = Ours(case, client, follow(server.v4) + lines, (0.2, 5))
    daemon.wait_serving()
    assert not daemon.is_synchronized(), 'used before orphanwait'
    daemon.wait_synchronized()
    assert daemon.star() == '127.127.1.0', daemon.peers()
    assert daemon.system('stratum,refid') == {'stratum': '9', 'refid': '127.127.1.0'}, daemon.system()
    Ours(case, server, REFERENCE)
    case.until('the real source is followed', lambda: daemon.star() == server.v4, 40)
    case.until('the stratum is that of the real source', lambda: daemon.system('stratum')['stratum'] == '2', 20)
