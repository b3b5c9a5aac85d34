"""Servers of DHCP leases: they come to the running daemon and go, by every hook; rubbish does not get through."""
from lib.case import test

SOURCES = '/usr/libexec/foliot/dhcp-sources'


def started(case):
    machine = case.installed()
    machine.run('/etc/init.d/ntpd', 'start')
    return machine


def peers(machine):
    return machine.run('ntpq', '-pn', expect=None).stdout  # an association may go while they are listed


def wait_for(machine, address, there=True):
    machine.until(f'{address} {"comes" if there else "goes"}', lambda: (address in peers(machine)) == there)


def files(machine):
    return machine.sh('cd /run/ntp.d && cat * 2>/dev/null', expect=None).stdout.splitlines()


@test('dhcp: dhclient hands its servers over and takes them back')
def dhclient(case):
    machine = started(case)
    first = machine.daemon_pid()

    def lease(reason, **values):
        machine.sh('. /etc/dhcp/dhclient-exit-hooks.d/foliot; echo "goes on"',
                   env={'reason': reason, 'interface': 'eth0', **values})
    lease('BOUND', new_ntp_servers='192.0.2.11 192.0.2.12')
    wait_for(machine, '192.0.2.11')
    assert '192.0.2.12' in peers(machine)
    lease('BOUND6', new_dhcp6_sntp_servers='2001:db8::11')
    wait_for(machine, '2001:db8::11')
    lease('RENEW', new_ntp_servers='192.0.2.12')
    wait_for(machine, '192.0.2.11', False)
    lease('EXPIRE')
    wait_for(machine, '192.0.2.12', False)
    assert '2001:db8::11' in peers(machine), 'a lease of IPv4 takes nothing from one of IPv6'
    lease('RELEASE6')
    wait_for(machine, '2001:db8::11', False)
    assert machine.daemon_pid() == first and files(machine) == []


@test('dhcp: NetworkManager hands its servers over and takes them back')
def network_manager(case):
    machine = started(case)
    hook = '/usr/lib/NetworkManager/dispatcher.d/20-foliot'
    machine.run(hook, 'wlan0', 'up', env={'DHCP4_NTP_SERVERS': '192.0.2.21', 'DHCP6_DHCP6_NTP_SERVERS': '2001:db8::21'})
    wait_for(machine, '192.0.2.21')
    wait_for(machine, '2001:db8::21')
    machine.run(hook, 'wlan0', 'dhcp4-change', env={'DHCP4_NTP_SERVERS': '192.0.2.22'})
    wait_for(machine, '192.0.2.22')
    machine.run(hook, 'wlan0', 'down')
    wait_for(machine, '192.0.2.22', False)
    for words in ([], ['wlan0'], ['', 'up'], ['wlan0', 'dance']):
        machine.run(hook, *words)
    assert files(machine) == []


@test('dhcp: the leases of systemd-networkd are followed')
def networkd(case):
    machine = started(case)
    links = '/run/systemd/netif/links'
    machine.write(f'{links}/2', '# comment\nADMIN_STATE=configured\nNTP=192.0.2.31 192.0.2.32\nDNS=192.0.2.1\n')
    machine.write(f'{links}/3', 'NTP=192.0.2.33\n')
    machine.run(SOURCES, 'networkd')
    for address in ('192.0.2.31', '192.0.2.32', '192.0.2.33'):
        wait_for(machine, address)
    machine.write(f'{links}/2', 'NTP=192.0.2.32\n')
    machine.run('rm', f'{links}/3')
    machine.run(SOURCES, 'networkd')
    wait_for(machine, '192.0.2.31', False)
    wait_for(machine, '192.0.2.33', False)
    assert files(machine) == ['server 192.0.2.32 iburst']


@test('dhcp: what is no server, names this machine or has words of its own is left out')
def rubbish(case):
    machine = started(case)
    for word in ('127.127.1.0', '127.0.0.1', '0.0.0.0', '255.255.255.255', '224.0.1.1', '::1', '::', 'ff05::101', 'fe80::1',
                 '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '2130706433', '0x7f.1', 'localhost', '-6', '-x.example',
                 'a.example;reboot', 'a.example prefer', 'a.example\nkeys /etc/passwd', '$(reboot).example', '*', 'a..b',
                 '../../etc/passwd', 'a' * 300 + '.example', ''):
        machine.run(SOURCES, 'set', 'eth0', word)
        assert not any(line for line in files(machine) if line != 'server a.example iburst'), (word, files(machine))
        machine.run(SOURCES, 'clear', 'eth0')
    for lease in ('../../etc/cron.d/x', '', '.', 'a b', 'a' * 65):
        machine.run(SOURCES, 'set', lease, '192.0.2.1', expect=2)
    machine.run(SOURCES, 'dance', expect=2)
    good = ['192.0.2.1', 'ntp.example.net.', '2001:db8::7', '192.0.2.1']
    machine.run(SOURCES, 'set', 'eth0', *good)
    assert files(machine) == ['server 192.0.2.1 iburst', 'server ntp.example.net iburst', 'server 2001:db8::7 iburst']
    machine.run(SOURCES, 'set', 'eth0', *[f'192.0.2.{number}' for number in range(1, 30)])
    assert len(files(machine)) == 8


@test('dhcp: IGNORE_DHCP=yes, a daemon that does not run, and a folder with a trap in it')
def care(case):
    machine = started(case)
    machine.run(SOURCES, 'set', 'eth0', '192.0.2.41')
    wait_for(machine, '192.0.2.41')
    machine.write('/etc/default/ntpd', 'IGNORE_DHCP=yes\n')
    machine.run(SOURCES, 'set', 'eth0', '192.0.2.42')
    wait_for(machine, '192.0.2.41', False)
    assert files(machine) == []
    machine.write('/etc/default/ntpd', '')
    machine.run('/etc/init.d/ntpd', 'stop')
    machine.write('/tmp/victim', 'precious')
    machine.run('ln', '-s', '/tmp/victim', '/run/ntp.d/dhcp-eth0.conf')
    machine.run(SOURCES, 'set', 'eth0', '192.0.2.43')
    assert machine.read('/tmp/victim') == 'precious' and files(machine) == ['server 192.0.2.43 iburst']
    machine.run('/etc/init.d/ntpd', 'start')
    wait_for(machine, '192.0.2.43')
