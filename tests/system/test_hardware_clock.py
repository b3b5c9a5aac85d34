"""`rtcsync` and `rtcfile`, on hardware clocks in files: the machine's own is never touched (R13)."""
import re
import signal
import time

from lib.case import test
from lib.ours import REFERENCE, Ours, follow

DRIFT_PPM = 400


def rtc_seconds(path):
    """What the virtual hardware clock shows now, with its fraction (rtc_device.hpp)."""
    at_ns, shows_ns, drift_ppm = re.fullmatch(r'foliot-rtc (\d+) (\d+) (\S+)\n', path.read_text()).groups()
    elapsed_ns = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW) - int(at_ns)
    return (int(shows_ns) + elapsed_ns * (1 + float(drift_ppm) * 1e-6)) / 1e9


def ahead_s(path):
    return rtc_seconds(path) - time.time()


def virtual_rtc(case, offset_s, drift_ppm):
    path = case.folder / 'rtc'
    at_ns = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
    path.write_text(f'foliot-rtc {at_ns} {time.time_ns() + int(offset_s * 1e9)} {drift_ppm}\n')
    return path


def client(case, lines, clock=(0, 0)):
    server, host = case.hosts('server', 'client')
    Ours(case, server, REFERENCE).wait_synchronized()
    return Ours(case, host, [*follow(server.v4), *lines], clock=clock)


@test('rtcsync sets the hardware clock once the clock is synchronised, to the time of the servers', seconds=45)
def writes(case):
    rtc = virtual_rtc(case, -86400.3, 0)
    daemon = client(case, ['rtcsync', f'rtcdevice {rtc}'], clock=(0.02, 0))
    daemon.wait_log(rf'hardware clock {rtc} set; it was 86400\.\d+ s behind', 40)
    assert abs(ahead_s(rtc)) < 0.1, ahead_s(rtc)
    assert daemon.system('rtc_writes') == {'rtc_writes': '1'}, daemon.system('rtc_writes')


@test('rtcfile tells offset and drift of the hardware clock, keeps them, and knows them after a restart', seconds=100)
def measures(case):
    rtc, file = virtual_rtc(case, 2.5, DRIFT_PPM), case.folder / 'ntp.rtc'
    daemon = client(case, [f'rtcfile {file}', f'rtcdevice {rtc}']).wait_synchronized()
    before = rtc.read_text()
    daemon.wait_log(r'hardware clock .*: 2\.5\d+ s ahead, drift \+\d+\.\d \+- \d+\.\d ppm', 80)
    shown = daemon.system('rtc_offset,rtc_drift,rtc_drift_error,rtc_writes')
    assert abs(float(shown['rtc_offset']) - 2500 - DRIFT_PPM * 1e-3 * 30) < 50, shown
    assert abs(float(shown['rtc_drift']) - DRIFT_PPM) < 100, shown
    assert shown['rtc_writes'] == '0' and rtc.read_text() == before, 'it was only looked at'
    daemon.stop()
    offset_s, drift_ppm, seconds = map(float, file.read_text().split())
    assert abs(offset_s - 2.52) < 0.1 and abs(drift_ppm - DRIFT_PPM) < 100 and abs(seconds - time.time()) < 60
    daemon.start()
    daemon.wait_serving()
    assert abs(float(daemon.system('rtc_drift')['rtc_drift']) - drift_ppm) < 0.01
    assert daemon.system('rtc_offset') == {}, 'nothing was measured yet'


@test('without a hardware clock there is one line in the log, and time all the same', seconds=45)
def none(case):
    daemon = client(case, ['rtcsync', f'rtcfile {case.folder}/ntp.rtc', f'rtcdevice {case.folder}/none'])
    daemon.wait_synchronized()
    lines = [line for line in daemon.log().splitlines() if 'hardware clock' in line]
    assert len(lines) == 1 and 'No such file or directory; rtcsync and rtcfile have no effect' in lines[0], lines
    assert daemon.system('rtc_writes') == {}


@test('the end does not wait for the hardware clock, and a reload turns rtcsync on', seconds=60)
def reload(case):
    rtc = virtual_rtc(case, 50, 0)
    daemon = client(case, [f'rtcfile {case.folder}/ntp.rtc', f'rtcdevice {rtc}']).wait_synchronized()
    case.until('it was looked at', lambda: 'rtc_offset' in daemon.system('rtc_offset'), 10)
    daemon.config.write_text(daemon.config.read_text() + 'rtcsync\n')
    daemon.process.send(signal.SIGHUP)
    daemon.wait_log('rtcsync is on now', 10)
    case.until('it is set', lambda: abs(ahead_s(rtc)) < 0.1, 20)
    status, took_s = daemon.stop()
    assert status == 0 and took_s < 2, (status, took_s)
