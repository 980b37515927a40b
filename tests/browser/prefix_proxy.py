"""A proxy on a shared host: it owns one prefix, cuts it off or not, and knows nothing of the rest."""

import asyncio
import threading
from contextlib import contextmanager

END_OF_HEAD = b"\r\n\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def head_for(lines, prefix, *, cut):
    """Return the head that the server is sent, None where the path is somebody else's."""
    verb, path, protocol = lines[0].split(" ", 2)
    if not f"{path.partition('?')[0]}/".startswith(f"{prefix}/"):
        return None
    if cut:
        path = path.removeprefix(prefix) or "/"
    if not any(line.lower().startswith("upgrade:") for line in lines):
        lines = [line for line in lines if not line.lower().startswith("connection:")]
        lines.insert(1, "Connection: close")
    return "\r\n".join([f"{verb} {path} {protocol}", *lines[1:]]).encode("latin-1")


@contextmanager
def proxying(port, prefix, *, cut):
    """Serve what lies at ``port`` below ``prefix``; yield the address and the paths it did not own."""
    strangers = []

    async def serve(reader, writer):
        try:
            head = await reader.readuntil(END_OF_HEAD)
        except (asyncio.IncompleteReadError, OSError):
            writer.close()
            return
        lines = head.decode("latin-1").split("\r\n")
        sent = head_for(lines, prefix, cut=cut)
        if sent is None:
            strangers.append(lines[0])
            writer.write(NOT_FOUND)
            await writer.drain()
            writer.close()
            return
        behind, to_server = await asyncio.open_connection("127.0.0.1", port)
        to_server.write(sent)
        await asyncio.gather(pipe(reader, to_server), pipe(behind, writer))

    loop = asyncio.new_event_loop()  # in a thread: in this one Playwright has a loop of its own
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    started = asyncio.start_server(serve, "127.0.0.1", 0)
    listening = asyncio.run_coroutine_threadsafe(started, loop).result(10)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}{prefix}", strangers
    finally:
        asyncio.run_coroutine_threadsafe(ended(listening), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def ended(listening):
    """Close the proxy and what still runs through it."""
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
