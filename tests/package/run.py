#!/usr/bin/env python3
"""Tests of the packages: what is in them, and how they live on a machine.

  run.py --packages build/packages --bin build/bin      (needs root; make package builds them)
  run.py --only init                                    those whose names contain the word

Each test has machines of its own: namespaces with a small Debian system, made once in build/package-root. The last line
says `N passed, M failed`.
"""
import argparse
import importlib
import os
import pathlib
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

from lib import base_root  # noqa: E402
from lib.case import TESTS, Case  # noqa: E402
from lib.failure import Failed  # noqa: E402


def run_one(arguments, function):
    case = Case(arguments.packages.resolve(), arguments.bin.resolve(), arguments.root.resolve())
    try:
        function(case)
        return ''
    except (Failed, AssertionError) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f'{pathlib.Path(place.filename).name}:{place.lineno}: {str(error) or place.line}'
    except Exception:  # the test itself is broken: a failure as well
        return traceback.format_exc()
    finally:
        case.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--packages', type=pathlib.Path, default=ROOT / 'build/packages')
    parser.add_argument('--bin', type=pathlib.Path, default=ROOT / 'build/bin', help='folder of the binaries')
    parser.add_argument('--root', type=pathlib.Path, default=ROOT / 'build/package-root', help='folder of the small system')
    parser.add_argument('--only', action='append', metavar='NAME')
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print('run.py: needs root: it makes namespaces and installs packages into scratch systems', file=sys.stderr)
        return 2
    for path in sorted(HERE.glob('test_*.py')):
        importlib.import_module(path.stem)
    print(f'small system: {base_root.make(arguments.root, next(arguments.packages.glob("foliot_*.deb")))}', flush=True)
    failed = passed = 0
    for name, function in TESTS:
        if arguments.only and not any(word in name for word in arguments.only):
            continue
        begin = time.monotonic()
        reason = run_one(arguments, function)
        print(f'{"FAIL" if reason else "ok  "} {time.monotonic() - begin:5.1f} s  {name}', flush=True)
        if reason:
            print(f'     {reason}', flush=True)
        failed += bool(reason)
        passed += not reason
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
