"""Debian's chronyd and ntpsec's ntpd, unpacked but not installed, as servers and clients.

They run without CAP_SYS_TIME (see lan.py), chronyd with -x besides, so they serve the machine's time and leave it
alone. A missing program is a failed test.
"""
import os

from lib import control
from lib.errors import Failed

STRATUM = 3  # at which both serve; not 1, so that a stratum that was made up is noticed


def need(path):
    if not os.access(path, os.R_OK):
        raise Failed(f'{path} is missing; run tools/fetch_peers.sh')
    return path


class Chronyd:
    def __init__(self, case, host, lines):
        self.case, self.host = case, host
        self.socket = case.folder / f'{host.name}.sock'
        config = case.folder / f'{host.name}.conf'
        config.write_text('\n'.join([*lines, f'pidfile {case.folder}/{host.name}.pid', f'bindcmdaddress {self.socket}',
                                     'cmdport 0', '']))
        program = need(case.peers / 'usr/sbin/chronyd')
        self.process = case.start(f'chronyd-{host.name}', host, [program, '-x', '-d', '-u', 'root', '-f', config])

    @classmethod
    def server(cls, case, host):
        return cls(case, host, [f'local stratum {STRATUM}', 'allow all'])

    @classmethod
    def client(cls, case, host, *servers):
        return cls(case, host, [f'server {server} iburst minpoll 2 maxpoll 3' for server in servers])

    def ask(self, command):
        """The rows that chronyc prints, as lists of fields; [] without an answer."""
        program = need(self.case.peers / 'usr/bin/chronyc')
        done = self.host.run([program, '-h', self.socket, '-c', '-n', command])
        return [line.split(',') for line in done.stdout.splitlines()] if done.returncode == 0 else []

    def selected(self):
        """(address, its stratum) of the source that chronyd follows."""
        return next(((row[2], int(row[3])) for row in self.ask('sources') if row[1] == '*'), None)

    def stratum(self):
        rows = self.ask('tracking')
        return int(rows[0][2]) if rows else None

    def offset_s(self):
        """The last offset of the selected source; the clock of chronyd is the true one here."""
        rows = self.ask('sources')
        return next((float(row[7]) for row in rows if row[1] == '*'), None)


class Ntpsec:
    def __init__(self, case, host, lines):
        self.case, self.host = case, host
        config = case.folder / f'{host.name}.conf'
        config.write_text('\n'.join(['restrict default nomodify', 'restrict 127.0.0.1', 'restrict 10.71.0.0/24',
                                     'restrict fd71::/64', f'statsdir {case.folder}/', *lines, '']))
        program = need(case.peers / 'usr/sbin/ntpd')
        self.process = case.start(f'ntpsec-{host.name}', host, [program, '-n', '-c', config])

    @classmethod
    def server(cls, case, host):
        """Serves once its local clock has been polled often enough: before, it admits to a dispersion of seconds."""
        server = cls(case, host, [f'refclock local unit 0 stratum {STRATUM - 1} minpoll 0 maxpoll 0 prefer'])
        case.until('ntpsec serves good time', server.serves_well, 40)
        return server

    def serves_well(self):
        seen = self.system()
        return seen.get('stratum') == str(STRATUM) and float(seen['rootdisp']) < 500

    @classmethod
    def client(cls, case, host, *servers):
        return cls(case, host, [f'server {server} iburst minpoll 3 maxpoll 3' for server in servers])

    def system(self):
        return control.variables(self.host, self.host.v4)

    def star(self):
        return next((peer.address for peer in control.peers(self.host, self.host.v4) if peer.tally == '*'), None)


def ntpsec_ntpq(case, host, *words):
    """Runs ntpsec's ntpq in `host`."""
    return ntpsec_tool(case, host, 'ntpq', *words)


def ntpsec_tool(case, host, name, *words):
    """Runs one of ntpsec's programs in Python in `host`."""
    usr = case.peers / 'usr'
    lib = usr / 'lib'
    libraries = [str(path) for path in (lib, *lib.glob('*-linux-*'), *lib.glob('*-linux-*/ntp'))]
    env = {'PYTHONPATH': str(lib / 'python3/dist-packages'), 'LD_LIBRARY_PATH': ':'.join(libraries),
           'PYTHONDONTWRITEBYTECODE': '1'}
    return host.run(['python3', need(usr / 'bin' / name), *words], env=env)
