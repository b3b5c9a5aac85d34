#!/usr/bin/env python3
"""Shows the suite at work on this machine: no network, no root rights, and the machine's clock stays untouched.

Starts three reference servers (one of them lies by 300 ms), a relay that follows them and a client that follows
the relay and the servers: five real ntpd processes on loopback addresses and unprivileged ports, each with a
virtual clock of its own. Relay and client start with wrong clocks. What you see is the client's own `ntpq -p`
and, since the demonstration knows the truth, how wrong the client's clock really is.

  demo.py            live, until you press Ctrl-C
  demo.py --once     ends by itself: status 0 when the client has come within 1 ms of the truth, 1 if not in time
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

GOOD_S = 1e-3            # the client has converged when its true error stays below this ...
GOOD_FOR_S = 5           # ... for so long
CLIENT_OFFSET_S, CLIENT_PPM = 0.8, 35
RELAY_OFFSET_S, RELAY_PPM = -0.4, -20
LIE_S = 0.3

SERVERS = [('127.0.71.1', 0.0, 'GPS'), ('127.0.71.2', 0.0, 'PPS'), ('127.0.71.3', LIE_S, 'LIAR')]
RELAY, CLIENT = '127.0.71.10', '127.0.71.20'


class Demo:
    def __init__(self, bin_dir, port, folder):
        self.bin = pathlib.Path(bin_dir).resolve()
        self.port = port
        self.folder = folder
        self.processes = []

    def clock(self, name):
        return str(self.folder / f'{name}.clock')

    def tool(self, *arguments):
        return subprocess.run([str(self.bin / arguments[0]), *arguments[1:]], capture_output=True, text=True, timeout=10)

    def start(self, name, address, offset_s, ppm, lines):
        made = self.tool('ntpclock', 'create', self.clock(name), f'--offset={offset_s}', f'--frequency={ppm}')
        if made.returncode:
            sys.exit(f'ntpclock: {made.stderr.strip()}')
        config = self.folder / f'{name}.conf'
        config.write_text('\n'.join([f'port {self.port}', 'interface ignore all', f'interface listen {address}',
                                     f'driftfile {self.folder}/{name}.drift', *lines, '']))
        log = open(self.folder / f'{name}.log', 'w')
        command = [str(self.bin / 'ntpd'), '-n', '-c', str(config), '--clock', self.clock(name),
                   '-l', str(self.folder / f'{name}.ntpd.log')]
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def start_all(self):
        for number, (address, offset_s, refid) in enumerate(SERVERS, 1):
            self.start(f'server{number}', address, offset_s, 0,
                       ['server 127.127.1.0 prefer', f'fudge 127.127.1.0 stratum 0 refid {refid}'])
        upstream = [f'server {address} port {self.port} iburst minpoll 3 maxpoll 6' for address, _, _ in SERVERS]
        self.start('relay', RELAY, RELAY_OFFSET_S, RELAY_PPM, upstream)
        self.start('client', CLIENT, CLIENT_OFFSET_S, CLIENT_PPM,
                   [f'server {RELAY} port {self.port} iburst minpoll 3 maxpoll 6', *upstream])

    def died(self):
        for process in self.processes:
            if process.poll() is not None:
                return process
        return None

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def true_error_s(self, name):
        result = self.tool('ntpclock', 'compare', self.clock(name), '--json')
        return json.loads(result.stdout)['offset_s'] if result.returncode == 0 else None

    def billboard(self):
        result = self.tool('ntpq', '-pn', '-P', str(self.port), CLIENT)
        return result.stdout if result.returncode == 0 else '(the client does not answer yet)\n'

    def synchronized(self):
        result = self.tool('ntpq', '-P', str(self.port), '-c', 'rv 0 leap', CLIENT)
        return result.returncode == 0 and 'leap=00' in result.stdout


def show_s(seconds):
    if seconds is None:
        return 'unknown'
    for unit, scale in (('s', 1), ('ms', 1e-3), ('us', 1e-6)):
        if abs(seconds) >= scale:
            return f'{seconds / scale:+.3f} {unit}'
    return f'{seconds * 1e9:+.0f} ns'


class Screen:
    """The picture, refreshed in place on a terminal; elsewhere a new one every few seconds."""
    def __init__(self, out):
        self.out = out
        self.live = out.isatty()
        self.lines = 0
        self.last = 0.0

    def draw(self, text, final=False):
        if not self.live:
            if final or time.monotonic() - self.last >= 5:
                self.last = time.monotonic()
                self.out.write(text + '\n')
                self.out.flush()
            return
        if self.lines:
            self.out.write(f'\033[{self.lines}A')
        self.out.write(''.join(f'{line}\033[K\n' for line in text.split('\n')) + '\033[J')
        self.out.flush()
        self.lines = text.count('\n') + 1


def picture(demo, elapsed_s, state):
    error = show_s(demo.true_error_s('client'))
    return (f'Foliot: three servers (one lies by {LIE_S * 1e3:.0f} ms) - relay - client, all on this machine\n'
            f'{elapsed_s:5.0f} s   client {state}   true error of the client {error}   of the relay '
            f'{show_s(demo.true_error_s("relay"))}\n\n'
            f'$ ntpq -pn {CLIENT}\n{demo.billboard().rstrip()}')


NEXT_STEPS = '''
The client is within {error} of the truth; it found the liar (x) by itself.
On a real machine, write this to /etc/ntp.conf:

    driftfile /var/lib/ntp/ntp.drift
    pool 2.pool.ntp.org iburst
    restrict default kod limited nomodify notrap nopeer noquery
    restrict 127.0.0.1
    restrict ::1

then start it as root with   {bin}/ntpd -g   and watch it with   {bin}/ntpq -p
'''


def watch(demo, screen, once, limit_s):
    """Draws until the client has converged; returns whether it has."""
    begin = time.monotonic()
    good_since = None
    while True:
        elapsed = time.monotonic() - begin
        dead = demo.died()
        if dead is not None:
            screen.draw(f'a daemon ended with status {dead.returncode}; see the logs in {demo.folder}', True)
            return False
        error = demo.true_error_s('client')
        good = error is not None and abs(error) < GOOD_S and demo.synchronized()
        good_since = (good_since or elapsed) if good else None
        converged = good_since is not None and elapsed - good_since >= GOOD_FOR_S
        late = once and elapsed > limit_s
        screen.draw(picture(demo, elapsed, 'synchronised  ' if good else 'converging ...'), converged or late)
        if converged or late:
            return converged
        time.sleep(0.5)


def keep_showing(demo, screen):
    print('Live until you press Ctrl-C.\n')
    screen.lines = 0
    begin = time.monotonic()
    while demo.died() is None:
        screen.draw(picture(demo, time.monotonic() - begin, 'synchronised  '))
        time.sleep(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bin', default='build/bin', help='folder of the binaries')
    parser.add_argument('--port', type=int, default=11123, help='unprivileged port of all daemons')
    parser.add_argument('--once', action='store_true', help='end when converged (0) or after --limit (1)')
    parser.add_argument('--limit', type=float, default=60, help='seconds that --once waits')
    parser.add_argument('--keep', action='store_true', help='keep the logs')
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='foliot-demo-'))
    demo = Demo(arguments.bin, arguments.port, folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    converged = False
    try:
        demo.start_all()
        screen = Screen(sys.stdout)
        converged = watch(demo, screen, arguments.once, arguments.limit)
        if converged:
            print(NEXT_STEPS.format(error=show_s(demo.true_error_s('client')), bin=os.path.relpath(demo.bin)))
        if converged and not arguments.once:
            keep_showing(demo, screen)
    except KeyboardInterrupt:
        print()
    finally:
        demo.stop()
        if converged and not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f'logs: {folder}')
    return 0 if converged else 1


if __name__ == '__main__':
    sys.exit(main())
