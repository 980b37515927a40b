"""What a file looks like from its first bytes, for messages about files that are not what they should be."""

import codecs
from pathlib import Path

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PAR1", "a Parquet table"),
    (b"\x93NUMPY", "a single numpy array (npy)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"%PDF", "a PDF document"),
    (b"MATLAB 5.0", "a MATLAB file"),
    (b"ARROW1", "an Arrow (Feather) file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    *(
        (bytes([0x80, protocol]), "a Python pickle, which is never opened")
        for protocol in range(2, 6)
    ),
)
LOOKED_AT = 4096
UNKNOWN = "unknown binary data"
PRINTABLE = frozenset(b"\t\n\r" + bytes(range(32, 127)))
TEXT_SHARE = 0.75
"""Share of plain ASCII from which on a file is called text in another encoding."""


def describe(path: Path) -> str:
    """Return what a file looks like: "a PNG image", "text", "an empty file", "unknown binary data" ...

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
        whole = len(start) < LOOKED_AT
    if not start:
        return "an empty file"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "a WebP image"
    signed = [what for signature, what in SIGNATURES if start.startswith(signature)]
    return signed[0] if signed else _unsigned(start, whole=whole)


def _unsigned(start: bytes, *, whole: bool) -> str:
    """Return what a file without a signature looks like."""
    if _is_text(start, "utf-8", whole=whole):
        return "text"
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "text in UTF-16" if _is_text(start, "utf-16", whole=whole) else UNKNOWN
    printable = sum(byte in PRINTABLE for byte in start)
    if printable < TEXT_SHARE * len(start):
        return UNKNOWN
    return "text with NUL bytes" if b"\0" in start else "text that is not UTF-8"


def _is_text(start: bytes, encoding: str, *, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(start, final=whole)  # a character that the window cuts is no error
    except UnicodeDecodeError:
        return False
    return "\0" not in text
