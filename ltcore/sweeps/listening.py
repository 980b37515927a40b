"""Waiting for somebody to speak, with any number of files open."""

import select
import socket
from collections.abc import Sequence


def heard(connections: Sequence[socket.socket], seconds: float) -> list[socket.socket]:
    """Return the connections that have something to read, or whose other end has left.

    `select.select` would refuse descriptors from 1024 on, which a server with many readers has.

    Args:
        connections: open ones.
        seconds: to wait for the first of them, 0 or more.

    Example:
        >>> ours, theirs = socket.socketpair()
        >>> heard([ours], 0.0)
        []
        >>> theirs.close()
        >>> heard([ours], 0.0) == [ours]
        True
        >>> ours.close()
    """
    waiting = select.poll()
    for connection in connections:
        waiting.register(connection, select.POLLIN)
    ready = {descriptor for descriptor, _ in waiting.poll(1000 * seconds)}
    return [connection for connection in connections if connection.fileno() in ready]
