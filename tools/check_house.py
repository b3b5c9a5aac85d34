#!/usr/bin/env python3
"""Holds the house to its own plan (docs/ARCHITECTURE.md); exit status 1 and one line per breach.

  check_house.py [ROOT]        check ROOT (default: the repository of this script)
  check_house.py --report      also print how the code stands against each budget

Checked: which room may include which; system headers only in platform and the shells; sizes of functions,
parameter lists, nesting and files; #ifdef only in platform; mutable namespace-scope variables; TODO and NOLINT
without a reason; words that are banned because something better exists; files that nothing uses; how much is
tested. Function sizes come from universal-ctags. Programs for the kernel (C) are held to sizes, widths and reasons.
"""
import json
import pathlib
import re
import statistics
import subprocess
import sys

ROOMS = {
    'base': [],
    'time': ['base'],
    'wire': ['base', 'time'],
    'auth': ['base', 'time', 'wire'],
    'access': ['base', 'time', 'wire'],
    'estimate': ['base', 'time'],
    'association': ['base', 'time', 'wire', 'auth', 'estimate/sample.hpp'],
    'selection': ['base', 'time', 'estimate/sample.hpp', 'association/drop.hpp'],
    'discipline': ['base', 'time', 'selection/system_offset.hpp'],
    'clock': ['base', 'time', 'discipline/clock_command.hpp', 'wire/reference_id.hpp'],
    'refclock': ['base', 'time'],
    'server': ['base', 'time', 'wire', 'auth', 'access', 'clock'],
    'control': ['base', 'time', 'wire', 'auth', 'access', 'association', 'estimate', 'selection', 'discipline', 'clock',
                'refclock', 'server'],
    'config': ['base', 'time', 'association/options.hpp', 'selection/options.hpp', 'discipline/options.hpp',
               'access/restrict_flags.hpp', 'access/rate_options.hpp', 'access/mru_options.hpp'],
    'engine': ['base', 'time', 'wire', 'auth', 'access', 'association', 'estimate', 'selection', 'discipline', 'clock',
               'refclock', 'server', 'control', 'config'],
    'platform': ['base', 'time', 'wire', 'clock', 'discipline/clock_command.hpp'],
}
CORE = [room for room in ROOMS if room != 'platform']
SHELLS = {'daemon': None, 'tools': None, 'sim': ['platform']}  # what a shell may *not* include

MAX_FUNCTION, MAX_NESTING, MAX_PARAMETERS = 70, 4, 6
MAX_FILE, MAX_TEST_FILE, MAX_WIDTH = 500, 600, 120
MIN_TEST_RATIO = 0.8
STD_C_HEADERS = {'stdio.h', 'stdlib.h', 'string.h', 'math.h', 'time.h'}
CORE_ALLOWED_ANGLE = re.compile(r'^(c?[a-z_]+|nettle/[a-z0-9-]+\.h)$')
CORE_BANNED_STD = {'chrono', 'thread', 'mutex', 'iostream', 'fstream', 'random', 'filesystem', 'condition_variable',
                   'ctime', 'csignal', 'cerrno', 'future'}
BANNED = [
    (r'\b(sprintf|snprintf|strcpy|strcat|strtok|atoi|atof|gets|alloca)\s*\(', 'use fmt, to_chars or from_chars'),
    (r'\b(rand|srand|random_device)\b', 'randomness comes in through base::Rng'),
    (r'\b(system_clock|steady_clock|high_resolution_clock)\b', 'time comes in as an argument'),
    (r'\bgoto\b', 'no goto'),
    (r'\busing namespace (?!std::\w*_literals\b)', 'name what you use'),
    (r'\bconst_cast\b', 'no const_cast'),
    (r'__attribute__\s*\(\(\s*packed', 'packets are never overlaid by structs'),
]


def strip(text):
    """Comments and literals blanked out, lines kept."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group(0))
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, blank, text, flags=re.S)


class House:
    def __init__(self, root):
        self.root = root
        self.breaches = []
        self.lengths = []
        self.sizes = []
        self.sources = sorted(p for p in (root / 'src').rglob('*') if p.suffix in ('.cpp', '.hpp'))
        self.tests = sorted(p for d in ('tests', 'fuzz', 'bench') for p in (root / d).rglob('*')
                            if p.suffix in ('.cpp', '.hpp'))
        # Programs for the kernel: C, and so not by all of the rules.
        self.kernel = sorted(p for d in ('src', 'bench') for p in (root / d).rglob('*') if p.suffix in ('.c', '.h'))

    def breach(self, path, line, text):
        self.breaches.append(f'{path.relative_to(self.root)}:{line}: {text}')

    def room_of(self, path):
        return path.relative_to(self.root / 'src').parts[0]

    def check_includes(self, path, text):
        room = self.room_of(path)
        if room not in ROOMS and room not in SHELLS:
            self.breach(path, 1, f'room {room} is not in the plan')
            return
        for number, line in enumerate(text.splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                self.check_include(path, number, room, match.group(1), match.group(2))

    def check_include(self, path, number, room, kind, target):
        if kind == '<':
            if room in CORE and (target in CORE_BANNED_STD or target.endswith('.h') and '/' not in target
                                 or not CORE_ALLOWED_ANGLE.match(target)):
                self.breach(path, number, f'{room} is core: <{target}> may not be included')
            return
        other = target.split('/')[0]
        if '/' not in target:
            self.breach(path, number, f'include "{target}" by its room')
        elif other == room:
            return
        elif room in SHELLS:
            if other in (SHELLS[room] or []):
                self.breach(path, number, f'{room} may not include {other}')
            if other in SHELLS:
                self.breach(path, number, f'shells do not include each other: {target}')
        elif other not in ROOMS[room] and target not in ROOMS[room]:
            self.breach(path, number, f'{room} may not include {target}: data flows down the list')

    def check_lines(self, path, raw, limit):
        lines = raw.splitlines()
        if len(lines) > limit:
            self.breach(path, limit, f'{len(lines)} lines; the limit is {limit}')
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_WIDTH:
                self.breach(path, number, f'{len(line)} columns; the limit is {MAX_WIDTH}')
            if re.search(r'\b(TODO|FIXME|XXX)\b', line):
                self.breach(path, number, 'unfinished work belongs into an issue')
            if 'NOLINT' in line and not re.search(r'NOLINT\w*\([\w.,-]+\):? \S+', line):
                self.breach(path, number, 'NOLINT needs the check and a reason')

    def check_text(self, path, raw, code, is_test):
        self.check_lines(path, raw, MAX_TEST_FILE if is_test else MAX_FILE)
        if not is_test and not re.match(r'// \S', raw) and not (path.suffix == '.cpp' and path.with_suffix('.hpp').exists()):
            self.breach(path, 1, 'the file does not say what it is for')
        for number, line in enumerate(code.splitlines(), 1):
            self.check_code_line(path, number, line, is_test)

    def check_code_line(self, path, number, line, is_test):
        for pattern, advice in BANNED:
            if re.search(pattern, line):
                self.breach(path, number, f'banned: {line.strip()[:60]}; {advice}')
        if is_test:
            return
        if re.match(r'\s*#\s*(if|ifdef|ifndef|elif)\b', line) and self.room_of(path) != 'platform':
            self.breach(path, number, '#if only in platform')
        if re.match(r'\s*#\s*define\b', line):
            self.breach(path, number, 'no macros')

    def check_globals(self, path, code):
        """Mutable variables at namespace scope: declarations outside any braces but those of namespaces."""
        depth_is_namespace, buffer, start = [], '', 1
        number = 1
        for char in code:
            if char == '\n':
                number += 1
            if char == '{':
                depth_is_namespace.append(bool(re.search(r'\bnamespace\b[\w:\s]*$', buffer)))
                if not all(depth_is_namespace):
                    buffer += char
                    continue
                buffer = ''
            elif char == '}':
                if depth_is_namespace:
                    depth_is_namespace.pop()
                buffer += char if depth_is_namespace and not all(depth_is_namespace) else ''
                if all(depth_is_namespace):
                    buffer = '' if not buffer.strip().endswith('=') and '=' not in buffer else buffer
            elif char == ';' and all(depth_is_namespace):
                self.judge_declaration(path, start, buffer.strip())
                buffer = ''
            else:
                if not buffer.strip():
                    start = number
                buffer += char

    def judge_declaration(self, path, number, text):
        text = re.sub(r'#[^\n]*', '', text).strip()
        if not text or re.search(r'\b(constexpr|const|using|typedef|class|struct|enum|template|friend|extern|static_assert|'
                                 r'namespace|concept|return|operator)\b', text):
            return
        if '(' in text.split('=')[0]:
            return
        if re.match(r'^(static |inline |thread_local |volatile )*[\w:<>,\s*&]+[\s*&]\w+(\[\w*\])*(\s*[={].*)?$', text, re.S):
            self.breach(path, number, f'mutable namespace-scope variable: {text[:60]}')

    def check_functions(self):
        paths = [str(p) for p in self.sources + self.tests + self.kernel]
        out = subprocess.run(['ctags', '--output-format=json', '--fields=+neS', '--kinds-C++=f', '--kinds-C=f', '-I',
                              'INLINE', '--langmap=C:+.h', '-f', '-', *paths],
                             capture_output=True, text=True, check=True).stdout
        for row in map(json.loads, out.splitlines()):
            if 'end' in row:
                self.check_function(pathlib.Path(row['path']), row)

    def check_function(self, path, row):
        length = row['end'] - row['line'] + 1
        if path in self.source_set:
            self.lengths.append(length)
        if length > MAX_FUNCTION:
            self.breach(path, row['line'], f"{row['name']} has {length} lines; the limit is {MAX_FUNCTION}")
        depth, deepest = 0, 0
        for char in '\n'.join(self.code[path].splitlines()[row['line'] - 1:row['end']]):
            depth += (char == '{') - (char == '}')
            deepest = max(deepest, depth)
        if deepest > MAX_NESTING + 1:
            self.breach(path, row['line'], f"{row['name']} nests {deepest - 1} deep; the limit is {MAX_NESTING}")
        parameters = count_parameters(row.get('signature', '()'))
        if parameters > MAX_PARAMETERS:
            self.breach(path, row['line'], f"{row['name']} takes {parameters} parameters; the limit is {MAX_PARAMETERS}")

    def check_used(self):
        """A header that nothing includes is dead."""
        included = set()
        for path in self.sources + self.tests:
            included.update(re.findall(r'#include "([^"]+)"', path.read_text()))
        for path in self.sources:
            name = str(path.relative_to(self.root / 'src'))
            if path.suffix == '.hpp' and name not in included:
                self.breach(path, 1, 'nothing includes this header')

    def check_tested(self):
        for room in CORE:
            source = sum(count_lines(p) for p in self.sources if self.room_of(p) == room)
            test = sum(count_lines(p) for p in self.tests if p.relative_to(self.root).parts[:2] == ('tests', room))
            if source > 100 and room not in ('engine',) and test < 0.3 * source:
                self.breach(self.root / 'src' / room, 0, f'{source} lines, but {test} of tests')
        core = sum(count_lines(p) for p in self.sources if self.room_of(p) in CORE)
        test = sum(count_lines(p) for p in self.tests if 'tests' in p.parts and p.suffix == '.cpp')
        self.ratio = test / max(core, 1)
        if self.ratio < MIN_TEST_RATIO:
            self.breach(self.root / 'tests', 0, f'{self.ratio:.2f} lines of tests per core line; at least {MIN_TEST_RATIO}')

    def run(self):
        self.source_set = set(self.sources)
        self.code = {}
        for path in self.sources + self.tests:
            raw = path.read_text()
            self.code[path] = strip(raw)
            is_test = path not in self.source_set
            self.check_text(path, raw, self.code[path], is_test)
            if not is_test:
                self.sizes.append(raw.count('\n'))
                self.check_includes(path, raw)
                self.check_globals(path, self.code[path])
        for path in self.kernel:
            raw = path.read_text()
            self.code[path] = strip(raw)
            self.check_lines(path, raw, MAX_FILE)
            if not re.match(r'/\* \S', raw):
                self.breach(path, 1, 'the file does not say what it is for')
        self.check_functions()
        self.check_used()
        self.check_tested()

    def report(self):
        lengths, sizes = sorted(self.lengths), sorted(self.sizes)
        print(f'functions: {len(lengths)}, median {statistics.median(lengths):.0f} lines, '
              f'p90 {lengths[int(0.9 * len(lengths))]}, longest {lengths[-1]}')
        print(f'files: {len(sizes)}, median {statistics.median(sizes):.0f} lines, largest {sizes[-1]}')
        print(f'tests: {self.ratio:.2f} lines per core line')


def count_lines(path):
    return path.read_text().count('\n')


def count_parameters(signature):
    inner = signature[signature.find('(') + 1:signature.rfind(')')]
    if not inner.strip():
        return 0
    depth, count = 0, 1
    for char in inner:
        depth += (char in '(<{[') - (char in ')>}]')
        count += char == ',' and depth == 0
    return count


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith('-')]
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent).resolve()
    house = House(root)
    house.run()
    if '--report' in sys.argv:
        house.report()
    for line in house.breaches:
        print(line)
    print(f'house: {len(house.sources)} files, {len(house.breaches)} breaches')
    return 1 if house.breaches else 0


if __name__ == '__main__':
    sys.exit(main())
