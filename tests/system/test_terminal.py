"""ntpq on a terminal: lines that are edited and remembered, names that are completed, and the live view."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from lib.case import test
from lib.errors import Failed
from lib.lan import inside
from lib.ours import REFERENCE, Ours, follow

PROMPT = 'ntpq> '
UP, DOWN, LEFT, CTRL_C, CTRL_D, TAB = '\x1b[A', '\x1b[B', '\x1b[D', '\x03', '\x04', '\t'
LIMIT_S = 10
LOCAL_MODES = 3  # where tcgetattr has them
ROWS, COLUMNS = 24, 100


class Terminal:
    """`with Terminal(host, command) as terminal:` a program on a terminal of its own; what is on its screen is `seen`."""

    def __init__(self, host, command):
        self.seen = ''
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', ROWS, COLUMNS, 0, 0))
        environment = {**os.environ, 'TERM': 'xterm', 'LC_ALL': 'C'}
        with inside(host.namespace):
            self.process = subprocess.Popen(['setsid', '--ctty', *map(str, command)], stdin=slave, stdout=slave, stderr=slave,
                                            env=environment)
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)

    def type(self, keys):
        """Waits until keys go to the program one by one; forgets what was seen before."""
        until = time.monotonic() + LIMIT_S
        while termios.tcgetattr(self.master)[LOCAL_MODES] & termios.ICANON:
            if time.monotonic() > until:
                raise Failed(f'the program does not read single keys: {self.seen!r}')
            time.sleep(0.01)
        self.seen = ''
        os.write(self.master, keys.encode())

    def expect(self, pattern):
        until = time.monotonic() + LIMIT_S
        while not re.search(pattern, self.seen):
            left = until - time.monotonic()
            if left < 0 or not select.select([self.master], [], [], left)[0]:
                raise Failed(f'/{pattern}/ is not on the screen: {self.seen!r}')
            try:
                self.seen += os.read(self.master, 65536).decode()
            except OSError as error:
                raise Failed(f'the program ended before /{pattern}/: {self.seen!r}') from error

    def expect_end(self, status=0):
        self.drain()
        if self.process.wait(LIMIT_S) != status:
            raise Failed(f'exit status {self.process.returncode}: {self.seen!r}')

    def drain(self):
        try:
            while select.select([self.master], [], [], 0.2)[0]:
                self.seen += os.read(self.master, 65536).decode()
        except OSError:
            return


@test('ntpq on a terminal edits lines, remembers them, completes names, and outlives Ctrl-C')
def line_editor(case):
    host, = case.hosts('host')
    Ours(case, host, REFERENCE).wait_synchronized()
    with Terminal(host, [case.bin / 'ntpq', '-n', host.v4]) as terminal:
        terminal.expect(PROMPT)
        terminal.type('xost' + LEFT * 3 + '\x7fh' + '\n')  # the first letter is mended
        terminal.expect(rf'current host is {host.v4}[^$]*{PROMPT}')
        terminal.type('sysi' + TAB + '\n')
        terminal.expect(rf'system peer:[^$]*{PROMPT}')
        terminal.type(UP + UP + '\n')  # the one before the last
        terminal.expect(rf'current host is {host.v4}[^$]*{PROMPT}')
        terminal.type('no such command' + CTRL_C)
        terminal.expect(PROMPT)
        terminal.type('pe\n')
        terminal.expect(rf'remote +refid[^$]*127\.127\.1\.0[^$]*{PROMPT}')
        terminal.type(CTRL_D)
        terminal.expect_end()


@test('ntpq --watch on a terminal shows the sources, looks into one, follows the size, and leaves a clean screen')
def live_view(case):
    host, other = case.hosts('host', 'other')
    Ours(case, host, [*REFERENCE, *follow(other.v4)]).wait_synchronized()
    with Terminal(host, [case.bin / 'ntpq', '-n', '--watch', host.v4]) as terminal:
        terminal.expect(rf'127\.127\.1\.0[^$]*{re.escape(other.v4)}')
        terminal.type(DOWN + '\n')
        terminal.expect(r'srcadr=|srchost=')
        terminal.type(LEFT)  # back from the source
        terminal.expect(r'127\.127\.1\.0')
        fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack('HHHH', 10, 60, 0, 0))
        terminal.process.send_signal(signal.SIGWINCH)
        terminal.seen = ''
        terminal.expect(r'127\.127\.1\.0')
        longest = max(len(re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', line)) for line in re.split(r'\r?\n', terminal.seen))
        if longest > 60:
            raise Failed(f'{longest} columns on a terminal of 60: {terminal.seen!r}')
        terminal.type('q')
        terminal.expect(r'\x1b\[\?1049l')
        terminal.expect_end()
