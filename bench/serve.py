#!/usr/bin/env python3
"""How fast ntpd answers, against Debian's chronyd: the table of medians and ratios.

  serve.py --bin build/bin --peers build/peers [--rounds 5] [--seconds 0.3] [--ours 'WORDS; ...'] [--json]
           [--inside-kernel] [--unlimited]

Both serve in turn in one network namespace, joined by a veth pair to that of the load generator (bench/load). The
generator has one processor; the server has the other, and so does the thread that receives for its interface, whose time
is counted as the server's. Everything runs with real-time priority, in short bursts, so that a machine that others use
as well measures the same; the machine's clock is never touched. Needs root, ip, ethtool, setpriv, chrt and taskset.

With --inside-kernel frames are made and counted inside the kernel, for what answers there (--ours 'xdp auto native').
--unlimited: both without rate limiting.

Absolute figures belong to the machine, ratios travel.
"""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

GENERATOR_CPU, SERVER_CPU = 0, 1
CLIENTS = 1_000_000
GENERATOR_RESTS_NS = 20_000
ADDRESS, GENERATOR, CLIENT_NET = '192.0.2.2', '192.0.2.1', '10.0.0.0/10'
MACS = {'client': '02:00:00:00:00:01', 'server': '02:00:00:00:00:02'}
PRIORITY, HIGHER_PRIORITY, HIGHEST_PRIORITY = '10', '20', '30'
LOWEST_RATE, HIGHEST_RATE, STEP = 8_000, 8_000_000, 1.03
LOSS_ALLOWED = 0.0002  # a tenth of a packet queue; a machine with other work loses as much by itself
ATTEMPTS = 3
TURN_RATE = 20_000
FLOOD_SECONDS, QUESTION_LIMIT_S = 1.5, 10
# Asks in the middle of a flood, when a process of no priority would hardly get to run.
QUESTION = """import subprocess, sys, time
time.sleep(0.5)
begin = time.monotonic()
done = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, timeout=float(sys.argv[1]))
print(time.monotonic() - begin if done.returncode == 0 else sys.argv[1])
"""


def run(*words, **more):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, **more).stdout


class Lan:
    """Two namespaces, a wire between them."""

    def __init__(self):
        self.names = {end: f'foliot-bench-{end}-{os.getpid()}' for end in MACS}
        self.links = {end: f'fb{end[0]}{os.getpid()}' for end in MACS}

    def __enter__(self):
        for name in self.names.values():
            run('ip', 'netns', 'add', name)
        ends = [(self.links[end], MACS[end], self.names[end]) for end in MACS]
        (a, a_mac, a_space), (b, b_mac, b_space) = ends
        run('ip', 'link', 'add', a, 'address', a_mac, 'netns', a_space, 'type', 'veth',
            'peer', 'name', b, 'address', b_mac, 'netns', b_space)
        for end, host in (('client', GENERATOR), ('server', ADDRESS)):
            self.inside(end, 'ip', 'address', 'add', f'{host}/24', 'dev', self.links[end])
            # With GRO here and no TSO at the other end the interface receives by NAPI, which can be given a thread of
            # its own; otherwise the sender's processor does it.
            self.inside(end, 'ethtool', '-K', self.links[end], 'gro', 'on', 'tso', 'off', 'tx-tcp6-segmentation', 'off',
                        'tx-tcp-ecn-segmentation', 'off', 'tx-tcp-mangleid-segmentation', 'off')
        # A driver takes frames of XDP only if the other end already received by NAPI when it went up.
        for end in self.names:
            if end == 'client':  # else each reply would wake the generator's receiver, at the server's cost
                self.inside(end, 'sh', '-c', f'cd /sys/class/net/{self.links[end]} && echo {GENERATOR_RESTS_NS} > '
                            'gro_flush_timeout && echo 10 > napi_defer_hard_irqs')
            for link in ('lo', self.links[end]):
                self.inside(end, 'ip', 'link', 'set', link, 'up')
            self.inside(end, 'sh', '-c', f'echo 1 > /sys/class/net/{self.links[end]}/threaded')
        self.inside('server', 'ip', 'neighbour', 'replace', GENERATOR, 'lladdr', MACS['client'], 'dev',
                    self.links['server'], 'nud', 'permanent')
        self.inside('server', 'ip', 'route', 'add', CLIENT_NET, 'via', GENERATOR)
        return self

    def __exit__(self, *_):
        for name in self.names.values():
            subprocess.run(['ip', 'netns', 'delete', name], capture_output=True)

    def inside(self, end, *words):
        return run('ip', 'netns', 'exec', self.names[end], *words)

    def receiver(self, end, processor, priority):
        """The thread that receives for an interface, on `processor`; its process number."""
        prefix = f'napi/{self.links[end]}'[:15]
        for folder in pathlib.Path('/proc').glob('[0-9]*'):
            with contextlib.suppress(OSError):
                if (folder / 'comm').read_text().startswith(prefix):
                    run('taskset', '-pc', processor, folder.name)
                    run('chrt', '-f', '-p', priority, folder.name)
                    return int(folder.name)
        sys.exit(f'serve.py: no thread receives for {self.links[end]}: is the kernel older than 5.13?')


def spent_ns(pids):
    """Processor time of all threads of the processes."""
    total = 0
    for pid in pids:
        for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
            total += int((task / 'schedstat').read_text().split()[0])
    return total


class Server:
    def __init__(self, lan, folder, label, argv, question):
        self.lan, self.label, self.question = lan, label, question
        self.log = folder / f'{label}.log'
        command = ['ip', 'netns', 'exec', lan.names['server'], 'setpriv', '--bounding-set', '-sys_time', '--inh-caps',
                   '-sys_time', 'taskset', '-c', str(SERVER_CPU), 'chrt', '-f', PRIORITY, *map(str, argv)]
        self.process = subprocess.Popen(command, stdout=self.log.open('w'), stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


class Bench:
    def __init__(self, options, lan):
        self.options, self.lan = options, lan
        self.load_tool = options.bin / 'ntp_load'
        self.asked = 0  # a client that asks again at once would be limited

    def load(self, server, rate, seconds=None):
        """One burst: what the generator says, with the processor time that the server's side took."""
        pids = [server.process.pid, self.lan.receiver('server', SERVER_CPU, PRIORITY)]
        self.lan.receiver('client', GENERATOR_CPU, HIGHER_PRIORITY)  # the generator never rests by itself
        before = spent_ns(pids)
        result = json.loads(self.lan.inside(
            'client', 'chrt', '-f', PRIORITY, self.load_tool, '--interface', self.lan.links['client'], '--to', ADDRESS,
            '--to-mac', MACS['server'], '--clients', CLIENTS, '--skip', self.asked, '--rate', rate, '--seconds',
            seconds or self.options.seconds, '--processor', GENERATOR_CPU, *self.options.generator))
        self.asked = (self.asked + result['sent']) % CLIENTS
        result['cpu_ns'] = (spent_ns(pids) - before) / max(result['answered'], 1)
        result['per_s'] = result['answered'] / result['seconds']
        time.sleep(0.2)  # what has real-time priority must not have it all
        return result

    def wait_until_it_answers(self, server):
        for _ in range(60):
            if server.process.poll() is not None:
                break
            if self.load(server, 1000, 0.1)['answered'] > 50:
                return
            time.sleep(0.5)
        sys.exit(f'serve.py: {server.label} does not answer:\n{server.log.read_text()}')

    def holds(self, server, rate):
        """The burst at `rate` without loss, in one of a few attempts; None when none was."""
        for _ in range(ATTEMPTS):
            result = self.load(server, rate)
            if result['sent'] >= 0.98 * rate * result['seconds'] and \
                    result['answered'] >= result['sent'] * (1 - LOSS_ALLOWED):
                return result
        return None

    def highest(self, server):
        """The burst at the highest rate without loss, within a few percent."""
        rate, best = LOWEST_RATE, None
        while rate < HIGHEST_RATE and (result := self.holds(server, rate)):
            best, rate = result, rate * 1.5
        if best is None:
            sys.exit(f'serve.py: {server.label} loses requests even at {LOWEST_RATE} per second')
        low, high = rate / 1.5, rate
        while high / low > STEP:
            middle = (low * high) ** 0.5
            if result := self.holds(server, middle):
                best, low = result, middle
            else:
                high = middle
        return best

    def question_ms(self, server):
        """How long ntpq or chronyc waits at the server's own host in the middle of a flood; no answer is the limit."""
        inside = ['ip', 'netns', 'exec', self.lan.names['server'], 'chrt', '-f', HIGHEST_PRIORITY]
        asking = subprocess.Popen([*inside, sys.executable, '-c', QUESTION, str(QUESTION_LIMIT_S),
                                   *map(str, server.question)], stdout=subprocess.PIPE, text=True)
        self.load(server, 0, FLOOD_SECONDS)
        said, _ = asking.communicate()
        return float(said or QUESTION_LIMIT_S) * 1000

    def measure(self, server):
        self.wait_until_it_answers(server)
        best, calm = self.highest(server), self.load(server, TURN_RATE)
        # Among equals the thread that receives would never yield to the server again, as a real machine's does.
        run('chrt', '-a', '-f', '-p', HIGHER_PRIORITY, server.process.pid)
        flood = self.load(server, 0)
        waited_ms = self.question_ms(server)
        return {'loss-free responses/s': best['per_s'], 'CPU ns/response at that rate': best['cpu_ns'],
                'responses/s when flooded': flood['per_s'], 'CPU ns/response when flooded': flood['cpu_ns'],
                f'T3-T2 ns at {TURN_RATE}/s, median': calm['turn_ns'], 'ms to a question when flooded': waited_ms}


OURS = ['server 127.127.1.0 prefer', 'fudge 127.127.1.0 stratum 1', 'disable ntp',
        'restrict default limited kod nomodify noquery', 'restrict -6 default limited kod nomodify noquery',
        'restrict 198.51.100.0 mask 255.255.255.0 ignore', 'restrict 127.0.0.1', 'mru maxmem 65536']
CHRONY = ['local stratum 1', 'allow', 'bindcmdaddress 127.0.0.1', 'bindcmdaddress /', 'ratelimit interval 1 burst 16',
          'clientloglimit 67108864']


def least_ns(options, folder):
    """What an answer costs that is nothing but the request sent back at the driver: the medians."""
    argv = [options.bin.resolve() / 'ntp_load', '--send-back', '--interface']
    floods = []
    for _ in range(options.rounds):
        with Lan() as lan, Server(lan, folder, 'sender', [*argv, lan.links['server']], None) as server:
            bench = Bench(options, lan)
            bench.wait_until_it_answers(server)
            floods.append(bench.load(server, 0))
    return {name: statistics.median(flood[name] for flood in floods) for name in ('per_s', 'cpu_ns')}


def contenders(options, folder):
    ours = folder / 'ntp.conf'
    ours_lines = [line.replace(' limited kod', '') for line in OURS] if options.unlimited else OURS
    ours.write_text('\n'.join([*ours_lines, *options.ours.split(';'), '']))
    theirs = folder / 'chrony.conf'
    their_lines = [line for line in CHRONY if not (options.unlimited and line.startswith('ratelimit'))]
    theirs.write_text('\n'.join([*their_lines, f'pidfile {folder}/chronyd.pid', '']))
    peers = options.peers.resolve()
    ntpq = [options.bin.resolve() / 'ntpq', '-n', '-c', 'rv 0 stratum', '127.0.0.1']
    chronyc = [peers / 'usr/bin/chronyc', '-n', '-h', '127.0.0.1', 'tracking']
    return [('chronyd', [peers / 'usr/sbin/chronyd', '-d', '-x', '-u', 'root', '-f', theirs], chronyc),
            ('ntpd', [options.bin.resolve() / 'ntpd', '-n', '-c', ours], ntpq)]


def table(results, labels):
    width = max(map(len, results[labels[0]][0]))
    lines = [f'{"":{width}}  {labels[0]:>22}  {labels[1]:>22}  ratio']
    for name in results[labels[0]][0]:
        cells, medians = [], []
        for label in labels:
            values = [one[name] for one in results[label]]
            medians.append(statistics.median(values))
            cells.append(f'{medians[-1]:>9,.0f} [{min(values):,.0f}..{max(values):,.0f}]')
        ratio = medians[1] / medians[0] if medians[0] else float('nan')
        lines.append(f'{name:{width}}  {cells[0]:>22}  {cells[1]:>22}  {ratio:.3g}')
    return '\n'.join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--bin', type=pathlib.Path, default=pathlib.Path('build/bin'))
    parser.add_argument('--peers', type=pathlib.Path, default=pathlib.Path('build/peers'))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=0.3)
    parser.add_argument('--ours', default='workers 1', help="more lines of ours, with ';' between them")
    parser.add_argument('--inside-kernel', dest='generator', action='store_const', const=['--inside-kernel'],
                        default=[], help='make and count the frames there')
    parser.add_argument('--unlimited', action='store_true', help='without rate limiting')
    parser.add_argument('--json', action='store_true')
    options = parser.parse_args()
    missing = [tool for tool in ('ip', 'ethtool', 'setpriv', 'chrt', 'taskset') if not shutil.which(tool)]
    if os.geteuid() != 0 or missing or os.cpu_count() < 2:
        print(f'serve.py: left out: needs root, two processors, and {" ".join(missing) or "nothing else"}')
        return
    if options.generator and not (options.bin / 'ntp_load.bpf.o').exists():
        print('serve.py: left out: the generator inside the kernel was not built (clang and libbpf-dev)')
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix='foliot-bench-'))
    try:
        results = {}
        for number in range(options.rounds):
            listed = contenders(options, folder)
            for label, argv, question in listed if number % 2 == 0 else reversed(listed):
                with Lan() as lan, Server(lan, folder, label, argv, question) as server:
                    results.setdefault(label, []).append(Bench(options, lan).measure(server))
        labels = [label for label, *_ in contenders(options, folder)]
        if options.json:
            print(json.dumps(results))
        else:
            print(f'medians [range] of {options.rounds} rounds, {CLIENTS:,} clients, ours with: {options.ours}')
            print(table(results, labels))
            if options.generator:
                least = least_ns(options, folder)
                print(f'nothing but sending requests back, flooded: {least["per_s"]:,.0f}/s, {least["cpu_ns"]:,.0f} ns')
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
