#!/usr/bin/env python3
"""Checks that every test and file which the documents name is there.

usage: check_docs.py ROOT

In docs/THREAT_MODEL.md and docs/CONFORMANCE.md `Suite.Name` is a test, `Suite.*` a suite, and a word that begins with a
folder of the project, or of `src`, a file.
"""
import pathlib
import re
import sys

DOCUMENTS = ['docs/THREAT_MODEL.md', 'docs/CONFORMANCE.md']
TEST = re.compile(r'^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+),\s*(\w+)\s*\)', re.MULTILINE)


def known_tests(root):
    found = set()
    for path in (root / 'tests').rglob('*.cpp'):
        found.update(TEST.findall(path.read_text()))
    return found


def is_known(root, word, tests):
    named = re.fullmatch(r'([A-Z]\w+)\.(\*|[A-Z]\w+)', word)
    if named:
        suite, name = named.groups()
        return any(s == suite and name in ('*', n) for s, n in tests)
    if re.fullmatch(r'(docs|tests|fuzz|tools|src)/[\w./-]+', word):
        return (root / word).exists() or (root / 'src' / word).exists()
    return True


def main(root):
    tests = known_tests(root)
    missing = 0
    for document in DOCUMENTS:
        for number, line in enumerate((root / document).read_text().splitlines(), 1):
            for word in re.findall(r'`([^`]+)`', line):
                if not is_known(root, word, tests):
                    print(f'{document}:{number}: {word} does not exist')
                    missing += 1
    return 1 if missing else 0


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
