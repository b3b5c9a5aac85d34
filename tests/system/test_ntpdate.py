"""ntpdate: sets a virtual clock once from each kind of server (R3, R4, R11, R14)."""
import json
import re

from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours
from lib.peers import STRATUM, Chronyd, Ntpsec

LINE = r'^[ \d]\d \w{3} \d\d:\d\d:\d\d ntpdate\[\d+\]: '
SECRET = '0123456789abcdef0123456789abcdef'


class Clock:
    """A virtual clock of its own in `host`."""

    def __init__(self, case, host, offset_s):
        self.case, self.host, self.path = case, host, case.folder / f'{host.name}-date.clock'
        self.tool('create', f'--offset={offset_s}')

    def tool(self, command, *words):
        done = self.host.run([self.case.bin / 'ntpclock', command, self.path, *words])
        if done.returncode:
            raise Failed(f'ntpclock {command}: {done.stderr}')
        return done.stdout

    def error_s(self):
        return json.loads(self.tool('compare', '--json'))['offset_s']

    def ntpdate(self, *words):
        return self.host.run([self.case.bin / 'ntpdate', '--clock', self.path, *words], limit_s=40)


def expect(done, status, pattern, stream='stdout'):
    text = getattr(done, stream)
    if done.returncode != status or not re.search(pattern, text, re.M):
        raise Failed(f'status {done.returncode}, not {status}, or no /{pattern}/: {done.stdout!r} {done.stderr!r}')


def expect_step_then_slew(case, server, client):
    clock = Clock(case, client, -2.5)
    expect(clock.ntpdate(server.v4), 0, LINE + rf'step time server {server.v4} offset \+2\.50\d{{4}} sec\n\Z')
    if abs(clock.error_s()) > 0.005:
        raise Failed(f'{clock.error_s()} s off after the step')
    again = clock.ntpdate('-p', '2', '-t', '1', server.v6)
    expect(again, 0, LINE + rf'adjust time server {server.v6} offset [+-]0\.00\d{{4}} sec\n\Z')


@test('ntpdate steps a clock 2.5 s off to our daemon, then slews', seconds=20)
def with_ours(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE).wait_synchronized()
    expect_step_then_slew(case, server, client)


@test('ntpdate steps a clock 2.5 s off to chronyd, then slews', seconds=20)
def with_chronyd(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    expect_step_then_slew(case, server, client)


@test("ntpdate steps a clock 2.5 s off to ntpsec's daemon, then slews", seconds=30)
def with_ntpsec(case):
    server, client = case.hosts('server', 'client')
    Ntpsec.server(case, server)
    expect_step_then_slew(case, server, client)


@test('ntpdate beside a running daemon says that the socket is in use; -q and -u work all the same')
def socket_in_use(case):
    server, = case.hosts('server')
    Ours(case, server, REFERENCE).wait_synchronized()
    clock = Clock(case, server, 1)
    done = clock.ntpdate('127.0.0.1')
    expect(done, 1, LINE + r'the NTP socket is in use, exiting\n\Z', 'stderr')
    if done.stdout or abs(clock.error_s() - 1) > 0.01:
        raise Failed(f'the clock was touched, or more was said: {done.stdout}')
    expect(clock.ntpdate('-qp1', '127.0.0.1'), 0,
           r'\Aserver 127\.0\.0\.1, stratum 1, offset -(1\.00|0\.99)\d{4}, delay 0\.0\d{4}\n.*step time server')
    if abs(clock.error_s() - 1) > 0.01:
        raise Failed('-q has set the clock')
    expect(clock.ntpdate('-up1', '127.0.0.1'), 0, LINE + 'step time server')
    if abs(clock.error_s()) > 0.005:
        raise Failed(f'{clock.error_s()} s off after the step')


@test('ntpdate is not led astray by one liar among three servers', seconds=20)
def liar(case):
    good, fair, bad, client = case.hosts('good', 'fair', 'bad', 'client')
    Ours(case, good, REFERENCE).wait_synchronized()
    Ours(case, bad, REFERENCE, clock=(30, 0)).wait_synchronized()
    Ours(case, fair, REFERENCE).wait_synchronized()
    clock = Clock(case, client, -0.2)
    done = clock.ntpdate('-p', '2', '-t', '1', bad.v4, good.v4, fair.v4)
    expect(done, 0, LINE + rf'adjust time server ({good.v4}|{fair.v4}) offset \+0\.20')
    expect(clock.ntpdate('-qp1', bad.v4, good.v4), 0, rf'\Aserver {bad.v4}, stratum 1, .*\nserver {good.v4}, stratum 1, ')


@test('ntpdate -a believes the right key only', seconds=30)
def keys(case):
    server, client = case.hosts('server', 'client')
    path, other = case.folder / 'right.keys', case.folder / 'wrong.keys'
    path.write_text(f'1 MD5 {SECRET}\n2 SHA1 {SECRET}\n3 AES128CMAC {SECRET}\n')
    other.write_text(f'1 MD5 {SECRET[::-1]}\n')
    Ours(case, server, [*REFERENCE, f'keys {path}', 'trustedkey 1 2 3']).wait_synchronized()
    clock = Clock(case, client, 5)
    for key in (1, 2, 3):
        expect(clock.ntpdate('-qp1', '-a', key, '-k', path, server.v4), 0, 'step time server')
    done = clock.ntpdate('-p1', '-t1', '-a', 1, '-k', other, server.v4)
    expect(done, 1, 'no server suitable for synchronization found', 'stderr')
    if abs(clock.error_s() - 5) > 0.01:
        raise Failed('a wrong key has set the clock')
    expect(clock.ntpdate('-a', 9, '-k', path, server.v4), 1, LINE + r'authentication key 9 unknown\n\Z', 'stderr')


@test('ntpdate follows no server that is not synchronised, and says so')
def unsynchronised(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, ['server 192.0.2.7']).wait_serving()
    clock = Clock(case, client, 5)
    done = clock.ntpdate('-p1', '-t1', server.v4)
    expect(done, 1, LINE + r'no server suitable for synchronization found\n\Z', 'stderr')
    expect(clock.ntpdate('-dp1', '-t1', server.v4), 1, rf'^{server.v4}: Server dropped: (strata too high|Leap not in sync)$')


@test('ntpdate by a name of two addresses asks both, and of names that do not exist says so')
def names(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    client.write_etc('hosts', f'{server.v4} time.example\n{server.v6} time.example\n')
    client.write_etc('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    clock = Clock(case, client, 0)
    done = clock.ntpdate('-qp1', 'time.example')
    shown = re.findall(rf'^server (\S+), stratum {STRATUM}, ', done.stdout, re.M)
    if done.returncode or sorted(shown) != sorted([server.v4, server.v6]):
        raise Failed(f'{done.stdout} {done.stderr}')
    expect(clock.ntpdate('-4qp1', 'time.example'), 0, rf'\Aserver {server.v4}, [^\n]*\n[^\n]*adjust')
    done = clock.ntpdate('nobody.example')
    expect(done, 1, r'\AExiting, name server cannot be used: .* \(-3\).*ntpdate\[\d+\]: name server cannot be used: ', 'stderr')
