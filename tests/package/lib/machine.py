"""A machine for one test: the base system with a layer of its own, in namespaces of its own (files, network, processes,
host name), which end with it. Nothing in it can touch the clock, which all namespaces share: no process has CAP_SYS_TIME.
"""
import pathlib
import shutil
import subprocess
import time

from lib.failure import Failed

NO_CLOCK = ['setpriv', '--bounding-set', '-sys_time', '--inh-caps', '-sys_time', '--']
LIMIT_S = 120
# Process 1 of the machine: brings up what a machine has, then collects processes that lost their parents.
INIT = r'''
mount --make-rprivate / || exit 1
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root" || exit 1
mount -t proc proc "$2/root/proc" || exit 1
mount -t tmpfs -o mode=755 run "$2/root/run" || exit 1
mkdir -p "$2/root/run/lock"
ip link set lo up
# A machine without these starts no services.
: >"$2/root/sbin/init"
printf '#!/bin/sh\necho N 2\n' >"$2/root/sbin/runlevel"
chmod +x "$2/root/sbin/runlevel"
echo '127.0.0.1 localhost' >"$2/root/etc/hosts"
: >"$2/root/etc/resolv.conf"
: >"$2/up"
while :; do sleep 1000 & wait; done
'''


class Machine:
    def __init__(self, base, folder):
        self.folder = folder
        for part in ('upper', 'work', 'root'):
            (folder / part).mkdir(parents=True)
        command = [*NO_CLOCK, 'unshare', '--mount', '--net', '--pid', '--uts', '--fork', '--kill-child', 'dash', '-c', INIT,
                   'init', str(base), str(folder)]
        self.log = folder / 'init.log'
        with open(self.log, 'wb') as log:
            self.init = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.until('the machine is up', (folder / 'up').exists)
        children = pathlib.Path(f'/proc/{self.init.pid}/task/{self.init.pid}/children').read_text().split()
        self.pid = children[0]

    @property
    def root(self):
        return self.folder / 'root'

    def until(self, what, condition, limit_s=20):
        end = time.monotonic() + limit_s
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > end:
                raise Failed(f'not within {limit_s} s: {what}')
            time.sleep(0.05)

    def enter(self, argv, chroot=True):
        """A command line that runs argv in here; chroot=False: with the programs of the outer system."""
        inner = ['chroot', str(self.root)] if chroot else []
        return ['nsenter', '-t', self.pid, '-m', '-n', '-p', '-u', *NO_CLOCK, *inner, *map(str, argv)]

    def run(self, *argv, expect=0, env=None, outer=False, text=''):
        environment = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C', 'DEBIAN_FRONTEND': 'noninteractive',
                       'HOME': '/root', **(env or {})}
        done = subprocess.run(self.enter(argv, chroot=not outer), capture_output=True, text=True, timeout=LIMIT_S,
                              env=environment, input=text)
        done.output = done.stdout + done.stderr
        if expect is not None and done.returncode != expect:
            raise Failed(f'{" ".join(map(str, argv))}: status {done.returncode}, not {expect}\n{done.output}')
        return done

    def sh(self, script, **options):
        return self.run('sh', '-c', script, **options)

    def write(self, path, text, mode=None):
        self.run('sh', '-c', 'mkdir -p "$(dirname "$1")" && cat >"$1"', 'write', path, text=text)
        if mode is not None:
            self.run('chmod', f'{mode:o}', path)

    def read(self, path):
        return self.run('cat', path).stdout

    def exists(self, path):
        return self.run('test', '-e', path, expect=None).returncode == 0

    def copy_in(self, path):
        """Puts a file of the outer system into /root; returns where."""
        target = f'/root/{path.name}'
        subprocess.run(self.enter(['sh', '-c', f'cat >{target}']), input=path.read_bytes(), check=True)
        return target

    def stat(self, path):
        """(owner, group, mode)"""
        owner, group, mode = self.run('stat', '-c', '%U %G %a', path).stdout.split()
        return owner, group, int(mode, 8)

    def paths(self):
        """Everything that exists, but for what is kernel's or fleeting."""
        found = self.sh('find / -xdev \\( -path /proc -o -path /run -o -path /tmp -o -path /root \\) -prune -o -print')
        return set(found.stdout.splitlines())

    def daemon_pid(self):
        """The process number of the ntpd in here, also of one that a tracer has just stopped; None when none runs."""
        def running():
            return self.run('pgrep', '-x', 'ntpd', '--runstates', 'SRDIt', expect=None).stdout.split()
        found = []

        def settled():
            found[:] = running()
            return len(found) < 2
        # One that goes into the background leaves its parent behind for a moment.
        self.until('at most one daemon runs', settled, 2)
        return int(found[0]) if found else None

    def close(self):
        self.init.kill()
        self.init.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
