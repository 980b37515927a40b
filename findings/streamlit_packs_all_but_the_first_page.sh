#!/usr/bin/env bash
# Package: streamlit 1.67.0 (starlette 1.10.0)
# Expected: a middleware that is given to st.App sees the HTML of every page alike: plain, or packed.
# Happens: it stands outside Streamlit's gzip. To a browser that takes gzip "/" comes plain and every other path, the same
#   HTML, packed: a middleware that puts a line into the head works on the first page and finds no head on the others.
# Follows: ask for it unpacked (take gzip out of Accept-Encoding on the way in), or read Content-Encoding before the body.
. "$(dirname "$0")/lib/check.sh"
install streamlit==1.67.0 starlette==1.10.0 uvicorn==0.54.0
expect "/ text/html plain, <head> in sight: True
/other text/html gzip, <head> in sight: False" <<'PY'
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

pathlib.Path("page.py").write_text("import streamlit as st\nst.write('hello')\n")
pathlib.Path("server.py").write_text('''
import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware


class Seen:
    """Notes what it sees of each page."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        seen = {"packed": "plain", "kind": "", "body": b""}

        async def noted(message):
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                seen["packed"] = headers.get("content-encoding", "plain")
                seen["kind"] = headers.get("content-type", "").split(";")[0]
            seen["body"] += message.get("body", b"")
            await send(message)

        await self.app(scope, receive, noted)
        if scope["type"] == "http" and scope["path"] in ("/", "/other"):
            with open("seen.txt", "a") as file:
                sight = b"<head>" in seen["body"]
                file.write(f"{scope['path']} {seen['kind']} {seen['packed']}, <head> in sight: {sight}\\\\n")


app = st.App("page.py", middleware=[Middleware(Seen)])
'''.replace("\\\\n", "\\n"))
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
root = f"http://127.0.0.1:{port}"
command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.headless", "true"]
server = subprocess.Popen(
    [*command, "--server.port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
)
try:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{root}/_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    for path in ("/", "/other"):
        asked = urllib.request.Request(root + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as answer:
            answer.read()
        time.sleep(0.5)
finally:
    server.terminate()
    server.wait()
print(pathlib.Path("seen.txt").read_text().strip())
PY
