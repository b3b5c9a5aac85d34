"""Every path of both packages with its owner and mode; what the packages say of themselves."""
import pathlib
import re
import subprocess

from lib.case import ROOT, test

SBIN = ['ntpd', 'ntpdate', 'ntp-keygen', 'ntptime', 'ntp-wait']
ROOT_OWNED = ('root', 'root')
NTP = ('ntp', 'ntp')
FILE, PROGRAM, LINK = 0o644, 0o755, 0o777
# path: (owner, group, mode) as they are when the package is installed
CONFIGURATION = {
    '/etc/apparmor.d/usr.sbin.ntpd': (*ROOT_OWNED, FILE),
    '/etc/cron.d/ntpdate': (*ROOT_OWNED, FILE),
    '/etc/default/ntpd': (*ROOT_OWNED, FILE),
    '/etc/dhcp/dhclient-exit-hooks.d/foliot': (*ROOT_OWNED, FILE),
    '/etc/init.d/ntpd': (*ROOT_OWNED, PROGRAM),
    '/etc/logrotate.d/ntpd': (*ROOT_OWNED, FILE),
    '/etc/ntp.conf': (*ROOT_OWNED, FILE),
    '/etc/ntp/keys': ('root', 'ntp', 0o640),
    '/etc/ntp/step-tickers': (*ROOT_OWNED, FILE),
    '/etc/sysconfig/ntpd': (*ROOT_OWNED, FILE),
}
FOLDERS = {
    '/etc/ntp': ('root', 'ntp', 0o750),
    '/etc/ntp.d': (*ROOT_OWNED, 0o755),
    '/var/lib/ntp': (*NTP, 0o755),
    '/var/log/ntpstats': (*NTP, 0o755),
}
SYSTEM = {
    '/usr/lib/NetworkManager/dispatcher.d/20-foliot': PROGRAM,
    '/usr/bin/foliot-convert': PROGRAM,
    '/usr/lib/sysusers.d/foliot.conf': FILE,
    '/usr/lib/tmpfiles.d/foliot.conf': FILE,
    **{f'/usr/lib/systemd/system/{unit}': FILE for unit in (
        'ntpd.service', 'ntp-wait.service', 'ntp-hwclock.service', 'ntpdate.service', 'ntpdate.timer', 'ntp-networkd.path',
        'ntp-networkd.service')},
    **{f'/usr/libexec/foliot/{helper}': PROGRAM for helper in (
        'dhcp-sources', 'hardware-clock', 'reload-daemon', 'set-clock')},
}
# What grows with the suite: each of these is checked against the source tree by the tests below.
GROWING = re.compile(r'/usr/share/(man/man[158]/[\w.-]+\.[158]|doc/foliot/[\w./-]+|bash-completion/completions/[\w-]+|'
                     r'zsh/site-functions/_[\w-]+|foliot/worlds/\w+\.world)')


def programs(case):
    """Of the build: what stands in its folder, but for tests and benchmarks."""
    return sorted(path.name for path in case.programs.iterdir()
                  if path.is_file() and not path.name.startswith(('test_', 'bench_', 'fuzz_', 'foliot_', 'ntp_load')))


def place(program):
    return f'/usr/sbin/{program}' if program in SBIN else f'/usr/bin/{program}'


def is_link(case, path):
    return path.startswith('/usr/') and (case.programs / pathlib.PurePath(path).name).is_symlink()


def expected_mode(path, of_programs):
    if path in CONFIGURATION:
        return CONFIGURATION[path][2]
    if path in SYSTEM:
        return SYSTEM[path]
    if path in of_programs:
        return PROGRAM
    return FILE if GROWING.fullmatch(path) else None


def judge(rows, case):
    """rows: {path: (owner, group, mode, is_folder)}"""
    of_programs = {place(program) for program in programs(case)}
    strange = [f'{path} {row}' for path, row in rows.items()
               if not row[3] and row[2] != (LINK if is_link(case, path) and path in of_programs
                                            else expected_mode(path, of_programs))]
    assert not strange, f'not as expected: {strange}'
    missing = (set(CONFIGURATION) | set(SYSTEM) | of_programs | set(FOLDERS)) - set(rows)
    assert not missing, f'missing: {sorted(missing)}'


def deb_rows(case):
    listed = subprocess.run(['dpkg-deb', '-c', case.deb], capture_output=True, text=True, check=True).stdout
    rows = {}
    for line in listed.splitlines():
        mode, owner, _, _, _, path = line.split(None, 5)
        bits = sum(1 << (8 - i) for i, letter in enumerate(mode[1:10]) if letter != '-')
        rows[path.split(' -> ')[0][1:].rstrip('/')] = (*owner.split('/'), bits, mode[0] == 'd')
    return rows


def rpm_query(case, text):
    return subprocess.run(['rpm', '-qp', '--qf', text, case.rpm], capture_output=True, text=True, check=True).stdout


@test('every path, owner and mode in the .deb')
def deb_paths(case):
    rows = deb_rows(case)
    judge(rows, case)
    # The user ntp exists only after the files have been unpacked: postinst gives, and until then nobody else may look.
    assert {row[:2] for row in rows.values()} == {ROOT_OWNED}
    assert all(row[2] == 0o755 for row in rows.values() if row[3])


@test('every path, owner and mode in the .rpm')
def rpm_paths(case):
    text = rpm_query(case, '[%{FILENAMES} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILEMODES:octal} %{FILEFLAGS:fflags}|\n]')
    rows, flags = {}, {}
    for line in text.splitlines():
        path, owner, group, mode, flag = line.split(' ')
        rows[path] = (owner, group, int(mode, 8) & 0o7777, int(mode, 8) & 0o170000 == 0o040000)
        flags[path] = flag
    judge(rows, case)
    for path, wanted in (CONFIGURATION | FOLDERS).items():
        assert rows[path][:3] == wanted, (path, rows[path])
    others = {row[:2] for path, row in rows.items() if path not in CONFIGURATION | FOLDERS}
    assert others == {ROOT_OWNED}, others
    config = {path for path, flag in flags.items() if 'c' in flag}
    assert config == set(CONFIGURATION), config ^ set(CONFIGURATION)
    assert all('n' in flags[path] for path in config), 'config files must be noreplace'


@test('every program of the suite is packaged with its manual page and its completion')
def complete(case):
    rows = deb_rows(case)
    for program in programs(case):
        section = 8 if program in SBIN else 1
        pages = [f'/usr/share/man/man{number}/{program}.{number}' for number in (section, 1, 8)]
        assert any(page in rows for page in pages), f'{program} has no manual page'
        if not (case.programs / program).is_symlink():
            assert f'/usr/share/bash-completion/completions/{program}' in rows, program
    shipped = {pathlib.PurePath(path).name for path in rows if '/man/' in path}
    assert {path.name for path in (ROOT / 'man').iterdir()} <= shipped


@test('the .deb says what it replaces and which files are configuration')
def deb_words(case):
    def field(name):
        return subprocess.run(['dpkg-deb', '-f', case.deb, name], capture_output=True, text=True,
                              check=True).stdout.strip().split(', ')
    for name in ('ntp', 'ntpsec', 'ntpdate', 'time-daemon'):
        assert name in field('Conflicts') and name in field('Replaces'), name
    for name in ('ntp', 'ntpdate', 'time-daemon'):
        assert name in field('Provides'), name
    assert any(word.startswith('libc6') for word in field('Depends'))
    listed = subprocess.run(['dpkg-deb', '-I', case.deb, 'conffiles'], capture_output=True, text=True, check=True).stdout
    assert set(listed.split()) == set(CONFIGURATION)


@test('the source archive builds the same tree: every file that is tracked, and no build')
def source(case):
    archive = next(case.packages.glob('foliot-*.tar.gz'))
    names = subprocess.run(['tar', '-tzf', archive], capture_output=True, text=True, check=True).stdout.splitlines()
    inside = {name.split('/', 1)[1] for name in names if '/' in name and not name.endswith('/')}
    tracked = subprocess.run(['git', '-C', ROOT, 'ls-files'], capture_output=True, text=True).stdout.splitlines()
    missing = [name for name in tracked if name not in inside and not name.startswith('.git') and (ROOT / name).exists()]
    assert not missing, missing[:5]
    assert not [name for name in inside if name.startswith(('build/', '.git/'))]
