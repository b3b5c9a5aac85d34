"""Reads a page of the guide: its commands with what must come out, and the files that it writes.

    ```conf file=PATH [mode=640] [group=ntp]     a file, written before what follows
    ```console                                   lines `$ COMMAND`, each with its output

What comes out has the shape of what stands there: the same words, any numbers; `...` stands for any text in a line, and
alone in a line for any lines.
"""
import re

NUMBER = re.compile(r'\d+')
DATE = re.compile(r'\b[ \d]?\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d:\d\d:\d\d\b')


def blocks(text):
    """(info, lines, number of the first line) of each fenced block."""
    found, info, lines, start = [], None, [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith('```'):
            if info is None:
                info, lines, start = line[3:].strip(), [], number + 1
            else:
                found.append((info, lines, start))
                info = None
        elif info is not None:
            lines.append(line)
    return found


def steps(text):
    """In order: ('file', {path, mode, group}, content, line) or ('run', command, expected lines, line)."""
    found = []
    for info, lines, start in blocks(text):
        words = info.split()
        if words[:1] == ['conf'] and len(words) > 1:
            found.append(('file', dict(word.split('=', 1) for word in words[1:]), '\n'.join([*lines, '']), start))
        elif words == ['console']:
            for number, line in enumerate(lines):
                if line.startswith('$ '):
                    found.append(('run', line[2:], [], start + number))
                else:
                    found[-1][2].append(line)
    return found


def word_shape(word):
    if word.isdigit():
        return r'(?:[-+]?\d[\d.]*|-)'  # ntpq writes - for a packet of this very second
    shape = NUMBER.sub('0', re.escape(word))
    shape = re.sub(r'(?:\\?[+-])?0(?:\\\.0)*', lambda _: r'[-+]?\d[\d.]*', shape)
    return shape.replace('\\\0', DATE.pattern).replace('\0', DATE.pattern)


def pattern_of(line):
    parts = []
    for piece in line.split('...'):
        words = [word_shape(word) for word in re.split(r'\s+', DATE.sub('\0', piece))]
        parts.append(r'\s+'.join(words))
    return '.*'.join(parts)


def differs(expected, output):
    """What is wrong in `output`; empty: nothing. Only whole blocks of lines may be stood for by `...`."""
    got = output.splitlines()
    whole = ''.join(r'(?:.*\n)*' if line.strip() == '...' else r'\s*' + pattern_of(line.strip()) + r'\s*?\n' for line in expected)
    if re.fullmatch(whole, ''.join(line + '\n' for line in got)):
        return ''
    return 'expected\n' + '\n'.join(expected) + '\nbut it said\n' + output
