"""Broadcast and multicast, servers and clients, and equals that only a key makes known."""
import ipaddress

from lib import ntp
from lib.case import test
from lib.lan import ip
from lib.ours import REFERENCE, Ours

BROADCAST = '10.71.0.255'
GROUP = '224.0.1.1'
WRONG_CLOCK = (0.3, 15)
EVERY = 'minpoll 4'  # 16 s


def with_broadcast_address(host):
    ip('-n', host.namespace, 'addr', 'change', f'{host.v4}/24', 'broadcast', BROADCAST, 'dev', 'eth0')
    ip('-n', host.namespace, 'route', 'replace', f'{ipaddress.ip_address(GROUP)}/32', 'dev', 'eth0')
    return host


def write_keys(case, host):
    path = case.folder / f'{host.name}.keys'
    path.write_text('7 SHA1 sharedsecret\n8 SHA1 othersecret\n')
    path.chmod(0o600)
    return [f'keys {path}', 'trustedkey 7']


@test('a broadcast client measures the delay once and then follows the broadcasts', seconds=90)
def broadcast(case):
    server, client = map(with_broadcast_address, case.hosts('server', 'client'))
    Ours(case, server, REFERENCE + [f'broadcast {BROADCAST} {EVERY}'])
    daemon = Ours(case, client, ['broadcastclient', 'disable auth'], WRONG_CLOCK).wait_near_truth(60)
    assert daemon.star() == server.v4
    case.until('the volley is over', lambda: daemon.sent(server.v4) >= 6, 30)

    def last_heard_s():
        peer = daemon.peer(server.v4)  # None: a query was lost
        return int(peer.variables['rec'].split('.')[0], 16) if peer else 0
    before = case.until('the server is heard', last_heard_s, 10)
    sent = daemon.sent(server.v4)

    def heard():
        return last_heard_s() > before + 20
    case.always('the clock stays true', lambda: abs(daemon.error_s()) < 0.002, heard, 60)
    assert daemon.sent(server.v4) <= sent + 2, 'it goes on asking'
    assert daemon.system('stratum')['stratum'] == '2'


@test('an authenticated multicast is followed, one without a MAC is not', seconds=60)
def multicast(case):
    server, stranger, client = map(with_broadcast_address, case.hosts('server', 'stranger', 'client'))
    Ours(case, server, REFERENCE + write_keys(case, server) + [f'broadcast {GROUP} {EVERY} key 7 ttl 1'])
    Ours(case, stranger, REFERENCE + [f'broadcast {GROUP} {EVERY}'])
    daemon = Ours(case, client, write_keys(case, client) + ['multicastclient'], WRONG_CLOCK).wait_near_truth(60)
    assert daemon.star() == server.v4
    assert [peer.address for peer in daemon.peers()] == [server.v4]


@test('an equal with a key is taken as a passive association unless nopeer forbids it', seconds=60)
def passive(case):
    server, client, outsider = case.hosts('server', 'client', 'outsider')
    keys = write_keys(case, server)
    top = Ours(case, server, REFERENCE + keys + [f'restrict {outsider.v4} nopeer'])
    line = [f'peer {server.v4} iburst minpoll 3 maxpoll 3 key 7']
    daemon = Ours(case, client, write_keys(case, client) + line, WRONG_CLOCK).wait_near_truth(60)
    other = Ours(case, outsider, write_keys(case, outsider) + line, WRONG_CLOCK).wait_near_truth(60)
    assert daemon.star() == server.v4 and other.star() == server.v4
    seen = {peer.address: peer.variables['hmode'] for peer in top.peers()}
    assert seen.get(client.v4) == '2', seen
    assert outsider.v4 not in seen, seen
    ntp.ask(outsider, server.v4, mode=ntp.ACTIVE)
    assert len(top.peers()) == 2
