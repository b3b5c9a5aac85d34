"""Installing, upgrading, removing and purging, with a daemon that runs meanwhile."""
import subprocess

from lib.case import keep_off_the_network, test
from test_contents import CONFIGURATION, FOLDERS

MINE = '# a line of the administrator\n'


def newer(case):
    """The same .deb with a higher version and another default configuration."""
    tree = case.folder / 'newer'
    subprocess.run(['dpkg-deb', '-R', case.deb, tree], check=True)
    control = tree / 'DEBIAN/control'
    control.write_text(control.read_text().replace('Version: ', 'Version: 9'))
    for name in ('ntp.conf', 'sysconfig/ntpd'):
        path = tree / 'etc' / name
        path.write_text(path.read_text() + '# new in this version\n')
    path = case.folder / 'foliot_9_all.deb'
    subprocess.run(['dpkg-deb', '-Znone', '--root-owner-group', '-b', tree, path], check=True, capture_output=True)
    return path


def add_line(machine, path):
    machine.write(path, machine.read(path) + MINE)


def assert_runs(machine):
    pid = machine.until('the daemon runs', machine.daemon_pid)
    owner = machine.run('ps', '-o', 'user=', '-p', pid).stdout.strip()
    assert owner == 'ntp', owner
    machine.until('it has a star', lambda: '\n*127.127.1.0' in machine.run('ntpq', '-pn', expect=None).stdout, 30)
    return pid


@test('deb: installs, starts the daemon as the user ntp, keeps the configuration on upgrade and removal, purges')
def deb_life(case):
    machine = case.machine()
    before = machine.paths()
    keep_off_the_network(machine)
    machine.run('dpkg', '-i', machine.copy_in(case.deb))
    for path, wanted in (CONFIGURATION | FOLDERS).items():
        assert machine.stat(path) == wanted, (path, machine.stat(path))
    home, shell = machine.run('getent', 'passwd', 'ntp').stdout.strip().split(':')[5:]
    assert (home, shell) == ('/var/lib/ntp', '/usr/sbin/nologin')
    first = assert_runs(machine)
    assert machine.run('ntpd', '--check', expect=None).returncode < 2
    add_line(machine, '/etc/ntp.conf')
    machine.run('chmod', '0600', '/etc/ntp/keys')
    machine.write('/etc/ntp/keys', '1 MD5 secret\n')

    done = machine.run('dpkg', '--force-confold', '-i', machine.copy_in(newer(case)))
    assert 'error' not in done.output.lower(), done.output
    assert MINE in machine.read('/etc/ntp.conf') and 'new in this version' not in machine.read('/etc/ntp.conf')
    assert 'new in this version' in machine.read('/etc/sysconfig/ntpd')  # untouched: follows the package
    assert machine.read('/etc/ntp/keys') == '1 MD5 secret\n'
    assert assert_runs(machine) != first, 'the new version runs'

    machine.write('/var/lib/ntp/ntp.drift', '12.5\n')
    machine.run('dpkg', '-r', 'foliot')
    assert machine.daemon_pid() is None and not machine.exists('/usr/sbin/ntpd')
    assert MINE in machine.read('/etc/ntp.conf') and machine.read('/var/lib/ntp/ntp.drift') == '12.5\n'
    machine.run('dpkg', '-i', '--force-confold', machine.copy_in(case.deb))
    assert MINE in machine.read('/etc/ntp.conf')
    assert_runs(machine)

    machine.run('dpkg', '-P', 'foliot')
    assert machine.daemon_pid() is None
    machine.run('rm', '-rf', '/etc/ntp.d')  # has a file of the test
    left = {path for path in machine.paths() - before if not path.startswith(('/var/lib/dpkg/', '/var/log/', '/etc/rc'))}
    left = {path for path in left if path.rsplit('/', 1)[-1] not in (
        'passwd-', 'group-', 'shadow-', 'gshadow-', 'subuid-', 'subgid-')}
    assert not left, f'left behind: {sorted(left)}'
    machine.run('getent', 'passwd', 'ntp')  # policy: users stay


@test('deb: takes the place of another daemon and reads its configuration')
def deb_replaces(case):
    machine = case.machine()
    keep_off_the_network(machine)
    tree = case.folder / 'ntpsec'
    (tree / 'DEBIAN').mkdir(parents=True)
    (tree / 'etc').mkdir()
    (tree / 'usr/sbin').mkdir(parents=True)
    (tree / 'DEBIAN/control').write_text('Package: ntpsec\nVersion: 1.2.2\nArchitecture: all\nProvides: time-daemon\n'
                                         'Maintainer: nobody <nobody@example.org>\nDescription: another\n')
    (tree / 'DEBIAN/conffiles').write_text('/etc/ntp.conf\n')
    (tree / 'etc/ntp.conf').write_text('driftfile /var/lib/ntp/ntp.drift\n')
    (tree / 'usr/sbin/ntpd').write_text('#!/bin/sh\n')
    path = case.folder / 'ntpsec.deb'
    subprocess.run(['dpkg-deb', '-Znone', '--root-owner-group', '-b', tree, path], check=True, capture_output=True)
    machine.run('dpkg', '-i', machine.copy_in(path))
    add_line(machine, '/etc/ntp.conf')
    machine.run('dpkg', '--force-confold', '-i', machine.copy_in(case.deb))
    assert machine.run('dpkg-query', '-W', '-f', '${Status}', 'ntpsec').stdout != 'install ok installed'
    assert machine.read('/etc/ntp.conf') == 'driftfile /var/lib/ntp/ntp.drift\n' + MINE
    assert_runs(machine)


@test('rpm: installs with rpm --root, runs, keeps the configuration on upgrade and removal')
def rpm_life(case):
    machine = case.machine()
    keep_off_the_network(machine)

    def rpm(*words):
        return machine.run('rpm', '--root', machine.root, *words, outer=True)
    blind = '--nodeps'  # the libraries of the small system are Debian's, of which rpm knows nothing
    rpm('-ivh', blind, case.rpm)
    assert 'foliot' in rpm('-qa').stdout
    for path, wanted in (CONFIGURATION | FOLDERS).items():
        assert machine.stat(path) == wanted, (path, machine.stat(path))
    changed = rpm('-V', blind, 'foliot').stdout
    assert not changed, changed
    machine.run('/etc/init.d/ntpd', 'start')
    assert_runs(machine)
    add_line(machine, '/etc/ntp.conf')
    rpm('-U', blind, '--replacepkgs', case.rpm)
    assert MINE in machine.read('/etc/ntp.conf')
    assert_runs(machine)
    rpm('-e', 'foliot')
    assert machine.daemon_pid() is None and not machine.exists('/usr/sbin/ntpd')
    assert MINE in machine.read('/etc/ntp.conf.rpmsave')
    assert machine.exists('/var/lib/ntp') == bool(machine.sh('ls /var/lib/ntp 2>/dev/null', expect=None).stdout)
