"""The watchdog: servers of the pool that are not followed catch the one that is (RFC 9523)."""
from lib.case import test
from lib.ours import REFERENCE, Ours

ASKED = 3


@test('the watchdog asks the rest of the pool, and holds the clock when the followed server jumps', seconds=420)
def followed_server_jumps(case):
    *hosts, client = case.hosts('one', 'two', 'three', 'four', 'client')
    servers = {host.v4: Ours(case, host, REFERENCE) for host in hosts}
    names = [f'{address} pool.example' for address in servers]
    client.write_etc('hosts', '\n'.join(['127.0.0.1 localhost', *names, '']))
    lines = ['pool pool.example iburst minpoll 3 maxpoll 3', f'tos maxclock 1 watchdog {ASKED}']
    daemon = Ours(case, client, lines, (0.05, 10)).wait_near_truth()
    case.until('the watchdog agrees', lambda: daemon.system('watchdog')['watchdog'] == 'agrees', 200)
    assert daemon.system('watchdog_sent')['watchdog_sent'] == str(ASKED)
    assert len(daemon.peers()) == 1
    servers[daemon.star()].clock_tool('step', '0.3')
    daemon.wait_log(r'watchdog: servers picked at random disagree by -0\.\d+ s', 200)
    assert daemon.system('watchdog')['watchdog'] == 'holds'
    assert daemon.steps() == 0 and abs(daemon.error_s()) < 0.01, daemon.error_s()
