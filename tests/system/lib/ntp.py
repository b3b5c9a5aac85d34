"""Time requests and replies, by hand (RFC 5905 section 7.3)."""
import dataclasses
import os
import socket
import struct
import time

from lib.errors import Failed

UNIX_TO_NTP_S = 2208988800
HEADER = '>BBbbII4sQQQQ'
SIZE = 48
CLIENT, SERVER, ACTIVE, PASSIVE = 3, 4, 1, 2


@dataclasses.dataclass
class Packet:
    leap: int
    version: int
    mode: int
    stratum: int
    refid: bytes
    origin: int
    receive: int
    transmit: int
    sender: tuple


def timestamp(unix_ns):
    return (unix_ns // 10**9 + UNIX_TO_NTP_S) % 2**32 << 32 | (unix_ns % 10**9 << 32) // 10**9


def difference_s(a, b):
    """a - b of two timestamps, less than half an era apart."""
    return ((a - b + 2**63) % 2**64 - 2**63) / 2**32


def request(mode=CLIENT, version=4, transmit=0, leap=0):
    first = leap << 6 | version << 3 | mode
    return struct.pack(HEADER, first, 0, 6, -20, 0, 0, b'\0\0\0\0', 0, 0, 0, transmit)


def parse(data, sender):
    if len(data) < SIZE:
        raise Failed(f'a reply of {len(data)} octets')
    first, stratum, _, _, _, _, refid, _, origin, receive, transmit = struct.unpack(HEADER, data[:SIZE])
    return Packet(first >> 6, first >> 3 & 7, first & 7, stratum, refid, origin, receive, transmit, sender)


def family_of(address):
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def exchange(host, address, data, port=123):
    """Sends `data` from `host` to `address` and returns the reply; None when nothing came."""
    with host.socket(family_of(address)) as channel:
        channel.sendto(data, (address, port))
        try:
            return parse(*channel.recvfrom(2048))
        except (TimeoutError, ConnectionRefusedError):
            return None


def ask(host, address, mode=CLIENT, version=4, tries=3):
    """A reply to a time request; asks again when one is lost."""
    for _ in range(tries):
        nonce = int.from_bytes(os.urandom(8), 'big')
        reply = exchange(host, address, request(mode, version, nonce))
        if reply and reply.origin == nonce:
            return reply
    raise Failed(f'{address} does not answer mode {mode} version {version}')


def is_refused(host, address, port=123):
    """Nobody listens there: the kernel says so."""
    with host.socket(family_of(address)) as channel:
        channel.connect((address, port))
        channel.send(request())
        try:
            channel.recv(2048)
        except ConnectionRefusedError:
            return True
        except TimeoutError:
            pass
    return False


def served_offset_s(host, address):
    """How far the time that is served there is ahead of the machine's clock."""
    with host.socket(family_of(address)) as channel:
        t1 = timestamp(time.time_ns())
        channel.sendto(request(transmit=t1), (address, 123))
        reply = parse(*channel.recvfrom(2048))
        t4 = timestamp(time.time_ns())
    if reply.origin != t1:
        raise Failed('the reply does not belong to the request')
    return (difference_s(reply.receive, t1) + difference_s(reply.transmit, t4)) / 2
