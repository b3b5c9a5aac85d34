"""Packets with a forged source address, from a thread of their own until the end of the block."""
import itertools
import socket
import struct
import threading

from lib.lan import inside

PACE_S = 0.0005


def datagram(source, target, payload, source_port=123, target_port=123):
    """An IPv4 packet with one UDP datagram; the kernel fills in length and checksum of the IP header."""
    udp = struct.pack('>HHHH', source_port, target_port, 8 + len(payload), 0) + payload
    header = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 0, 0, 0, 64, socket.IPPROTO_UDP, 0, socket.inet_aton(source),
                         socket.inet_aton(target))
    return header + udp


class Flood:
    """`with Flood(host, target, packets) as flood:` sends the packets in turn, again and again; `flood.sent` counts."""

    def __init__(self, host, target, packets):
        with inside(host.namespace):
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.target, self.packets, self.sent = target, packets, 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        self.socket.close()

    def _run(self):
        for packet in itertools.cycle(self.packets):
            if self._end.wait(PACE_S):
                return
            self.socket.sendto(packet, (self.target, 0))
            self.sent += 1
