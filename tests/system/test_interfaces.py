"""Interfaces and addresses that come and go while the daemon runs."""
import pathlib

from lib import ntp
from lib.case import test
from lib.lan import ip
from lib.ours import REFERENCE, Ours, follow

SOON_S = 10  # a second for a swarm of changes to end, and room for a slow machine
LATE_S = 25  # a second change within a quarter of a minute waits for that


def add(host, address):
    host.add_address(address)


def remove(host, address):
    ip('-n', host.namespace, 'addr', 'del', f'{address}/24', 'dev', 'eth0')


def answers(client, address):
    return ntp.exchange(client, address, ntp.request(transmit=7)) is not None


@test('an address that comes is served by the interface rules, and forgotten when it goes', seconds=30)
def comes_and_goes(case):
    host, client = case.hosts('host', 'client')
    rules = ['interface ignore all', 'interface listen eth0']
    daemon = Ours(case, host, [*REFERENCE, *rules]).wait_synchronized()
    new = '10.71.0.77'
    add(host, new)
    case.until('the new address is served', lambda: answers(client, new), SOON_S)
    assert f'interface eth0: {new} came' in daemon.log()
    remove(host, new)
    daemon.wait_log(f'interface eth0: {new} is gone', LATE_S)
    assert f'{new}' not in open_addresses(daemon), open_addresses(daemon)
    assert ntp.ask(client, host.v4).stratum == 1
    assert 'unable to listen' not in daemon.log(), daemon.log()


def open_addresses(daemon):
    """The IPv4 addresses with a socket on port 123 in the daemon's namespace."""
    rows = pathlib.Path(f'/proc/{daemon.process.pid}/net/udp').read_text().splitlines()[1:]
    local = [row.split()[1].split(':') for row in rows]
    return ['.'.join(str(byte) for byte in reversed(bytes.fromhex(address))) for address, port in local
            if int(port, 16) == 123]


@test('without rules an address that comes is served at once')
def wildcard(case):
    host, client = case.hosts('host', 'client')
    Ours(case, host, REFERENCE).wait_synchronized()
    add(host, '10.71.0.78')
    assert ntp.ask(client, '10.71.0.78').stratum == 1


@test('without netlink the addresses are looked at every -U seconds', seconds=20)
def by_timer(case):
    host, client = case.hosts('host', 'client')
    daemon = Ours(case, host, [*REFERENCE, 'interface ignore all', 'interface listen eth0'])
    daemon.stop()
    deaf = case.folder / 'deaf.py'
    deaf.write_text(DEAF)
    daemon.process = case.start('ntpd-deaf', host, ['python3', deaf, *daemon.arguments(['-U', '2'])])
    daemon.wait_synchronized()
    add(host, '10.71.0.79')
    case.until('the new address is served', lambda: answers(client, '10.71.0.79'), SOON_S)


# Runs a program for which bind() of a netlink socket to multicast groups fails; getifaddrs binds to none.
DEAF = '''
import ctypes, os, sys
lib = ctypes.CDLL('libseccomp.so.2', use_errno=True)
lib.seccomp_init.restype = ctypes.c_void_p
class Argument(ctypes.Structure):
    _fields_ = [('number', ctypes.c_uint), ('how', ctypes.c_int), ('a', ctypes.c_uint64), ('b', ctypes.c_uint64)]
context = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(0x7fff0000)))
EQUAL, PERMISSION, MASKED = 4, 0x00050000 | 1, 7
number = lib.seccomp_syscall_resolve_name(b'socket')
# getifaddrs asks for SOCK_RAW | SOCK_CLOEXEC; only what is also non-blocking is refused.
rules = (Argument * 2)(Argument(0, EQUAL, 16, 0), Argument(1, MASKED, 0o4000, 0o4000))
assert lib.seccomp_rule_add_array(context, ctypes.c_uint32(PERMISSION), number, 2, rules) == 0
assert lib.seccomp_load(context) == 0
os.execv(sys.argv[1], sys.argv[1:])
'''


@test('a server is asked at once when the network comes back', seconds=25)
def link_up(case):
    host, server = case.hosts('host', 'server')
    Ours(case, server, REFERENCE).wait_synchronized()
    ip('-n', host.namespace, 'link', 'set', 'eth0', 'down')
    daemon = Ours(case, host, follow(server.v4, words='minpoll 10'))
    daemon.wait_log('mobilize', 5)
    ip('-n', host.namespace, 'link', 'set', 'eth0', 'up')
    daemon.wait_log(f'{server.v4} .* reachable', SOON_S)
