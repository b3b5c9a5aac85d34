"""The daemon as a service: its user, its jail, its pid file, its service manager, and those who wait for it."""
import contextlib
import os
import pathlib
import re
import signal
import socket

from lib import ntp
from lib.case import END_S, test
from lib.lan import inside
from lib.ours import REFERENCE, Ours, follow

NOBODY = 65534
TIMED_OUT = 110  # ETIMEDOUT
NET_BIND_SERVICE = 10


def process_status(daemon):
    text = pathlib.Path(f'/proc/{daemon.process.pid}/status').read_text()
    return dict(line.split(':\t', 1) for line in text.splitlines())


def sighup(case, daemon, lines):
    before = len(daemon.log())
    daemon.config.write_text('\n'.join([*lines, '']))
    daemon.process.send(signal.SIGHUP)
    case.until('the configuration is read again', lambda: 'read again' in daemon.log()[before:], 5)


@test('-u leaves a user without powers but for the clock and the port, who can still reload')
def user(case):
    host, client = case.hosts('host', 'client')
    case.folder.chmod(0o755)
    daemon = Ours(case, host, REFERENCE, options=['-u', f'{NOBODY}:{NOBODY}']).wait_synchronized()
    status = process_status(daemon)
    assert status['Uid'].split() == [str(NOBODY)] * 4 and status['Gid'].split() == [str(NOBODY)] * 4, status
    assert status['Groups'].strip() == '' and status['NoNewPrivs'] == '1', status
    for which in ('CapEff', 'CapPrm'):  # tests run without CAP_SYS_TIME
        assert int(status[which], 16) == 1 << NET_BIND_SERVICE, status
    assert int(status['CapInh'], 16) == 0 and int(status['CapAmb'], 16) == 0, status
    sighup(case, daemon, [*REFERENCE, f'interface listen {host.v4}', 'interface ignore ipv6'])
    assert ntp.ask(client, host.v4).stratum == 1 and ntp.is_refused(client, host.v6)
    sighup(case, daemon, REFERENCE)
    assert ntp.ask(client, host.v6).stratum == 1


@test('a user that is not there ends the start with status 1')
def no_user(case):
    host = case.host('host')
    daemon = Ours(case, host, REFERENCE, options=['-u', 'nobody-of-that-name'])
    daemon.process.may_end = True
    case.until('it ends', lambda: daemon.process.status() is not None, 5)
    assert daemon.process.status() == 1 and 'nobody-of-that-name' in daemon.log(), daemon.log()


@test('in a jail, as another user, names are found, the configuration read again and the files written')
def jail(case):
    host, server, client = case.hosts('host', 'server', 'client')
    Ours(case, server, REFERENCE)
    root = case.folder / 'jail'
    for folder in (root, root / 'etc', root / 'var'):
        folder.mkdir(mode=0o755)
    os.chown(root / 'var', NOBODY, NOBODY)
    host.write_etc('hosts', f'127.0.0.1 localhost\n{server.v4} time.example\n')
    lines = [f'driftfile {root}/var/ntp.drift', f'logfile {root}/var/ntp.log', f'statsdir {root}/var',
             'statistics loopstats', 'filegen loopstats file stats type none']
    daemon = Ours(case, host, lines)
    daemon.stop()
    daemon.config = root / 'etc/ntp.conf'
    daemon.config.write_text('\n'.join([*lines, '']))
    log = root / 'var/ntp.log'
    log.unlink(missing_ok=True)
    daemon.start(['-i', root, '-u', str(NOBODY)])
    daemon.wait_serving()
    assert log.stat().st_uid == NOBODY
    assert os.readlink(f'/proc/{daemon.process.pid}/root') == str(root)
    log.rename(root / 'var/ntp.log.1')
    daemon.config.write_text('\n'.join([*lines, *follow('time.example'), '']))
    daemon.process.send(signal.SIGHUP)
    case.until('there is a new log', lambda: log.exists() and 'read again' in log.read_text(), 5)
    case.until('the name is found', lambda: daemon.peer(server.v4), 10)
    daemon.wait_near_truth()
    stats = root / 'var/stats'
    case.until('there are statistics', lambda: stats.exists() and stats.read_text(), 10)
    assert stats.stat().st_uid == NOBODY
    status, _ = daemon.stop()
    assert status == 0 and re.match(r'-?\d+\.\d+', (root / 'var/ntp.drift').read_text())


@test('a pid file that is a link is refused, a stale one replaced')
def pid_file(case):
    host = case.host('host')
    victim, path = case.folder / 'victim', case.folder / 'ntpd.pid'
    victim.write_text('precious')
    path.symlink_to(victim)
    daemon = Ours(case, host, [*REFERENCE, f'pidfile {path}']).wait_serving()
    assert victim.read_text() == 'precious' and path.is_symlink() and 'pid file' in daemon.log()
    daemon.stop()
    path.unlink()
    path.write_text('4194304\n')
    daemon.start()
    daemon.wait_serving()
    assert int(path.read_text()) == daemon.process.pid


def background(daemon, *options):
    return [word for word in daemon.arguments(options) if word != '-n']


@test('-w holds the command until the clock is synchronised: status 0, or 110 when that takes too long', seconds=25)
def wait_sync(case):
    host, server, nobody = case.hosts('host', 'server', 'nobody')
    Ours(case, server, REFERENCE).wait_synchronized()
    daemon = Ours(case, host, follow(nobody.v4))
    daemon.stop()
    for target, expected in ((nobody.v4, TIMED_OUT), (server.v4, 0)):
        daemon.config.write_text('\n'.join([*follow(target), '']))
        path = case.folder / f'{target}.pid'
        done = host.run(background(daemon, '-p', path, '-w', '3' if expected else '40'), limit_s=60)
        assert done.returncode == expected, (target, done)
        assert daemon.is_synchronized() == (expected == 0)
        os.kill(int(path.read_text()), signal.SIGTERM)
        case.until('it ends', lambda path=path: not path.exists(), END_S)


class Manager:
    """The service manager's end of NOTIFY_SOCKET."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(name)
        self.socket.setblocking(False)
        self.messages = []

    def heard(self):
        with contextlib.suppress(BlockingIOError):
            while True:
                self.messages.append(self.socket.recv(4096).decode())
        return '\n'.join(self.messages)


@test('a service manager hears of start, state, reload, life and end, also from within a jail', seconds=25)
def notify(case):
    host, server = case.hosts('host', 'server')
    Ours(case, server, REFERENCE).wait_synchronized()
    daemon = Ours(case, host, follow(server.v4))
    daemon.stop()
    jail_folder = case.folder / 'jail'
    jail_folder.mkdir(mode=0o755)
    abstract = f'foliot-test-{os.getpid()}-{host.name}'
    with inside(host.namespace):  # abstract names belong to a network namespace
        other = Manager('\0' + abstract)
    for name, manager, options in ((str(case.folder / 'notify'), Manager(str(case.folder / 'notify')), []),
                                   ('@' + abstract, other, ['-i', jail_folder, '-u', str(NOBODY)])):
        daemon.process = case.start(f'ntpd-{len(options)}', host, [
            'env', f'NOTIFY_SOCKET={name}', 'WATCHDOG_USEC=1000000', *daemon.arguments(options)])
        case.until('READY', lambda manager=manager: 'READY=1\nMAINPID=' in manager.heard(), 5)
        assert f'MAINPID={daemon.process.pid}' in manager.heard()
        case.until('the state', lambda manager=manager: re.search(
            rf'STATUS=synchronised to {server.v4} \(stratum 1\), offset [+-]0\.\d{{6}} s', manager.heard()), 40)
        alive = manager.heard().count('WATCHDOG=1')
        case.until('signs of life', lambda manager=manager, alive=alive:
                   manager.heard().count('WATCHDOG=1') >= alive + 3, 5)
        daemon.process.send(signal.SIGHUP)
        case.until('the reload', lambda manager=manager: re.search(
            r'RELOADING=1\nMONOTONIC_USEC=\d+\n(?:WATCHDOG=1\n)?READY=1', manager.heard()), 5)
        daemon.stop()
        assert manager.heard().endswith('STOPPING=1'), manager.heard()
