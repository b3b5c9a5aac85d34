"""SIGHUP: the configuration is read again and the difference applied, while everything else goes on."""
import re
import signal

from lib import ntp
from lib.case import test
from lib.load import Load
from lib.ours import REFERENCE, Ours, follow

RELOADED = 'read again|running configuration stays'


def reload(case, daemon, lines):
    """Writes another configuration and waits until the daemon says what became of it; its new log lines."""
    before = len(daemon.log())
    daemon.config.write_text('\n'.join([*lines, '']))
    daemon.process.send(signal.SIGHUP)
    case.until('the configuration is read again', lambda: re.search(RELOADED, daemon.log()[before:]), 5)
    return daemon.log()[before:]


def reach(daemon, address):
    return int(daemon.peer(address).variables['reach'], 0)


@test('a reload under load loses no answer, and what did not change does not notice', seconds=40)
def under_load(case):
    one, two, relay, client = case.hosts('one', 'two', 'relay', 'client')
    for host in (one, two):
        Ours(case, host, REFERENCE)
    lines = follow(one.v4)
    daemon = Ours(case, relay, lines, clock=(0.05, 10)).wait_near_truth()
    case.until('it is reached twice', lambda: reach(daemon, one.v4) & 3 == 3, 30)
    before = daemon.peer(one.v4)
    with Load(client, relay.v4) as load:
        for others in ([*follow(two.v4), 'tos minsane 1 maxclock 7'], follow(two.v4, words='minpoll 4 noselect'), [],
                       ['interface ignore ipv6'], [f'interface listen {relay.v4}', 'interface ignore ipv6'], []):
            log = reload(case, daemon, [*lines, *others])
            assert 'errors' not in log, log
            case.until('it is asked meanwhile', lambda seen=load.sent: load.sent > seen + 50, 10)
            assert bool(daemon.peer(two.v4)) == any(two.v4 in line for line in others), others
    assert load.sent > 300 and load.lost() == 0, f'{load.lost()} of {load.sent} requests were not answered'
    after = daemon.peer(one.v4)
    assert after.association == before.association and after.tally == '*', after
    assert reach(daemon, one.v4) & 3 == 3, after.variables
    assert int(after.variables['unreach'], 0) == 0 and daemon.is_synchronized()
    assert abs(daemon.error_s()) < 0.002


@test('each change of a reload is one line of the log')
def says_what_changed(case):
    host, other = case.hosts('host', 'other')
    daemon = Ours(case, host, REFERENCE).wait_serving()
    log = reload(case, daemon, [*REFERENCE, *follow(other.v4), 'tos minclock 4'])
    assert f'reload: server {other.v4} added ({daemon.config}:3)' in log, log
    assert 'reload: tos changed' in log and '2 changes' in log, log
    log = reload(case, daemon, [*REFERENCE, *follow(other.v4, words='minpoll 5'), 'tos minclock 4'])
    assert f'reload: server {other.v4} changed' in log and '1 changes' not in log, log
    assert 'nothing changed' in reload(case, daemon, [*REFERENCE, *follow(other.v4, words='minpoll 5'), '', 'tos minclock 4'])


@test('a broken file leaves the running configuration and says where it is broken')
def broken(case):
    host, other, client = case.hosts('host', 'other', 'client')
    daemon = Ours(case, host, REFERENCE).wait_synchronized()
    log = reload(case, daemon, [*follow(other.v4), 'server 10.71.0.99 minpoll banana'])
    assert re.search(rf'{re.escape(str(daemon.config))}:2:\d+: .*banana', log), log
    assert 'running configuration stays' in log, log
    assert daemon.peer(other.v4) is None and ntp.ask(client, host.v4).refid == b'TEST'
    daemon.config.unlink()
    daemon.process.send(signal.SIGHUP)
    daemon.wait_log(r'open <.*host.conf>: .*No such file', 5)
    assert ntp.ask(client, host.v4).refid == b'TEST'
    reload(case, daemon, follow(other.v4))
    assert daemon.peer(other.v4) is not None


@test('a reload moves the log, and the port')
def moves(case):
    host, client = case.hosts('host', 'client')
    daemon = Ours(case, host, REFERENCE).wait_synchronized()
    log = case.folder / 'elsewhere.log'
    reload_log = [*REFERENCE, f'logfile {log}', 'port 1123']
    daemon.config.write_text('\n'.join([*reload_log, '']))
    daemon.process.send(signal.SIGHUP)
    case.until('it logs there', lambda: log.exists() and 'port is 1123 now' in log.read_text(), 5)
    assert ntp.exchange(client, host.v4, ntp.request(transmit=7), port=1123).origin == 7
    assert ntp.is_refused(client, host.v4)
    daemon.config.write_text('\n'.join([*REFERENCE, '']))
    daemon.process.send(signal.SIGHUP)
    daemon.wait_log('port is 123 now', 5)
    assert ntp.ask(client, host.v4).stratum == 1
