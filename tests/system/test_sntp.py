"""sntp against each kind of server, and beside ntpsec's ntpdig."""
import json
import re

from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours
from lib.peers import STRATUM, Chronyd, Ntpsec, ntpsec_tool
from test_ntpdate import SECRET, Clock

LINE = r'\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6} *\([+-]\d{4}\) [+-]\d+\.\d{6} \+/- \d+\.\d{6} '


def expect(done, status, pattern, stream='stdout'):
    text = getattr(done, stream)
    if done.returncode != status or not re.search(pattern, text):
        raise Failed(f'status {done.returncode}, not {status}, or no /{pattern}/: {done.stdout!r} {done.stderr!r}')


@test("sntp and ntpsec's ntpdig print the same form of line and of JSON", seconds=20)
def same_form(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE).wait_synchronized()
    for words in ([], ['-4'], ['-p', '2', '-t', '2']):
        for done in (client.run([case.bin / 'sntp', *words, server.v4]), ntpsec_tool(case, client, 'ntpdig', *words, server.v4)):
            expect(done, 0, LINE + rf'{server.v4} s1 no-leap\n\Z')
    ours, theirs = (json.loads(done.stdout) for done in (client.run([case.bin / 'sntp', '-j', server.v4]),
                                                         ntpsec_tool(case, client, 'ntpdig', '-j', server.v4)))
    if list(ours) != list(theirs) or {ours[key] == theirs[key] for key in ('host', 'ip', 'stratum', 'leap', 'adjusted')} != {True}:
        raise Failed(f'{ours} {theirs}')


@test('sntp reads chronyd and ntpsec, by name and with a key, and steps a clock', seconds=40)
def servers(case):
    chrony, ntpsec, client = case.hosts('chrony', 'ntpsec', 'client')
    path = case.folder / 'chrony.keys'
    path.write_text(f'5 SHA1 HEX:{SECRET}\n')
    path.chmod(0o600)
    Chronyd(case, chrony, [f'local stratum {STRATUM}', 'allow all', f'keyfile {path}'])
    Ntpsec.server(case, ntpsec)
    client.write_etc('hosts', f'{ntpsec.v4} time.example\n')
    expect(client.run([case.bin / 'sntp', 'time.example']), 0, LINE + rf'time\.example {ntpsec.v4} s{STRATUM} no-leap\n\Z')
    clock = Clock(case, client, 3)
    expect(client.run([case.bin / 'sntp', '--clock', clock.path, '-S', '-a', '5', '-k', path, chrony.v4]), 0,
           LINE + rf'{chrony.v4} s{STRATUM} no-leap\n\Z')
    if abs(clock.error_s()) > 0.01:
        raise Failed(f'{clock.error_s()} s off after the step')
    expect(client.run([case.bin / 'sntp', '-t', '1', '-a', '5', '-k', path, ntpsec.v4]), 1, 'no eligible servers', 'stderr')
