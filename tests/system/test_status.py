"""Asking how the daemon of this machine is doing: ntpstat, ntp-wait and ntptrace (R15)."""
import json
import re

from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours, follow
from lib.peers import STRATUM, Chronyd, Ntpsec, need


def expect(done, status, pattern, stream='stdout'):
    text = getattr(done, stream)
    if done.returncode != status or not re.search(pattern, text):
        raise Failed(f'status {done.returncode}, not {status}, or no /{pattern}/: {done.stdout!r} {done.stderr!r}')


def three_lines(address, stratum):
    return (rf'\Asynchronised to NTP server \({re.escape(address)}\) at stratum {stratum} ?\n'
            r'   time correct to within \d+ ms\n   polling server every \d+ s\n\Z')


@test("ntpstat and Debian's ntpstat say the same of our daemon", seconds=20)
def both_read_ours(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    Ours(case, client, follow(server.v4), (0.1, 0)).wait_near_truth()
    theirs = need(case.peers / 'usr/bin/ntpstat')
    for program in (case.bin / 'ntpstat', theirs):
        expect(client.run([program]), 0, three_lines(server.v4, STRATUM + 1))

    def same():
        ours, other = (client.run([program]).stdout for program in (case.bin / 'ntpstat', theirs))
        return ours == re.sub(' +$', '', other, flags=re.M)
    case.until('both say the same', same, 20)  # a poll may come between the two questions
    expect(client.run([case.bin / 'ntpstat', '-m', '0.001']), 1, r'ms \(exceeded maximum of 0.001 ms\)\n')
    shown = json.loads(client.run([case.bin / 'ntpstat', '--json']).stdout)
    if (shown['address'], shown['stratum'], shown['exit_status']) != (server.v4, STRATUM + 1, 0):
        raise Failed(str(shown))


@test("ntpstat reads ntpsec's daemon; of none, and of chronyd, it says that it cannot talk to it", seconds=40)
def other_daemons(case):
    server, relay = case.hosts('server', 'relay')
    nobody = rf'\AUnable to talk to NTP daemon\. Is it running\?\n\Z'
    expect(relay.run([case.bin / 'ntpstat']), 2, nobody, 'stderr')
    Chronyd.server(case, server)
    expect(server.run([case.bin / 'ntpstat']), 2, nobody, 'stderr')
    ntpsec = Ntpsec.client(case, relay, server.v4)
    expect_unsynchronised = r'\Aunsynchronised\n'
    case.until('ntpsec answers', ntpsec.system, 10)
    expect(relay.run([case.bin / 'ntpstat']), 1, expect_unsynchronised)
    case.until('ntpsec follows', ntpsec.star, 60)
    case.until('ntpstat sees it too', lambda: re.match(three_lines(server.v4, STRATUM + 1),
                                                       relay.run([case.bin / 'ntpstat']).stdout), 20)
    expect(relay.run([case.bin / 'ntpstat', '-x']), 3, 'Run with --help', 'stderr')


@test('ntp-wait ends when our daemon is synchronised, and at once when none runs', seconds=20)
def waits(case):
    server, client = case.hosts('server', 'client')
    client.write_etc('hosts', '127.0.0.1 localhost\n')
    program = case.bin / 'ntp-wait'
    expect(client.run([program, '-v']), 1, '\\AWaiting for ntpd to synchronize\\.\\.\\.  \bntpd is not running!\n\\Z')
    Ours(case, server, REFERENCE).wait_synchronized()
    daemon = Ours(case, client, ['server 192.0.2.1']).wait_serving()
    expect(client.run([program, '-v', '-n', '2', '-s', '0']), 1, '\b:\bNo!\nntpd did not synchronize\\.\n\\Z')
    daemon.stop()
    daemon.config.write_text('\n'.join([*follow(server.v4), '']))
    daemon.start()
    daemon.wait_serving()
    expect(client.run([program, '-v', '-n', '60', '-s', '1'], limit_s=70), 0, '\bOK!\n\\Z')


@test("ntptrace follows the chain over our daemon and ntpsec's up to the source", seconds=40)
def traces(case):
    top, middle, bottom = case.hosts('top', 'middle', 'bottom')
    bottom.write_etc('hosts', f'127.0.0.1 here.example\n{middle.v4} middle.example\n')
    bottom.write_etc('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    Ours(case, top, REFERENCE).wait_synchronized()
    Ntpsec.client(case, middle, top.v4)
    daemon = Ours(case, bottom, follow(middle.v4), (0.1, 0))
    case.until('the chain stands', lambda: daemon.is_synchronized() and daemon.star() == middle.v4, 60)
    number = r'-?\d+\.\d{6}'
    expect(bottom.run([case.bin / 'ntptrace', '-n']), 0,
           rf"\A127\.0\.0\.1: stratum 3, offset {number}, synch distance {number}\n"
           rf"{middle.v4}: stratum 2, offset {number}, synch distance {number}\n"
           rf"{top.v4}: stratum 1, offset {number}, synch distance {number}, refid 'TEST'\n\Z")
    expect(bottom.run([case.bin / 'ntptrace', '-m', '2']), 0, r'\Ahere\.example: .*\nmiddle\.example: .*\n\Z')


@test('ntpplot draws our daemon while it runs, with its bound, and statistics files')
def plots(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE).wait_synchronized()
    Ours(case, client, follow(server.v4), (0.1, 0)).wait_near_truth()
    program = case.bin / 'ntpplot'
    shown = json.loads(client.run([program, '-H', '127.0.0.1', '-n', '2', '-i', '1', '--json']).stdout)
    for title in ('Offset of the clock', 'Bound of the error', 'Frequency', 'Offset of each source'):
        for line in shown[title].values():
            if line['points'] != 2:
                raise Failed(f'{title}: {line}')
    if list(shown['Offset of each source']) != [server.v4]:
        raise Failed(str(shown))
    stats = case.folder / 'loopstats'
    stats.write_text('58779 45850.123 0.000012500 -17.500 0.000003000 0.001500 6\n')
    page = case.folder / 'page.html'
    expect(client.run([program, '-o', page, stats]), 0, r'\A\Z')
    if 'Offset of the clock, us' not in page.read_text():
        raise Failed(page.read_text())
    expect(client.run([case.bin / 'ntptime']), 0, r'\Antp_gettime\(\) returns code \d \(\w+\)\n  time ')
