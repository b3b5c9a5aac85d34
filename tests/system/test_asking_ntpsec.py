"""Our ntpq beside ntpsec's own, both asking ntpsec's daemon: every command that shows something (R8)."""
import re

from lib import ntp
from lib.case import test
from lib.errors import Failed
from lib.peers import Chronyd, Ntpsec, ntpsec_ntpq

SECRET = '0123456789abcdef0123456789abcdef'

#: Per command: the labels whose values stand still, so that both must show the same, and how ntpsec calls a label of ours.
LABELLED = {
    'sysinfo': ('system peer', 'system peer mode', 'leap indicator', 'stratum', 'log2 precision', 'reference ID'),
    'sysstats': ('older version', 'bad length or format', 'authentication failed', 'declined', 'restricted'),
    'monstats': ('addresses', 'peak addresses', 'maximum addresses', 'reclaim above count', 'maximum kilobytes'),
    'kerninfo': ('pll offset', 'pll frequency', 'kernel status', 'pll time constant', 'frequency tolerance', 'jitter exceeded'),
    'iostats': ('receive buffers', 'low water refills', 'dropped packets', 'ignored packets', 'packet send failures'),
    'timerstats': ('timer overruns', 'calls to transmit'),
    'authinfo': ('stored keys', 'free keys', 'keys not found'),
    'pstats &1': ('remote host', 'local address', 'bad authentication', 'bogus origin', 'duplicate', 'bad dispersion'),
}
ALIASES = {'addresses': 'addresses in use'}


def ask(case, host, ask_with, command):
    key = ['-a', '1', '-k', case.folder / 'control.keys']
    done = ask_with(*key, '-c', command, host.v4)
    if done.returncode or not done.stdout or '***' in done.stdout + done.stderr:
        raise Failed(f'{command}: status {done.returncode}: {done.stdout}{done.stderr}')
    return done.stdout


def both(case, host, command):
    """What our ntpq and ntpsec's print of the daemon in `host`."""
    return (ask(case, host, lambda *words: host.run([case.bin / 'ntpq', *words]), command),
            ask(case, host, lambda *words: ntpsec_ntpq(case, host, *words), command))


def labelled(text):
    """{label: value} of lines `label:   value`; the value up to the first gap."""
    found = (re.match(r'([^:]+):\s+(\S+)', line) for line in text.splitlines())
    return {match[1]: match[2] for match in found if match}


def expect_same_values(case, host, command, steady):
    ours, theirs = map(labelled, both(case, host, command))
    for label in steady:
        pair = ours.get(label), theirs.get(ALIASES.get(label, label))
        if None in pair or pair[0].removeprefix('0x') != pair[1]:
            raise Failed(f'{command}: {label}: {pair[0]} and {pair[1]}\n{ours}\n{theirs}')


def columns(text, marks, wanted):
    """The fields `wanted` of the rows that contain one of `marks`."""
    rows = [line.split() for line in text.splitlines() if any(mark in line for mark in marks)]
    return [tuple(row[column] for column in wanted) for row in rows]


def expect_same_columns(case, host, command, marks, wanted):
    ours, theirs = (columns(text, marks, wanted) for text in both(case, host, command))
    if not ours or ours != theirs:
        raise Failed(f'{command}: {ours} and {theirs}')


def variables(text):
    return dict(re.findall(r'(\w+)=("[^"]*"|[^,\s]*)', text))


def expect_same_variables(case, host, command, names):
    ours, theirs = map(variables, both(case, host, command))
    for name in names:
        if name not in ours or ours[name] != theirs.get(name):
            raise Failed(f'{command}: {name}: {ours.get(name)} and {theirs.get(name)}')


def watched_daemon(case):
    """ntpsec's daemon that follows chronyd, with a control key, a restrict line and a client."""
    server, relay = case.hosts('server', 'relay')
    Chronyd.server(case, server)
    keys = case.folder / 'control.keys'
    keys.write_text(f'1 SHA1 {SECRET}\n')
    keys.chmod(0o600)
    lines = [f'server {server.v4} iburst minpoll 3 maxpoll 3', f'keys {keys}', 'trustedkey 1', 'controlkey 1',
             'restrict 10.9.0.0 mask 255.255.0.0 limited kod nomodify', 'restrict default']
    ntpsec = Ntpsec(case, relay, lines)
    case.until('ntpsec follows', ntpsec.star, 60)
    with server.socket() as channel:
        channel.sendto(ntp.request(transmit=1), (relay.v4, 123))
    return server, relay


@test("our ntpq and ntpsec's show the same of ntpsec's daemon, command by command", seconds=90)
def side_by_side(case):
    server, relay = watched_daemon(case)
    for command, steady in LABELLED.items():
        expect_same_values(case, relay, command, steady)
    for command in ('as', 'lassoc', 'associations'):
        expect_same_columns(case, relay, command, ['sys.peer'], range(8))
    for command in ('peers', 'lpeers'):
        expect_same_columns(case, relay, command, [server.v4], (0, 2, 3, 5))
    expect_same_columns(case, relay, 'opeers', [server.v4], (0, 1, 2, 3, 5))
    expect_same_columns(case, relay, 'apeers', [server.v4], (0, 2, 3, 4, 6))
    expect_same_columns(case, relay, 'mrulist', [server.v4], (-1, -2))
    expect_same_columns(case, relay, 'ifstats', ['v4wildcard', 'v6wildcard', ' lo '], (0, 1, 2, 3))
    expect_same_columns(case, relay, 'reslist', ['10.9.0.0/16', 'limited kod', 'noquery'], (0,))
    expect_same_variables(case, relay, 'rv', ('leap', 'stratum', 'precision', 'tc', 'peer', 'processor', 'system', 'version'))
    expect_same_variables(case, relay, 'rv &1', ('srcadr', 'srcport', 'dstadr', 'leap', 'hmode', 'stratum', 'hpoll', 'pmode'))
