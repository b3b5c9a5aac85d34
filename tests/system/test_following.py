"""Our daemon follows real servers: by address, by name, in both families (R2)."""
from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours, follow
from lib.peers import STRATUM, Chronyd, Ntpsec

WRONG_CLOCK = (0.6, 30)


def expect_following(client, address, stratum=STRATUM):
    """The client has `address` as system peer, a stratum more, and the true time."""
    client.wait_near_truth()
    if client.star() != address:
        raise Failed(f'the system peer is {client.star()}, not {address}')
    shown = client.system('stratum')['stratum']
    if shown != str(stratum + 1):
        raise Failed(f'stratum {shown} below a server of stratum {stratum}')


@test('our daemon follows chronyd over IPv4')
def follow_chronyd_v4(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    expect_following(Ours(case, client, follow(server.v4), WRONG_CLOCK), server.v4)


@test('our daemon follows chronyd over IPv6')
def follow_chronyd_v6(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    expect_following(Ours(case, client, follow(server.v6), WRONG_CLOCK), server.v6)


@test('our daemon follows ntpsec over IPv4')
def follow_ntpsec_v4(case):
    server, client = case.hosts('server', 'client')
    Ntpsec.server(case, server)
    expect_following(Ours(case, client, follow(server.v4), WRONG_CLOCK), server.v4)


@test('our daemon follows ntpsec over IPv6')
def follow_ntpsec_v6(case):
    server, client = case.hosts('server', 'client')
    Ntpsec.server(case, server)
    expect_following(Ours(case, client, follow(server.v6), WRONG_CLOCK), server.v6)


@test('our daemon follows a server by its host name')
def follow_by_name(case):
    server, client = case.hosts('server', 'client')
    client.write_etc('hosts', f'127.0.0.1 localhost\n{server.v4} time.example\n')
    Chronyd.server(case, server)
    daemon = Ours(case, client, follow('time.example'), WRONG_CLOCK)
    expect_following(daemon, server.v4)
    assert daemon.peer(server.v4).variables['srchost'] == 'time.example'


@test('-4 and -6 before a host name choose the family of its address')
def follow_by_name_and_family(case):
    server, client = case.hosts('server', 'client')
    client.write_etc('hosts', f'{server.v4} time.example\n{server.v6} time.example\n')
    Chronyd.server(case, server)
    daemon = Ours(case, client, ['server -6 time.example iburst', 'server -4 time.example iburst'])
    case.until('both addresses are followed', lambda: {peer.address for peer in daemon.peers()} ==
               {server.v4, server.v6} and all(peer.tally in '*+' for peer in daemon.peers()), 30)


@test('a pool name with three addresses becomes three associations')
def follow_pool(case):
    servers = case.hosts('one', 'two', 'three')
    client = case.host('client')
    client.write_etc('hosts', ''.join(f'{server.v4} pool.example\n' for server in servers))
    for server in servers:
        Chronyd.server(case, server)
    daemon = Ours(case, client, follow('pool.example')[0].replace('server', 'pool').splitlines(), WRONG_CLOCK)
    daemon.wait_near_truth()
    wanted = {server.v4 for server in servers}
    case.until('all three servers are associations that agree', lambda: {
        peer.address for peer in daemon.peers() if peer.tally in '*+-'} == wanted, 30)


@test('a name that cannot be found now is looked up again later', seconds=30)
def name_found_later(case):
    server, client = case.hosts('server', 'client')
    client.write_etc('hosts', '127.0.0.1 localhost\n')
    client.write_etc('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    Chronyd.server(case, server)
    daemon = Ours(case, client, follow('late.example'))
    daemon.wait_log('cannot find the address of late.example', 15)
    client.write_etc('hosts', f'{server.v4} late.example\n')
    case.until('the server is followed', lambda: daemon.star() == server.v4, 90)


@test('when the server behind a name dies the name is looked up again', seconds=220)
def name_moves(case):
    first, second, client = case.hosts('first', 'second', 'client')
    client.write_etc('hosts', f'{first.v4} time.example\n')
    server = Chronyd.server(case, first)
    Chronyd.server(case, second)
    daemon = Ours(case, client, follow('time.example'))
    case.until('the first address is followed', lambda: daemon.star() == first.v4, 30)
    client.write_etc('hosts', f'{second.v4} time.example\n')
    server.process.kill()
    case.until('the new address is followed', lambda: daemon.star() == second.v4, 260)
    assert [peer.address for peer in daemon.peers()] == [second.v4]


@test('of two truthful servers and a liar of 300 ms the liar gets the x', seconds=20)
def liar(case):
    good, other, bad, client = case.hosts('good', 'other', 'bad', 'client')
    Chronyd.server(case, good)
    Ntpsec.server(case, other)
    Ours(case, bad, REFERENCE, clock=(0.3, 0))
    daemon = Ours(case, client, follow(good.v4, other.v4, bad.v4), WRONG_CLOCK)
    daemon.wait_near_truth()
    case.until('the liar has an x', lambda: daemon.tally(bad.v4) == 'x', 20)
    case.until('the others have none', lambda: {daemon.tally(good.v4), daemon.tally(other.v4)} <= set('*+'), 20)
    assert any(line.startswith(f'x{bad.v4} ') for line in
               client.run([case.bin / 'ntpq', '-pn', client.v4]).stdout.splitlines())


INTERLEAVED_COUNT = 8  # column of `chronyc -c serverstats`


@test('in interleaved mode our daemon follows chronyd, and its own kind', seconds=60)
def interleaved(case):
    server, relay, client = case.hosts('server', 'relay', 'client')
    chronyd = Chronyd.server(case, server)
    xleave = 'iburst xleave minpoll 3 maxpoll 3'
    Ours(case, relay, follow(server.v4, words=xleave), (0.3, 20)).wait_near_truth()
    case.until('chronyd answers in interleaved mode',
               lambda: int(chronyd.ask('serverstats')[0][INTERLEAVED_COUNT]) > 2, 60)
    last = Ours(case, client, follow(relay.v4, words=xleave), (-0.3, -20)).wait_near_truth()
    assert last.star() == relay.v4
