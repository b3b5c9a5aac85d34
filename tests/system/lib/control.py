"""Mode 6 queries, by hand (RFC 9327): the tests look into a daemon without help of the tools under test."""
import dataclasses
import hashlib
import itertools
import re
import struct

from lib.ntp import family_of

READ_STATUS, READ_VARIABLES = 1, 2
FIRST = 0x16  # leap 0, version 2, mode 6
HEADER = '>BBHHHHH'
SIZE = 12
LIMIT_S = 1.0
TALLY = ' x.-+#*o'

_sequences = itertools.count(1)


@dataclasses.dataclass
class Peer:
    association: int
    tally: str
    variables: dict

    @property
    def address(self):
        return self.variables.get('srcadr')


def sealed(request, key_id, secret):
    """The request with the MAC of a SHA1 key: behind it, at the next multiple of 8."""
    padded = request + bytes(-len(request) % 8)
    return padded + struct.pack('>I', key_id) + hashlib.sha1(secret + padded).digest()


def query(host, address, opcode, association=0, data=b'', key=None):
    """(status word, octets of the answer); None without an answer. key: (id, secret) to seal the question with."""
    sequence = next(_sequences) % 65536
    padding = bytes(-len(data) % 4)
    with host.socket(family_of(address)) as channel:
        channel.settimeout(LIMIT_S)
        header = struct.pack(HEADER, FIRST, opcode, sequence, 0, association, 0, len(data))
        request = header + data + padding
        channel.sendto(sealed(request, *key) if key else request, (address, 123))
        parts, total, status = {}, None, 0
        while total is None or sum(map(len, parts.values())) < total:
            try:
                data = channel.recv(4096)
            except (TimeoutError, ConnectionRefusedError):
                return None
            _, bits, got, status, _, offset, count = struct.unpack(HEADER, data[:SIZE])
            if got != sequence:
                continue
            parts[offset] = data[SIZE:SIZE + count]
            if not bits & 0x20:
                total = offset + count
    return status, b''.join(parts[offset] for offset in sorted(parts))


def variables(host, address, association=0, names=''):
    """Variables (the named ones, else the usual ones) of the system or an association; {} without an answer."""
    answer = query(host, address, READ_VARIABLES, association, names.encode())
    if answer is None:
        return {}
    pairs = re.findall(r'([\w.]+)=("[^"]*"|[^,\r\n]*)', answer[1].decode('ascii', 'replace'))
    return {name: value.strip('"') for name, value in pairs}


def peers(host, address):
    """The associations with their tally codes; [] without an answer."""
    answer = query(host, address, READ_STATUS)
    if answer is None:
        return []
    words = struct.unpack(f'>{len(answer[1]) // 2}H', answer[1][:len(answer[1]) // 4 * 4])
    return [Peer(association, TALLY[status >> 8 & 7], variables(host, address, association))
            for association, status in zip(words[::2], words[1::2])]
