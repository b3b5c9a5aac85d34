"""The guide: every command is run and what comes out has the shape that the page shows. The Chinese pages have the same
commands and outputs to the letter, which is tested too, so that running one language runs both."""
from lib import guide
from lib.case import ROOT, test
from lib.failure import Failed

ENGLISH, CHINESE = ROOT / 'docs/guide', ROOT / 'docs/guide.zh-CN'
NAMES = {'0.uk.pool.ntp.org': '192.0.2.1', '2.pool.ntp.org': '192.0.2.3', 'relay1': '192.0.2.1'}
WRONG_S = {'first-hour.md': -38908}
# Stand-ins for what a machine without systemd does not have.
SYSTEMCTL = '''#!/bin/sh
case "$*" in *timesyncd*) exit 0 ;; esac
case $1 in
  enable) exec /etc/init.d/ntpd start ;;
  *) exec /etc/init.d/ntpd "$1" ;;
esac
'''
WITH_CLOCK = '#!/bin/sh\nexec /usr/sbin/ntpdate --clock /var/lib/ntp/guide.clock "$@"\n'
UPSTREAM = '''
unshare -n sh -c '
  echo $$ >/run/upstream.pid
  ip link set lo up
  until ip link show up0 >/dev/null 2>&1; do sleep 0.05; done
  for host in 1 2 3; do ip addr add 192.0.2.$host/24 dev up0; done
  ip link set up0 up
  exec ntpd -n -c /tmp/upstream.conf
' >/run/upstream.log 2>&1 &
until [ -s /run/upstream.pid ]; do sleep 0.05; done
ip link add lan0 type veth peer name up0 netns "$(cat /run/upstream.pid)"
ip addr add 192.0.2.10/24 dev lan0
ip link set lan0 up
'''


def prepare(case, offset_s):
    """A machine with the package, three servers beyond a wire, names for them, and a virtual clock that is so much off.

    The daemon starts without -g: who wants it set tells ntpdate."""
    machine = case.machine()
    machine.write('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755)
    machine.run('dpkg', '-i', machine.copy_in(case.deb))
    machine.write('/etc/hosts', ''.join(f'{address} {name}\n' for name, address in NAMES.items()) + '127.0.0.1 localhost\n')
    machine.write('/tmp/upstream.conf', 'server 127.127.1.0 prefer\nfudge 127.127.1.0 stratum 0 refid TEST\n'
                                        'keys /etc/ntp/keys\ntrustedkey 1 2\n')
    machine.sh(UPSTREAM)
    machine.write('/usr/bin/systemctl', SYSTEMCTL, 0o755)
    machine.write('/usr/local/bin/chkconfig', '#!/bin/sh\n', 0o755)
    machine.write('/usr/local/sbin/ntpdate', WITH_CLOCK, 0o755)
    machine.run('ntpclock', 'create', f'--offset={offset_s}', '/var/lib/ntp/guide.clock')
    machine.run('chown', 'ntp:ntp', '/var/lib/ntp/guide.clock')
    machine.write('/etc/sysconfig/ntpd', '')
    machine.write('/etc/default/ntpd', 'NTPD_OPTS="--clock /var/lib/ntp/guide.clock"\n')
    machine.sh('rm /usr/sbin/policy-rc.d; /etc/init.d/ntpd start')
    return machine


def follow(case, page):
    machine = prepare(case, WRONG_S.get(page.name, 0))
    path = {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'}
    for kind, what, then, line in guide.steps(page.read_text()):
        if kind == 'file':
            machine.write(what['file'], then, int(what.get('mode', '644'), 8))
            machine.run('chgrp', what.get('group', 'root'), what['file'])
            continue
        output = machine.sh(what, expect=None, env=path).output
        wrong = guide.differs(then, output)
        if wrong:
            raise Failed(f'{page.name}:{line}: {what}\n{wrong}')


def declare(page):
    @test(f'guide: {page.parent.name}/{page.name} does what it says')
    def one(case):
        follow(case, page)


for found in sorted(ENGLISH.glob('*.md')):
    if guide.steps(found.read_text()):
        declare(found)


@test('guide: both languages have the same pages with the same commands and files')
def languages(case):
    english = {path.name: guide.steps(path.read_text()) for path in ENGLISH.glob('*.md')}
    chinese = {path.name: guide.steps(path.read_text()) for path in CHINESE.glob('*.md')}
    assert english.keys() == chinese.keys(), english.keys() ^ chinese.keys()
    for name, steps in english.items():
        assert [step[:3] for step in steps] == [step[:3] for step in chinese[name]], name


@test('guide: the shape of an output is told from another one')
def shapes(case):
    line = '*192.0.2.1  .TEST.  1 u  2  64  1  0.055  +0.019  0.010'
    assert not guide.differs([line], '*192.0.2.77 .TEST. 1 u 12 1024 377 10.055 -3.1 0.0\n')
    assert guide.differs([line], '+192.0.2.77 .TEST. 1 u 12 1024 377 10.055 -3.1 0.0\n')
    assert guide.differs([line], '') and guide.differs([line], line + '\nmore\n')
    assert not guide.differs([line], line.replace(' 2  64', ' -  64')) and guide.differs([line], line.replace('64', 'x'))
    assert not guide.differs(['...'], '') and not guide.differs(['a', '...'], 'a\nb\nc\n')
    assert not guide.differs([' 6 Jul 01:21:49 ntpdate[4528]: step'], '24 Nov 19:21:49 ntpdate[1]: step\n')
    assert guide.differs([' 6 Jul 01:21:49 ntpdate[4528]: step'], '24 Nov 19:21:49 ntpdate[1]: adjust\n')
    assert not guide.differs(['a ... b'], 'a x y b\n') and guide.differs(['a ... b'], 'a x y c\n')


@test('guide: every link leads to a file')
def links(case):
    import re
    pages = [*ENGLISH.glob('*.md'), *CHINESE.glob('*.md'), *ROOT.glob('README*.md')]
    for page in pages:
        for target in re.findall(r'\]\(([^)#:]+)\)', page.read_text()):
            assert (page.parent / target).exists(), f'{page.name} -> {target}'


@test('foliot-convert: each word of three suites becomes a line that ntpd takes, or a comment')
def convert(case):
    machine = case.installed()
    machine.write('/tmp/chrony.conf', '''! comment
server ntp.example.net iburst key 5 minpoll 4 maxpoll 6 trust offline maxdelay 0.1
pool pool.example.net maxsources 3 ipv4
peer 192.0.2.9 xleave
server
keyfile /etc/chrony/chrony.keys
leapsectz right/UTC
logdir /var/log/chrony/
log tracking
maxdistance 1.0
minsources 2
local stratum 8 orphan
allow 10.1
allow fd00::/64
deny 10.1.2
deny 192.0.2.5
hwtimestamp *
rtcsync
rtcfile /var/lib/chrony/rtc
rtcdevice /dev/rtc1
rtconutc
rtcautotrim 30
somethingnew 1
port 1123
''')
    out = machine.run('foliot-convert', '/tmp/chrony.conf').stdout
    for line in ('server ntp.example.net iburst key 5 minpoll 4 maxpoll 6 true', 'pool -4 pool.example.net',
                 'peer 192.0.2.9 xleave', 'keys /etc/chrony/chrony.keys', 'trustedkey 5', 'tos maxdist 1.0',
                 'tos minsane 2', 'tos orphan 8', 'restrict 10.1.0.0/16 nomodify notrap nopeer',
                 'restrict fd00::/64 nomodify notrap nopeer', 'restrict 10.1.2.0/24 nomodify notrap nopeer noserve',
                 'hwtimestamp *', 'rtcsync', 'rtcfile /var/lib/ntp/ntp.rtc', 'rtcdevice /dev/rtc1',
                 '# rtconutc: the hardware clock always keeps UTC',
                 '# rtcautotrim 30: see HARDWARE CLOCK in ntp.conf(5)',
                 'restrict 192.0.2.5 nomodify notrap nopeer noserve', 'port 1123', '# server: no host',
                 '# not carried over from the line above: offline maxdelay 0.1', '# somethingnew 1: no counterpart',
                 'restrict default nomodify notrap nopeer noquery noserve'):
        assert line in out.splitlines(), (line, out)
    machine.write('/tmp/open.conf', 'allow\r\nserver a.example\r\n')
    assert 'noquery kod limited\n' in machine.run('foliot-convert', '/tmp/open.conf').stdout
    machine.write('/tmp/out.conf', out)
    checked = machine.run('ntpd', '--check', '-c', '/tmp/out.conf', expect=None).output
    assert 'error' not in checked, checked
    machine.run('foliot-convert', expect=2)
    machine.run('foliot-convert', '--from', 'openntpd', '/tmp/out.conf', expect=2)
    machine.run('foliot-convert', '/no/such/file', expect=1)
