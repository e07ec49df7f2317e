"""A network with nothing but a loopback of its own, for programs that talk to more than that."""

import fcntl
import socket
import struct
import subprocess
from typing import List, Optional

# Linux, <linux/sockios.h> and <linux/if.h>; the interface's name and flags are a struct ifreq.
SET_INTERFACE_FLAGS = 0x8914
INTERFACE_IS_UP = 0x1
INTERFACE_REQUEST = "16sh14x"

# As root, and as anybody where the system lets users have namespaces.
WAYS = (["unshare", "--net"], ["unshare", "--map-root-user", "--net"])


def command_prefix() -> Optional[List[str]]:
    """What runs a program in a network of its own; None where we have no right to make one."""
    for way in WAYS:
        try:
            if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
                return list(way)
        except FileNotFoundError:
            continue
    return None


def bring_up_loopback() -> None:
    """In a new network it is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack(INTERFACE_REQUEST, b"lo", INTERFACE_IS_UP)
        fcntl.ioctl(any_socket, SET_INTERFACE_FLAGS, request)
