"""Fifty ways to damage a file, the same ones each time."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

Rng = np.random.Generator
Damage = Callable[[Rng, bytes], bytes]
SEPARATOR = re.compile(rb"[,;\t| ]")


def damages(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield fifty damaged forms of a file's content with the name of the damage; none equals the original."""
    binary = content[:4] in (b"PAR1", b"PK\x03\x04")
    ways = BINARY if binary else TEXT
    if content[:2] == b"PK":
        ways = [*ways[: 50 - len(CLAIMS)], *CLAIMS]
    for number, (way, damage) in enumerate(ways):
        rng = np.random.default_rng(zlib.crc32(f"{name} {number}".encode()))
        damaged = damage(rng, content)
        for _ in range(20):  # a swap of equals is no damage
            if damaged != content:
                break
            damaged = damage(rng, content)
        yield way, damaged if damaged != content else content[:-3]


def _at(rng: Rng, content: bytes) -> int:
    return int(rng.integers(len(content)))


def flip_bit(rng: Rng, content: bytes, *, last: int = 0) -> bytes:
    at = _at(rng, content[-last:]) + max(0, len(content) - last if last else 0)
    return content[:at] + bytes([content[at] ^ (1 << int(rng.integers(8)))]) + content[at + 1 :]


def set_byte(rng: Rng, content: bytes) -> bytes:
    at = _at(rng, content)
    return content[:at] + rng.bytes(1) + content[at + 1 :]


def set_digit(rng: Rng, content: bytes) -> bytes:
    at = _at(rng, content)
    return content[:at] + bytes([int(rng.integers(0x20, 0x7F))]) + content[at + 1 :]


def cut_end(rng: Rng, content: bytes) -> bytes:
    return content[: _at(rng, content)]


def cut_last(rng: Rng, content: bytes) -> bytes:
    return content[: -int(rng.integers(1, 12))]


def cut_start(rng: Rng, content: bytes) -> bytes:
    return content[1 + _at(rng, content) // 4 :]


def delete(rng: Rng, content: bytes, *, most: int) -> bytes:
    at = _at(rng, content)
    return content[:at] + content[at + int(rng.integers(1, most + 1)) :]


def insert(rng: Rng, content: bytes, *, what: bytes = b"") -> bytes:
    at = _at(rng, content)
    return content[:at] + (what or bytes([int(rng.integers(0x20, 0x7F))])) + content[at:]


def insert_bytes(rng: Rng, content: bytes) -> bytes:
    at = _at(rng, content)
    return content[:at] + rng.bytes(int(rng.integers(1, 9))) + content[at:]


def zero_block(rng: Rng, content: bytes) -> bytes:
    at, length = _at(rng, content), int(rng.integers(1, 65))
    return content[:at] + bytes(len(content[at : at + length])) + content[at + length :]


def copy_block(rng: Rng, content: bytes) -> bytes:
    source, target, length = _at(rng, content), _at(rng, content), int(rng.integers(1, 65))
    block = content[source : source + length]
    return content[:target] + block + content[target + len(block) :]


def append(rng: Rng, content: bytes) -> bytes:
    return content + rng.bytes(int(rng.integers(1, 40)))


def prepend(rng: Rng, content: bytes) -> bytes:
    return rng.bytes(int(rng.integers(1, 40))) + content


def twice(rng: Rng, content: bytes) -> bytes:
    return content + content


def utf16(rng: Rng, content: bytes) -> bytes:
    return content.decode("utf-8").encode("utf-16")


def cut_character(rng: Rng, content: bytes) -> bytes:
    high = [at for at, byte in enumerate(content) if byte >= 0x80]
    if not high:
        return insert(rng, content, what=b"\xe7")
    at = high[int(rng.integers(len(high)))]
    return content[:at] + content[at + 1 :]


def _on_lines(change: Callable[[Rng, list[bytes]], None]) -> Damage:
    def damage(rng: Rng, content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        change(rng, lines)
        return b"".join(lines)

    return damage


def _double_line(rng: Rng, lines: list[bytes]) -> None:
    at = int(rng.integers(len(lines)))
    lines.insert(at, lines[at])


def _remove_line(rng: Rng, lines: list[bytes]) -> None:
    del lines[int(rng.integers(len(lines)))]


def _swap_lines(rng: Rng, lines: list[bytes]) -> None:
    one, other = (int(rng.integers(len(lines))) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]


def _swap_fields(rng: Rng, lines: list[bytes], *, header: bool) -> None:
    at = 0 if header else int(rng.integers(len(lines)))
    body = lines[at].rstrip(b"\r\n")
    marks = SEPARATOR.findall(body)
    fields = SEPARATOR.split(body)
    one, other = (int(rng.integers(len(fields))) for _ in range(2))
    fields[one], fields[other] = fields[other], fields[one]
    joined = b"".join(field + mark for field, mark in zip(fields, [*marks, b""], strict=True))
    lines[at] = joined + lines[at][len(body) :]


def _on_separator(rng: Rng, lines: list[bytes], *, replace: Callable[[bytes], bytes]) -> None:
    at = int(rng.integers(len(lines)))
    places = [found.start() for found in SEPARATOR.finditer(lines[at])]
    if places:
        place = places[int(rng.integers(len(places)))]
        mark = lines[at][place : place + 1]
        lines[at] = lines[at][:place] + replace(mark) + lines[at][place + 1 :]


def _empty_field(rng: Rng, lines: list[bytes]) -> None:
    at = int(rng.integers(len(lines)))
    places = [found.start() for found in SEPARATOR.finditer(lines[at])]
    if len(places) > 1:
        place = int(rng.integers(len(places) - 1))
        lines[at] = lines[at][: places[place] + 1] + lines[at][places[place + 1] :]


def _join_lines(rng: Rng, lines: list[bytes]) -> None:
    at = int(rng.integers(len(lines)))
    lines[at] = lines[at].rstrip(b"\r\n")


def _carriage_returns(rng: Rng, lines: list[bytes]) -> None:
    lines[:] = [line.rstrip(b"\r\n") + b"\r" for line in lines]


def _claim(edit: Callable[[Rng, bytes], bytes], *, checked: bool = True) -> Damage:
    """Return a damage of one array of an npz file; ``checked`` says whether the checksum goes with it."""

    def damage(rng: Rng, content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        chosen = list(members)[int(rng.integers(len(members)))]
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name, held in members.items():
                edited = edit(rng, held) if name == chosen else held
                archive.writestr(zipfile.ZipInfo(name), edited)
        return target.getvalue()

    return damage


def _edit_shape(rng: Rng, member: bytes) -> bytes:
    sizes = list(re.finditer(rb"\d+(?=[,)])", member[:128]))
    found = sizes[int(rng.integers(len(sizes)))]
    claims = (b"0", b"3", b"17", b"99999", b"9999999999")
    claim = claims[int(rng.integers(len(claims)))]
    header = member[: found.start()] + claim + member[found.end() : 128]
    return _padded(header) + member[128:]


def _edit_type(rng: Rng, member: bytes) -> bytes:
    kinds = (b"'<f8'", b"'>f8'", b"'<i8'", b"'|O'", b"'<U9'", b"'|b1'", b"'<M8[s]'", b"'|V8'")
    kind = kinds[int(rng.integers(len(kinds)))]
    return _padded(re.sub(rb"(?<='descr': )'[^']*'", kind, member[:128])) + member[128:]


def _edit_order(rng: Rng, member: bytes) -> bytes:
    return _padded(member[:128].replace(b"False", b"True ")) + member[128:]


def _edit_data(rng: Rng, member: bytes) -> bytes:
    return member[: 128 + int(rng.integers(len(member) - 128))]


def _edit_header(rng: Rng, member: bytes) -> bytes:
    return set_digit(rng, member[:128]) + member[128:]


def _padded(header: bytes) -> bytes:
    body = header.rstrip(b" \n")
    return body + b" " * (127 - len(body)) + b"\n"


CLAIMS: list[tuple[str, Damage]] = [
    *[("shape claimed", _claim(_edit_shape))] * 5,
    *[("type claimed", _claim(_edit_type))] * 5,
    ("order claimed", _claim(_edit_order)),
    *[("data cut", _claim(_edit_data))] * 2,
    *[("header edited", _claim(_edit_header))] * 3,
]
BINARY: list[tuple[str, Damage]] = [
    *[("bit flipped near the end", partial(flip_bit, last=160))] * 6,
    *[("byte set", set_byte)] * 6,
    *[("cut", cut_end)] * 5,
    ("start cut", cut_start),
    *[("byte deleted", partial(delete, most=1))] * 2,
    *[("run deleted", partial(delete, most=40))] * 3,
    *[("bytes inserted", insert_bytes)] * 3,
    *[("block of zeros", zero_block)] * 3,
    *[("block copied", copy_block)] * 3,
    ("appended", append),
    ("prepended", prepend),
    *[("bit flipped", flip_bit)] * 15,
    ("twice", twice),
]
TEXT: list[tuple[str, Damage]] = [
    *[("bit flipped", flip_bit)] * 5,
    *[("byte set", set_byte)] * 3,
    *[("character set", set_digit)] * 3,
    *[("cut", cut_end)] * 2,
    *[("last bytes cut", cut_last)] * 2,
    ("start cut", cut_start),
    *[("byte deleted", partial(delete, most=1))] * 4,
    *[("run deleted", partial(delete, most=40))] * 2,
    *[("character inserted", insert)] * 2,
    ("zero byte", partial(insert, what=b"\0")),
    ("mark inserted", partial(insert, what=b"\xef\xbb\xbf")),
    *[("quote inserted", partial(insert, what=b'"'))] * 2,
    ("apostrophe inserted", partial(insert, what=b"'")),
    ("line end inserted", partial(insert, what=b"\n")),
    *[("character cut", cut_character)] * 2,
    *[("line doubled", _on_lines(_double_line))] * 2,
    *[("line removed", _on_lines(_remove_line))] * 2,
    ("lines swapped", _on_lines(_swap_lines)),
    *[("header swapped", _on_lines(partial(_swap_fields, header=True)))] * 2,
    *[("fields swapped", _on_lines(partial(_swap_fields, header=False)))] * 2,
    *[("separator doubled", _on_lines(partial(_on_separator, replace=lambda mark: mark * 2)))] * 2,
    ("separator removed", _on_lines(partial(_on_separator, replace=lambda mark: b""))),
    ("field emptied", _on_lines(_empty_field)),
    ("lines joined", _on_lines(_join_lines)),
    ("carriage returns", _on_lines(_carriage_returns)),
    ("appended", append),
    ("utf-16", utf16),
    ("twice", twice),
]
