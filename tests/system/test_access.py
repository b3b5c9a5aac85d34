"""`restrict`: the effect of every flag, seen by clients on the network (R10), and what a stranger can draw."""
import collections
import signal
import struct

from lib import control, ntp
from lib.case import test
from lib.errors import Failed
from lib.forge import Flood, datagram
from lib.ours import REFERENCE, Ours, follow

READ_MRU, CONFIGURE = 10, 8
SHIPPED = 'restrict default kod limited nomodify notrap nopeer noquery'
Seen = collections.namedtuple('Seen', 'client symmetric old_version query')
ALL = Seen(True, True, True, True)
NONE = Seen(False, False, False, False)
FLAGS = {
    '': ALL,
    'ignore': NONE,
    'noserve': Seen(False, False, False, True),
    'noquery': Seen(True, True, True, False),
    'notrust': Seen(False, False, False, True),
    'version': Seen(True, True, False, True),
    'nomodify': ALL,
    'nomrulist': ALL,
    'nopeer': ALL,
    'noepeer': ALL,
    'epeer': ALL,
    'notrap': ALL,
    'lowpriotrap': ALL,
    'kod': ALL,
    'mssntp': ALL,
    'serverresponse fuzz': ALL,
    'ippeerlimit 1 nopeer': ALL,
    'nopeer noquery noserve': NONE,
}


def from_address(client, source, port=0):
    """A socket that sends from one of the client's addresses."""
    channel = client.socket(ntp.family_of(source))
    channel.bind((source, port))
    channel.settimeout(0.4)
    return channel


def answer(client, source, server, data, port=0):
    """The answer to `data`; None when there is none."""
    with from_address(client, source, port) as channel:
        channel.sendto(data, (server, 123))
        try:
            return channel.recv(2048)
        except TimeoutError:
            return None


def query(opcode=control.READ_STATUS, data=b''):
    return struct.pack(control.HEADER, control.FIRST, opcode, 7, 0, 0, 0, len(data)) + data + bytes(-len(data) % 4)


def error_of(reply):
    """The error code of a mode 6 response; None when it is none."""
    bits, status = reply[1], struct.unpack('>H', reply[4:6])[0]
    return status >> 8 if bits & 0x40 else None


def see(client, source, server):
    asked = [ntp.request(), ntp.request(ntp.ACTIVE), ntp.request(version=3), query()]
    return Seen(*(answer(client, source, server, data) is not None for data in asked))


def addresses(client, count, family):
    made = [f'10.71.0.{100 + i}' if family == 4 else f'fd71::a:{i:x}' for i in range(count)]
    for address in made:
        client.add_address(address)
    return made


def expect_flags(case, family):
    server, client = case.hosts('server', 'client')
    sources = dict(zip(FLAGS, addresses(client, len(FLAGS), family)))
    lines = [f'restrict {address} {flags}' for flags, address in sources.items()]
    daemon = Ours(case, server, [*REFERENCE, *lines]).wait_synchronized()
    to = server.v4 if family == 4 else server.v6
    for flags, address in sources.items():
        seen = see(client, address, to)
        assert seen == FLAGS[flags], f'`restrict {address} {flags}`: {seen}'
    assert 'notrap' not in daemon.log() and 'not enforced' not in daemon.log(), daemon.log()
    counts = daemon.system('ss_restricted,ss_badformat,ss_received,ss_oldver,ss_thisver')
    refused = sum(not passed for seen in FLAGS.values() for passed in seen)
    assert int(counts['ss_restricted']) + int(counts['ss_badformat']) == refused, (counts, refused)
    assert int(counts['ss_badformat']) == 1, counts


@test('each flag of `restrict` refuses what it says and nothing else, over IPv4', seconds=25)
def flags_v4(case):
    expect_flags(case, 4)


@test('each flag of `restrict` refuses what it says and nothing else, over IPv6', seconds=25)
def flags_v6(case):
    expect_flags(case, 6)


@test('the most specific entry wins, and a line without flags opens')
def most_specific(case):
    server, client = case.hosts('server', 'client')
    one, two, three, four = addresses(client, 4, 4)
    Ours(case, server, [*REFERENCE, 'restrict default ignore', f'restrict {server.v4}', 'restrict 10.71.0.0/24 noquery',
                        f'restrict {one}', f'restrict {two} mask 255.255.255.255 noserve',
                        f'restrict {three} noserve', f'restrict {three} noquery', 'restrict -6 fd71::/16 noquery',
                        f'restrict {client.v6}']).wait_synchronized()
    for source, seen in ((one, ALL), (two, FLAGS['noserve']), (three, NONE), (four, FLAGS['noquery'])):
        assert see(client, source, server.v4) == seen, source
    assert see(client, client.v6, server.v6) == ALL
    assert see(server, server.v6, server.v6) == FLAGS['noquery']


@test('`unrestrict` and `delrestrict` take back what stands before them')
def taken_back(case):
    server, client = case.hosts('server', 'client')
    one, two, three = addresses(client, 3, 4)
    Ours(case, server, [*REFERENCE, f'restrict {one} noquery noserve', f'unrestrict {one} noserve',
                        f'restrict {two} ignore', f'delrestrict {two}',
                        f'restrict {three} noserve', 'restrict 10.71.0.0/24 noquery', f'unrestrict {three}',
                        f'restrict {server.v4}']).wait_synchronized()
    for source, seen in ((one, FLAGS['noquery']), (two, FLAGS['noquery']), (three, FLAGS['noquery'])):
        assert see(client, source, server.v4) == seen, source


@test('a mask with holes counts as classic has it')
def holes(case):
    server, client = case.hosts('server', 'client')
    client.add_address('10.71.0.102')
    client.add_address('10.71.0.103')
    Ours(case, server, [*REFERENCE, 'restrict 10.0.0.103 mask 255.0.0.255 noserve']).wait_synchronized()
    assert see(client, '10.71.0.103', server.v4) == FLAGS['noserve']
    assert see(client, '10.71.0.102', server.v4) == ALL


@test('`discard`, `limit` and `mru` change how fast is too fast')
def paces(case):
    one, two, client = case.hosts('one', 'two', 'client')
    restrict = f'restrict {client.v4} limited'
    Ours(case, one, [*REFERENCE, restrict, 'discard average 4 minimum 0', 'mru maxdepth 5000']).wait_synchronized()
    Ours(case, two, [*REFERENCE, restrict, 'limit average 1 burst 5 kod 1']).wait_synchronized()
    assert len(burst(client, client.v4, one.v4, 20)) == 9  # 8 after the first: each adds 16 - 2 s, 128 s are too much
    assert len(burst(client, client.v4, two.v4, 20)) == 5
    assert control.variables(one, one.v4, names='mru_maxdepth')['mru_maxdepth'] == '5000'
    assert control.variables(two, two.v4, names='mru_maxdepth')['mru_maxdepth'] == '16384'


@test('`ntpport` is for clients that ask from port 123')
def ntpport(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, [*REFERENCE, f'restrict {client.v4} ignore ntpport']).wait_synchronized()
    assert answer(client, client.v4, server.v4, ntp.request(), 123) is None
    assert answer(client, client.v4, server.v4, ntp.request()) is not None
    assert answer(client, client.v6, server.v6, ntp.request(), 123) is not None


@test('`nomrulist` and `nomodify` are answered with a refusal')
def refusals(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, [*REFERENCE, f'restrict {client.v4} nomodify nomrulist']).wait_synchronized()
    for opcode in (READ_MRU, CONFIGURE):
        assert error_of(answer(client, client.v4, server.v4, query(opcode, b'tos minsane 3'))) == 1, opcode
    assert error_of(answer(client, client.v4, server.v4, query())) is None


@test('`flake` loses about one packet in ten')
def flake(case):
    server, client = case.hosts('server', 'client')
    daemon = Ours(case, server, [*REFERENCE, f'restrict {client.v4} flake']).wait_synchronized()
    asked = 600
    with from_address(client, client.v4) as channel:
        for number in range(asked):
            channel.sendto(ntp.request(transmit=number + 1), (server.v4, 123))
            if number % 20 == 19:
                case.until('what was asked is counted', lambda n=number: received(daemon) > n, 5)
    lost = int(daemon.system('ss_restricted')['ss_restricted'])
    assert 25 < lost < 110, f'{lost} of {asked} were lost'


def received(daemon):
    return int(daemon.system('ss_thisver')['ss_thisver']) + int(daemon.system('ss_restricted')['ss_restricted'])


@test('`limited` drops who asks too fast, `kod` besides tells him, `kod` alone does nothing')
def limited(case):
    server, client = case.hosts('server', 'client')
    sources = addresses(client, 3, 4)
    lines = [f'restrict {source} {words}' for source, words in zip(sources, ('limited', 'limited kod', 'kod'))]
    daemon = Ours(case, server, [*REFERENCE, *lines, 'disable monitor']).wait_synchronized()
    got = {source: burst(client, source, server.v4, 12) for source in sources}
    assert [reply.refid for reply in got[sources[0]]] == [b'TEST'], got[sources[0]]
    assert [reply.refid for reply in got[sources[1]]] == [b'TEST', b'RATE'], got[sources[1]]
    kiss = got[sources[1]][1]
    assert (kiss.leap, kiss.stratum, kiss.mode, kiss.origin, kiss.transmit) == (3, 0, ntp.SERVER, 2, 2), kiss
    assert len(got[sources[2]]) == 12
    counts = daemon.system('ss_limited,ss_kodsent,mru_enabled,mru_depth')
    assert (counts['ss_limited'], counts['ss_kodsent']) == ('22', '1'), counts
    assert (counts['mru_enabled'], counts['mru_depth']) == ('0x2', '3'), counts


def burst(client, source, server, count):
    """The replies to `count` requests at once, numbered from 1."""
    replies = []
    with from_address(client, source) as channel:
        for number in range(count):
            channel.sendto(ntp.request(transmit=number + 1), (server, 123))
        try:
            while len(replies) < count:
                replies.append(ntp.parse(*channel.recvfrom(2048)))
        except TimeoutError:
            pass
    return replies


@test('`serverresponse fuzz` hides when the server asked its own')
def fuzz(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, [*REFERENCE, f'restrict {client.v4} serverresponse fuzz']).wait_synchronized()

    def reference(source, to):
        reply = answer(client, source, to, ntp.request())
        stamp, received = struct.unpack('>Q', reply[16:24])[0], struct.unpack('>Q', reply[32:40])[0]
        assert ntp.difference_s(received, stamp) >= 0
        return stamp & 0xffffffff
    assert len({reference(client.v4, server.v4) for _ in range(6)}) == 6
    assert len({reference(client.v6, server.v6) for _ in range(6)}) <= 2


@test('a client under the shipped defaults follows its servers and pools, and a stranger may ask for time only',
      seconds=40)
def shipped(case):
    one, two, relay, stranger = case.hosts('one', 'two', 'relay', 'stranger')
    for host in (one, two):
        Ours(case, host, [*REFERENCE, SHIPPED, f'restrict {host.v4}'])
    relay.write_etc('hosts', f'{two.v4} pool.example\n')
    lines = [SHIPPED, 'restrict 127.0.0.1', 'restrict ::1', f'restrict {relay.v4}', *follow(one.v4),
             'pool pool.example iburst minpoll 3 maxpoll 3']
    daemon = Ours(case, relay, lines, clock=(0.05, 10)).wait_near_truth()
    case.until('both are used', lambda: sorted(daemon.tally(host.v4) or ' ' for host in (one, two)) == ['*', '+'], 40)
    assert ntp.parse(answer(stranger, stranger.v4, relay.v4, ntp.request()), ()).stratum == 2
    assert ntp.parse(answer(stranger, stranger.v4, relay.v4, ntp.request()), ()).refid == b'RATE', 'at once again'
    for opcode in (control.READ_STATUS, control.READ_VARIABLES, READ_MRU, CONFIGURE):
        assert answer(stranger, stranger.v4, relay.v4, query(opcode)) is None, opcode
    assert error_of(answer(relay, '127.0.0.1', '127.0.0.1', query())) is None


@test("a flood with a server's forged address neither cuts us off from it nor is worth its while", seconds=60)
def forged(case):
    server, relay, attacker = case.hosts('server', 'relay', 'attacker')
    Ours(case, server, REFERENCE)
    lines = [SHIPPED, f'restrict {relay.v4}', *follow(server.v4, words='iburst minpoll 3 maxpoll 3 serviceport')]
    daemon = Ours(case, relay, lines, clock=(0.05, 10)).wait_near_truth()
    case.until('the first burst is over', lambda: reach(daemon, server.v4) & 3 == 3, 20)
    before = daemon.sent(server.v4)
    packets = [datagram(server.v4, relay.v4, ntp.request(mode, transmit=mode))
               for mode in (ntp.CLIENT, ntp.ACTIVE, ntp.CLIENT, ntp.SERVER)]
    with Flood(attacker, relay.v4, packets) as flood:
        case.until('it was polled three times meanwhile', lambda: daemon.sent(server.v4) >= before + 3, 40)
        assert reach(daemon, server.v4) >> 1 & 3 == 3, 'of the requests before the last one'
    assert daemon.tally(server.v4) == '*' and abs(daemon.error_s()) < 0.002
    counts = {name: int(value) for name, value in daemon.system('ss_limited,ss_kodsent,ss_thisver').items()}
    assert flood.sent > 2000 and counts['ss_limited'] > 0.7 * flood.sent, (flood.sent, counts)
    assert counts['ss_kodsent'] < 12, counts


def reach(daemon, address):
    return int(daemon.peer(address).variables['reach'], 0)


@test('a server behind `restrict default ignore` is followed when `restrict source` lets it in', seconds=40)
def source_template(case):
    server, open_one, closed, client = case.hosts('server', 'open', 'closed', 'client')
    Ours(case, server, REFERENCE)
    strict = ['restrict default ignore', *follow(server.v4)]
    shut = Ours(case, closed, [*strict, f'restrict {closed.v4}'])
    Ours(case, open_one, [*strict, f'restrict {open_one.v4}', 'restrict source notrap nomodify noquery'],
         clock=(0.05, 10)).wait_near_truth()
    assert not shut.is_synchronized()
    counts = control.variables(closed, closed.v4, names='ss_restricted')
    assert int(counts['ss_restricted']) > 0, counts
    for host in (open_one, closed):
        assert see(client, client.v4, host.v4) == NONE, host.name
    assert answer(server, server.v4, open_one.v4, query()) is None


@test('a name in `restrict` takes effect when it is found, and one that never is does not keep the daemon waiting')
def names(case):
    server, client, other = case.hosts('server', 'client', 'other')
    server.write_etc('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    server.write_etc('hosts', f'127.0.0.1 localhost\n{client.v4} guest.example\n{client.v6} guest.example\n')
    lines = ['restrict guest.example ignore', 'restrict nowhere.example ignore']
    daemon = Ours(case, server, [*REFERENCE, *lines]).wait_synchronized()
    daemon.wait_log(f'restrict guest.example: in effect for.* {client.v4}', 10)
    daemon.wait_log('restrict nowhere.example: the name has no address yet', 20)
    assert see(client, client.v4, server.v4) == NONE
    assert see(client, client.v6, server.v6) == NONE
    assert see(other, other.v4, server.v4) == ALL
    assert daemon.log().count('nowhere.example') == 1, daemon.log()


@test('SIGHUP swaps the restrict list whole')
def reload(case):
    server, client = case.hosts('server', 'client')
    daemon = Ours(case, server, [*REFERENCE, f'restrict {client.v4} noserve']).wait_synchronized()
    assert see(client, client.v4, server.v4) == FLAGS['noserve']
    daemon.config.write_text('\n'.join([*REFERENCE, f'restrict {client.v4} noquery', '']))
    daemon.process.send(signal.SIGHUP)
    daemon.wait_log('restrict lines changed', 5)
    assert see(client, client.v4, server.v4) == FLAGS['noquery']


@test('a stranger draws a bounded number of octets by queries; whom an entry names, and loopback, are free')
def budget(case):
    server, client = case.hosts('server', 'client')
    stranger, named = addresses(client, 2, 4)
    daemon = Ours(case, server, [*REFERENCE, f'restrict {named}', f'restrict {server.v4}']).wait_synchronized()
    question = query(control.READ_VARIABLES)
    size = len(answer(client, named, server.v4, question))
    enough = 2 * 65536 // size
    assert drawn(client, stranger, server.v4, question, enough) < 65536 + 10 * 1024
    assert answer(client, stranger, server.v4, question) is None
    assert drawn(client, named, server.v4, question, enough) == enough * size
    assert drawn(server, '127.0.0.1', '127.0.0.1', question, enough) == enough * size
    assert int(daemon.system('ss_limited')['ss_limited']) > 100
    assert answer(client, stranger, server.v4, ntp.request()) is not None, 'time is not on that budget'


def drawn(host, source, server, question, count):
    """The octets that so many questions, one after the other, are answered with."""
    octets = 0
    with from_address(host, source) as channel:
        channel.settimeout(0.02)
        for _ in range(count):
            channel.sendto(question, (server, 123))
            try:
                octets += len(channel.recv(4096))
            except TimeoutError:
                continue
    if not octets:
        raise Failed(f'{source} got nothing at all')
    return octets
