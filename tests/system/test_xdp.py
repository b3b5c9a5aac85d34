"""XDP: plain requests are answered inside the kernel, over veth; everything else by the sockets."""
import contextlib
import re
import signal
import time

from lib import ntp, xdp
from lib.case import test
from lib.lan import ip
from lib.ours import REFERENCE, Ours
from lib.peers import Chronyd
from test_reload import reload

NAMES = ','.join('xdp_' + name for name in ('interfaces', 'answered', 'limited', 'kodsent', 'stale', 'notplain',
                                            'badchecksum', 'interleaved', 'otheraddress', 'restricted'))
ANSWERS = r'xdp eth0: plain requests are answered'
AHEAD_S = 2.5


def counts(daemon):
    return {name[4:]: int(value) for name, value in daemon.system(NAMES).items()}


def serving(case, words, lines=(), clock=(AHEAD_S, 0)):
    """A server with `xdp eth0 WORDS` that has a time to tell, and a client whose packets are whole."""
    server, client = case.hosts('server', 'client')
    xdp.send_whole_checksums(client)
    daemon = Ours(case, server, [*REFERENCE, f'xdp eth0 {words}', 'workers 1', *lines], clock=clock)
    daemon.wait_log(ANSWERS, 10)
    daemon.wait_synchronized()
    return daemon, server, client


def is_attached(host):
    return ' xdp' in host.run(['ip', 'link', 'show', 'eth0']).stdout


def wait_answered(case, daemon, client, address):
    """Until the kernel answers: the time has to be told to it first."""
    def answered():
        before = counts(daemon)['answered']
        ntp.ask(client, address)
        return counts(daemon)['answered'] > before
    case.until('the kernel answers', answered, 10)


def right_time(case, words, peer):
    daemon, server, client = serving(case, words)
    with peer(case):
        wait_answered(case, daemon, client, server.v4)
        before = counts(daemon)
        for version in (1, 2, 3, 4):
            for address in (server.v4, server.v6):
                reply = ntp.ask(client, address, version=version, tries=1)
                assert (reply.version, reply.mode, reply.stratum, reply.leap) == (version, ntp.SERVER, 1, 0), reply
                assert reply.sender[:2] == (address, 123), reply
                assert 0 < ntp.difference_s(reply.transmit, reply.receive) < 0.1, reply
        offsets = [ntp.served_offset_s(client, address) for address in (server.v4, server.v6) for _ in range(5)]
        assert all(abs(offset - AHEAD_S) < 0.005 for offset in offsets), offsets
        after = counts(daemon)
        assert after['answered'] == before['answered'] + 18, (before, after)
        versions = daemon.system('ss_thisver,ss_oldver,ss_ver1client')
        assert int(versions['ss_oldver']) >= 6 and int(versions['ss_ver1client']) >= 2, versions
        # What is not plain is none of its business.
        assert ntp.exchange(client, server.v4, ntp.request() + bytes(20)) is not None
        assert ntp.ask(client, server.v4, mode=ntp.ACTIVE).mode == ntp.PASSIVE
        assert counts(daemon)['notplain'] > after['notplain'] and counts(daemon)['answered'] == after['answered']


@test('XDP generic: requests of all versions are answered right inside the kernel, and the counters tell')
def generic(case):
    if xdp.is_possible(case):
        right_time(case, 'generic', lambda _: contextlib.nullcontext())


@test('XDP native: requests of all versions are answered right inside the kernel, and the counters tell')
def native(case):
    if xdp.is_possible(case):
        right_time(case, 'native', lambda case: xdp.pass_all_at(case.hub(), 'p1'))


@test('XDP: ntpdate and chronyd get the right time from inside the kernel', seconds=30)
def clients(case):
    if not xdp.is_possible(case):
        return
    daemon, server, client = serving(case, 'generic')
    wait_answered(case, daemon, client, server.v4)
    before = counts(daemon)['answered']
    asked = client.run([case.bin / 'ntpdate', '-q', '-p', '4', server.v4], limit_s=40).stdout
    found = re.search(r'offset \+?([\d.]+)', asked)
    assert found and abs(float(found.group(1)) - AHEAD_S) < 0.01, asked
    assert counts(daemon)['answered'] >= before + 4
    other = case.host('other')
    xdp.send_whole_checksums(other)
    before = counts(daemon)['answered']
    chronyd = Chronyd.client(case, other, server.v4)
    case.until('chronyd follows', lambda: chronyd.selected() == (server.v4, 1), 20)
    case.until('all of its requests are answered there', lambda: counts(daemon)['answered'] >= before + 5, 30)
    assert counts(daemon)['interleaved'] == 0, counts(daemon)
    assert re.search(r'System clock wrong by 2\.50\d+ seconds', chronyd.process.log())


@test('XDP: a daemon that stands still is represented for four seconds, then nobody answers', seconds=20)
def stall(case):
    if not xdp.is_possible(case):
        return
    daemon, server, client = serving(case, 'generic')
    wait_answered(case, daemon, client, server.v4)
    daemon.process.send(signal.SIGSTOP)
    begin = last = time.monotonic()

    def is_silent():
        nonlocal last
        if ntp.exchange(client, server.v4, ntp.request(transmit=5)) is None:
            return True
        last = time.monotonic()
        return False
    case.until('nobody answers', is_silent, 10)
    # The time was told anew within the second before.
    assert 2.5 < last - begin < 4.5, f'the time was served for {last - begin} s'
    daemon.process.send(signal.SIGCONT)
    wait_answered(case, daemon, client, server.v4)
    assert counts(daemon)['stale'] >= 1
    assert abs(ntp.served_offset_s(client, server.v4) - AHEAD_S) < 0.005


@test('XDP: the program goes with the daemon, however that ends')
def ends(case):
    if not xdp.is_possible(case):
        return
    daemon, server, client = serving(case, 'auto')
    assert is_attached(server)
    daemon.stop(signal.SIGKILL)
    case.until('it is detached', lambda: not is_attached(server), 5)
    daemon.start()
    daemon.wait_log(ANSWERS, 10)
    assert is_attached(server)
    assert daemon.stop(signal.SIGTERM)[0] == 0
    assert not is_attached(server)


@test('XDP: a reload turns it off and on, and other settings reach it', seconds=20)
def reloads(case):
    if not xdp.is_possible(case):
        return
    daemon, server, client = serving(case, 'generic')
    wait_answered(case, daemon, client, server.v4)
    for lines in (['xdp eth0 off'], ['xdp auto', 'xdp eth0 off'], []):
        assert 'xdp changed' in reload(case, daemon, [*REFERENCE, 'workers 1', *lines])
        assert not is_attached(server)
        before = counts(daemon)
        assert before['interfaces'] == 0 and ntp.ask(client, server.v4).stratum == 1
        assert counts(daemon)['answered'] == before['answered']
    reload(case, daemon, [*REFERENCE, 'workers 1', 'xdp eth0 generic', 'interface ignore ipv6'])
    assert is_attached(server)
    wait_answered(case, daemon, client, server.v4)
    before = counts(daemon)
    assert ntp.is_refused(client, server.v6), 'an address that is not listened to was answered'
    assert counts(daemon)['answered'] == before['answered'] and counts(daemon)['otheraddress'] > before['otheraddress']


@test('XDP: heeds the access list and its changes, limits clients, and drops what is too fast', seconds=20)
def heeds(case):
    if not xdp.is_possible(case):
        return
    daemon, server, client = serving(case, 'generic')
    wait_answered(case, daemon, client, server.v4)

    def asks(how_often):
        """How many of so many quick questions are answered."""
        return sum(ntp.exchange(client, server.v4, ntp.request(transmit=n + 1)) is not None for n in range(how_often))

    lines = [*REFERENCE, 'workers 1', 'xdp eth0 generic']
    reload(case, daemon, [*lines, f'restrict {client.v4} ignore'])
    before = counts(daemon)
    assert asks(2) == 0
    assert counts(daemon)['restricted'] == before['restricted'] + 2
    reload(case, daemon, [*lines, f'restrict {client.v4} limited', 'discard minimum 5'])
    assert asks(3) == 1
    after = counts(daemon)
    assert after['limited'] == 2 and after['answered'] == before['answered'] + 1, after
    assert int(daemon.system('ss_limited')['ss_limited']) >= 2
    reload(case, daemon, lines)
    assert asks(3) == 3 and counts(daemon)['answered'] == after['answered'] + 3


@test('XDP: an interface that goes is let go of, and taken again when it comes back', seconds=50)
def interface_loss(case):
    if not xdp.is_possible(case):
        return
    daemon, server, _ = serving(case, 'generic', ['xdp dum0 generic'])
    daemon.wait_log('xdp dum0: there is no such interface', 5)

    def said():
        return daemon.log().count('xdp dum0: plain requests are answered')
    for times in (1, 2):
        ip('-n', server.namespace, 'link', 'add', 'name', 'dum0', 'type', 'veth', 'peer', 'name', 'dum1')
        ip('-n', server.namespace, 'link', 'set', 'dum0', 'up')
        ip('-n', server.namespace, 'addr', 'add', '10.72.0.1/24', 'dev', 'dum0')
        case.until('it is taken', lambda n=times: said() == n, 40)
        assert counts(daemon)['interfaces'] == 2
        ip('-n', server.namespace, 'link', 'del', 'dum0')
        case.until('it is let go of', lambda: counts(daemon)['interfaces'] == 1, 40)


@test('XDP: where it cannot be, one line says why, and the sockets answer')
def cannot(case):
    server, client = case.hosts('server', 'client')
    lines = [*REFERENCE, 'xdp eth0']
    config = case.folder / 'weak.conf'
    config.write_text('\n'.join([*lines, '']))
    weak = ['setpriv', '--bounding-set', '-bpf,-net_admin,-sys_admin,-perfmon', '--inh-caps',
            '-bpf,-net_admin,-sys_admin,-perfmon', '--']
    daemon = case.start('ntpd-weak', server, [*weak, case.bin / 'ntpd', '-n', '--sandbox', 'kill', '-c', config])
    case.until('it says so', lambda: 'the sockets answer' in daemon.log(), 10)
    case.until('it serves', lambda: ntp.exchange(client, server.v4, ntp.request(transmit=1)) is not None, 20)
    assert daemon.log().count('the sockets answer') == 1, daemon.log()
