"""How long phones wait in a hall that answers at once, whether an answer is lost, and what it costs."""

import asyncio
import json
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ltcore.bench.served_lesson import asked_json, served_lesson, written
from ltcore.bench.session_waits import Peaks

LESSON = """title = "A hall"
about = "One question, for a measurement."
[[scenes]]
title = "How heavy?"
view = "effective_number?en_picture=weights&en_beta=0.99"
say = "Rare classes weigh more."
minutes = 1
[scenes.predict]
kind = "bars"
ask = "How much does one example weigh?"
trace = "effective number"
low = 0.01
high = 3
"""
LOOK_S = 1.5
"""Seconds between two looks of a phone at the question, as its page has them."""


@dataclass(frozen=True, kw_only=True)
class HallMeasured:
    """What a hall has done.

    Attributes:
        phones: how many answered.
        lost: answers that were sent and are not counted.
        waits_s: seconds from the sending of an answer to its receipt, one per phone.
        looks_s: seconds that a look at the question took, all of them.
        peak_memory: of the server, bytes (resident set).
    """

    phones: int
    lost: int
    waits_s: tuple[float, ...]
    looks_s: tuple[float, ...]
    peak_memory: int


def measure_hall(phones: int) -> HallMeasured:
    """Serve a lesson with a hall, and let phones join, wait for the question, and answer it.

    Args:
        phones: how many.

    Raises:
        NotMeasuredError: the lesson is not served within two minutes.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        served_lesson(written(LESSON, Path(folder)), hall=True) as (here, process),
    ):
        seen = asked_json(f"{here}/hall.json")
        peaks = Peaks(process)
        with peaks.watched():
            waits, looks = asyncio.run(_hall(here, seen["address"], phones))
        answers = asked_json(f"{here}/hall.json")["answers"]
    return HallMeasured(
        phones=phones,
        lost=phones - answers,
        waits_s=tuple(waits),
        looks_s=tuple(looks),
        peak_memory=peaks.memory,
    )


async def _hall(here: str, address: str, phones: int) -> tuple[list[float], list[float]]:
    """Let phones join, open the question, and wait until all have answered."""
    waits: list[float] = []
    looks: list[float] = []
    rng = random.Random(0)  # noqa: S311 (when a phone looks is no secret)
    tasks = [
        asyncio.create_task(_phone(address, rng.random() * LOOK_S, waits, looks))
        for _ in range(phones)
    ]
    await asyncio.sleep(2 * LOOK_S)
    await asyncio.to_thread(asked_json, f"{here}/hall/open/0", "POST")
    await asyncio.gather(*tasks)
    return waits, looks


async def _phone(address: str, late: float, waits: list[float], looks: list[float]) -> None:
    """Join, look at the question until it is open, and answer it."""
    await asyncio.sleep(late)
    joined, _ = await _asked(address, "join", {})
    question: dict[str, Any] = {"scene": None}
    while question["scene"] is None:
        question, seconds = await _asked(address, "state")
        looks.append(seconds)
        await asyncio.sleep(LOOK_S if question["scene"] is None else 0)
    values = [0.5] * len(question["names"])
    answer = {"phone": joined["phone"], "scene": question["scene"], "values": values}
    _, seconds = await _asked(address, "answer", answer)
    waits.append(seconds)


async def _asked(address: str, what: str, content: object = None) -> tuple[dict[str, Any], float]:
    """Ask as a phone does, on a connection of its own; return the answer and its seconds."""
    place = urlsplit(address)
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    body = b"" if content is None else json.dumps(content).encode()
    method = "GET" if content is None else "POST"
    head = f"{method} {place.path}/{what} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    received = await reader.read()
    writer.close()
    told: dict[str, Any] = json.loads(received.partition(b"\r\n\r\n")[2])
    return told, time.perf_counter() - begun
