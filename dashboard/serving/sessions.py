"""Many readers at once, without browsers: ``python -m dashboard.serving.sessions ADDRESS PATH NUMBER``.

Each session is a plain WebSocket client that speaks Streamlit's protocol: it connects, asks for one page
as a browser does on arrival, and reads until the script has ended. What it reads is checked to be an
answer, and thrown away. A process of its own, so that the clients do not share the server's interpreter.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

LARGEST_MESSAGE = 2**26
"""Bytes; the server sends none as large."""
PATIENCE_S = 300
"""A session that has no answer by then has none."""


@dataclass(frozen=True)
class Wait:
    """What one session saw.

    Attributes:
        seconds: from the first packet of its connection to the end of its first script.
        size: bytes it was sent.
        elements: pieces of the page it was sent.
        trouble: why its answer is not complete; empty where it is.
    """

    seconds: float
    size: int
    elements: int
    trouble: str = ""


async def opened(address: str, path: str, held: asyncio.Barrier) -> Wait:
    """Open a page as one reader, and stay connected until all others have their answer.

    Args:
        address: of the server, such as "http://127.0.0.1:8501".
        path: of the page, such as "/compare".
        held: passed once every session has ended its wait.
    """
    parts = urlsplit(address)
    url = f"ws://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream"
    start = time.perf_counter()
    try:
        async with (
            asyncio.timeout(PATIENCE_S),
            connect(
                url,
                origin=None,
                subprotocols=[Subprotocol("streamlit")],
                max_size=LARGEST_MESSAGE,
                compression=None,
                proxy=None,
                open_timeout=PATIENCE_S,
                ping_interval=None,
            ) as socket,
        ):
            await socket.send(_arrival(f"{address}{path}", path))
            size = elements = 0
            trouble = ""
            async for frame in socket:
                size += len(frame)
                message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else b"")
                kind = message.WhichOneof("type")
                if kind == "delta":
                    elements += 1
                    if message.delta.new_element.WhichOneof("type") == "exception":
                        trouble = "the page shows an error"
                elif kind == "page_not_found":
                    trouble = f"there is no page {path}"
                elif kind == "script_finished":
                    seconds = time.perf_counter() - start
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        trouble = ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)
                    await held.wait()
                    return Wait(seconds, size, elements, trouble)
        trouble = "the server closed the connection before the script ended"
    except (OSError, TimeoutError, WebSocketException) as error:
        trouble = f"{type(error).__name__}: {error}"
    await held.wait()
    return Wait(time.perf_counter() - start, 0, 0, trouble)


def _arrival(url: str, path: str) -> bytes:
    """Return what a browser sends first: the page it is on, and how it looks."""
    message = BackMsg()
    message.rerun_script.page_name = path.strip("/")
    message.rerun_script.context_info.url = url
    message.rerun_script.context_info.color_scheme = "light"
    message.rerun_script.context_info.timezone = "UTC"
    message.rerun_script.context_info.locale = "en"
    return bytes(message.SerializeToString())


async def open_at_once(address: str, path: str, number: int) -> list[Wait]:
    """Open a page as many readers at once; all stay until the last has its answer."""
    held = asyncio.Barrier(number)
    return list(await asyncio.gather(*(opened(address, path, held) for _ in range(number))))


if __name__ == "__main__":
    server, page, count = sys.argv[1:]
    waits = asyncio.run(open_at_once(server, page, int(count)))
    sys.stdout.write(json.dumps([asdict(wait) for wait in waits]))
