#!/usr/bin/env python3
"""Runs clang-tidy over src/, two files at a time, with progress; exit status 1 and the findings when there are any.

  lint.py --build build/release [--jobs N] [FILE ...]     default: every .cpp of src/
"""
import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys


def tidy(path, build):
    # The standard library uses its own deprecated parts, which clang reports where a template is instantiated.
    # GCC's own extra warnings are GCC's part; clang does not know all of their names.
    command = ['clang-tidy-19', '-p', build, '--quiet', '--extra-arg=-Wno-unknown-warning-option',
               '--extra-arg=-Wno-ignored-optimization-argument',
               '--extra-arg=-Wno-deprecated-declarations', str(path)]
    result = subprocess.run(command, capture_output=True, text=True)
    findings = [line for line in result.stdout.splitlines() if line.strip()]
    return path, result.returncode, '\n'.join(findings) or result.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', default='build/release')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('files', nargs='*')
    arguments = parser.parse_args()
    wanted = {str(pathlib.Path(f).resolve()) for f in arguments.files}
    database = json.loads((pathlib.Path(arguments.build) / 'compile_commands.json').read_text())
    paths = sorted({entry['file'] for entry in database if '/src/' in entry['file']})
    paths = [p for p in paths if not wanted or p in wanted]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for done, (path, status, text) in enumerate(pool.map(lambda p: tidy(p, arguments.build), paths), 1):
            if sys.stderr.isatty():
                sys.stderr.write(f'\rlint: {done}/{len(paths)}\033[K')
            if status:
                failed += 1
                print(text)
    print(f'\nlint: {len(paths)} files, {failed} with findings')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
