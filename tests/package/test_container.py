"""The files for containers: their syntax, and what they must and must not ask for."""
import re

import yaml

from lib.case import ROOT, test

FOLDER = ROOT / 'packaging/container'
INSTRUCTIONS = {'FROM', 'COPY', 'RUN', 'EXPOSE', 'VOLUME', 'HEALTHCHECK', 'USER', 'ENTRYPOINT', 'CMD', 'ENV', 'LABEL'}
TO_SET_THE_CLOCK = ['SYS_TIME', 'NET_BIND_SERVICE', 'SETUID', 'SETGID']


def instructions():
    text = re.sub(r'\\\n', ' ', (FOLDER / 'Dockerfile').read_text())
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip() and not line.startswith('#')]


@test('container: the Dockerfile has the shape that linters ask for')
def dockerfile(case):
    lines = instructions()
    words = [word for word, _ in lines]
    assert words[0] == 'FROM' and set(words) <= INSTRUCTIONS, words
    base = lines[0][1]
    assert ':' in base and not base.endswith(':latest'), 'the base has a version'
    runs = ' '.join(rest for word, rest in lines if word == 'RUN')
    assert '--no-install-recommends' in runs and 'rm -rf' in runs and '/var/lib/apt/lists' in runs and 'sudo' not in runs
    assert [rest for word, rest in lines if word == 'USER'][-1] != 'root', 'the last user is nobody with powers'
    assert words.count('ENTRYPOINT') == words.count('CMD') == words.count('HEALTHCHECK') == 1
    for word, rest in lines:
        if word in ('ENTRYPOINT', 'CMD', 'VOLUME'):
            assert isinstance(yaml.safe_load(rest), list), f'{word} is to be a list'
    machine = case.installed()
    entry = yaml.safe_load(next(rest for word, rest in lines if word == 'ENTRYPOINT'))
    assert machine.exists(entry[0])


@test('container: Compose gives the server no right to set the clock, and the profile for hosts exactly those it takes')
def compose(case):
    services = yaml.safe_load((FOLDER / 'compose.yaml').read_text())['services']
    assert services['ntp']['cap_drop'] == ['ALL'] and services['ntp']['cap_add'] == ['NET_BIND_SERVICE']
    assert services['ntp']['read_only'] and 'privileged' not in services['ntp']
    host = services['host-clock']
    assert host['cap_drop'] == ['ALL'] and host['cap_add'] == TO_SET_THE_CLOCK and host['profiles'] == ['host']
    assert {name.split(':')[0] for service in services.values() for name in service['volumes']} == {'ntp', 'ntp-host'}


@test('container: the DaemonSet is whole, and its configuration sound')
def daemonset(case):
    configuration, daemon = yaml.safe_load_all((FOLDER / 'daemonset.yaml').read_text())
    assert (configuration['kind'], daemon['kind'], daemon['apiVersion']) == ('ConfigMap', 'DaemonSet', 'apps/v1')
    template = daemon['spec']['template']
    assert template['metadata']['labels'].items() >= daemon['spec']['selector']['matchLabels'].items()
    pod = template['spec']
    ntpd = pod['containers'][0]
    assert pod['hostNetwork'] and ntpd['securityContext']['capabilities'] == {'drop': ['ALL'], 'add': TO_SET_THE_CLOCK}
    assert not ntpd['securityContext']['allowPrivilegeEscalation'] and 'privileged' not in ntpd['securityContext']
    volumes = {volume['name'] for volume in pod['volumes']}
    assert {mount['name'] for one in (*pod['containers'], *pod['initContainers']) for mount in one['volumeMounts']} == volumes
    machine = case.installed()
    machine.write('/tmp/ntp.conf', configuration['data']['ntp.conf'])
    checked = machine.run('ntpd', '--check', '-c', '/tmp/ntp.conf', expect=None)
    assert checked.returncode == 0 and checked.output == '', checked.output


@test('container: as in the image, with a file system that cannot be written and no right to set the clock, it serves')
def serves(case):
    machine = case.installed()
    machine.write('/etc/ntp.d/test.conf', 'server 127.127.1.0 prefer\n')
    machine.sh('mount -o remount,ro / 2>/dev/null; setpriv --reuid=ntp --regid=ntp --clear-groups --no-new-privs '
               '--inh-caps=+net_bind_service --ambient-caps=+net_bind_service ntpd -n -g >/run/log 2>&1 &')
    machine.until('a star', lambda: '\n*' in machine.run('ntpq', '-pn', expect=None).stdout, 30)
    log = machine.read('/run/log')
    assert log.count('no permission to set the clock') == 1, log
    machine.run('ntpstat')
