#!/usr/bin/env python3
"""Every option that a program's --help shows must be in its manual page, and every page must name its program.

  check_manuals.py BIN MAN PROGRAM...    exit status 1 and one line for each option that is missing
"""
import pathlib
import re
import subprocess
import sys


def options_of(program):
    """All spellings in the option list of --help."""
    text = subprocess.run([program, '--help'], capture_output=True, text=True, check=True, timeout=20).stdout
    found = []
    for line in text.splitlines():
        match = re.match(r'  (-[^ ,]+(?:,-[^ ,]+)*)', line)
        if match:
            found += [name.split('=')[0] for name in match.group(1).split(',')]
    return found


def spelled(option):
    """How mdoc writes it: .Fl without the first dash."""
    return re.compile(r'\bFl (?:[^\n]* Fl |[^\n]* , )?' + re.escape(option[1:]) + r'(?![\w-])|, ' + re.escape(option[1:])
                      + r'(?![\w-])')


def main():
    folder, manuals = map(pathlib.Path, sys.argv[1:3])
    missing = 0
    for name in sys.argv[3:]:
        pages = [*manuals.glob(f'{name}.[1-8]')]
        text = pages[0].read_text().replace('\\&', '') if pages else ''
        options = options_of(folder / name)
        if not pages or not options or f'.Nm {name}' not in text:
            print(f'{name}: no manual page, or no options in --help')
            missing += 1
        for option in options:
            if pages and not spelled(option).search(text):
                print(f'{pages[0].name}: {option} is missing')
                missing += 1
    return 1 if missing else 0


if __name__ == '__main__':
    sys.exit(main())
