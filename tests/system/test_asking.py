"""Asking: our ntpq and ntpsec's, each against both daemons (R8)."""
import re

from lib.case import test
from lib.ours import Ours, follow
from lib.peers import STRATUM, Chronyd, Ntpsec, ntpsec_ntpq

COLUMNS = 'remote refid st t when poll reach delay offset jitter'.split()
STEADY = [0, 2, 3, 5, 6]  # remote st t poll reach; the two write refids of local clocks differently


def ask_ours(case, host, *words):
    return host.run([case.bin / 'ntpq', *words])


def expect_answer(done):
    assert done.returncode == 0, f'status {done.returncode}: {done.stdout}{done.stderr}'
    assert not re.search('timed out|error|\\*\\*\\*', done.stdout + done.stderr), done.stdout + done.stderr
    return done.stdout


def rows_of(billboard):
    """The rows of `ntpq -p`: (tally, the ten fields)."""
    lines = [line for line in billboard.splitlines() if line.strip()]
    assert lines[0].split() == COLUMNS, lines[0]
    assert set(lines[1]) == {'='}, lines[1]
    for line in lines[2:]:
        assert len(line[1:].split()) == len(COLUMNS), line
    return [(line[0], line[1:].split()) for line in lines[2:]]


def our_relay(case):
    """Our daemon below chronyd, and the host of each."""
    server, relay = case.hosts('server', 'relay')
    Chronyd.server(case, server)
    daemon = Ours(case, relay, follow(server.v4, server.v6), clock=(0.2, 10)).wait_near_truth()
    case.until('both sources count', lambda: {peer.tally for peer in daemon.peers()} == {'*', '+'}, 30)
    return daemon, server, relay


def expect_relay_row(row, server):
    tally, fields = row
    assert tally in '*+', row
    assert fields[0] in (server.v4, server.v6), row
    assert fields[2:4] == [str(STRATUM), 'u'], row
    assert int(fields[6], 8) in (0o1, 0o3, 0o7, 0o17, 0o37, 0o77, 0o177, 0o377), row
    assert abs(float(fields[8])) < 50 and 0 < float(fields[7]) < 50, row


@test('the billboard of ntpq -pn has ten columns and the sources with their tally codes')
def billboard_ours(case):
    _, server, relay = our_relay(case)
    rows = rows_of(expect_answer(ask_ours(case, relay, '-pn', relay.v4)))
    assert len(rows) == 2, rows
    for row in rows:
        expect_relay_row(row, server)


@test("ntpsec's ntpq reads our daemon: -p, -pn, rv, as")
def ntpsec_asks_ours(case):
    _, server, relay = our_relay(case)
    relay.write_etc('hosts', f'{server.v4} time.example\n{server.v6} time.example\n')
    rows = rows_of(expect_answer(ntpsec_ntpq(case, relay, '-pn', relay.v4)))
    assert len(rows) == 2, rows
    for row in rows:
        expect_relay_row(row, server)
    assert len(rows_of(expect_answer(ntpsec_ntpq(case, relay, '-p', relay.v4)))) == 2
    system = expect_answer(ntpsec_ntpq(case, relay, '-c', 'rv', relay.v4))
    assert f'stratum={STRATUM + 1}' in system and 'leap=00' in system and 'sync_ntp' in system, system
    associations = expect_answer(ntpsec_ntpq(case, relay, '-c', 'as', relay.v4))
    assert 'sys.peer' in associations and 'candidate' in associations, associations
    number = re.search(r'^\s*\d+\s+(\d+)\s.*sys\.peer', associations, re.M).group(1)
    peer = expect_answer(ntpsec_ntpq(case, relay, '-c', f'rv {number}', relay.v4))
    assert re.search(r'srcadr=(10\.71\.0|fd71:)', peer) and 'filtdelay' in peer, peer


@test("our ntpq and ntpsec's show the same billboard of our daemon")
def same_billboard(case):
    _, _, relay = our_relay(case)

    def both():
        steady = [[(tally, *(fields[column] for column in STEADY)) for tally, fields in rows_of(expect_answer(answer))]
                  for answer in (ask_ours(case, relay, '-pn', relay.v4), ntpsec_ntpq(case, relay, '-pn', relay.v4))]
        return steady[0] == steady[1]
    case.until('both say the same', both, 20)  # a poll may come between the two questions


@test("our ntpq reads ntpsec's daemon: -p, -pn, rv, as")
def ours_asks_ntpsec(case):
    host, = case.hosts('server')
    host.write_etc('hosts', '127.0.0.1 localhost\n')
    Ntpsec.server(case, host)
    for words, remote in ((['-p'], 'LOCAL(0)'), (['-pn'], '127.127.1.0')):
        (tally, fields), = rows_of(expect_answer(ask_ours(case, host, *words, host.v4)))
        assert tally == '*' and fields[:4] == [remote, '.LOCL.', str(STRATUM - 1), 'l'], fields
    system = expect_answer(ask_ours(case, host, '-c', 'rv', host.v4))
    assert f'stratum={STRATUM}' in system and 'leap=00' in system and 'ntpsec-' in system, system
    associations = expect_answer(ask_ours(case, host, '-c', 'as', host.v4))
    assert re.search(r'^\s*1\s+\d+\s+[0-9a-f]{4}\s+yes\s+yes\s+none\s+sys\.peer', associations, re.M), associations


@test("our ntpq reads ntpsec's daemon as a client of two servers")
def ours_asks_ntpsec_client(case):
    server, relay = case.hosts('server', 'relay')
    Chronyd.server(case, server)
    ntpsec = Ntpsec.client(case, relay, server.v4, server.v6)
    case.until('ntpsec follows', ntpsec.star, 60)
    case.until('both servers are reached', lambda: all(
        row[1][6] != '0' for row in rows_of(expect_answer(ask_ours(case, relay, '-pn', relay.v4)))), 30)
    ours = rows_of(expect_answer(ask_ours(case, relay, '-pn', relay.v4)))
    assert {fields[0] for _, fields in ours} == {server.v4, server.v6}, ours
    assert all(fields[2:4] == [str(STRATUM), 'u'] for _, fields in ours), ours


@test('ntpq asked by name and over IPv6 works, and of an unknown host it says so')
def by_name(case):
    server, client = case.hosts('server', 'client')
    client.write_etc('hosts', f'{server.v6} time.example\n')
    client.write_etc('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    Ours(case, server, ['server 127.127.1.0 prefer']).wait_synchronized()
    assert 'LOCAL(0)' in expect_answer(ask_ours(case, client, '-p', 'time.example'))
    done = ask_ours(case, client, '-p', 'nobody.example')
    assert done.returncode != 0 and 'nobody.example' in done.stdout + done.stderr


@test('ntpq of a host that does not answer says so and fails', seconds=20)
def no_answer(case):
    silent, client = case.hosts('silent', 'client')
    with silent.socket() as channel:
        channel.bind((silent.v4, 123))  # there, but says nothing
        done = ask_ours(case, client, '-p', silent.v4)
    assert done.returncode != 0 and 'timed out' in done.stdout + done.stderr, done
