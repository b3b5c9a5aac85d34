"""Runs tests side by side, one line each, and cleans up whatever happens."""
import concurrent.futures
import dataclasses
import threading
import time
import traceback

from lib.case import Case
from lib.errors import Cancelled, Failed


@dataclasses.dataclass
class Result:
    name: str
    passed: bool
    seconds: float
    reason: str = ''
    logs: str = ''


class Runner:
    def __init__(self, bin_folder, peers_folder, jobs, show):
        self.bin, self.peers, self.jobs, self.show = bin_folder, peers_folder, jobs, show
        self.cancel = threading.Event()
        self.printing = threading.Lock()

    def run_one(self, test):
        if self.cancel.is_set():
            return Result(test.name, False, 0, 'not run')
        begin = time.monotonic()
        case = Case(self.bin, self.peers, self.cancel)
        reason, logs = '', ''
        try:
            test.function(case)
            case.finish()
        except (Failed, AssertionError) as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            reason = str(error) or f'{place.filename}:{place.lineno}: {place.line}'
        except Cancelled:
            reason = 'cancelled'
        except Exception:  # the test itself is broken: that is a failure as well, with all there is to know
            reason = traceback.format_exc()
        finally:
            logs = case.logs() if reason else ''
            case.close()
        return Result(test.name, not reason, time.monotonic() - begin, reason, logs)

    def report(self, result):
        with self.printing:
            self.show(f'{"ok  " if result.passed else "FAIL"} {result.seconds:5.1f} s  {result.name}')
            if not result.passed:
                self.show(f'     {result.reason}\n{result.logs}')

    def run_and_report(self, test):
        result = self.run_one(test)
        self.report(result)
        return result

    def run(self, tests):
        """Results in the order of `tests`; the long ones start first."""
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            futures = {test.name: pool.submit(self.run_and_report, test)
                       for test in sorted(tests, key=lambda test: -test.seconds)}
            try:
                return [futures[test.name].result() for test in tests]
            except BaseException:
                self.cancel.set()  # every waiting test ends at once and cleans up; the pool waits for that
                raise
