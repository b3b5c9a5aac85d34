"""Units, scripts, and the files that other programs read, each judged by the program that it is for."""
import re
import shutil
import subprocess

from lib.case import ROOT, test

PACKAGING = ROOT / 'packaging'
UNITS = sorted((PACKAGING / 'systemd').iterdir())
MOST_EXPOSED = 2.0


def outer(*argv, **options):
    return subprocess.run([str(word) for word in argv], capture_output=True, text=True, **options)


@test('systemd-analyze finds nothing wrong in the units, nor in the examples that change one')
def verify(case):
    machine = case.installed()
    shutil.copytree('/lib/systemd/system', case.folder / 'units', symlinks=True)
    for path in ('/usr/lib/systemd/system', '/bin', '/usr/bin'):
        machine.run('mkdir', '-p', path)
    base = machine.root / 'usr/lib/systemd/system'
    archive = subprocess.run(['tar', '-C', '/lib/systemd/system', '-cf', '-', '.'], capture_output=True, check=True).stdout
    subprocess.run(machine.enter(['tar', '-C', base, '--skip-old-files', '-xf', '-'], chroot=False), input=archive,
                   check=True)
    for program in ('/usr/bin/systemctl', '/lib/systemd/systemd-tmpfiles'):
        if not machine.exists(program):
            machine.write(program, '#!/bin/sh\n', 0o755)
    for example in sorted((PACKAGING / 'examples').glob('*.conf')):
        machine.write(f'/etc/systemd/system/ntpd.service.d/{example.name}', example.read_text())
    complaints = []
    for unit in UNITS:
        done = machine.run('systemd-analyze', f'--root={machine.root}', '--man=no', 'verify', f'/usr/lib/systemd/system/{unit.name}',
                           outer=True, expect=None)
        complaints += [line for line in done.output.splitlines()
                       if any(name.stem in line for name in UNITS)]
    assert not complaints, complaints


@test(f'systemd-analyze security: the daemon is exposed by {MOST_EXPOSED} at most')
def security(case):
    done = outer('systemd-analyze', 'security', '--offline=true', '--no-pager', PACKAGING / 'systemd/ntpd.service')
    figure = float(re.search(r'exposure level for ntpd\.service: ([0-9.]+)', done.stdout).group(1))
    print(f'     exposure level for ntpd.service: {figure}')
    assert figure <= MOST_EXPOSED, done.stdout


@test('the sandbox of the unit lets the daemon do all it needs, and it tells systemd that it is ready')
def sandbox(case):
    unit = (PACKAGING / 'systemd/ntpd.service').read_text()
    assert 'Type=notify' in unit
    wanted = re.search(r'^AmbientCapabilities=(.*)$', unit, re.M).group(1).split()
    assert wanted == ['CAP_SYS_TIME', 'CAP_NET_BIND_SERVICE']
    machine = case.installed()
    # As the unit starts it: the user ntp from the first moment, with one of the two rights (nothing here has the other).
    listener = ('import os, socket; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind("notify");'
                'os.chmod("notify", 0o777); s.settimeout(20); open("heard", "w").write(s.recv(4096).decode())')
    caps = ['--reuid=ntp', '--regid=ntp', '--clear-groups', '--no-new-privs', '--inh-caps=+net_bind_service',
            '--ambient-caps=+net_bind_service']
    subprocess.Popen(machine.enter(['sh', '-c', f'cd {machine.root}/run && exec python3 -c \'{listener}\''], chroot=False))
    machine.until('somebody listens', lambda: machine.exists('/run/notify'))
    machine.sh(f'NOTIFY_SOCKET=/run/notify setpriv {" ".join(caps)} /usr/sbin/ntpd -n -u ntp:ntp -g >/run/log 2>&1 &')
    machine.until('READY', lambda: 'READY=1' in machine.sh('cat /run/heard', expect=None).stdout)
    machine.until('a star', lambda: '\n*' in machine.run('ntpq', '-pn', expect=None).stdout, 30)
    assert 'denied' not in machine.read('/run/log') and 'ermission' not in machine.read('/run/log'), machine.read('/run/log')


def allowed_calls(unit):
    """What SystemCallFilter= of the unit leaves, by this systemd's own lists."""
    lists, name = {}, None
    for line in outer('systemd-analyze', 'syscall-filter', '--no-pager').stdout.splitlines():
        if line.startswith('@'):
            name = line.strip()
            lists[name] = []
        elif name and line.startswith('    ') and not line.strip().startswith('#'):
            lists[name].append(line.strip())

    def expand(words):
        found = set()
        for word in words:
            found |= expand(lists.get(word, [])) if word.startswith('@') else {word}
        return found
    allowed = set()
    for line in re.findall(r'^SystemCallFilter=(.*)$', unit, re.M):
        if line.startswith('~'):
            allowed -= expand(line[1:].split())
        else:
            allowed |= expand(line.split())
    return allowed | expand(['@default'])


@test('every system call that the daemon makes is one that the unit allows')
def system_calls(case):
    machine = case.installed()
    trace = case.folder / 'trace'
    drop = ['setpriv', '--reuid=ntp', '--regid=ntp', '--clear-groups', '--no-new-privs', '--inh-caps=+net_bind_service',
            '--ambient-caps=+net_bind_service']
    machine.write('/etc/ntp.d/more.conf', 'server 127.0.0.1 iburst\nserver nowhere.example\n')
    process = subprocess.Popen(machine.enter(['strace', '-f', '-qq', '-o', trace, 'chroot', machine.root, *drop,
                                              '/usr/sbin/ntpd', '-n', '-u', 'ntp:ntp', '-g'], chroot=False),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    machine.until('a star', lambda: '\n*' in machine.run('ntpq', '-pn', expect=None).stdout, 30)
    machine.run('kill', '-HUP', machine.daemon_pid())
    machine.until('it was read again', lambda: trace.read_text(errors='replace').count('"/etc/ntp.conf"') >= 2)
    machine.run('kill', machine.daemon_pid())
    process.wait(20)
    lines = trace.read_text(errors='replace').splitlines()
    start = next(number for number, line in enumerate(lines) if 'execve("/usr/sbin/ntpd"' in line)
    used = {match.group(1) for match in (re.match(r'\d+ +(\w+)\(', line) for line in lines[start:]) if match}
    assert 'recvmsg' in used or 'recvmmsg' in used, used
    denied = used - allowed_calls((PACKAGING / 'systemd/ntpd.service').read_text())
    assert not denied, f'the unit denies {sorted(denied)}'


@test('shell scripts are POSIX and shellcheck has nothing to say')
def scripts(case):
    found = [*(PACKAGING / 'libexec').iterdir(), *(PACKAGING / 'bin').iterdir(), *(PACKAGING / 'debian').glob('p*'), *(PACKAGING / 'rpm').iterdir(),
             PACKAGING / 'etc/init.d/ntpd', PACKAGING / 'etc/dhcp/dhclient-exit-hooks.d/foliot',
             PACKAGING / 'networkmanager/20-foliot', *(ROOT / 'tools').glob('*.sh')]
    for path in found:
        is_bash = path.read_text().startswith('#!/usr/bin/env bash')
        # SC3044: `complete` is a function of tools/fetch_peers.sh
        done = outer('shellcheck', '-e', 'SC3044', '-s', 'bash' if is_bash else 'sh', path)
        assert done.returncode == 0, done.stdout
        assert outer('bash' if is_bash else 'dash', '-n', path).returncode == 0, path
    assert outer('shellcheck', '-s', 'bash', PACKAGING / 'completions/foliot.bash').returncode == 0


@test('AppArmor understands the profile')
def apparmor(case):
    done = outer('apparmor_parser', '--skip-kernel-load', '--skip-cache', '--debug', PACKAGING / 'etc/apparmor.d/usr.sbin.ntpd')
    assert done.returncode == 0, done.stderr


@test('logrotate understands its file')
def logrotate(case):
    copy = case.folder / 'rotate'  # this machine may have no such group
    copy.write_text((PACKAGING / 'etc/logrotate.d/ntpd').read_text().replace('su root ntp', 'su root root'))
    done = outer('logrotate', '-d', copy)
    assert 'error' not in done.stderr and '/var/log/ntpstats/*stats' in done.stderr, done.stderr


@test('cron: every line of the file is a comment or a line that cron would take')
def cron(case):
    lines = (PACKAGING / 'etc/cron.d/ntpdate').read_text().splitlines()
    examples = [line.lstrip('#') for line in lines if re.match(r'#\d', line)]
    assert len(examples) == 3 and all(line.startswith('#') for line in lines)
    for line in examples:
        assert re.fullmatch(r'(\S+ ){5}root /\S+( .*)?', line), line
    assert '30 8 * * * root /usr/sbin/ntpdate 192.168.0.1; /sbin/hwclock -w' in examples


@test('completion: options and commands are offered')
def completion(case):
    machine = case.installed()
    script = ('source /usr/share/bash-completion/completions/{0}; COMP_WORDS=({0} {1}); COMP_CWORD={2}; '
              '_foliot {0}; echo "${{COMPREPLY[@]}}"')
    offered = machine.run('bash', '-c', script.format('ntpd', '--config', 1)).stdout
    assert offered.split() == ['--configfile'], offered
    assert machine.run('bash', '-c', script.format('ntpq', '-c pee', 2)).stdout.split() == ['peers']


@test('the default configuration is sound and lets no stranger look or change')
def default_configuration(case):
    machine = case.installed()
    machine.run('rm', '/etc/ntp.d/test.conf')
    checked = machine.run('ntpd', '--check', expect=None)
    assert checked.returncode == 0 and checked.output == '', checked.output
    explained = machine.run('ntpd', '--explain').output
    line = next(line for line in explained.splitlines() if line.startswith('restrict default'))
    assert {'kod', 'nomodify', 'notrap', 'nopeer', 'noquery', 'limited'} <= set(line.split()), line
