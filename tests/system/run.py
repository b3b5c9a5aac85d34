#!/usr/bin/env python3
"""System tests: real daemons and tools, real peers, in network namespaces that each test makes and removes itself.

  run.py --bin build/bin               all tests (needs root for the namespaces; the machine's clock is never touched)
  run.py --only 'chronyd' --only -x    those whose names contain one of the words
  run.py --list                        the names

The last line says `N passed, M failed`; the exit status is 0 when none failed, 1 when one did, 2 when nothing could
be run. Peers (chronyd, ntpsec) are unpacked by tools/fetch_peers.sh; without them their tests fail.
"""
import argparse
import dataclasses
import importlib
import json
import os
import pathlib
import shutil
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

from lib.case import TESTS  # noqa: E402
from lib.runner import Runner  # noqa: E402

PROGRAMS = ['ntpd', 'ntpq', 'ntpclock', 'ntpdate', 'ntpstat', 'ntp-wait', 'ntptrace', 'sntp', 'ntp-keygen', 'ntptime',
            'ntpplot']
TOOLS = ['ip', 'setpriv']


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bin', type=pathlib.Path, default=ROOT / 'build/bin', help='folder of the binaries')
    parser.add_argument('--peers', type=pathlib.Path, default=ROOT / 'build/peers', help='folder of the unpacked peers')
    parser.add_argument('--only', action='append', metavar='NAME', help='run tests whose name contains this')
    parser.add_argument('--jobs', type=int, default=6, help='tests at a time; they mostly wait')
    parser.add_argument('--list', action='store_true', help='print the names and end')
    parser.add_argument('--json', action='store_true', help='print one JSON object; the lines go to stderr')
    return parser.parse_args()


def load_tests(only):
    for path in sorted(HERE.glob('test_*.py')):
        importlib.import_module(path.stem)
    return [test for test in TESTS if not only or any(word in test.name for word in only)]


def obstacle(arguments, tests):
    """Why nothing can be run; None when all is well."""
    if not tests:
        return 'no test has such a name'
    if os.geteuid() != 0:
        return 'system tests need root: they make network namespaces (try sudo)'
    for program in PROGRAMS:
        if not os.access(arguments.bin / program, os.X_OK):
            return f'{arguments.bin / program} is missing: build first, or name its folder with --bin'
    for tool in TOOLS:
        if not shutil.which(tool):
            return f'`{tool}` is missing: install iproute2 and util-linux'
    return None


def end_by_signal(number, _):
    signal.signal(number, signal.SIG_IGN)  # cleaning up is not to be interrupted
    sys.exit(128 + number)


def main():
    arguments = parse_arguments()
    tests = load_tests(arguments.only)
    if arguments.list:
        print('\n'.join(test.name for test in tests))
        return 0
    problem = obstacle(arguments, tests)
    if problem:
        print(f'run.py: {problem}', file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end_by_signal)
    out = sys.stderr if arguments.json else sys.stdout
    runner = Runner(arguments.bin.resolve(), arguments.peers.resolve(), arguments.jobs,
                    lambda text: print(text, file=out, flush=True))
    results = runner.run(tests)
    failed = sum(not result.passed for result in results)
    if arguments.json:
        print(json.dumps({'passed': len(results) - failed, 'failed': failed,
                          'tests': [dataclasses.asdict(result) for result in results]}))
    print(f'{len(results) - failed} passed, {failed} failed', file=out, flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
