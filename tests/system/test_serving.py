"""Our daemon serves real clients, and says nothing to what is no request (R7, R16)."""
from lib import ntp
from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours
from lib.peers import Chronyd, Ntpsec

SERVER = ['server 127.127.1.0 prefer', 'fudge 127.127.1.0 stratum 4']  # serves stratum 5
STRATUM = 5
TRUE_WITHIN_S = 0.005


def serving(case, host, lines=tuple(SERVER), **more):
    return Ours(case, host, lines, **more).wait_synchronized()


def expect_chronyd_follows(case, address_of):
    server, client = case.hosts('server', 'client')
    serving(case, server)
    chronyd = Chronyd.client(case, client, address_of(server))
    case.until('chronyd selects our daemon', lambda: chronyd.selected() == (address_of(server), STRATUM), 40)
    case.until('chronyd is one stratum below', lambda: chronyd.stratum() == STRATUM + 1, 10)
    if abs(chronyd.offset_s()) > TRUE_WITHIN_S:
        raise Failed(f'chronyd sees our daemon {chronyd.offset_s()} s off')


@test('chronyd follows our daemon over IPv4')
def chronyd_v4(case):
    expect_chronyd_follows(case, lambda host: host.v4)


@test('chronyd follows our daemon over IPv6')
def chronyd_v6(case):
    expect_chronyd_follows(case, lambda host: host.v6)


def expect_ntpsec_follows(case, address_of):
    server, client = case.hosts('server', 'client')
    serving(case, server)
    ntpsec = Ntpsec.client(case, client, address_of(server))
    case.until('ntpsec selects our daemon', lambda: ntpsec.star() == address_of(server), 60)
    case.until('ntpsec is one stratum below', lambda: ntpsec.system().get('stratum') == str(STRATUM + 1), 30)


@test("ntpsec's ntpd follows our daemon over IPv4", seconds=30)
def ntpsec_v4(case):
    expect_ntpsec_follows(case, lambda host: host.v4)


@test("ntpsec's ntpd follows our daemon over IPv6", seconds=30)
def ntpsec_v6(case):
    expect_ntpsec_follows(case, lambda host: host.v6)


@test('a Windows client in mode 3 or mode 1, version 3, gets a reply of the right mode')
def windows(case):
    server, client = case.hosts('server', 'client')
    serving(case, server, REFERENCE)
    for address in (server.v4, server.v6):
        for asked, answered in ((ntp.CLIENT, ntp.SERVER), (ntp.ACTIVE, ntp.PASSIVE)):
            reply = ntp.ask(client, address, asked, version=3)
            assert (reply.mode, reply.version, reply.leap, reply.stratum) == (answered, 3, 0, 1), reply
            assert reply.refid == b'TEST'
            assert 0 <= ntp.difference_s(reply.transmit, reply.receive) < 1


@test('a request with a signature trailer is answered')
def windows_trailer(case):
    server, client = case.hosts('server', 'client')
    serving(case, server)
    for size in (20, 24, 72):
        trailer = (0x12345678).to_bytes(4, 'big') + bytes(size - 4)
        reply = ntp.exchange(client, server.v4, ntp.request(version=3, transmit=size) + trailer)
        assert reply and reply.origin == size and reply.stratum == STRATUM, f'trailer of {size} octets: {reply}'


@test('requests of the versions 1 to 4 are answered in their own version')
def versions(case):
    server, client = case.hosts('server', 'client')
    serving(case, server)
    for version in (1, 2, 3, 4):
        assert ntp.ask(client, server.v4, version=version).version == version


def not_requests():
    """What must get no answer: replies, broadcasts, mode 6 responses, mode 7, fragments of packets, other versions."""
    nonce = 0x1111
    packets = {f'mode {mode}': ntp.request(mode, transmit=nonce) for mode in (0, ntp.PASSIVE, ntp.SERVER, 5, 7)}
    packets['mode 6 response'] = bytes([0x16, 0x80 | 2, 0, 1]) + bytes(8)
    packets['mode 6 error response'] = bytes([0x16, 0xC0 | 2, 0, 1]) + bytes(8)
    packets['mode 7 of ntpdc'] = bytes([0x17, 0, 3, 42]) + bytes(4)  # monlist
    packets['47 octets'] = ntp.request(transmit=nonce)[:47]
    packets['no octets'] = b''
    packets['version 7'] = ntp.request(version=7, transmit=nonce)
    return packets


@test('mode 7, mode 6 responses, replies and rubbish get no answer')
def silent(case):
    server, client = case.hosts('server', 'client')
    serving(case, server)
    for address in (server.v4, server.v6):
        for what, packet in not_requests().items():
            with client.socket(ntp.family_of(address)) as channel:
                channel.connect((address, 123))
                channel.send(packet)
                channel.send(ntp.request(transmit=0x2222))  # replies keep their order: this must be the first
                reply = ntp.parse(channel.recv(2048), address)
                assert reply.origin == 0x2222, f'{what} was answered with {reply}'


@test('a server that is not synchronised says leap 3 and stratum 0')
def unsynchronized(case):
    server, client, nobody = case.hosts('server', 'client', 'nobody')
    Ours(case, server, [f'server {nobody.v4}']).wait_serving()
    for mode, answer in ((ntp.CLIENT, ntp.SERVER), (ntp.ACTIVE, ntp.PASSIVE)):
        reply = ntp.ask(client, server.v4, mode)
        assert (reply.leap, reply.stratum, reply.mode) == (3, 0, answer), reply
        assert reply.refid == b'INIT', reply


@test('replies leave from the address that was asked')
def address_asked(case):
    server, client = case.hosts('server', 'client')
    extra = ['10.71.0.200', 'fd71::200']
    for address in extra:
        server.add_address(address)
    serving(case, server)
    for address in [server.v4, server.v6, *extra]:
        reply = ntp.ask(client, address)
        assert reply.sender[:2] == (address, 123), f'{address} was asked, {reply.sender} answered'


@test('each reply carries the time of its own clock')
def own_clock(case):
    server, client = case.hosts('server', 'client')
    serving(case, server, clock=(7.25, 0))
    offset_s = ntp.served_offset_s(client, server.v4)
    assert abs(offset_s - 7.25) < TRUE_WITHIN_S, f'offset {offset_s}'


@test('`interface listen ADDRESS` and `port N` serve there and nowhere else')
def listen_there(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, [*SERVER, 'port 1123', 'interface ignore all', f'interface listen {server.v4}'])
    case.until('it answers on its port', lambda: ntp.exchange(client, server.v4, ntp.request(), 1123), 10)
    assert ntp.is_refused(client, server.v4)
    assert ntp.is_refused(client, server.v6, 1123)


INTERLEAVED = 26  # column of `chronyc -c ntpdata`: Yes when the last reply was in interleaved mode


@test('chronyd in interleaved mode learns when our replies really left')
def interleaved(case):
    server, client = case.hosts('server', 'client')
    serving(case, server)
    chronyd = Chronyd(case, client, [f'server {server.v4} xleave minpoll 1 maxpoll 1'])
    case.until('our replies are interleaved', lambda: [row[INTERLEAVED] for row in chronyd.ask('ntpdata')] == ['Yes'], 30)
    case.until('chronyd selects our daemon', lambda: chronyd.selected() == (server.v4, STRATUM), 40)
    if abs(chronyd.offset_s()) > TRUE_WITHIN_S:
        raise Failed(f'chronyd sees our daemon {chronyd.offset_s()} s off')
