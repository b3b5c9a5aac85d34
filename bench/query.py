#!/usr/bin/env python3
"""How long `ntpq -pn` takes on loopback, beside ntpsec's: both ask the same ntpd of many associations, in turn.

  query.py --bin build/bin --peers build/peers [--associations 50] [--rounds 31] [--json]

The figure of a round is the whole life of the process, from its start to its end. Needs root (a network namespace).
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HOST = '127.0.0.1'
START_LIMIT_S = 20
INSIDE = 'FOLIOT_QUERY_INSIDE'


def enter_quiet_host():
    """Goes on in a network namespace that has nothing but a loopback interface, and ends with this process."""
    if INSIDE in os.environ:
        subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
        return
    os.execvpe('unshare', ['unshare', '--net', sys.executable, *sys.argv], {**os.environ, INSIDE: '1'})


def ntpsec_environment(peers):
    lib = peers / 'usr/lib'
    libraries = [lib, *lib.glob('*-linux-*'), *lib.glob('*-linux-*/ntp')]
    return {'PYTHONPATH': str(lib / 'python3/dist-packages'), 'LD_LIBRARY_PATH': ':'.join(map(str, libraries))}


def write_config(folder, associations):
    # 127.0.0.0/8 is all loopback: the servers are there, though nobody answers on most of them.
    servers = [f'server 127.1.{n // 200}.{n % 200 + 1}' for n in range(associations)]
    config = folder / 'ntp.conf'
    config.write_text('\n'.join([f'restrict {HOST}', *servers, '']))
    return config


@contextlib.contextmanager
def daemon(programs, folder, associations):
    clock = folder / 'clock'
    subprocess.run([programs / 'ntpclock', 'create', clock], check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen([programs / 'ntpd', '-n', '--clock', clock, '-c', write_config(folder, associations)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def rows(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return len(done.stdout.splitlines()) - 2 if done.returncode == 0 else 0


def wait_for(command, associations):
    deadline = time.monotonic() + START_LIMIT_S
    while rows(command) < associations:
        if time.monotonic() > deadline:
            raise SystemExit(f'{command[0]}: fewer than {associations} associations after {START_LIMIT_S} s')
        time.sleep(0.1)


def taken_ms(command):
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - begin) * 1e3


def measure(commands, rounds):
    """{name: [time of each round in ms]}, the commands in turn."""
    taken = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(taken_ms(command))
    return taken


def summary(taken):
    medians = {name: statistics.median(times) for name, times in taken.items()}
    return {name: {'median_ms': medians[name], 'least_ms': min(times), 'most_ms': max(times),
                   'ratio': medians[name] / medians['ntpsec']} for name, times in taken.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bin', type=pathlib.Path, default='build/bin')
    parser.add_argument('--peers', type=pathlib.Path, default='build/peers')
    parser.add_argument('--associations', type=int, default=50)
    parser.add_argument('--rounds', type=int, default=31)
    parser.add_argument('--json', action='store_true')
    wanted = parser.parse_args()
    enter_quiet_host()
    programs, peers = wanted.bin.resolve(), wanted.peers.resolve()
    commands = {'foliot': [programs / 'ntpq', '-pn', HOST], 'ntpsec': ['python3', peers / 'usr/bin/ntpq', '-pn', HOST]}
    os.environ.update(ntpsec_environment(peers))
    with tempfile.TemporaryDirectory() as folder, daemon(programs, pathlib.Path(folder), wanted.associations):
        for command in commands.values():
            wait_for(command, wanted.associations)
        result = summary(measure(commands, wanted.rounds))
    if wanted.json:
        print(json.dumps({'associations': wanted.associations, 'rounds': wanted.rounds, **result}))
        return
    print(f'ntpq -pn on loopback, {wanted.associations} associations, {wanted.rounds} rounds')
    for name, figures in result.items():
        print('  {:8} median {median_ms:7.1f} ms  ({least_ms:.1f} .. {most_ms:.1f})  ratio {ratio:.3f}'.format(name, **figures))


if __name__ == '__main__':
    main()
