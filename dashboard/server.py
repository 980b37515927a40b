"""What is served: ``streamlit run dashboard/server.py``.

The pages are imported before the server answers, so that the first one is quick. What is asked passes, from
the first to the last: the headers of every answer, the pages of errors, the check of who asks, the base
path, redirects; then Streamlit.
"""

import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.playground import page as playground
from dashboard.serving import addresses, base_path, early_scripts
from dashboard.serving.base_path import BelowBasePath
from dashboard.serving.early_scripts import EarlyScripts
from dashboard.serving.error_pages import ErrorPages, script_failed
from dashboard.serving.headers import SafeHeaders
from dashboard.serving.own_addresses import OwnAddressesOnly
from dashboard.serving.redirects import RelativeRedirects
from dashboard.shell import image_sheets
from dashboard.shell.components.plotly_library import LIBRARIES, Library
from ltcore.config.variables import named_threads, warm_minutes


@asynccontextmanager
async def pages_at_hand(_app: st.App) -> AsyncIterator[None]:
    """Import the pages before the server answers; what goes wrong later is logged with its time."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    warm_minutes()  # where they cannot be meant, the server does not start
    named_threads()
    importlib.import_module("dashboard.routes")
    early_scripts.widgets()  # read from Streamlit's own files
    # Each collection would walk again through all that has just been imported, tens of milliseconds a time.
    gc.collect()
    gc.freeze()
    yield


def first_page(request: Request) -> RedirectResponse:
    """Send a reader who names the first page to it; it has no path of its own."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


def served(library: Library) -> Route:
    """Return the route of a script that draws the pictures; its version is that of the installed plotly."""

    def answer(_request: Request) -> FileResponse:
        return FileResponse(
            library.file,
            media_type="text/javascript",
            headers={"Cache-Control": "public, max-age=86400"},
        )

    return Route(f"{BASE}/{library.path}", answer)


def images(request: Request) -> Response:
    """Send a sheet of images that a page has shown.

    Its name stands for the settings of the data and the examples: a folder that is prepared anew keeps it.
    """
    found = image_sheets.SHEETS.picture(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, media_type = found
    keep = {"Cache-Control": "private, max-age=60"}
    return Response(content, media_type=media_type, headers=keep)


BASE = base_path.configured()

app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=pages_at_hand,
    routes=[
        Route(f"{BASE}/home", first_page),
        *(served(library) for library in LIBRARIES),
        *playground.routes(BASE),
        Route(f"{BASE}/{image_sheets.PATH}{{name}}", images),
    ],
    middleware=[
        Middleware(SafeHeaders),
        Middleware(ErrorPages),
        Middleware(OwnAddressesOnly, addresses.configured),
        Middleware(BelowBasePath, BASE),
        Middleware(RelativeRedirects),
        Middleware(EarlyScripts),
    ],
    on_script_error=script_failed,
)
