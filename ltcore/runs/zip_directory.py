"""How large the directory of a zip file says it is, before anybody reads it into memory."""

import os
import struct
from typing import BinaryIO

END, END_SIZE = b"PK\x05\x06", 22
LONGEST_COMMENT = 2**16
END64, END64_SIZE = struct.Struct("<4sQ2H2L4Q"), 56
LARGE_END = b"PK\x06\x06"
ELSEWHERE = 2**32 - 1
"""What the old record says of a size that is too large for it."""
LOCATOR, LOCATOR_SIZE = b"PK\x06\x07", 20


def directory_size(file: BinaryIO) -> int:
    """Return the bytes of the directory, 0 where there is none: then it is no zip file.

    Where there are two records of the end, of the old kind and of that for large files, the larger of what
    they say counts: it does not matter which of them a reader believes.

    Example:
        >>> import io, zipfile
        >>> with zipfile.ZipFile(archive := io.BytesIO(), "w") as writer:
        ...     writer.writestr("a", "text")
        >>> directory_size(archive)
        47
    """
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - LONGEST_COMMENT - END_SIZE - LOCATOR_SIZE - END64_SIZE)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    sizes = [0]
    place = tail.find(END)
    while place >= 0:  # a comment may look like another end
        sizes += _sizes(tail, place)
        place = tail.find(END, place + 1)
    return max(sizes)


def _sizes(tail: bytes, place: int) -> list[int]:
    if len(tail) < place + END_SIZE:
        return []
    sizes = [int(struct.unpack_from("<L", tail, place + 12)[0])]
    locator = place - LOCATOR_SIZE
    if locator >= END64_SIZE and tail[locator : locator + 4] == LOCATOR:
        record = END64.unpack_from(tail, locator - END64_SIZE)
        if record[0] == LARGE_END:  # else readers believe the old one
            sizes = [size for size in sizes if size != ELSEWHERE] + [int(record[8])]
    return sizes
