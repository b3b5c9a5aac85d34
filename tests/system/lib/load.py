"""A client that asks all the time, from a thread of its own, and knows which questions were answered."""
import os
import select
import threading
import time

from lib import ntp

PACE_S = 0.002
LAST_ANSWER_S = 2


class Load:
    """`with Load(host, address) as load:` asks meanwhile; afterwards `load.lost()` are the unanswered questions."""

    def __init__(self, host, address, port=123):
        self.to = (address, port)
        self.socket = host.socket(ntp.family_of(address))
        self.open, self.sent, self.strange = set(), 0, 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        self.socket.close()

    def lost(self):
        return len(self.open)

    def _run(self):
        while not self._end.is_set():
            nonce = int.from_bytes(os.urandom(8), 'big')
            self.open.add(nonce)
            self.sent += 1
            self.socket.sendto(ntp.request(transmit=nonce), self.to)
            self._receive(PACE_S)
        until = time.monotonic() + LAST_ANSWER_S
        while self.open and time.monotonic() < until:
            self._receive(0.05)

    def _receive(self, wait_s):
        end = time.monotonic() + wait_s
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.socket], [], [], left)[0]:
                return
            try:
                reply = ntp.parse(*self.socket.recvfrom(2048))
            except ConnectionRefusedError:
                continue
            if reply.origin in self.open:
                self.open.remove(reply.origin)
            else:
                self.strange += 1
