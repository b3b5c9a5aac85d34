"""What a network of namespaces needs for XDP: whether the kernel has it, and what veth asks of its other end."""
import contextlib
import ctypes
import fcntl
import os
import platform
import socket
import struct
import sys

from lib.errors import Failed
from lib.lan import inside

BPF_CALL = {'x86_64': 321, 'aarch64': 280, 'riscv64': 280, 'ppc64le': 361, 's390x': 351}
PROG_LOAD, LINK_CREATE = 5, 28
XDP_TYPE, XDP_ATTACH = 6, 37
PASS_ALL = struct.pack('<BBhi', 0xb7, 0, 0, 2) + struct.pack('<BBhi', 0x95, 0, 0, 0)  # r0 = XDP_PASS; exit
SIOCETHTOOL, SET_TX_CHECKSUM = 0x8946, 0x17

_libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attributes):
    data = ctypes.create_string_buffer(attributes.ljust(128, b'\0'))
    done = _libc.syscall(BPF_CALL[platform.machine()], command, data, len(data))
    if done < 0:
        raise OSError(ctypes.get_errno(), f'bpf command {command}')
    return done


def load_pass_all():
    code = ctypes.create_string_buffer(PASS_ALL)
    license_ = ctypes.create_string_buffer(b'MIT')
    attributes = struct.pack('=IIQQ', XDP_TYPE, len(PASS_ALL) // 8, ctypes.addressof(code), ctypes.addressof(license_))
    return bpf(PROG_LOAD, attributes)


def is_possible(case):
    """Whether the kernel and the build have XDP; says so loudly if not, as then there is nothing to test."""
    try:
        os.close(load_pass_all())
        reason = None
    except (OSError, KeyError) as error:
        reason = f'the kernel loads no XDP program: {error}'
    if not reason and b'serve_time' not in (case.bin / 'ntpd').read_bytes():
        reason = 'ntpd was built without it (see FOLIOT_XDP)'
    if reason:
        print(f'*** NOT TESTED: XDP: {reason}', file=sys.stderr, flush=True)
    return reason is None


@contextlib.contextmanager
def pass_all_at(namespace, interface):
    """A frame that a program at one end of a veth sends back is taken only where there is a program at the other."""
    with inside(namespace):
        index = socket.if_nametoindex(interface)
        program = load_pass_all()
        link = bpf(LINK_CREATE, struct.pack('=IIII', program, index, XDP_ATTACH, 0))
    os.close(program)
    try:
        yield
    finally:
        os.close(link)


def send_whole_checksums(host):
    """Else a veth delivers packets whose checksum is left for a network card to fill in."""
    value = ctypes.create_string_buffer(struct.pack('=II', SET_TX_CHECKSUM, 0))
    request = struct.pack('16sQ16x', b'eth0', ctypes.addressof(value))
    with host.socket() as channel:
        try:
            fcntl.ioctl(channel.fileno(), SIOCETHTOOL, request)
        except OSError as error:
            raise Failed(f'checksum offload of {host.name}: {error}') from None
