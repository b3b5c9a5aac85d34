"""The daemon as a program: start, configuration, port, names that hang, end."""
import os
import re
import signal
import socket

from lib import ntp
from lib.case import END_S, test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours, follow


def expect_end(daemon, number=signal.SIGTERM):
    status, took_s = daemon.stop(number)
    if status != 0:
        raise Failed(f'exit status {status} after signal {number}')
    if took_s > END_S:
        raise Failed(f'the end took {took_s:.1f} s')


@test('SIGTERM and SIGINT end the daemon within 2 s with status 0, and the pid file goes')
def ends(case):
    host, nobody = case.hosts('host', 'nobody')
    pid_file = case.folder / 'ntpd.pid'
    daemon = Ours(case, host, [*REFERENCE, *follow(nobody.v4), f'pidfile {pid_file}']).wait_serving()
    assert int(pid_file.read_text()) == daemon.process.pid
    expect_end(daemon)
    assert not pid_file.exists()
    daemon.start()
    daemon.wait_serving()
    expect_end(daemon, signal.SIGINT)


@test('while a name look-up hangs the daemon serves, and SIGTERM ends it within 2 s')
def hanging_lookup(case):
    host, resolver, client = case.hosts('host', 'resolver', 'client')
    host.write_etc('hosts', '127.0.0.1 localhost\n')
    host.write_etc('resolv.conf', f'nameserver {resolver.v4}\noptions timeout:30 attempts:5\n')
    with resolver.socket() as hole:
        hole.bind((resolver.v4, 53))
        hole.settimeout(10)
        daemon = Ours(case, host, [*REFERENCE, *follow('time.example', 'clock.example'), 'pool pool.example'])
        hole.recv(2048)  # the question is asked and will never be answered
        daemon.wait_serving()
        for _ in range(3):
            assert ntp.exchange(client, host.v4, ntp.request(transmit=7)).origin == 7
        expect_end(daemon)


@test('where a preloaded library takes the system calls, as simulators do, the daemon runs and says that there is no sandbox')
def stand_in(case):
    host, = case.hosts('host')
    source, library = case.folder / 'stand_in.c', case.folder / 'stand_in.so'
    source.write_text('#include <stdlib.h>\nlong syscall(long number, ...) { (void)number; abort(); }\n')
    done = host.run(['cc', '-shared', '-fPIC', '-o', library, source])
    assert done.returncode == 0, done.stderr
    daemon = Ours(case, host, REFERENCE)
    daemon.wait_serving().stop()
    assert 'preloaded' not in daemon.log(), daemon.log()
    daemon.process = case.start('ntpd-preloaded', host, ['env', f'LD_PRELOAD={library}', *daemon.arguments()])
    daemon.wait_serving()
    for walls in ('system calls', 'files'):
        daemon.wait_log(f'{walls} are not confined: a preloaded library takes the system calls', 1)


@test('a port 123 that is taken is a clear error and exit status 1')
def taken_port(case):
    host = case.host('host')
    for family, address in ((socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')):
        with host.socket(family) as holder:
            if family == socket.AF_INET6:
                holder.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            holder.bind((address, 123))
            daemon = Ours(case, host, REFERENCE)
            daemon.process.may_end = True
            case.until('ntpd ends', lambda: daemon.process.status() is not None, 10)
        assert daemon.process.status() == 1, daemon.process.status()
        assert re.search(r':123: .*in use', daemon.log()), daemon.log()
        daemon.clock.unlink()


@test('a second daemon beside the first ends with status 1 and does not disturb it')
def second_daemon(case):
    host, client = case.hosts('host', 'client')
    Ours(case, host, REFERENCE).wait_synchronized()
    second = case.start('second', host, [case.bin / 'ntpd', '-n', '-c', case.folder / 'host.conf', '--clock',
                                         case.folder / 'host.clock'])
    second.may_end = True
    case.until('the second ends', lambda: second.status() is not None, 10)
    assert second.status() == 1
    assert ntp.ask(client, host.v4).stratum == 1


BAD_LINES = [  # (line, column of the word that is wrong; None: some column), or a good line
    ('driftfile {folder}/ntp.drift # a comment', False),
    ('frobnicate yes', 1),
    ('server', None),
    ('  server 10.71.0.99 minpoll banana', 29),
    ('', False),
    ('server 10.71.0.98 iburst wobble', 26),
    ('fudge 127.127.1.0 stratum 0 refid TEST', False),
    ('tinker panic', None),
    ('restrict 10.0.0.0 mask 255.255.255.0.1', 24),
    ('\tserver\t127.127.1.0\tprefer\t# the local clock', False),
    ('}} \x01\xff {', 1),
]


@test('each bad configuration line is reported with file, line and column, and the others count')
def bad_lines(case):
    host, client = case.hosts('host', 'client')
    lines = [line.format(folder=case.folder) if '{folder}' in line else line for line, _ in BAD_LINES]
    daemon = Ours(case, host, lines).wait_synchronized()
    log = daemon.log()
    for number, (line, column) in enumerate(BAD_LINES, 1):
        found = re.findall(rf'{re.escape(str(daemon.config))}:{number}:(\d+): ', log)
        assert len(found) == (0 if column is False else 1), f'line {number} ({line!r}) is reported {len(found)} times'
        assert not column or int(found[0]) == column, f'line {number} ({line!r}): column {found[0]}'
    reply = ntp.ask(client, host.v4)
    assert (reply.leap, reply.stratum, reply.refid) == (0, 1, b'TEST'), reply


@test('a configuration file that is not there is an error in the log')
def no_file(case):
    host = case.host('host')
    daemon = case.start('ntpd', host, [case.bin / 'ntpd', '-n', '-c', case.folder / 'missing.conf'])
    case.until('the log names the file', lambda: 'missing.conf' in daemon.log(), 10)
    daemon.stop()


@test('a wrong option is an error with status 2 that names it; --version and --help work')
def options(case):
    host = case.host('host')
    done = host.run([case.bin / 'ntpd', '--frobnicate'])
    assert done.returncode == 2 and 'frobnicate' in done.stderr, done
    assert 'foliot' in host.run([case.bin / 'ntpd', '--version']).stdout
    assert '--configfile' in host.run([case.bin / 'ntpd', '--help']).stdout


@test('-4 and -6 open sockets of one family only')
def one_family(case):
    host, client = case.hosts('host', 'client')
    for option, served, other in (('-4', host.v4, host.v6), ('-6', host.v6, host.v4)):
        daemon = Ours(case, host, REFERENCE, clock=None, options=[option])
        case.until(f'{served} is served', lambda: ntp.exchange(client, served, ntp.request()), 10)
        assert ntp.is_refused(client, other), f'{option} listens on {other} as well'
        expect_end(daemon)


@test('time is UTC whatever the time zone of the daemon')
def time_zone(case):
    host, client = case.hosts('host', 'client')
    daemon = Ours(case, host, REFERENCE).wait_serving()
    expect_end(daemon)
    case.start('tokyo', host, ['env', 'TZ=Asia/Tokyo', *daemon.arguments()])
    daemon.wait_synchronized()
    assert abs(ntp.served_offset_s(client, host.v4)) < 0.005


@test('SIGHUP opens the log file anew after it was moved away')
def log_rotation(case):
    host = case.host('host')
    log, moved = case.folder / 'ntp.log', case.folder / 'ntp.log.1'
    daemon = Ours(case, host, [*REFERENCE, f'logfile {log}']).wait_serving()
    assert 'starting' in log.read_text()
    log.rename(moved)
    daemon.process.send(signal.SIGHUP)
    case.until('there is a new log file', log.exists, 10)
    expect_end(daemon)
    assert 'exiting' in log.read_text() and 'exiting' not in moved.read_text()


@test('without -n it goes into the background, with its log in the file that -l names')
def background(case):
    host, client = case.hosts('host', 'client')
    daemon = Ours(case, host, REFERENCE).wait_serving()
    expect_end(daemon)
    pid_file, log_file = case.folder / 'ntpd.pid', case.folder / 'ntpd.log'
    words = [word for word in daemon.arguments(['-p', pid_file, '-l', log_file]) if word != '-n']
    done = host.run(words)
    assert done.returncode == 0, done
    pid = int(case.until('the pid file is there', lambda: pid_file.exists() and pid_file.read_text(), 5))
    try:
        assert ntp.ask(client, host.v4).mode == ntp.SERVER
    finally:
        os.kill(pid, signal.SIGTERM)
    case.until('it ends', lambda: not pid_file.exists(), END_S)
    assert 'starting' in log_file.read_text()
