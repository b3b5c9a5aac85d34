"""ntp-keygen: its files are read by our daemon, by ntpsec's and by chronyd (R11)."""
import stat

from lib.case import test
from lib.errors import Failed
from lib.ours import REFERENCE, Ours
from lib.peers import STRATUM, Chronyd, Ntpsec

KINDS = {'chrony': ['MD5', 'SHA1', 'SHA256', 'SHA512', 'AES128CMAC', 'AES256CMAC'],
         'ntpsec': ['MD5', 'SHA1', 'SHA256', 'SHA512', 'AES128CMAC']}


def make(case, host, *words):
    done = host.run([case.bin / 'ntp-keygen', '--directory', case.folder, *words])
    if done.returncode:
        raise Failed(done.stderr)
    return done


def make_file(case, host, dialect):
    """A key of each kind, with ids from 1, for `dialect`; the same secrets for us, since we read every dialect."""
    text = ''.join(make(case, host, '--format', dialect, '--type', kind, '--first', number, '--count', 1, '-o', '-').stdout
                   for number, kind in enumerate(KINDS[dialect], 1))
    path = case.folder / f'{dialect}.keys'
    path.write_text(text)
    path.chmod(0o600)
    return path


def expect_all_believed(case, client, server, path, count):
    for key in range(1, count + 1):
        done = client.run([case.bin / 'ntpdate', '-qp1', '-a', key, '-k', path, server.v4])
        if done.returncode:
            raise Failed(f'key {key}: {done.stderr}')


@test('keys that ntp-keygen makes for chrony are read by chronyd and by us', seconds=20)
def for_chrony(case):
    server, client = case.hosts('server', 'client')
    path = make_file(case, client, 'chrony')
    chronyd = Chronyd(case, server, [f'local stratum {STRATUM}', 'allow all', f'keyfile {path}'])
    case.until('chronyd serves', lambda: chronyd.stratum() == STRATUM, 10)
    expect_all_believed(case, client, server, path, len(KINDS['chrony']))


@test("keys that ntp-keygen makes for ntpsec are read by its daemon and by us", seconds=30)
def for_ntpsec(case):
    server, client = case.hosts('server', 'client')
    path = make_file(case, client, 'ntpsec')
    ntpsec = Ntpsec(case, server, ['refclock local unit 0 stratum 2 minpoll 0 maxpoll 0 prefer', f'keys {path}',
                                   'trustedkey 1 2 3 4 5'])
    case.until('ntpsec serves good time', ntpsec.serves_well, 40)
    expect_all_believed(case, client, server, path, len(KINDS['ntpsec']))


@test('the classic file of ntp-keygen -M has mode 0600 and works with our daemon by its link')
def classic(case):
    server, client = case.hosts('server', 'client')
    make(case, server, '-M', '-s', 'relay')
    link = case.folder / 'ntpkey_MD5key_relay'
    if not link.is_symlink() or stat.S_IMODE(link.resolve().stat().st_mode) != 0o600:
        raise Failed(f'{link}: no link to a file of mode 0600')
    Ours(case, server, [*REFERENCE, f'keys {link}', 'trustedkey (1 ... 20)']).wait_synchronized()
    for key in (1, 10, 11, 20):
        done = client.run([case.bin / 'ntpdate', '-qp1', '-a', key, '-k', link, server.v4])
        if done.returncode:
            raise Failed(f'key {key}: {done.stderr}')
