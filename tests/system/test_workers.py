"""Server workers: threads that answer time requests, each on sockets of its own."""
import os
import re
import signal
import struct

from lib import control, ntp
from lib.case import test
from lib.load import Load
from lib.ours import REFERENCE, Ours
from test_reload import reload

CLIENTS = 40


def ask_from(host, source, target, bytes_=None, wait_s=3):
    """One question from the address `source`; the reply, or None."""
    with host.socket(ntp.family_of(target)) as socket:
        socket.bind((source, 0))
        socket.settimeout(wait_s)
        socket.sendto(bytes_ or ntp.request(transmit=7), (target, 123))
        try:
            return ntp.parse(*socket.recvfrom(2048))
        except TimeoutError:
            return None


def threads(daemon):
    return len(os.listdir(f'/proc/{daemon.process.pid}/task'))


def route_clients(server, client):
    """10.83.0.0/24 is at `client`."""
    for host, words in ((client, ['local', '10.83.0.0/24', 'dev', 'lo']), (server, ['10.83.0.0/24', 'via', client.v4])):
        done = host.run(['ip', 'route', 'replace', *words])
        assert done.returncode == 0, done.stderr


@test('workers answer clients of many addresses, and the counters tell of all of them together')
def many_clients(case):
    server, client = case.hosts('server', 'client')
    daemon = Ours(case, server, [*REFERENCE, 'workers 3']).wait_serving()
    route_clients(server, client)
    before = daemon.system('ss_thisver,mru_depth')
    for number in range(CLIENTS):
        reply = ask_from(client, f'10.83.0.{number + 1}', server.v4)
        assert reply and reply.stratum == 1 and reply.leap == 0, (number, reply)
        assert reply.sender[0] == server.v4, reply.sender
    for _ in range(5):
        assert ask_from(client, client.v6, server.v6).stratum == 1
    case.until('all are counted',
               lambda: int(daemon.system('ss_thisver')['ss_thisver']) >= int(before['ss_thisver']) + CLIENTS + 5, 5)
    after = daemon.system('ss_received,ss_badformat,ss_declined,mru_depth')
    assert int(after['mru_depth']) >= int(before['mru_depth']) + CLIENTS, after
    assert int(after['ss_badformat']) == 0 and int(after['ss_declined']) == 0, after
    listed = server.run([case.bin / 'ntpq', '-n', '-c', 'mrulist', server.v4]).stdout
    rows = re.findall(r'10\.83\.0\.(\d+)$', listed, re.MULTILINE)
    assert sorted(map(int, rows)) == list(range(1, CLIENTS + 1)), listed


@test('the number of workers changes by a reload, and no answer is lost')
def changes(case):
    server, client = case.hosts('server', 'client')
    lines = [*REFERENCE, 'workers 2']
    daemon = Ours(case, server, lines).wait_serving()
    assert threads(daemon) == 3, threads(daemon)
    with Load(client, server.v4) as load, Load(client, server.v6) as load6:
        for workers, words in ((0, []), (4, []), (1, ['dscp 0']), (1, ['dscp 46']), (2, [f'interface listen {server.v4}',
                               f'interface listen {server.v6}']), (2, [])):
            log = reload(case, daemon, [*REFERENCE, f'workers {workers}', *words])
            assert 'errors' not in log and 'workers:' not in log, log
            case.until('there are as many threads', lambda n=workers + 1: threads(daemon) == n, 5)
            case.until('it is asked meanwhile', lambda seen=load6.sent: load6.sent > seen + 50, 10)
    for each in (load, load6):
        assert each.sent > 200 and each.lost() == 0, f'{each.lost()} of {each.sent} requests were not answered'


@test('each worker heeds the access list, limits its clients and forgets none of that in a reload')
def heeds(case):
    server, client = case.hosts('server', 'client')
    route_clients(server, client)
    sources = [f'10.83.0.{number + 1}' for number in range(12)]
    lines = [*REFERENCE, 'workers 3', 'restrict 10.83.0.0 mask 255.255.255.248 limited', 'discard minimum 2']
    daemon = Ours(case, server, lines).wait_serving()
    for source in sources:
        answers = [ask_from(client, source, server.v4, wait_s=1 if i else 3) is not None for i in range(2)]
        assert answers == [True, int(source.rsplit('.', 1)[1]) > 7], (source, answers)
    reload(case, daemon, [*REFERENCE, 'workers 3', 'restrict 10.83.0.0 mask 255.255.255.248 ignore'])
    for source in sources:
        answered = ask_from(client, source, server.v4, wait_s=0.5) is not None
        assert answered == (int(source.rsplit('.', 1)[1]) > 7), source


@test('queries and rubbish reach the control thread, whatever the workers do')
def everything_else(case):
    server, client = case.hosts('server', 'client')
    daemon = Ours(case, server, [*REFERENCE, 'workers 2']).wait_serving()
    before = int(daemon.system('ss_declined')['ss_declined'])
    with Load(client, server.v4):
        for mode in (2, 4, 5, 7):
            with client.socket(ntp.family_of(server.v4)) as socket:
                socket.sendto(struct.pack('!B47x', 4 << 3 | mode), (server.v4, 123))
        for _ in range(20):
            assert control.variables(client, server.v4, names='stratum')['stratum'] == '1'
        assert ask_from(client, client.v4, server.v4, struct.pack('!B39xQ', 4 << 3 | 1, 9)).mode == 2, 'symmetric'
    case.until('what nobody waits for is counted',
               lambda: int(daemon.system('ss_declined')['ss_declined']) >= before + 4, 5)
    assert daemon.stop(signal.SIGTERM)[0] == 0
