"""The small Debian system in which packages are installed: made once, from a mirror where one answers, else from what
this machine has installed; kept as a folder beside the build and never changed afterwards."""
import pathlib
import shutil
import subprocess

PACKAGES = ['passwd', 'init-system-helpers', 'tzdata', 'iproute2', 'procps']
MIRROR_LIMIT_S = 400


def make(folder, deb):
    """Fills `folder` with what `deb` depends on; does nothing when that was done before. Returns how it was made."""
    mark = folder.with_suffix('.made')
    packages = sorted({*PACKAGES, *_depends(deb)})
    if mark.exists() and (folder / 'bin').exists() and mark.read_text().endswith(f': {" ".join(packages)}'):
        return mark.read_text()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    how = 'from a mirror' if _from_mirror(folder, packages) else _from_this_machine(folder, packages)
    mark.write_text(f'{how}: {" ".join(packages)}')
    return mark.read_text()


def _depends(deb):
    listed = subprocess.run(['dpkg-deb', '-f', deb, 'Depends'], capture_output=True, text=True, check=True).stdout
    return [word.split()[0] for word in listed.split(',') if word.split()]


def _from_mirror(folder, packages):
    release = dict(line.split('=', 1) for line in pathlib.Path('/etc/os-release').read_text().splitlines() if '=' in line)
    command = ['mmdebstrap', '--quiet', '--variant=essential', '--include=' + ','.join(packages),
               release.get('VERSION_CODENAME', 'stable').strip('"'), str(folder)]
    try:
        return subprocess.run(command, capture_output=True, timeout=MIRROR_LIMIT_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _closure(packages):
    """Essential packages, `packages`, and all that they need, as they are installed here."""
    rows = subprocess.run(['dpkg-query', '-W', '-f', '${Package}\t${Essential}\t${Depends}, ${Pre-Depends}\n'],
                          capture_output=True, text=True, check=True).stdout.splitlines()
    needs, essential = {}, []
    for row in rows:
        name, is_essential, depends = row.split('\t')
        needs[name] = [alternative.split()[0].split(':')[0] for group in depends.split(',')
                       for alternative in group.split('|') if alternative.split()]
        if is_essential == 'yes':
            essential.append(name)
    todo, found = essential + packages, set()
    while todo:
        name = todo.pop()
        if name in needs and name not in found:
            found.add(name)
            todo += needs[name]
    return sorted(found)


def _from_this_machine(folder, packages):
    shutil.rmtree(folder)
    folder.mkdir()
    names = _closure(packages)
    listed = subprocess.run(['dpkg-query', '-L', *names], capture_output=True, text=True).stdout.split('\n')
    paths = sorted({path for path in listed if path.startswith('/') and pathlib.Path(path).exists()})
    paths += ['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow', '/etc/ld.so.cache', '/etc/nsswitch.conf']
    for link in ('bin', 'sbin', 'lib', 'lib64'):
        (folder / link).symlink_to(f'usr/{link}')
        (folder / 'usr' / link).mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(['tar', '-C', '/', '-cf', '-', '--no-recursion', '-T', '-'], capture_output=True,
                             input='\n'.join(path.lstrip('/') for path in paths).encode())
    subprocess.run(['tar', '-C', str(folder), '--keep-directory-symlink', '-xf', '-'], input=archive.stdout, check=True,
                   capture_output=True)
    _make_dpkg_database(folder, names)
    for user in ('ntp', ):
        for name in ('passwd', 'group', 'shadow', 'gshadow'):
            path = folder / 'etc' / name
            path.write_text(''.join(line for line in path.read_text().splitlines(True)
                                    if not line.startswith(user + ':')))
    for name, minor in (('null', 3), ('zero', 5), ('random', 8), ('urandom', 9)):
        (folder / 'dev').mkdir(exist_ok=True)
        subprocess.run(['mknod', '-m', '666', str(folder / 'dev' / name), 'c', '1', str(minor)], check=False)
    return 'from this machine'


def _make_dpkg_database(folder, names):
    database = folder / 'var/lib/dpkg'
    for part in ('info', 'updates', 'triggers', 'alternatives'):
        (database / part).mkdir(parents=True, exist_ok=True)
    (database / 'status').write_bytes(subprocess.run(['dpkg-query', '-s', *names], capture_output=True).stdout)
    for name in names:
        for path in pathlib.Path('/var/lib/dpkg/info').glob(f'{name}[.:]*list'):
            shutil.copy(path, database / 'info' / path.name)
    for part in ('tmp', 'run', 'proc', 'sys', 'var/log', 'var/tmp', 'var/cache', 'root'):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / 'tmp').chmod(0o1777)
