"""SYNC_HWCLOCK=yes: when the hardware clock is written, by a program that only notes that it was asked."""
import re

from lib.case import test

NOTES = '/tmp/hwclock.notes'


def with_fake_clock(case, answer='exit 0', sync='yes'):
    machine = case.installed()
    machine.write('/usr/local/sbin/fake-hwclock', f'#!/bin/sh\necho "$*" >>{NOTES}\n{answer}\n', 0o755)
    machine.write('/etc/sysconfig/ntpd', f'OPTIONS=-g\nSYNC_HWCLOCK={sync}\nHWCLOCK=/usr/local/sbin/fake-hwclock\n')
    machine.write(NOTES, '')
    return machine


def notes(machine):
    return machine.read(NOTES).splitlines()


def wait_star(machine):
    machine.until('it is synchronised', lambda: '\n*' in machine.run('ntpq', '-pn', expect=None).stdout, 30)


@test('hardware clock: written once the daemon has synchronised the clock, and when it stops')
def start_and_stop(case):
    machine = with_fake_clock(case)
    machine.run('/etc/init.d/ntpd', 'start')
    wait_star(machine)
    machine.until('it is written after the start', lambda: notes(machine) == ['--systohc'], 20)
    machine.run('/etc/init.d/ntpd', 'stop')
    assert notes(machine) == ['--systohc'] * 2, notes(machine)


@test('hardware clock: left alone without SYNC_HWCLOCK=yes, and by a daemon that is not synchronised')
def not_asked(case):
    machine = with_fake_clock(case, sync='no')
    machine.run('/etc/init.d/ntpd', 'start')
    wait_star(machine)
    machine.run('/etc/init.d/ntpd', 'stop')
    assert notes(machine) == []
    machine = with_fake_clock(case)
    machine.write('/etc/ntp.d/test.conf', 'disable ntp\nserver 192.0.2.1\n')
    machine.run('/etc/init.d/ntpd', 'start')
    machine.run('/etc/init.d/ntpd', 'stop')
    assert notes(machine) == []


@test('hardware clock: a machine without one gets one line and no failure')
def absent(case):
    machine = with_fake_clock(case, answer='echo "hwclock: Cannot access the Hardware Clock" >&2; echo more >&2; exit 1')
    said = machine.run('/usr/libexec/foliot/hardware-clock', 'write').output
    assert said == 'hardware clock not written: hwclock: Cannot access the Hardware Clock\n', said
    machine.write('/etc/sysconfig/ntpd', 'SYNC_HWCLOCK=yes\nHWCLOCK=no-such-program\n')
    assert machine.run('/usr/libexec/foliot/hardware-clock', 'write').output.count('\n') == 1
    machine.run('/usr/libexec/foliot/hardware-clock', 'dance', expect=2)


@test('cron: set-clock sets a clock in silence, then writes the hardware clock, and says one line when it cannot')
def set_clock(case):
    machine = with_fake_clock(case)
    machine.run('/etc/init.d/ntpd', 'start')
    wait_star(machine)
    machine.until('the start has written it', lambda: notes(machine) == ['--systohc'], 20)
    machine.run('ntpclock', 'create', '--offset=5', '/tmp/clock')
    machine.write('/etc/ntp/step-tickers', '# none of ours\n127.0.0.1   # this machine\n')
    sysconfig = machine.read('/etc/sysconfig/ntpd')
    machine.write('/etc/sysconfig/ntpd', sysconfig + 'NTPDATE_OPTIONS="-u --clock /tmp/clock"\n')
    done = machine.run('/usr/libexec/foliot/set-clock')
    assert done.output == '', done.output
    assert notes(machine) == ['--systohc'] * 2
    assert abs(float(machine.run('ntpclock', 'compare', '--json', '/tmp/clock').stdout.split('"offset_s":')[1]
                     .split(',')[0].strip(' }\n'))) < 0.1
    machine.write('/etc/ntp/step-tickers', '192.0.2.1\n')
    done = machine.run('/usr/libexec/foliot/set-clock', expect=None)
    assert done.returncode != 0 and done.output.count('\n') == 1 and '192.0.2.1' in done.output, done.output
    machine.write('/etc/ntp/step-tickers', '')
    machine.write('/etc/ntp.conf', '')
    assert 'no server to ask' in machine.run('/usr/libexec/foliot/set-clock', expect=1).output
    assert notes(machine) == ['--systohc'] * 2


@test('cron: the lines of the example work unattended: silence or a line in the mail, the log, and exit codes')
def cron_lines(case):
    machine = with_fake_clock(case)
    machine.run('/etc/init.d/ntpd', 'start')
    wait_star(machine)
    machine.until('the start has written it', lambda: notes(machine) == ['--systohc'], 20)
    machine.run('ntpclock', 'create', '--offset=5', '/tmp/clock')
    machine.write('/sbin/hwclock', f'#!/bin/sh\necho "$*" >>{NOTES}\n', 0o755)
    lines = [line.lstrip('#').split(None, 6)[6] for line in machine.read('/etc/cron.d/ntpdate').splitlines()
             if line.startswith('#30 ') and 'ntpdate' in line and 'libexec' not in line]
    quiet, classic = [line.replace('ntpdate', 'ntpdate -u --clock /tmp/clock').replace('192.168.0.1', '127.0.0.1')
                      for line in lines]
    assert machine.sh(quiet).output == '', 'silent when all is well'
    assert notes(machine)[-1] == '-w'
    said = machine.sh(classic).output
    assert re.fullmatch(r'.* ntpdate\[\d+\]: adjust time server 127\.0\.0\.1 offset [-+]0\.\d+ sec\n', said), said
    assert notes(machine)[1:] == ['-w'] * 2
    dead = quiet.replace('127.0.0.1', '192.0.2.1')
    done = machine.sh(dead, expect=1)
    assert done.output.count('\n') == 1 and 'no server' in done.output, done.output
    assert notes(machine)[1:] == ['-w'] * 2, 'a time that nobody confirmed is not written'
