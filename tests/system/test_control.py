"""Mode 6 complete (RFC 9327): ntpsec's ntpq reads all that our daemon tells, and no opcode makes it an amplifier."""
import re
import socket
import struct
import time

from lib import control, ntp
from lib.case import test
from lib.forge import datagram
from lib.lan import inside, ip
from lib.ours import REFERENCE, Ours, follow
from lib.peers import ntpsec_ntpq

SECRET = '0123456789abcdef0123456789abcdef'
WRITE_VARIABLES, READ_MRU, REQUEST_NONCE = 3, 10, 12


def keys(case):
    path = case.folder / 'control.keys'
    path.write_text(f'1 SHA1 {SECRET}\n')
    path.chmod(0o600)
    return path


def ask(case, host, address, *commands):
    """What ntpsec's ntpq prints; no complaint may come from it."""
    return expect_answer(ntpsec_ntpq(case, host, *[word for command in commands for word in ('-c', command)], address))


def ask_as_owner(case, host, address, command):
    """The same with the control key."""
    return expect_answer(ntpsec_ntpq(case, host, '-a', '1', '-k', keys(case), '-c', command, address))


def expect_answer(done):
    assert done.returncode == 0, done
    output = done.stdout + done.stderr
    assert not re.search('timed out|\\*\\*\\*|Traceback|AUTH', output), output
    return done.stdout


def expect_lines(text, *patterns):
    for pattern in patterns:
        assert re.search(pattern, text, re.M), f'/{pattern}/ is not in:\n{text}'


@test("ntpsec's ntpq reads everything that our daemon tells, with and without the control key", seconds=40)
def ntpsec_reads_all(case):
    server, relay = case.hosts('server', 'relay')
    Ours(case, server, REFERENCE)
    lines = ['server 127.127.1.0', 'fudge 127.127.1.0 stratum 10', *follow(server.v4, words='minpoll 3 maxpoll 3 iburst'),
             f'keys {keys(case)}', 'trustedkey 1', 'controlkey 1', f'restrict {server.v4} limited kod',
             'setvar site = hall default']
    daemon = Ours(case, relay, lines, clock=(0.05, 10)).wait_near_truth()
    with server.socket() as channel:
        for number in range(3):  # too fast: the first is answered, the second kissed
            channel.sendto(ntp.request(transmit=number + 1), (relay.v4, 123))
    expect_lines(ask(case, relay, relay.v4, 'peers'), r'^\*' + re.escape(server.v4), r'^.LOCAL\(0\)|^.127\.127\.1\.0')
    expect_lines(ask(case, relay, relay.v4, 'as'), r'sys\.peer')
    system = ask(case, relay, relay.v4, 'rv')
    expect_lines(system, r'site="hall"', r'sync_ntp')
    clock = next(peer.association for peer in daemon.peers() if peer.address == '127.127.1.0')
    expect_lines(ask(case, relay, relay.v4, f'cv {clock}'), r'Undisciplined local clock', r'stratum=10', r'refid=LOCL')
    expect_lines(ask(case, relay, relay.v4, f'pstats {clock}'), r'remote host:', r'time until next send:\s+\d')
    expect_lines(ask(case, relay, relay.v4, 'sysinfo'), rf'system peer:\s+{re.escape(server.v4)}', r'stratum:\s+2')
    expect_lines(ask(case, relay, relay.v4, 'sysstats'), r'packets received:\s+[1-9]', r'current version:\s+[1-9]',
                 r'control requests:\s+[1-9]')
    expect_lines(ask(case, relay, relay.v4, 'monstats'), r'addresses in use:\s+1', r'maximum addresses:\s+16384',
                 r'alloc: new:\s+1')
    expect_lines(ask(case, relay, relay.v4, 'kerninfo'), r'kernel status:\s+nano', r'maximum error:\s+[0-9.]+')
    expect_lines(ask(case, relay, relay.v4, 'iostats'), r'received packets:\s+[1-9]', r'packets sent:\s+[1-9]',
                 r'useful input wakeups:\s+[1-9]')
    expect_lines(ask(case, relay, relay.v4, 'timerstats'), r'calls to transmit:\s+[1-9]')
    expect_lines(ask(case, relay, relay.v4, 'authinfo'), r'stored keys:\s+1')
    mru = ask(case, relay, relay.v4, 'mrulist')
    expect_lines(mru, rf'{re.escape(server.v4)}')
    expect_lines(ask_as_owner(case, relay, relay.v4, 'ifstats'), r'v4wildcard', r'0\.0\.0\.0:123')
    expect_lines(ask_as_owner(case, relay, relay.v4, 'reslist'), rf'{re.escape(server.v4)}', 'limited kod', '127.0.0.1')


@test("ntpsec's ntpq reads a long list of clients in pieces", seconds=30)
def ntpsec_reads_long_list(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE).wait_synchronized()
    ip('-n', server.namespace, 'route', 'add', '10.90.0.0/16', 'dev', 'eth0')
    with raw_socket(client) as channel:
        for number in range(2000):
            channel.sendto(datagram(f'10.90.{number // 250}.{number % 250 + 1}', server.v4, ntp.request(transmit=1)),
                           (server.v4, 0))
            if number % 50 == 49:
                time.sleep(0.002)  # a socket's queue holds only so many

    def depth_now():
        return int(control.variables(server, server.v4, names='mru_depth').get('mru_depth', 0))
    case.until('they are counted', lambda: depth_now() > 1500, 10)
    depth = depth_now()
    rows = [line for line in ask(case, server, '127.0.0.1', 'mrulist').splitlines() if '10.90.' in line]
    assert len(rows) >= depth - 1 and len(set(rows)) == len(rows), (len(rows), depth)
    few = ask(case, server, '127.0.0.1', 'mrulist recent=10')
    assert few.count('10.90.') in (9, 10), few


def raw_socket(client):
    with inside(client.namespace):
        return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)


def question(opcode, data=b''):
    return struct.pack(control.HEADER, control.FIRST, opcode, 7, 0, 0, 0, len(data)) + data + bytes(-len(data) % 4)


#: the longest answer that each opcode can be asked for without a key
QUESTIONS = {opcode: question(opcode) for opcode in range(32)}
QUESTIONS[2] = question(2, b'sys_var_list')
QUESTIONS[READ_MRU] = question(READ_MRU, b'nonce=000000000000000000000000, frags=128')
QUESTIONS[11] = question(11, b'addr_restrictions')
SILENT = {6, READ_MRU, 31}
FLOOD = 400


@test('no opcode makes the daemon an amplifier: what a network of strangers draws with each of them', seconds=60)
def amplification(case):
    server, client = case.hosts('server', 'client')
    associations = [f'server 10.71.0.{200 + i} minpoll 10' for i in range(40)]
    daemon = Ours(case, server, [*REFERENCE, *associations, f'restrict {server.v4}']).wait_synchronized()
    ip('-n', server.namespace, 'route', 'add', '10.81.0.0/16', 'dev', 'eth0')
    table = {}
    for opcode, data in QUESTIONS.items():
        source = f'10.81.{opcode}.1'
        client.add_address(source)
        table[opcode] = flood(client, source, server.v4, data)
    for opcode, (one, total, elapsed_s) in table.items():
        print(f'opcode {opcode}: {len(QUESTIONS[opcode])} octets asked, {one} answered to one, {total} to {FLOOD}')
        assert total <= 65536 + 1024 * (elapsed_s + 1), (opcode, total, elapsed_s)
        assert (one == 0) == (opcode in SILENT), (opcode, one)
    for opcode in (3, 5, 7, 8, 9, 11):
        assert table[opcode][0] == control.SIZE, f'opcode {opcode} is answered with {table[opcode][0]} octets'
    client.add_address('10.81.99.1')
    with bound(client, '10.81.99.1') as channel:  # mode 7, private requests of the classic daemon (CVE-2013-5211)
        for first, second in ((0x17, 0), (0x17, 42), (0x97, 0)):
            channel.sendto(bytes([first, second, 3, 42]) + bytes(188), (server.v4, 123))
        assert received(channel) == 0
    assert daemon.system()


def bound(client, source):
    channel = client.socket()
    channel.bind((source, 0))
    channel.settimeout(0.1)
    return channel


def received(channel):
    octets = 0
    try:
        while True:
            octets += len(channel.recv(4096))
    except TimeoutError:
        return octets


def flood(client, source, server, data):
    """(octets that one question draws, octets that FLOOD of them draw, seconds that took)."""
    begin = time.monotonic()
    with bound(client, source) as channel:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        channel.sendto(data, (server, 123))
        one = total = received(channel)
        for number in range(FLOOD - 1):
            channel.sendto(data, (server, 123))
            if number % 20 == 19:
                time.sleep(0.005)
        total += received(channel)
    return one, total, time.monotonic() - begin


@test('the list of clients is for whoever brings a nonce that was sent to him', seconds=20)
def nonces(case):
    server, client, other = case.hosts('server', 'client', 'other')
    Ours(case, server, REFERENCE).wait_synchronized()
    nonce = control.query(client, server.v4, REQUEST_NONCE)[1].strip()
    assert re.fullmatch(b'nonce=[0-9a-f]{24}', nonce), nonce
    mine = control.query(client, server.v4, READ_MRU, 0, nonce + b', frags=2')
    assert b'now=0x' in mine[1], mine
    assert control.query(other, server.v4, READ_MRU, 0, nonce + b', frags=2') is None
    assert control.query(client, server.v4, READ_MRU, 0, b'frags=2') is None


@test('writevar gives a variable of the configuration another value, and counters begin again when told', seconds=20)
def write_variables(case):
    server, = case.hosts('server')
    lines = [*REFERENCE, f'keys {keys(case)}', 'trustedkey 1', 'controlkey 1', 'setvar site = hall']
    daemon = Ours(case, server, lines).wait_synchronized()
    assert daemon.system('site') == {'site': 'hall'}
    key = (1, SECRET.encode() if len(SECRET) <= 20 else bytes.fromhex(SECRET))
    status, text = control.query(server, server.v4, WRITE_VARIABLES, 0, b'site=yard', key)
    assert text == b'' and status >> 8 == 0x05, (status, text)
    case.until('it has the new value', lambda: daemon.system('site') == {'site': 'yard'}, 5)
    for wrong in (None, (1, b'x' * 16), (2, key[1])):
        status, _ = control.query(server, server.v4, WRITE_VARIABLES, 0, b'site=street', wrong)
        assert status == 1 << 8, (wrong, status)
    status, _ = control.query(server, server.v4, WRITE_VARIABLES, 0, b'stratum=1', key)
    assert status == 1 << 8, status
    assert daemon.system('site') == {'site': 'yard'}
    case.until('the counters are old enough to be seen to start anew',
               lambda: int(daemon.system('ss_reset')['ss_reset']) > 1, 10)
    before = int(daemon.system('ss_reset')['ss_reset'])
    ask_as_owner(case, server, server.v4, ':config reset sys io timer auth mem allpeers')
    case.until('sysstats are new', lambda: int(daemon.system('ss_reset')['ss_reset']) < before, 5)
    assert int(daemon.system('ss_uptime')['ss_uptime']) >= before
