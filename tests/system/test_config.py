"""The configuration as the program reads it: --check, --explain, --strict, folders of files."""
import json

from lib.case import test
from lib.errors import Failed


def ask(case, *arguments):
    """The status and output of ntpd, which only reads and ends."""
    done = case.host('asker').run([case.bin / 'ntpd', *arguments])
    return done.returncode, done.stdout, done.stderr


def expect(got, wanted, what):
    if got != wanted:
        raise Failed(f'{what}: {got!r} instead of {wanted!r}')


@test('ntpd --check tells nothing, warnings and errors apart, with file, line and column')
def check(case):
    conf = case.folder / 'ntp.conf'
    for text, status, shown in (
            ('server a.example iburst\n', 0, ''),
            ('trap 192.0.2.1\n', 1, f'{conf}:1:1: warning: \'trap\' has no effect'),
            ('server a.example\nserver b.example ibrust\nx\n', 2, f'{conf}:2:18: error: unknown option \'ibrust\'')):
        conf.write_text(text)
        got, output, _ = ask(case, '--check', '-c', conf)
        expect(got, status, text)
        if not output.startswith(shown) or bool(output) != bool(shown):
            raise Failed(f'{text!r}: {output!r}')
    expect(output.count('\n'), 2, 'lines for two errors')


@test('ntpd --explain says where each setting comes from, through ntp.d and the command line')
def explain(case):
    conf = case.folder / 'ntp.conf'
    conf.write_text('tinker panic 0\nincludefile more\n')
    (case.folder / 'more').write_text('server a.example prefer\n')
    (case.folder / 'ntp.d').mkdir()
    (case.folder / 'ntp.d' / '10.conf').write_text('tos minsane 2\n')
    status, output, _ = ask(case, '--explain', '--json', '-c', conf, '-f', '/drift')
    expect(status, 0, 'status')
    origins = {' '.join(filter(None, (s['directive'], s.get('word'), s['value']))): s['from']
               for s in json.loads(output)['settings']}
    for setting, origin in (('tinker panic 0', f'{conf}:1:8'), ('tinker stepout 300', 'default'),
                            ('server a.example prefer', f'{case.folder}/more:1:8'), ('driftfile /drift', 'command line'),
                            ('tos minsane 2', f'{case.folder}/ntp.d/10.conf:1:5')):
        expect(origins.get(setting), origin, setting)


@test('ntpd --strict does not start on an error in the configuration')
def strict(case):
    conf = case.folder / 'ntp.conf'
    conf.write_text('server 192.0.2.1 ibrust\n')
    status, _, errors = ask(case, '--strict', '-n', '-c', conf)
    expect(status, 1, 'status')
    if '--strict' not in errors or ':1:18: unknown option' not in errors:
        raise Failed(errors)
