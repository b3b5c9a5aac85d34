"""What happens to a wrong clock: step, slew, panic, -g, -q, -x, drift file, no privilege (R12, R17)."""
import hashlib
import re
import signal
import time

from lib import ntp
from lib.case import test
from lib.ours import REFERENCE, Ours, follow
from lib.peers import Chronyd

FAR_S = 5000
DONE_S = 40


def upstream(case, **more):
    """A reference server and a host for the client."""
    server, client = case.hosts('server', 'client')
    Ours(case, server, REFERENCE, **more).wait_synchronized()
    return server, client


@test('a clock 0.6 s off is stepped once')
def steps(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock=(-0.6, 0)).wait_near_truth()
    assert daemon.steps() == 1, daemon.steps()


@test('a clock 0.05 s off is slewed, not stepped')
def slews(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock=(0.05, 0)).wait_near_truth()
    assert daemon.steps() == 0


@test('a clock 5000 s off is left alone, and the log says why', seconds=45)
def panic(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock=(-FAR_S, 0))
    daemon.wait_log('exceeds sanity limit', DONE_S)
    case.always('the clock is left alone', lambda: abs(daemon.error_s() + FAR_S) < 1,
                lambda: daemon.sent(server.v4) >= 10, 60)
    assert daemon.steps() == 0 and not daemon.is_synchronized()
    reply = ntp.ask(server, client.v4)
    assert (reply.leap, reply.stratum) == (3, 0), reply


@test('beyond the panic threshold queries are answered, and when the sources agree again the clock is steered again',
      seconds=60)
def panic_recovers(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock=(-FAR_S, 0))
    daemon.wait_log(rf'panic_stop \+{FAR_S} s; .*exceeds sanity limit \(1000\); set clock manually', DONE_S)
    assert daemon.system('leap')['leap'] == '3' and daemon.tally(server.v4) == '*'
    daemon.clock_tool('step', str(FAR_S))
    daemon.wait_near_truth()
    assert 'back within the sanity limit' in daemon.log()


@test('enable panicexit ends the daemon as classic does', seconds=30)
def panic_exit(case):
    server, client = upstream(case)
    daemon = Ours(case, client, [*follow(server.v4), 'enable panicexit'], clock=(FAR_S, 0))
    daemon.process.may_end = True
    case.until('ntpd ends', lambda: daemon.process.status() is not None, DONE_S)
    assert daemon.process.status() == 1 and 'exceeds sanity limit' in daemon.log()
    assert abs(daemon.error_s() - FAR_S) < 1


@test('with -g a clock 5000 s off is stepped once and only once', seconds=45)
def panic_gate(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock=(FAR_S, 0), options=['-g'])
    daemon.wait_near_truth()
    case.until('it polled on', lambda: daemon.sent(server.v4) >= 10, 60)
    assert daemon.steps() == 1, daemon.steps()
    assert abs(daemon.error_s()) < 0.002
    daemon.clock_tool('step', str(FAR_S))
    daemon.wait_log('exceeds sanity limit', 40)
    assert abs(daemon.error_s() - FAR_S) < 1, '-g let a second big step through'


def expect_quit(case, clock, options, within_s):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock, ['-q', *options])
    daemon.process.may_end = True
    case.until('ntpd -q ends', lambda: daemon.process.status() is not None, DONE_S)
    assert daemon.process.status() == 0, f'status {daemon.process.status()}'
    assert re.search(r'time set [-+]\d', daemon.log()), 'nothing says how the time was set'
    case.until('the clock is right', lambda: abs(daemon.error_s()) < 0.002, within_s)


@test('-q steps a clock that is 0.8 s off and exits with status 0')
def quit_steps(case):
    expect_quit(case, (0.8, 0), [], 0)


@test('-q slews a clock that is 10 ms off and exits with status 0', seconds=30)
def quit_slews(case):
    expect_quit(case, (-0.01, 0), [], 30)  # 8 ms at 500 ppm, which go on after the exit


@test('-gq sets a clock that is 5000 s off and exits with status 0')
def quit_panic_gate(case):
    expect_quit(case, (FAR_S, 0), ['-g'], 0)


@test('-q without -g leaves a clock that is 5000 s off and exits with an error', seconds=40)
def quit_panic(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), (FAR_S, 0), ['-q'])
    daemon.process.may_end = True
    daemon.wait_log('exceeds sanity limit', DONE_S)
    case.until('ntpd -q ends', lambda: daemon.process.status() is not None, 20)
    assert daemon.process.status() not in (0, None)
    assert abs(daemon.error_s() - FAR_S) < 1


@test('-x never steps a clock that is 0.4 s off but slews it', seconds=45)
def slew_only(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), (0.4, 0), ['-x']).wait_synchronized()
    begin = daemon.error_s()
    seen = [begin]

    def smooth():
        seen.append(daemon.error_s())
        return -0.05 < seen[-1] - seen[-2] < 0.001
    case.always('no jump', smooth, lambda: daemon.sent(server.v4) >= 9, 60)
    assert daemon.steps() == 0
    assert seen[-1] < begin - 0.001, f'not slewed: {begin} s, then {seen[-1]} s'


@test('the drift file is written at SIGTERM and used at once after a restart', seconds=60)
def drift_file(case):
    server, client = upstream(case)
    drift = case.folder / 'ntp.drift'
    daemon = Ours(case, client, [f'driftfile {drift}', *follow(server.v4)], clock=(0.02, 40)).wait_near_truth()

    def frequency():
        return float(daemon.system('frequency').get('frequency', 0))
    case.until('the frequency is learnt', lambda: abs(frequency() + 40) < 3, 90)
    assert daemon.stop()[0] == 0
    assert drift.exists(), 'no drift file was written'
    learnt = float(drift.read_text().split()[0])
    assert abs(learnt + 40) < 3, f'{drift.read_text()!r}'
    case.processes[0].kill()  # the server is gone: what is used now comes from the file
    daemon.start()
    daemon.wait_serving()
    assert abs(frequency() - learnt) < 0.01, f'{frequency()} ppm at start, {learnt} ppm in the file'
    begin, since = daemon.error_s(), time.monotonic()
    case.until('some time passes', lambda: time.monotonic() - since > 3, 10)
    rate_ppm = (daemon.error_s() - begin) / (time.monotonic() - since) * 1e6
    assert abs(rate_ppm) < 10, f'the clock runs {rate_ppm} ppm fast although the file says how to run it right'
    files = sorted(path.name for path in drift.parent.glob('ntp.drift*'))
    assert files == ['ntp.drift', 'ntp.drift.time'], f'leftovers beside the drift file: {files}'
    good = drift.with_name('ntp.drift.time').read_text()
    assert abs(int(good) - time.time()) < 60, 'the last good time is not noted'


@test('a drift file that makes no sense is reported and does not matter')
def bad_drift_file(case):
    server, client = upstream(case)
    drift = case.folder / 'ntp.drift'
    drift.write_text('banana\n')
    daemon = Ours(case, client, [f'driftfile {drift}', *follow(server.v4)], clock=(0.02, 0)).wait_near_truth()
    assert 'ntp.drift' in daemon.log()


@test('without CAP_SYS_TIME it says so once, tracks, and serves corrected time', seconds=20)
def no_privilege(case):
    server, client = upstream(case, clock=(0.25, 0))
    daemon = Ours(case, client, follow(server.v4), clock=None).wait_synchronized()
    limit_s = 0.002

    def served():
        return abs(ntp.served_offset_s(server, client.v4) - 0.25) < limit_s
    case.until('the time served is that of the server', served, 40)
    assert daemon.log().count('CAP_SYS_TIME') == 1, daemon.log()
    assert not re.search(r'EPERM|not permitted|cannot be steered', daemon.log(), re.I), daemon.log()
    assert ntp.ask(server, client.v4).stratum == 2


@test('`disable ntp` measures, but leaves the clock alone', seconds=25)
def disabled(case):
    server, client = case.hosts('server', 'client')
    Chronyd.server(case, server)
    daemon = Ours(case, client, ['disable ntp', *follow(server.v4)], clock=(0.3, 0))
    case.until('the offset is measured', lambda: abs(
        float(daemon.peer(server.v4).variables['offset']) + 300) < 2 if daemon.peer(server.v4) else False, 30)
    case.until('it polled on', lambda: daemon.sent(server.v4) >= 8, 40)
    assert abs(daemon.error_s() - 0.3) < 1e-4 and daemon.steps() == 0


@test('a step by somebody else is noticed, logged and put right within seconds', seconds=60)
def stepped_by_others(case):
    server, client = upstream(case)
    daemon = Ours(case, client, follow(server.v4), clock=(0.02, 10)).wait_near_truth()
    case.until('sources are settled', lambda: daemon.sent(server.v4) >= 8, 40)
    for shift in ('1.5', '-0.4'):
        count = daemon.log().count('by another program')
        daemon.clock_tool('step', shift)
        case.until('it says so', lambda: daemon.log().count('by another program') == count + 1, 8)
        case.until('the clock is right', lambda: abs(daemon.error_s()) < 0.002, 15)
    assert f"{float(daemon.system('disturbances')['disturbances']):.0f}" == '2'
    reply = ntp.ask(server, client.v4)
    assert reply.leap == 0, reply


LEAP_LIST = '#$ 3960835200\n#@ 5000000000\n2272060800 10\n2287785600 11\n'


@test('leapfile is read, checked against its hash, and TAI shown', seconds=40)
def leap_list(case):
    server, client = upstream(case)
    path = case.folder / 'leap-seconds.list'
    path.write_text(LEAP_LIST)
    daemon = Ours(case, client, [f'leapfile {path}', *follow(server.v4)]).wait_synchronized()
    daemon.wait_log('no hash signature', 1)
    assert 'tai' not in daemon.system('tai')
    digits = '39608352005000000000227206080010228778560011'
    words = hashlib.sha1(digits.encode()).hexdigest()
    path.write_text(LEAP_LIST + '#h ' + ' '.join(words[i:i + 8] for i in range(0, 40, 8)) + '\n')
    daemon.process.send(signal.SIGHUP)
    daemon.wait_log('good hash signature', 10)
    case.until('TAI is known', lambda: daemon.system('tai').get('tai') == '11', 20)
    shown = daemon.system()
    assert (shown['leapsec'], shown['expire'][:4]) == ('197207010000', '2058'), shown


@test('a clock without a battery is moved forward to the last time that was known to be right, then to the truth',
      seconds=60)
def no_battery(case):
    server, client = upstream(case)
    drift, last = case.folder / 'drift', case.folder / 'drift.time'
    daemon = Ours(case, client, [f'driftfile {drift}', *follow(server.v4)], clock=(0, 0))
    daemon.stop()
    long_ago_s = time.time()
    last.write_text(f'{int(time.time()) - FAR_S}\n')
    daemon.clock_tool('create', f'--offset={-long_ago_s}', '--force')
    daemon.start()
    daemon.wait_log(r'the clock shows 1970-01-01T\S+, before the clock was last known to be right: moved forward to 20', 5)
    daemon.wait_near_truth()
    daemon.stop()
    assert daemon.log().count('moved forward') == 1
    for trap in ('99999999999', 'rubbish', ''):
        last.write_text(trap)
        daemon.clock_tool('create', f'--offset={-long_ago_s}', '--force')
        daemon.start()
        daemon.wait_log('before this program was built: moved forward', 5)
        daemon.stop()
    daemon.config.write_text(f'driftfile {drift}\ndisable ntp\n')
    daemon.clock_tool('create', f'--offset={-long_ago_s}', '--force')
    daemon.start()
    daemon.wait_serving()
    assert abs(daemon.error_s() + long_ago_s) < 60, 'with `disable ntp` nothing is moved'
