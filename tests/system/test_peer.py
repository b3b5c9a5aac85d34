"""Symmetric associations (`peer`): two of ours, and ours with chronyd and ntpsec, in both directions (R7, R16)."""
from lib import ntp
from lib.case import test
from lib.ours import REFERENCE, Ours, follow
from lib.peers import STRATUM, Chronyd, Ntpsec

WRONG_CLOCK = (0.4, 20)
SYNC_S = 60


def peers(*addresses, words='iburst minpoll 3 maxpoll 3'):
    return [f'peer {address} {words}' for address in addresses]


@test('two of our daemons that are peers follow the one that has the time, over IPv4', seconds=40)
def ours_with_ours(case):
    left, right = case.hosts('left', 'right')
    top = Ours(case, left, REFERENCE + peers(right.v4))
    daemon = Ours(case, right, peers(left.v4), WRONG_CLOCK).wait_near_truth(SYNC_S)
    assert daemon.star() == left.v4
    assert daemon.system('stratum')['stratum'] == '2'
    assert daemon.peer(left.v4).variables['hmode'] == '1', daemon.peer(left.v4).variables
    assert daemon.peer(left.v4).variables['pmode'] == '1', daemon.peer(left.v4).variables
    case.until('the other one hears it as well', lambda: top.peer(right.v4).variables['reach'] not in ('0', '0x0'), 40)
    assert top.star() == '127.127.1.0'
    assert any(line.split()[3] == 's' for line in
               right.run([case.bin / 'ntpq', '-pn', right.v4]).stdout.splitlines()[2:])


@test('two of our daemons that are peers follow the one that has the time, over IPv6', seconds=40)
def ours_with_ours_v6(case):
    left, right = case.hosts('left', 'right')
    Ours(case, left, REFERENCE + peers(right.v6))
    daemon = Ours(case, right, peers(left.v6), WRONG_CLOCK).wait_near_truth(SYNC_S)
    assert daemon.star() == left.v6


@test('a peer takes over when the own server of a relay dies', seconds=150)
def take_over(case):
    one, two, left, right = case.hosts('one', 'two', 'left', 'right')
    upstreams = [Ours(case, host, REFERENCE) for host in (one, two)]
    relay = Ours(case, left, follow(one.v4) + peers(right.v4), (0.1, 10))
    other = Ours(case, right, follow(two.v4) + peers(left.v4), (-0.1, -10))
    for daemon, own in ((relay, one), (other, two)):
        daemon.wait_near_truth()
        case.until('it follows its own server', lambda d=daemon, o=own: d.star() == o.v4, 30)
    upstreams[0].process.kill()
    case.always('the true error is below 5 ms', lambda: abs(relay.error_s()) < 0.005,
                lambda: relay.star() == right.v4, 120)
    case.until('it serves one stratum more', lambda: relay.system('stratum')['stratum'] == '3', 20)


@test('our daemon follows chronyd as its peer', seconds=40)
def ours_follows_chronyd(case):
    server, client = case.hosts('server', 'client')
    Chronyd(case, server, [f'local stratum {STRATUM}', 'allow all', f'peer {client.v4} minpoll 3 maxpoll 3'])
    daemon = Ours(case, client, peers(server.v4), WRONG_CLOCK).wait_near_truth(90)
    assert daemon.star() == server.v4
    assert daemon.system('stratum')['stratum'] == str(STRATUM + 1)
    assert daemon.peer(server.v4).variables['pmode'] == '1', daemon.peer(server.v4).variables


@test('chronyd follows our daemon as its peer', seconds=60)
def chronyd_follows_ours(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE + peers(client.v4), clock=None)
    chronyd = Chronyd(case, client, [f'peer {server.v4} minpoll 3 maxpoll 3'])
    case.until('chronyd follows our daemon', lambda: chronyd.selected() == (server.v4, 1), 90)
    assert abs(chronyd.offset_s()) < 0.002, chronyd.offset_s()


@test('our daemon follows chronyd that does not know it, in symmetric mode', seconds=40)
def ours_follows_serving_chronyd(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    daemon = Ours(case, client, peers(server.v4), WRONG_CLOCK).wait_near_truth(SYNC_S)
    assert daemon.star() == server.v4


@test('ntpsec with a peer line follows our daemon that has one, too', seconds=60)
def ntpsec_follows_ours(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE + peers(client.v4), clock=None)
    ntpsec = Ntpsec(case, client, peers(server.v4))
    case.until('ntpsec follows our daemon', lambda: ntpsec.star() == server.v4, 60)


@test('our daemon with a peer line follows ntpsec', seconds=60)
def ours_follows_ntpsec(case):
    server, client = case.hosts('server', 'client')
    Ntpsec.server(case, server)
    daemon = Ours(case, client, peers(server.v4), WRONG_CLOCK).wait_near_truth(SYNC_S)
    assert daemon.star() == server.v4


@test('mode 1 from an unknown host is answered without an association', seconds=15)
def windows_client(case):
    server, client = case.hosts('server', 'client')
    daemon = Ours(case, server, REFERENCE).wait_synchronized()
    before = len(daemon.peers())
    for version in (3, 4):
        reply = ntp.ask(client, server.v4, mode=1, version=version)
        assert (reply.mode, reply.version, reply.stratum) == (2, version, 1), reply
    assert len(daemon.peers()) == before
