"""Symmetric keys, against the other daemons in both directions (R11): a wrong key is never believed."""
import signal

from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours
from lib.peers import STRATUM, Chronyd, Ntpsec

SECRET = '0123456789abcdef0123456789abcdef'
TYPES = {1: 'MD5', 2: 'SHA1', 3: 'AES128CMAC', 4: 'SHA512'}
CHRONY_TYPES = {**TYPES, 3: 'AES128'}
OTHER_SECRET = SECRET.replace('0', '7')


def key_file(case, name, types=None, secret=SECRET, prefix=''):
    path = case.folder / f'{name}.keys'
    path.write_text(''.join(f'{number} {kind} {prefix}{secret}\n' for number, kind in (types or TYPES).items()))
    path.chmod(0o600)
    return path


def keyed(path, *lines):
    return [f'keys {path}', 'trustedkey (1 ... 4)', *lines]


def follow_with_key(address, key):
    return f'server {address} key {key} iburst minpoll 3 maxpoll 3'


def expect_believed(client, address):
    client.wait_near_truth()
    if client.star() != address:
        raise Failed(f'the system peer is {client.star()}, not {address}')


def expect_never_believed(case, client, address):
    """Of a server that is believed the second reply is enough."""
    case.until('four requests went out', lambda: client.sent(address) >= 4, 60)
    peer = client.peer(address)
    if peer.tally != ' ' or int(peer.variables['reach'], 0) != 0:
        raise Failed(f'{address} is believed: tally {peer.tally!r}, reach {peer.variables["reach"]}')
    if client.is_synchronized():
        raise Failed('synchronised to a server with a wrong key')


@test('our daemon and chronyd authenticate each other with keys of each kind', seconds=40)
def chronyd_both_ways(case):
    chrony_keys = key_file(case, 'chrony', CHRONY_TYPES, prefix='HEX:')
    our_keys = key_file(case, 'ours')
    server, client, below = case.hosts('server', 'client', 'below')
    Chronyd(case, server, [f'local stratum {STRATUM}', 'allow all', f'keyfile {chrony_keys}'])
    ours = Ours(case, client, keyed(our_keys, follow_with_key(server.v4, 3), follow_with_key(server.v6, 1)), (0.6, 30))
    ours.wait_near_truth()
    case.until('both associations are believed', lambda: all(peer.tally in '*+' for peer in ours.peers()), 30)
    chronyd = Chronyd(case, below, [f'keyfile {chrony_keys}',
                                    f'server {client.v4} key 2 iburst minpoll 2 maxpoll 3',
                                    f'server {client.v6} key 4 iburst minpoll 2 maxpoll 3'])
    case.until('chronyd follows our daemon', lambda: chronyd.selected() is not None, 40)
    case.until('chronyd believes both keys', lambda: sum(row[1] in '*+' for row in chronyd.ask('sources')) == 2, 30)


@test('our daemon and ntpsec authenticate each other', seconds=50)
def ntpsec_both_ways(case):
    keys = key_file(case, 'shared', {1: 'MD5', 2: 'SHA1'})
    server, client, below = case.hosts('server', 'client', 'below')
    Ours(case, server, keyed(keys, *REFERENCE)).wait_synchronized()
    ntpsec = Ntpsec(case, client, keyed(keys, follow_with_key(server.v4, 1)))
    case.until('ntpsec follows our daemon', lambda: ntpsec.star() == server.v4, 60)
    ours = Ours(case, below, keyed(keys, follow_with_key(client.v4, 2), 'tos maxdist 16'), (0.6, 30))
    expect_believed(ours, client.v4)


@test('a server with another secret under the same key is never believed', seconds=40)
def wrong_secret(case):
    server, client = case.hosts('server', 'client')
    Chronyd(case, server, [f'local stratum {STRATUM}', 'allow all',
                           f'keyfile {key_file(case, "chrony", CHRONY_TYPES, OTHER_SECRET, "HEX:")}'])
    ours = Ours(case, client, keyed(key_file(case, 'ours'), follow_with_key(server.v4, 2)), (0.6, 30))
    expect_never_believed(case, ours, server.v4)


@test('a server that does not authenticate is never believed under a key', seconds=40)
def no_mac(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    ours = Ours(case, client, keyed(key_file(case, 'ours'), follow_with_key(server.v4, 2)), (0.6, 30))
    expect_never_believed(case, ours, server.v4)


@test('under restrict notrust only clients with a trusted key are served', seconds=40)
def notrust(case):
    server, good, bad = case.hosts('server', 'good', 'bad')
    keys = key_file(case, 'shared')
    Ours(case, server, keyed(keys, *REFERENCE, 'restrict default notrust')).wait_synchronized()
    expect_believed(Ours(case, good, keyed(keys, follow_with_key(server.v4, 3)), (0.6, 30)), server.v4)
    other = Ours(case, bad, [f'server {server.v4} iburst minpoll 3 maxpoll 3'], (0.6, 30))
    expect_never_believed(case, other, server.v4)


@test('a key that is added to the file is used after SIGHUP', seconds=50)
def reload_keys(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, keyed(key_file(case, 'server'), *REFERENCE)).wait_synchronized()
    path = key_file(case, 'client', {1: 'MD5'})
    ours = Ours(case, client, keyed(path, follow_with_key(server.v4, 2)), (0.6, 30))
    ours.wait_log(f'key 2 is not in the key file .*{server.v4} is not asked', 10)
    key_file(case, 'client')
    ours.process.send(signal.SIGHUP)
    expect_believed(ours, server.v4)


def control_lines(case, keys):
    saved = case.folder / 'saved'
    saved.mkdir()
    return keyed(keys, 'controlkey 2', f'saveconfigdir {saved}/'), saved


def change(case, host, key_file_path, key, *commands):
    words = [word for command in commands for word in ('-c', command)]
    return host.run([case.bin / 'ntpq', '-a', str(key), '-k', key_file_path, *words, host.v4])


@test('ntpq with the control key changes, saves and restores the configuration; nobody else does', seconds=40)
def configure_by_ntpq(case):
    server, client = case.hosts('server', 'client')
    keys = key_file(case, 'shared')
    Ours(case, server, REFERENCE).wait_synchronized()
    lines, saved = control_lines(case, keys)
    ours = Ours(case, client, lines, (0.6, 30)).wait_serving()
    for key, path in ((1, keys), (2, key_file(case, 'wrong', secret=OTHER_SECRET))):
        refused = change(case, client, path, key, f':config server {server.v4}')
        assert refused.returncode == 1 and 'Server disallowed request' in refused.stderr, refused
    done = change(case, client, keys, 2, f':config server {server.v4} iburst minpoll 3 maxpoll 3')
    assert done.returncode == 0 and done.stdout == 'Config Succeeded\n', done
    expect_believed(ours, server.v4)
    refused = change(case, client, keys, 2, ':config driftfile /etc/passwd')
    assert refused.returncode == 1 and 'column' in refused.stdout, refused
    done = change(case, client, keys, 2, 'saveconfig now.conf', f':config unpeer {server.v4}')
    assert done.returncode == 0, done
    case.until('the association is gone', lambda: not ours.peers(), 10)
    assert f'server {server.v4}' in (saved / 'now.conf').read_text()
    restored = change(case, client, keys, 2, f'config-from-file {only_servers(case, saved)}')
    assert restored.returncode == 0, restored
    case.until('the association is back', lambda: ours.star() == server.v4, 30)


def only_servers(case, saved):
    path = case.folder / 'servers.conf'
    path.write_text(''.join(line + '\n' for line in (saved / 'now.conf').read_text().splitlines()
                            if line.startswith('server')))
    return path
