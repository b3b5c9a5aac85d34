"""Statistics files: what a running daemon writes, to the form of the classic daemon."""
import os
import re
import signal

from lib.case import test
from lib.ours import REFERENCE, Ours, follow

NUMBER = r'-?\d+\.\d'
FORMS = {
    'loopstats': rf'\d{{5}} \d+\.\d{{3}} {NUMBER}{{9}} {NUMBER}{{3}} \d\.\d{{9}} \d+\.\d{{6}} \d+',
    'peerstats': rf'\d{{5}} \d+\.\d{{3}} [0-9a-f.:]+ [0-9a-f]{{4}}( {NUMBER}{{9}}){{4}}',
    'rawstats': rf'\d{{5}} \d+\.\d{{3}} [0-9a-f.:]+ [0-9a-f.:]+( \d{{10}}\.\d{{9}}){{4}} [0-3] 4 4 \d+ -?\d+ -\d+ '
                r'\d+\.\d{6} \d+\.\d{6} [0-9.A-Z]+',
    'protostats': r'\d{5} \d+\.\d{3} [0-9a-f.:]+ [0-9a-f]{4} [0-9a-f]{2} .+',
}


@test('statistics files are written in the form of classic, linked, and opened anew by SIGHUP', seconds=40)
def files(case):
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE)
    folder = case.folder / 'stats'
    folder.mkdir()
    kinds = ['loopstats', 'peerstats', 'rawstats', 'protostats']
    lines = [f'statsdir {folder}/', f'statistics {" ".join(kinds)}', 'filegen rawstats file raw type none',
             'filegen peerstats type day link', *follow(server.v4)]
    daemon = Ours(case, client, lines, clock=(0.05, 10)).wait_near_truth()
    paths = {kind: folder / ('raw' if kind == 'rawstats' else kind) for kind in kinds}
    for kind, path in paths.items():
        case.until(f'{kind} has lines', lambda p=path: p.exists() and len(p.read_text().splitlines()) >= 2, 30)
        for line in path.read_text().splitlines():
            assert re.fullmatch(FORMS[kind], line), (kind, line)
    dated = [name for name in os.listdir(folder) if re.fullmatch(r'peerstats\.\d{8}', name)]
    assert dated and os.stat(folder / dated[0]).st_ino == os.stat(paths['peerstats']).st_ino, os.listdir(folder)
    assert f' {server.v4} ' in paths['peerstats'].read_text()
    assert 'not supported' not in daemon.log(), daemon.log()
    paths['rawstats'].rename(folder / 'raw.1')
    daemon.process.send(signal.SIGHUP)
    case.until('the moved file is begun anew', lambda: paths['rawstats'].exists() and paths['rawstats'].read_text(), 20)


@test('a folder for statistics that is not there is told of once, and costs nothing else', seconds=20)
def no_folder(case):
    server, = case.hosts('server')
    lines = [*REFERENCE, f'statsdir {case.folder}/nowhere/', 'statistics loopstats protostats']
    daemon = Ours(case, server, lines).wait_synchronized()
    daemon.wait_log('statistics file .*nowhere/', 20)
    assert daemon.log().count('statistics file') == 1, daemon.log()
