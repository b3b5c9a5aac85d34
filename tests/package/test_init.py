"""/etc/init.d/ntpd with real processes: what each word does, and the exit codes that LSB gives them."""
from lib.case import test

SCRIPT = '/etc/init.d/ntpd'
NOT_ROOT = ['setpriv', '--reuid=65534', '--clear-groups']


def service(machine, word, expect=0, env=None):
    return machine.run(SCRIPT, word, expect=expect, env=env).output


def arguments(machine):
    return machine.run('ps', '-o', 'args=', '-p', machine.daemon_pid()).stdout.strip()


@test('init: start, stop, restart, condrestart, reload, force-reload and status, each twice')
def words(case):
    machine = case.installed()
    machine.run('mkdir', '-p', '/var/lock/subsys')
    assert 'not running' in service(machine, 'status', 3)
    service(machine, 'condrestart')
    service(machine, 'try-restart')
    assert machine.daemon_pid() is None
    service(machine, 'reload', 7)
    service(machine, 'force-reload', 7)
    service(machine, 'stop')

    assert 'done' in service(machine, 'start')
    first = machine.daemon_pid()
    assert first and machine.exists('/var/lock/subsys/ntpd')
    assert f'process {first}' in service(machine, 'status')
    assert 'already' in service(machine, 'start') and machine.daemon_pid() == first
    for word in ('reload', 'force-reload'):
        service(machine, word)
        assert machine.daemon_pid() == first, word
    for word in ('restart', 'condrestart', 'try-restart'):
        before = machine.daemon_pid()
        service(machine, word)
        assert machine.daemon_pid() not in (None, before), word
    assert 'done' in service(machine, 'stop')
    assert machine.daemon_pid() is None
    assert not machine.exists('/var/lock/subsys/ntpd') and not machine.exists('/run/ntpd.pid')
    service(machine, 'status', 3)


@test('init: reload reads the configuration again')
def reload(case):
    machine = case.installed()
    service(machine, 'start')
    machine.write('/etc/ntp.d/more.conf', 'server 192.0.2.77\n')
    service(machine, 'reload')
    machine.until('the new server is there', lambda: '192.0.2.77' in machine.run('ntpq', '-pn').stdout)


@test('init: a daemon that died, a number that belongs to another program, and a lock without a number')
def dead(case):
    machine = case.installed()
    service(machine, 'start')
    machine.run('kill', '-9', machine.daemon_pid())
    machine.until('it is gone', lambda: machine.daemon_pid() is None)
    assert 'dead' in service(machine, 'status', 1)
    machine.write('/run/ntpd.pid', '1\n')
    service(machine, 'status', 1)
    service(machine, 'reload', 7)
    service(machine, 'start')
    assert machine.daemon_pid() == int(machine.read('/run/ntpd.pid'))
    service(machine, 'stop')
    machine.write('/var/lock/subsys/ntpd', '')
    assert 'dead' in service(machine, 'status', 2)


@test('init: wrong words, no rights, no program, no configuration and a start that fails')
def refusals(case):
    machine = case.installed()
    assert 'Usage' in service(machine, 'dance', 2)
    assert 'Usage' in machine.run(SCRIPT, expect=2).output
    for word in ('start', 'stop'):
        assert 'root' in machine.run(*NOT_ROOT, SCRIPT, word, expect=4).output
    assert machine.run(*NOT_ROOT, SCRIPT, 'status', expect=3)
    machine.write('/etc/sysconfig/ntpd', 'OPTIONS="--no-such-option"\n')
    assert 'failed' in service(machine, 'start', 1)
    machine.write('/etc/sysconfig/ntpd', '')
    machine.run('mv', '/etc/ntp.conf', '/etc/ntp.conf.away')
    service(machine, 'start', 6)
    machine.run('mv', '/usr/sbin/ntpd', '/usr/sbin/ntpd.away')
    service(machine, 'start', 5)
    assert machine.daemon_pid() is None


@test('init: options of /etc/sysconfig/ntpd and /etc/default/ntpd, also those of classic distributions')
def options(case):
    machine = case.installed()
    for sysconfig, default, wanted in (
            ('OPTIONS="-g"', 'NTPD_OPTS="-x"', ['-g', '-x', '-u ntp:ntp', '-p /var/run/ntpd.pid']),
            ('OPTIONS="-u ntp:ntp -p /var/run/ntpd.pid -g"', '', ['-u ntp:ntp', '-g']),
            ('OPTIONS="-p /run/other.pid"', '', ['-p /run/other.pid'])):
        machine.write('/etc/sysconfig/ntpd', sysconfig + '\n')
        machine.write('/etc/default/ntpd', default + '\n')
        service(machine, 'start')
        line = arguments(machine)
        assert all(word in line for word in wanted), line
        assert line.count(' -p ') == 1 and line.count(' -u ') == 1, line
        service(machine, 'status')
        service(machine, 'stop')
        assert machine.daemon_pid() is None


@test('init: runs at boot: update-rc.d made its links, and the headers say what chkconfig and LSB want')
def at_boot(case):
    machine = case.installed()
    for level in range(2, 6):
        assert machine.sh(f'ls /etc/rc{level}.d').stdout.strip().endswith('ntpd'), level
    text = machine.read(SCRIPT)
    assert '# chkconfig: - 58 74\n' in text and '### BEGIN INIT INFO\n' in text
    for name in ('Provides', 'Required-Start', 'Required-Stop', 'Default-Start', 'Default-Stop', 'Short-Description'):
        assert f'# {name}:' in text, name
    service(machine, 'start')
    assert 'running' in machine.run('service', 'ntpd', 'status', expect=0).output


@test('init: where systemd runs, the script leaves the work to it')
def under_systemd(case):
    machine = case.installed()
    machine.run('mkdir', '-p', '/run/systemd/system')
    machine.write('/usr/bin/systemctl', '#!/bin/sh\necho "systemctl $*"\n', 0o755)
    for word, said in (('start', 'start'), ('stop', 'stop'), ('status', 'status'), ('condrestart', 'try-restart'),
                       ('restart', 'restart'), ('reload', 'reload'), ('force-reload', 'try-reload-or-restart')):
        assert service(machine, word).strip() == f'systemctl {said} ntpd.service'
    assert 'not running' in service(machine, 'status', 3, env={'SYSTEMCTL_SKIP_REDIRECT': '1'})
